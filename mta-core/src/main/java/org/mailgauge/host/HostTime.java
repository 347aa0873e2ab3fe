package org.mailgauge.host;

import org.mailgauge.port.Time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's clock; timers run on one platform thread. Safe for use by any thread. */
public final class HostTime implements Time, AutoCloseable {
    private final ScheduledThreadPoolExecutor timers;

    public HostTime() {
        timers =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("timers").factory());
        timers.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Instant wall() {
        return Instant.now();
    }

    @Override
    public long ticks() {
        return System.nanoTime();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        var set = timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> set.cancel(false);
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }

    /** Timers that have not fired will not. */
    @Override
    public void close() {
        timers.shutdownNow();
    }
}
