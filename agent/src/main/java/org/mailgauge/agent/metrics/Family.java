package org.mailgauge.agent.metrics;

import java.util.List;

/**
 * A metric family.
 *
 * @param name in full, with the unit, and {@code _total} for a counter
 * @param labels names of the labels, the same for all its series
 * @param help one sentence
 */
record Family(String name, Kind kind, List<String> labels, String help) {
    Family {
        labels = List.copyOf(labels);
        if (name.endsWith("_total") != (kind == Kind.COUNTER)) {
            throw new IllegalArgumentException(name + " is a " + kind);
        }
    }

    /** What values do. */
    enum Kind {
        /** Only rises while the process runs. */
        COUNTER,
        GAUGE,
        /** How many, their sum, and quantiles of those within the last five minutes. */
        SUMMARY
    }
}
