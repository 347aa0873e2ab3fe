package org.mailgauge.agent.snmp;

import static org.mailgauge.agent.snmp.Columns.counter;
import static org.mailgauge.agent.snmp.Columns.dateAndTime;
import static org.mailgauge.agent.snmp.Columns.stamp;

import org.snmp4j.smi.OID;

import java.util.List;

/**
 * MAILGAUGE-MIB: the order of its tables, each of which is a class of its own, and what stands
 * beside them.
 */
final class OwnObjects {
    /** The snapshot that a response is of. */
    private static final Table<Picture> SNAPSHOT =
            Table.scalars(
                    "mailgaugeObjects",
                    SystemObjects.OURS,
                    List.of(
                            counter(1, "mailgaugeSnapshotSequence", p -> p.snapshot().sequence()),
                            stamp(
                                    2,
                                    "mailgaugeSnapshotTaken",
                                    (p, _) -> p.snapshot().takenTicks())),
                    picture -> picture);

    private static final Table<Picture> CONFIGURATION =
            Table.scalars(
                    "mailgaugeObjects",
                    SystemObjects.OURS,
                    List.of(dateAndTime(19, "mailgaugeConfigurationLoaded", Picture::configured)),
                    picture -> picture);

    /** Ascending by OID. */
    static final List<Table<?>> TABLES =
            List.of(
                    SNAPSHOT,
                    OwnMtas.MTAS,
                    OwnMtas.BOOKS,
                    OwnGroups.GROUPS,
                    OwnStates.STATES,
                    OwnStates.AGES,
                    OwnDestinations.DESTINATIONS,
                    OwnFlow.DEFERRALS,
                    OwnFlow.LATENCIES,
                    OwnMachinery.JOURNAL,
                    OwnStorage.PLACES,
                    OwnListeners.LISTENERS,
                    OwnMachinery.INTAKE,
                    OwnCollectors.COLLECTORS,
                    OwnAlarms.WHOLE,
                    OwnAlarms.ALARMS,
                    OwnRules.RULES,
                    CONFIGURATION);

    private OwnObjects() {}

    /** The node of a table or of scalars. */
    static OID node(int number) {
        return new OID(SystemObjects.OURS.getValue(), number);
    }

    /** The entry of a table. */
    static OID entry(int number) {
        return new OID(node(number).getValue(), 1);
    }
}
