package org.mailgauge.agent.alarm;

import org.mailgauge.port.Time;

import java.time.Duration;
import java.time.Instant;

/** One moment, on both clocks: how long things last is told by the ticker. */
public record Moment(long ticks, Instant wall) {

    static Moment of(Time time) {
        return new Moment(time.ticks(), time.wall());
    }

    /** Whether a moment on the ticker lies at least so long back. */
    boolean isAfter(long since, Duration time) {
        return ticks - since >= time.toNanos();
    }
}
