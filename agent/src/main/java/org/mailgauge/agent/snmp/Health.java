package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.MtaSnapshot;

/** Cells that are read from the health of a snapshot, by metric name; absent when it has none. */
final class Health {
    private static final double MILLION = 1e6;

    private Health() {}

    /** A whole number. */
    static Columns.LongCell<MtaSnapshot> number(String metric) {
        return scaled(metric, 1);
    }

    /** Seconds, shown in microseconds. */
    static Columns.LongCell<MtaSnapshot> microseconds(String metric) {
        return scaled(metric, MILLION);
    }

    /** A share of 1, shown in thousandths. */
    static Columns.LongCell<MtaSnapshot> thousandths(String metric) {
        return scaled(metric, 1000);
    }

    private static Columns.LongCell<MtaSnapshot> scaled(String metric, double factor) {
        return snapshot -> {
            var value = snapshot.health().get(metric);
            return value == null ? null : Long.valueOf(Math.round(value * factor));
        };
    }

    /** An age in seconds at the time of the snapshot, in nanoseconds now. */
    static Columns.TimedCell<MtaSnapshot> age(String metric) {
        var then = scaled(metric, 1e9);
        return (snapshot, now) -> {
            var age = then.of(snapshot);
            return age == null
                    ? null
                    : Long.valueOf(age + Math.max(0, now - snapshot.takenTicks()));
        };
    }

    /** Octets, in millions of them, rounded down. */
    static @Nullable Long millions(@Nullable Double octets) {
        return octets == null ? null : Long.valueOf((long) Math.floor(octets / MILLION));
    }
}
