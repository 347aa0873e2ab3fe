package org.mailgauge.queue;

import org.mailgauge.port.Time;

import java.time.Instant;

/**
 * Wall clock and ticker of one moment, by which one is turned into the other: inside, the queue
 * counts in ticks, so that a wall that jumps changes no age and no due time.
 */
record Moment(long ticks, long wallMillis) {
    private static final long NANOS = 1_000_000;

    static Moment of(Time time) {
        return new Moment(time.ticks(), time.wall().toEpochMilli());
    }

    long millisAt(long otherTicks) {
        return wallMillis + Math.floorDiv(otherTicks - ticks, NANOS);
    }

    Instant wallAt(long otherTicks) {
        return Instant.ofEpochMilli(millisAt(otherTicks));
    }

    /** The ticks of a wall time, which may lie before the process began. */
    long ticksAt(long otherMillis) {
        long apart = Math.clamp(otherMillis - wallMillis, -MOST_MILLIS, MOST_MILLIS);
        return ticks + apart * NANOS;
    }

    /** A hundred years: more would overflow when counted in nanoseconds. */
    private static final long MOST_MILLIS = 100L * 366 * 24 * 3600 * 1000;
}
