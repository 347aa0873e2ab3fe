package org.mailgauge.sim;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * Runs real virtual threads one at a time on the thread that calls {@link #run}, each until it
 * parks, in an order that a seed decides: the same seed gives the same run, and nobody polls. All
 * calls come from that one thread, or from a task that it runs.
 *
 * <p>It needs the JDK's internal builder ({@code --add-opens java.base/java.lang=ALL-UNNAMED}, as
 * the tests run with). A task must not wait in real time (timed parks, {@code Thread.join} with a
 * bound), as it would go on at a moment that no seed decides.
 */
public final class SimLoop implements Executor {
    private static final Constructor<?> BUILDER = builder();

    private final SplittableRandom random;
    private final List<Runnable> able = new ArrayList<>();
    private final Thread driver = Thread.currentThread();

    /** Woken from outside, by what two loops share: a monitor of the JDK's or of a test's. */
    private final Queue<Runnable> foreign = new ConcurrentLinkedQueue<>();

    private final Set<Thread> threads = new HashSet<>();
    private long slices;

    /** A loop that the calling thread will run. */
    public SimLoop(long seed) {
        random = new SplittableRandom(seed);
    }

    private static Constructor<?> builder() {
        try {
            var constructor =
                    Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                            .getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            return constructor;
        } catch (ReflectiveOperationException failed) {
            throw new IllegalStateException("the JDK's builder is not open", failed);
        }
    }

    /** A thread that runs here once it is started. */
    Thread thread(String name, Runnable body) {
        try {
            var builder = (Thread.Builder) BUILDER.newInstance(this);
            var thread = builder.name(name).unstarted(() -> live(body));
            threads.add(thread);
            return thread;
        } catch (ReflectiveOperationException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void live(Runnable body) {
        try {
            body.run();
        } finally {
            threads.remove(Thread.currentThread());
        }
    }

    /** A thread that will never run again. */
    void forget(Thread thread) {
        threads.remove(thread);
    }

    /** Called by the JDK with what a thread does until it parks; also takes work for the driver. */
    @Override
    public void execute(Runnable slice) {
        var caller = Thread.currentThread();
        if (caller == driver || threads.contains(caller)) {
            able.add(slice);
        } else {
            foreign.add(slice);
        }
    }

    /** Whether the calling thread is the one that runs the others. */
    boolean isDriver() {
        return Thread.currentThread() == driver;
    }

    /** Runs what can run until everything is parked or has ended. */
    public void run() {
        while (step()) {
            // The next slice.
        }
    }

    /** Runs one slice. @return whether there was one */
    public boolean step() {
        var slice = next();
        if (slice == null) {
            return false;
        }
        slices++;
        slice.run();
        return true;
    }

    private @Nullable Runnable next() {
        while (able.isEmpty()) {
            var woken = foreign.poll();
            if (woken != null) {
                return woken;
            }
            if (threads.stream().noneMatch(one -> one.getState() == Thread.State.BLOCKED)) {
                return null;
            }
            Thread.onSpinWait();
        }
        int count = able.size();
        int which = count == 1 ? 0 : random.nextInt(count);
        var slice = able.get(which);
        var last = able.removeLast();
        if (which < count - 1) {
            able.set(which, last);
        }
        return slice;
    }

    /** Whether nothing can run. */
    public boolean idle() {
        return able.isEmpty();
    }

    /** Slices run so far: equal for equal runs. */
    public long slices() {
        return slices;
    }
}
