package org.mailgauge.agent.snmp;

import org.mailgauge.agent.alarm.AlarmKind;
import org.snmp4j.smi.OID;

import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The notifications that the agent sends: those of MAILGAUGE-MIB, and two of SNMPv2-MIB. */
final class NotificationTypes {
    private static final OID OURS = new OID(SystemObjects.ROOT.getValue(), 0);
    private static final OID STANDARD = new OID("1.3.6.1.6.3.1.1.5");

    static final OID COLD_START = new OID(STANDARD.getValue(), 1);
    static final OID AUTHENTICATION_FAILURE = new OID(STANDARD.getValue(), 5);
    static final OID CONFIGURATION_RELOADED = new OID(OURS.getValue(), 101);
    static final OID HEARTBEAT = new OID(OURS.getValue(), 102);

    private NotificationTypes() {}

    /** Whether it is one that every receiver may have. */
    static boolean isStandard(OID type) {
        return type.startsWith(STANDARD);
    }

    /** 2n-1 raised, 2n cleared, n being the number of the kind. */
    static OID of(AlarmKind kind, boolean raised) {
        return new OID(OURS.getValue(), 2 * kind.number() - (raised ? 1 : 0));
    }

    private static String name(AlarmKind kind, boolean raised) {
        var words = Arrays.stream(kind.label().split("-", -1));
        return "mailgauge"
                + words.map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                        .collect(Collectors.joining())
                + (raised ? "Raised" : "Cleared");
    }

    /** Their descriptors, by OID. */
    static NavigableMap<OID, String> names() {
        var names = new TreeMap<OID, String>();
        for (var kind : AlarmKind.values()) {
            for (var raised : List.of(true, false)) {
                names.put(of(kind, raised), name(kind, raised));
            }
        }
        names.put(COLD_START, "coldStart");
        names.put(AUTHENTICATION_FAILURE, "authenticationFailure");
        names.put(CONFIGURATION_RELOADED, "mailgaugeConfigurationReloaded");
        names.put(HEARTBEAT, "mailgaugeHeartbeat");
        return names;
    }

    /** The objects of groups that come after the common ones of an alarm. */
    static List<String> groupObjects(AlarmKind kind, boolean raised) {
        return switch (kind) {
            case STORED ->
                    List.of("mtaGroupName", "mtaGroupStoredMessages", "mtaGroupStoredRecipients");
            case OLDEST ->
                    raised
                            ? List.of(
                                    "mtaGroupName",
                                    "mtaGroupStoredMessages",
                                    "mtaGroupOldestMessageStored")
                            : List.of("mtaGroupName", "mtaGroupStoredMessages");
            case OLDEST_DUE ->
                    raised
                            ? List.of(
                                    "mtaGroupName",
                                    "mtaGroupStoredMessages",
                                    "mailgaugeGroupOldestDue")
                            : List.of("mtaGroupName", "mtaGroupStoredMessages");
            case DRAIN_FORECAST -> List.of("mtaGroupName", "mtaGroupStoredRecipients");
            case DESTINATION_FAILING, DEFERRAL_RATIO -> List.of("mtaGroupName");
            case FAILED_ASSOCIATIONS ->
                    List.of(
                            "mtaGroupName",
                            "mtaGroupFailedOutboundAssociations",
                            "mtaGroupOutboundConnectFailureReason");
            case REJECTED_ASSOCIATIONS ->
                    List.of(
                            "mtaGroupName",
                            "mtaGroupRejectedInboundAssociations",
                            "mtaGroupInboundRejectionReason");
            case LOOP,
                    STORAGE_LOW,
                    CERTIFICATE_EXPIRING,
                    COLLECTOR_LOST,
                    OPER_STATUS,
                    AUTHENTICATION_FAILURES,
                    JOURNAL,
                    IMBALANCE,
                    TEST ->
                    List.of();
        };
    }

    /** Those of applications. */
    static List<String> applicationObjects(AlarmKind kind) {
        return switch (kind) {
            case LOOP -> List.of("mtaLoopsDetected");
            case OPER_STATUS -> List.of("applOperStatus", "applLastChange");
            case IMBALANCE -> List.of("mailgaugeBooksImbalance", "mailgaugeBooksGroupImbalance");
            default -> List.of();
        };
    }

    /** Those of the place of the queue on disk. */
    static List<String> storageObjects(AlarmKind kind) {
        return kind == AlarmKind.STORAGE_LOW
                ? List.of("mailgaugeStorageName", "mailgaugeStorageFree")
                : List.of();
    }

    /** Those of a row that has the subject's name: first the column that the name is in. */
    static List<String> namedObjects(AlarmKind kind, boolean raised) {
        return switch (kind) {
            case DESTINATION_FAILING ->
                    raised
                            ? List.of(
                                    "mailgaugeDestinationName",
                                    "mailgaugeDestinationRecipients",
                                    "mailgaugeDestinationLastReply",
                                    "mailgaugeDestinationReplyClass")
                            : List.of();
            case COLLECTOR_LOST ->
                    raised
                            ? List.of(
                                    "mailgaugeCollectorName",
                                    "mailgaugeCollectorName",
                                    "mailgaugeCollectorStatus",
                                    "mailgaugeCollectorProblem")
                            : List.of(
                                    "mailgaugeCollectorName",
                                    "mailgaugeCollectorName",
                                    "mailgaugeCollectorStatus");
            default -> List.of();
        };
    }

    /** Scalars. */
    static List<String> scalars(AlarmKind kind) {
        return kind == AlarmKind.JOURNAL
                ? List.of(
                        "mailgaugeJournalStatus",
                        "mailgaugeJournalFailures",
                        "mailgaugeJournalDamage")
                : List.of();
    }
}
