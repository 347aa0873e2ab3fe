package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.Version;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The agent's objects about itself: the system and snmp groups of SNMPv2-MIB (RFC 3418), the engine
 * of SNMP-FRAMEWORK-MIB (RFC 3411), and the statistics of SNMP-MPD-MIB (RFC 3412), SNMP-TARGET-MIB
 * (RFC 3413), SNMP-USER-BASED-SM-MIB (RFC 3414), SNMP-TSM-MIB (RFC 5591) and SNMP-TLS-TM-MIB (RFC
 * 6353). All of them read-only, also where the module would allow more.
 */
final class SystemObjects {
    /**
     * Where our own objects are. This is net-snmp's playpen for experiments with a number below it
     * that is merely unlikely to be anybody else's; it changes once we have an enterprise number.
     */
    static final OID ROOT = new OID("1.3.6.1.4.1.8072.9999.9999.26117");

    static final OID SYSTEM = new OID("1.3.6.1.2.1.1");
    static final OID SNMP = new OID("1.3.6.1.2.1.11");
    static final OID ENGINE = new OID("1.3.6.1.6.3.10.2.1");
    static final OID MPD = new OID("1.3.6.1.6.3.11.2.1");
    static final OID TARGET = new OID("1.3.6.1.6.3.12.1");
    static final OID USM = new OID("1.3.6.1.6.3.15.1.1");

    /** snmpTsmStats of SNMP-TSM-MIB and snmpTlstmSession of SNMP-TLS-TM-MIB. */
    private static final OID TSM = new OID("1.3.6.1.2.1.190.1.1");

    private static final OID TLSTM = new OID("1.3.6.1.2.1.198.2.1");

    /** snmpTsmMIB and snmpTlstmMIB. */
    static final List<OID> SECURE = List.of(new OID("1.3.6.1.2.1.190"), new OID("1.3.6.1.2.1.198"));

    /** snmpSet of SNMPv2-MIB. */
    static final OID SET = new OID("1.3.6.1.6.3.1.1.6");

    /** snmpTargetObjects, snmpNotifyObjects, usmMIBObjects and vacmMIBObjects. */
    static final OID TARGETS = TARGET;

    static final OID NOTIFICATIONS = new OID("1.3.6.1.6.3.13.1");
    static final OID USERS = new OID("1.3.6.1.6.3.15.1");
    static final OID VIEWS = new OID("1.3.6.1.6.3.16.1");

    /** sysObjectID: this product. */
    static final OID PRODUCT = new OID(ROOT.getValue(), 1);

    /** Our own objects. */
    static final OID OURS = new OID(ROOT.getValue(), 2);

    /** What the agent did not answer, and why. */
    static final OID DROPS = new OID(OURS.getValue(), 20);

    /** sysServices: end-to-end (a host) and applications. */
    private static final int SERVICES = 72;

    /** snmpEnableAuthenTraps. */
    private static final int ENABLED = 1;

    private static final int DISABLED = 2;

    /** What we conform to, for sysORTable. */
    private record Conformance(String oid, String description) {}

    private static final List<Conformance> CONFORMANCE =
            List.of(
                    new Conformance(
                            capabilities(1), "mailgaugeCapsNetworkServices of MAILGAUGE-CAPS-MIB"),
                    new Conformance(capabilities(2), "mailgaugeCapsMta of MAILGAUGE-CAPS-MIB"),
                    new Conformance(capabilities(3), "mailgaugeCapsOwn of MAILGAUGE-CAPS-MIB"),
                    new Conformance(capabilities(4), "mailgaugeCapsEngine of MAILGAUGE-CAPS-MIB"),
                    // The standard modules' own names for it, for readers without our module.
                    new Conformance("1.3.6.1.2.1.28.4.2.12", "mtaRFC2789FullCompliance of MTA-MIB"),
                    new Conformance(
                            "1.3.6.1.2.1.27.3.2.6",
                            "assocRFC2788Compliance of NETWORK-SERVICES-MIB"),
                    new Conformance(
                            "1.3.6.1.6.3.10.3.1.1",
                            "snmpFrameworkMIBCompliance of SNMP-FRAMEWORK-MIB"),
                    new Conformance("1.3.6.1.6.3.11.3.1.1", "snmpMPDCompliance of SNMP-MPD-MIB"),
                    new Conformance("1.3.6.1.2.1.190.2.1.1", "snmpTsmCompliance of SNMP-TSM-MIB"));

    /** An AGENT-CAPABILITIES of MAILGAUGE-CAPS-MIB. */
    private static String capabilities(int number) {
        return ROOT.toDottedString() + ".4." + number;
    }

    /** Objects below a node, by sub-identifier. */
    record Group(OID root, SortedMap<Integer, String> names) {
        /**
         * @param lines sub-identifier and descriptor of each
         */
        static Group of(OID root, String lines) {
            var names = new TreeMap<Integer, String>();
            lines.lines()
                    .map(line -> line.split(" ", 2))
                    .forEach(pair -> names.put(Integer.parseInt(pair[0]), pair[1]));
            return new Group(root, names);
        }
    }

    private static final Group SYSTEM_GROUP =
            Group.of(
                    SYSTEM,
                    """
                    1 sysDescr
                    2 sysObjectID
                    3 sysUpTime
                    4 sysContact
                    5 sysName
                    6 sysLocation
                    7 sysServices
                    8 sysORLastChange
                    """);
    private static final Group OR_TABLE =
            Group.of(
                    new OID("1.3.6.1.2.1.1.9.1"),
                    """
                    2 sysORID
                    3 sysORDescr
                    4 sysORUpTime
                    """);
    private static final Group ENGINE_GROUP =
            Group.of(
                    ENGINE,
                    """
                    1 snmpEngineID
                    2 snmpEngineBoots
                    3 snmpEngineTime
                    4 snmpEngineMaxMessageSize
                    """);
    private static final Group TRAPS = Group.of(SNMP, "30 snmpEnableAuthenTraps");

    private static final Group CONTEXTS =
            Group.of(
                    TARGET,
                    """
                    4 snmpUnavailableContexts
                    5 snmpUnknownContexts
                    """);

    /** Groups that hold nothing but counters. */
    private static final List<Group> COUNTERS =
            List.of(
                    Group.of(
                            SNMP,
                            """
                            1 snmpInPkts
                            3 snmpInBadVersions
                            4 snmpInBadCommunityNames
                            5 snmpInBadCommunityUses
                            6 snmpInASNParseErrs
                            31 snmpSilentDrops
                            32 snmpProxyDrops
                            """),
                    Group.of(
                            MPD,
                            """
                            1 snmpUnknownSecurityModels
                            2 snmpInvalidMsgs
                            3 snmpUnknownPDUHandlers
                            """),
                    Group.of(
                            USM,
                            """
                            1 usmStatsUnsupportedSecLevels
                            2 usmStatsNotInTimeWindows
                            3 usmStatsUnknownUserNames
                            4 usmStatsUnknownEngineIDs
                            5 usmStatsWrongDigests
                            6 usmStatsDecryptionErrors
                            """),
                    Group.of(
                            TSM,
                            """
                            1 snmpTsmInvalidCaches
                            2 snmpTsmInadequateSecurityLevels
                            3 snmpTsmUnknownPrefixes
                            4 snmpTsmInvalidPrefixes
                            """),
                    Group.of(
                            TLSTM,
                            """
                            1 snmpTlstmSessionOpens
                            2 snmpTlstmSessionClientCloses
                            3 snmpTlstmSessionOpenErrors
                            4 snmpTlstmSessionAccepts
                            5 snmpTlstmSessionServerCloses
                            6 snmpTlstmSessionNoSessions
                            7 snmpTlstmSessionInvalidClientCertificates
                            8 snmpTlstmSessionUnknownServerCertificate
                            9 snmpTlstmSessionInvalidServerCertificates
                            10 snmpTlstmSessionInvalidCaches
                            """),
                    Group.of(
                            DROPS,
                            """
                            1 mailgaugeAgentDroppedForRate
                            3 mailgaugeAgentSessionsRefused
                            4 mailgaugeAgentHandshakesFailed
                            """));

    private static final Group SOCKETS = Group.of(DROPS, "2 mailgaugeAgentDroppedForLoad");

    private SystemObjects() {}

    /** All objects by OID, with their names. */
    static NavigableMap<OID, String> names() {
        var all = new ArrayList<>(COUNTERS);
        all.add(SOCKETS);
        all.addAll(List.of(SYSTEM_GROUP, OR_TABLE, ENGINE_GROUP, TRAPS));
        all.add(CONTEXTS);
        all.addAll(AdminTables.GROUPS);
        all.addAll(TargetTables.GROUPS);
        all.addAll(SecureTables.GROUPS);
        var names = new TreeMap<OID, String>();
        for (var group : all) {
            group.names()
                    .forEach(
                            (number, name) ->
                                    names.put(new OID(group.root().getValue(), number), name));
        }
        return names;
    }

    /** The managed objects of one agent. */
    static List<Scalars> of(
            SnmpConfig config,
            Engine engine,
            Counters counters,
            SocketDrops drops,
            Pinned.Source source) {
        var snmp = counterScalars(COUNTERS.getFirst(), counters);
        int failures = config.notifications().receivers().isEmpty() ? DISABLED : ENABLED;
        snmp.add(scalar(SNMP, 30, _ -> new Integer32(failures)));
        var all = new ArrayList<Scalars>();
        all.add(new Scalars(SYSTEM, system(config), source));
        all.add(new Scalars(SNMP, snmp, source));
        all.add(new Scalars(ENGINE, engine(engine, Limits.messageOctets(config)), source));
        for (var group : COUNTERS.subList(1, COUNTERS.size())) {
            var scalars = counterScalars(group, counters);
            if (group.root().equals(DROPS)) {
                scalars.add(scalar(DROPS, 2, at -> dropped(drops, at)));
            }
            all.add(new Scalars(group.root(), scalars, source));
        }
        return all;
    }

    /** The counters that stand between the tables of SNMP-TARGET-MIB. */
    static List<Scalars.Scalar> targetCounters(Counters counters) {
        return counterScalars(CONTEXTS, counters);
    }

    private static @Nullable Variable dropped(SocketDrops drops, Moment at) {
        var total = drops.total(at.now());
        return total.isPresent() ? new Counter32(Smi.counter32(total.getAsLong())) : null;
    }

    private static Scalars.Scalar scalar(
            OID root, int number, Function<Moment, @Nullable Variable> value) {
        return new Scalars.Scalar(
                new OID(root.getValue(), number), 0, pinned -> value.apply(pinned.at()));
    }

    private static Scalars.Scalar text(OID root, int number, String text) {
        return scalar(root, number, _ -> new OctetString(Smi.string255(text)));
    }

    private static List<Scalars.Scalar> counterScalars(Group group, Counters counters) {
        var scalars = new ArrayList<Scalars.Scalar>();
        for (int number : group.names().keySet()) {
            var object = new OID(group.root().getValue(), number);
            var counter = new OID(object.getValue(), 0);
            scalars.add(new Scalars.Scalar(object, 0, _ -> counters.value(counter)));
        }
        return scalars;
    }

    private static List<Scalars.Scalar> system(SnmpConfig config) {
        var scalars = new ArrayList<Scalars.Scalar>();
        // Neither the system nor the libraries are anybody's business.
        scalars.add(text(SYSTEM, 1, "Mailgauge " + Version.current()));
        scalars.add(scalar(SYSTEM, 2, _ -> new OID(PRODUCT)));
        scalars.add(scalar(SYSTEM, 3, at -> new TimeTicks(at.upTime())));
        scalars.add(text(SYSTEM, 4, config.contact()));
        scalars.add(text(SYSTEM, 5, config.name()));
        scalars.add(text(SYSTEM, 6, config.location()));
        scalars.add(scalar(SYSTEM, 7, _ -> new Integer32(SERVICES)));
        scalars.add(scalar(SYSTEM, 8, _ -> new TimeTicks(0)));
        for (int row = 1; row <= CONFORMANCE.size(); row++) {
            var conformance = CONFORMANCE.get(row - 1);
            var id = new OID(conformance.oid());
            var description = new OctetString(conformance.description());
            scalars.add(cell(2, row, _ -> new OID(id)));
            scalars.add(cell(3, row, _ -> new OctetString(description)));
            scalars.add(cell(4, row, _ -> new TimeTicks(0)));
        }
        return scalars;
    }

    private static Scalars.Scalar cell(int column, int row, Function<Moment, Variable> value) {
        return new Scalars.Scalar(
                new OID(OR_TABLE.root().getValue(), column),
                row,
                pinned -> value.apply(pinned.at()));
    }

    private static List<Scalars.Scalar> engine(Engine engine, int messageOctets) {
        return List.of(
                scalar(ENGINE, 1, _ -> new OctetString(engine.id())),
                scalar(ENGINE, 2, _ -> new Integer32(engine.boots())),
                scalar(ENGINE, 3, at -> new Integer32(Engine.seconds(at.now() - at.started()))),
                scalar(ENGINE, 4, _ -> new Integer32(messageOctets)));
    }
}
