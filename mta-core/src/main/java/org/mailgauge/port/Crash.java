package org.mailgauge.port;

/**
 * Named kill points: places where a crash would be most telling. Nothing happens there unless a
 * test has bound a hook for the calling thread.
 */
public final class Crash {

    /** The hook of a test; it may throw to end the simulated process at this point. */
    public static final ScopedValue<Hook> HOOK = ScopedValue.newInstance();

    private Crash() {}

    /** Passes a kill point, for example {@code "queue.after-force"}. */
    public static void at(String point) {
        if (HOOK.isBound()) {
            HOOK.get().reached(point);
        }
    }

    /** Told of every kill point that the thread passes. */
    public interface Hook {
        void reached(String point);
    }
}
