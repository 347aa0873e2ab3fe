package org.mailgauge.collect.follow;

import org.mailgauge.port.Time;

import java.time.Duration;
import java.time.Instant;

/** Time that passes when a test says so. */
final class HandTime implements Time {
    private long ticks = -1_000_000_000L;

    void pass(Duration time) {
        ticks += time.toNanos();
    }

    @Override
    public Instant wall() {
        return Instant.EPOCH;
    }

    @Override
    public long ticks() {
        return ticks;
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sleep(Duration time) {
        pass(time);
    }
}
