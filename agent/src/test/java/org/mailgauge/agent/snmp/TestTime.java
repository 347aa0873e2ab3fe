package org.mailgauge.agent.snmp;

import org.mailgauge.port.Time;

import java.time.Duration;
import java.time.Instant;

/** A clock that is set by hand; it has no timers. */
final class TestTime implements Time {
    private volatile long ticks;

    TestTime(long ticks) {
        this.ticks = ticks;
    }

    void set(long now) {
        ticks = now;
    }

    @Override
    public Instant wall() {
        return Snapshots.WALL;
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
        throw new UnsupportedOperationException();
    }
}
