package org.mailgauge.collect.postfix.queue;

import org.mailgauge.port.Time;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Time as a test sets it. */
record SetTime(Supplier<Instant> now) implements Time {
    @Override
    public Instant wall() {
        return now.get();
    }

    @Override
    public long ticks() {
        var at = now.get();
        return at.getEpochSecond() * 1_000_000_000L + at.getNano();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        throw new UnsupportedOperationException("no timers");
    }

    @Override
    public void sleep(Duration time) {
        throw new UnsupportedOperationException("no sleep");
    }
}
