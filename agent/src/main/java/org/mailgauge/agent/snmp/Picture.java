package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.alarm.AlarmState;
import org.mailgauge.agent.alarm.Rule;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.observe.SnapshotSource;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * All that one response is made of. Immutable.
 *
 * @param alarms as they were made of this snapshot or an earlier one, never of a later one; null
 *     when nobody looks for alarms
 * @param rules by which they come and go
 * @param configured when the configuration in force was read, by the wall clock; null when unknown
 */
record Picture(
        MtaSnapshot snapshot,
        @Nullable AlarmState alarms,
        List<Rule> rules,
        @Nullable Instant configured) {

    /** One of a snapshot only. */
    static Picture of(MtaSnapshot snapshot) {
        return new Picture(snapshot, null, List.of(), null);
    }

    /** Whether everything in it is the same as in another one; may say no when it is equal. */
    @SuppressWarnings("ReferenceEquality") // comparing what is in them costs more than it saves
    boolean same(Picture other) {
        return snapshot.sequence() == other.snapshot.sequence()
                && alarms == other.alarms
                && rules == other.rules
                && Objects.equals(configured, other.configured);
    }

    /** Where pictures come from. Safe for use by any thread. */
    interface Source {
        Picture now();

        /** Of snapshots only. */
        static Source of(SnapshotSource snapshots) {
            return () -> Picture.of(snapshots.current());
        }

        /** Of snapshots and alarms, which are taken first. */
        static Source of(SnapshotSource snapshots, Supplier<AlarmState> alarms) {
            return () -> {
                var state = alarms.get();
                return new Picture(snapshots.current(), state, List.of(), null);
            };
        }

        /** Of everything. Alarms are taken first, so that they are not newer than the snapshot. */
        static Source of(
                SnapshotSource snapshots,
                Supplier<AlarmState> alarms,
                Supplier<List<Rule>> rules,
                Supplier<Instant> configured) {
            return () -> {
                var state = alarms.get();
                return new Picture(snapshots.current(), state, rules.get(), configured.get());
            };
        }
    }
}
