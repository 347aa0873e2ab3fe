package org.mailgauge.agent.snmp;

import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A view of the MIB (RFC 3415): subtrees that are in it, less some below them that are not, none of
 * them finer than a column of a table. The longest subtree that an object is below decides.
 * Immutable.
 *
 * @param name by which vacmViewTreeFamilyTable shows it
 * @param families in the order of their subtrees
 */
record ViewTree(OctetString name, List<Family> families) {

    /** A subtree that is in a view, or is not. */
    record Family(OID subtree, boolean included) {}

    /** What is about mail, and what says whose agent this is. */
    private static final List<OID> SHOWN =
            List.of(
                    SystemObjects.SYSTEM,
                    SystemObjects.SNMP,
                    // snmpEngineID, by which a manager with a certificate begins (RFC 5343)
                    new OID(SystemObjects.ENGINE.getValue(), 1),
                    MibObjects.APPLICATION,
                    MibObjects.MTA,
                    SystemObjects.ROOT);

    /** What names hosts, addresses and messages of others. */
    private static final List<OID> DETAILS =
            List.of(
                    // assocRemoteApplication
                    new OID("1.3.6.1.2.1.27.2.1.2"),
                    // mtaGroupInboundRejectionReason, mtaGroupOutboundConnectFailureReason,
                    // mtaGroupOldestMessageId
                    new OID("1.3.6.1.2.1.28.2.1.21"),
                    new OID("1.3.6.1.2.1.28.2.1.22"),
                    new OID("1.3.6.1.2.1.28.2.1.32"),
                    // mailgaugeDestinationTable
                    ours(8),
                    // mailgaugeListenerAddress
                    ours(13, 1, 3),
                    // mailgaugeCollectorSource, mailgaugeCollectorProblem
                    ours(15, 1, 3),
                    ours(15, 1, 11),
                    // mailgaugeAlarmSubject, mailgaugeAlarmResource, mailgaugeAlarmText,
                    // mailgaugeAlarmAcknowledgedBy
                    ours(17, 1, 8),
                    ours(17, 1, 9),
                    ours(17, 1, 15),
                    ours(17, 1, 19),
                    // mailgaugeRuleName, mailgaugeRuleScope
                    ours(18, 1, 2),
                    ours(18, 1, 4));

    /** What is about the agent. */
    private static final List<OID> AGENT =
            List.of(
                    SystemObjects.SECURE.getFirst(),
                    SystemObjects.SECURE.getLast(),
                    SystemObjects.SET,
                    SystemObjects.ENGINE,
                    SystemObjects.MPD,
                    SystemObjects.TARGETS,
                    SystemObjects.NOTIFICATIONS,
                    SystemObjects.USERS,
                    SystemObjects.VIEWS);

    static final ViewTree SUMMARY = of("summary", SHOWN, DETAILS);
    static final ViewTree DETAIL = of("detail", SHOWN, List.of());
    static final ViewTree ADMIN = of("admin", concat(SHOWN, AGENT), List.of());

    /** The view for writing. */
    static final ViewTree NOTHING = of("nothing", List.of(), List.of(new OID("1")));

    /** What a manager with a certificate may ask at any level of security (RFC 5343). */
    static final ViewTree ENGINE =
            of("engine", List.of(new OID(SystemObjects.ENGINE.getValue(), 1)), List.of());

    static final List<ViewTree> ALL = List.of(ADMIN, DETAIL, ENGINE, NOTHING, SUMMARY);

    static ViewTree of(SnmpConfig.View view) {
        return switch (view) {
            case SUMMARY -> SUMMARY;
            case DETAIL -> DETAIL;
            case ADMIN -> ADMIN;
        };
    }

    private static ViewTree of(String name, List<OID> in, List<OID> out) {
        var families = new ArrayList<Family>();
        in.forEach(subtree -> families.add(new Family(subtree, true)));
        out.forEach(subtree -> families.add(new Family(subtree, false)));
        families.sort(Comparator.comparing(Family::subtree));
        return new ViewTree(new OctetString(name), List.copyOf(families));
    }

    private static List<OID> concat(List<OID> one, List<OID> two) {
        var all = new ArrayList<>(one);
        all.addAll(two);
        return all;
    }

    private static OID ours(int... below) {
        return new OID(SystemObjects.OURS.getValue(), below);
    }

    boolean contains(OID oid) {
        // In the order of the subtrees a longer one comes behind the one that it is below.
        boolean inside = false;
        for (var family : families) {
            if (oid.startsWith(family.subtree())) {
                inside = family.included();
            }
        }
        return inside;
    }
}
