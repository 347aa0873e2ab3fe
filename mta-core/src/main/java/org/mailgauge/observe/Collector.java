package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Where something that is known of a foreign application comes from (mailgaugeCollectorTable).
 *
 * @param application applIndex
 * @param number its own, from 1, by its name
 * @param name what it reads: {@code log}, {@code queue}
 * @param source the path or command
 * @param readTicks when it last read without a fault; null before the first time
 * @param writtenTicks when what it read last was written; null before it has read anything
 * @param records lines or records read
 * @param notUnderstood of these, those that should mean something to it and do not
 * @param gaps how often something was missing
 * @param coverage of the last that should mean something, how many in a thousand did; null when
 *     there were none
 * @param problem what last kept it from reading; empty when nothing did
 * @param behindOctets at least how much of its source it has not read; null when not known
 * @param events what it counts that no column of the modules does, by name, as totals
 */
public record Collector(
        int application,
        int number,
        String name,
        String source,
        Condition condition,
        @Nullable Long readTicks,
        @Nullable Long writtenTicks,
        long records,
        long notUnderstood,
        long gaps,
        @Nullable Integer coverage,
        String problem,
        @Nullable Long behindOctets,
        Map<String, Long> events) {
    public Collector {
        events = Map.copyOf(events);
    }

    /** Whether it gets at its source (mailgaugeCollectorStatus). */
    public enum Condition {
        /** It reads what was there before it. */
        STARTING(1),
        /** It is up to date. */
        RUNNING(2),
        /** It cannot read. */
        LOST(3);

        private final int number;

        Condition(int number) {
            this.number = number;
        }

        /** As in MAILGAUGE-MIB. */
        public int number() {
            return number;
        }
    }
}
