package org.mailgauge.port;

import java.time.Duration;
import java.time.Instant;

/** Wall clock, monotonic ticker and timers. Safe for use by any thread. */
public interface Time {

    /** The wall clock; it may jump in either direction. */
    Instant wall();

    /**
     * A monotonic ticker in nanoseconds with an arbitrary origin, in the manner of {@link
     * System#nanoTime}.
     */
    long ticks();

    /**
     * Runs a task once, after a delay on the monotonic ticker. Timers share one thread: the task
     * must be short and must not block or touch a disk.
     */
    Timer after(Duration delay, Runnable task);

    /** Parks the calling thread for a time on the monotonic ticker. */
    void sleep(Duration time) throws InterruptedException;

    /** A timer that was set. */
    interface Timer {
        /** Prevents the task from starting; without effect once it has. */
        void cancel();
    }
}
