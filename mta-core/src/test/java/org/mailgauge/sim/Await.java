package org.mailgauge.sim;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits in real time for what other threads are about to bring about. */
public final class Await {
    private static final Duration MOST = Duration.ofSeconds(20);
    private static final long PAUSE_NANOS = 50_000;

    private Await() {}

    /** Waits until the condition holds; an {@link AssertionError} after 20 s of real time. */
    public static void until(BooleanSupplier condition) {
        until(() -> "condition", condition);
    }

    /** The same, with words for the failure. */
    public static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    /** The same, with words that are made when it fails. */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        if (!within(MOST, condition)) {
            throw new AssertionError("still not after " + MOST.toSeconds() + " s: " + what.get());
        }
    }

    /** Waits at most so long; answers whether the condition holds. */
    public static boolean within(Duration most, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > most.toNanos()) {
                return condition.getAsBoolean();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }
}
