package org.mailgauge.sim;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Lets simulated time pass by itself. */
public final class SimRun {
    private static final Duration GLANCE = Duration.ofNanos(20_000);

    private SimRun() {}

    /**
     * Waits until done; whenever all tasks are parked before that, time moves on to the next timer.
     */
    public static void until(BooleanSupplier done, SimTasks tasks, SimTime time, SimNet net) {
        while (!done.getAsBoolean()) {
            if (!tasks.isQuiet(net::activity)) {
                Await.within(GLANCE, done);
            } else if (!done.getAsBoolean() && !time.advanceToNext()) {
                // One that was woken may have looked quiet just before it set its next timer.
                Await.until(
                        () -> "done, with no timer left: " + tasks,
                        () -> done.getAsBoolean() || time.timers() > 0);
            }
        }
    }
}
