package org.mailgauge.sim;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Constructor;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs virtual threads on carriers of its own, and so knows when none of them can run: states of
 * threads do not tell, as one that is woken while it parks shows as waiting for an instant. Safe
 * for use by any thread.
 *
 * <p>It needs the JDK's internal builder ({@code --add-opens java.base/java.lang=ALL-UNNAMED}, as
 * the tests run with); without that it starts ordinary virtual threads, and {@link #idle} cannot be
 * relied on.
 */
final class SimScheduler implements Executor {
    private static final int CARRIERS = 2;

    private final AtomicLong able = new AtomicLong();
    private final AtomicLong slices = new AtomicLong();
    private final ThreadPoolExecutor carriers =
            new ThreadPoolExecutor(
                    CARRIERS,
                    CARRIERS,
                    1,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    Thread.ofPlatform().daemon().name("sim-carrier-", 0).factory());

    SimScheduler() {
        carriers.allowCoreThreadTimeOut(true);
    }

    private static final @Nullable Constructor<?> BUILDER = builderConstructor();

    private static @Nullable Constructor<?> builderConstructor() {
        try {
            var constructor =
                    Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                            .getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            return constructor;
        } catch (ReflectiveOperationException | RuntimeException _) {
            return null;
        }
    }

    /** Whether the threads run here, so that {@link #idle} is exact. */
    static boolean exact() {
        return BUILDER != null;
    }

    /** A builder of virtual threads that run here. */
    Thread.Builder builder() {
        if (BUILDER == null) {
            return Thread.ofVirtual();
        }
        try {
            return (Thread.Builder) BUILDER.newInstance(this);
        } catch (ReflectiveOperationException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Called by the JDK with what a thread does until it parks. */
    @Override
    public void execute(Runnable slice) {
        able.incrementAndGet();
        slices.incrementAndGet();
        carriers.execute(
                () -> {
                    try {
                        slice.run();
                    } finally {
                        able.decrementAndGet();
                    }
                });
    }

    /** Whether every thread is parked. */
    boolean idle() {
        return able.get() == 0;
    }

    /** Rises whenever a thread goes on. */
    long activity() {
        return slices.get();
    }
}
