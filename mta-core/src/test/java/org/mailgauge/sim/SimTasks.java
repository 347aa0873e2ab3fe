package org.mailgauge.sim;

import org.mailgauge.port.Crash;
import org.mailgauge.port.Tasks;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Real threads that can be waited for. File work runs in place on a platform thread, and from a
 * virtual thread on a pool of platform threads, as a disk demands. A hook of {@link Crash} that is
 * bound where a task is started is bound in the task. Safe for use by any thread.
 */
public final class SimTasks implements Tasks, AutoCloseable {
    private static final int LOOKS = 4;
    private static final long LOOK_NANOS = 1_000_000;

    /** How a lock that a thread waits for shows; latches and conditions show otherwise. */
    private static final String LOCK = "java.util.concurrent.locks.ReentrantLock$";

    /** By their thread, the kernel's files on platform threads. */
    private final Map<Thread, Path> kernel = new ConcurrentHashMap<>();

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong activity = new AtomicLong();
    private final AtomicLong inIo = new AtomicLong();
    private final SimScheduler scheduler = new SimScheduler();
    private final ExecutorService pool =
            Executors.newFixedThreadPool(
                    2, Thread.ofPlatform().daemon().name("sim-io-", 0).factory());

    @Override
    public Task start(String name, Runnable body) {
        return launch(scheduler.builder().name(name), body);
    }

    @Override
    public Task startPlatform(String name, Runnable body) {
        return launch(Thread.ofPlatform().daemon().name(name), body);
    }

    private Task launch(Thread.Builder builder, Runnable body) {
        var hooked = hooked(body);
        var thread = builder.unstarted(() -> runAndRecord(hooked));
        if (!thread.isVirtual()) {
            kernel.put(thread, Path.of("")); // until it says where
        }
        threads.add(thread);
        activity.incrementAndGet();
        thread.start();
        return new Started(thread);
    }

    private void runAndRecord(Runnable body) {
        try {
            kernel.computeIfPresent(Thread.currentThread(), (_, _) -> inKernel());
            body.run();
        } catch (RuntimeException | Error thrown) {
            failures.add(thrown);
        } finally {
            activity.incrementAndGet();
            threads.remove(Thread.currentThread());
            kernel.remove(Thread.currentThread());
        }
    }

    private static Runnable hooked(Runnable body) {
        if (!Crash.HOOK.isBound()) {
            return body;
        }
        var hook = Crash.HOOK.get();
        return () -> ScopedValue.where(Crash.HOOK, hook).run(body);
    }

    @Override
    public <T> T io(Work<T> work) throws IOException {
        activity.incrementAndGet();
        if (!Thread.currentThread().isVirtual()) {
            return work.run();
        }
        inIo.incrementAndGet();
        try {
            return onPool(work);
        } finally {
            inIo.decrementAndGet();
        }
    }

    private <T> T onPool(Work<T> work) throws IOException {
        var hook = Crash.HOOK.isBound() ? Crash.HOOK.get() : null;
        try {
            return pool.submit(
                            () ->
                                    hook == null
                                            ? work.run()
                                            : ScopedValue.where(Crash.HOOK, hook).call(work::run))
                    .get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted during file work");
        } catch (ExecutionException failed) {
            var cause = failed.getCause();
            if (cause instanceof IOException || cause instanceof RuntimeException) {
                throw sneak(cause);
            }
            throw new IllegalStateException("file work failed", failed);
        }
    }

    private static RuntimeException sneak(Throwable cause) throws IOException {
        if (cause instanceof IOException io) {
            throw io;
        }
        throw (RuntimeException) cause;
    }

    /** What tasks died of, in order. */
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }

    /** Tasks that have not ended. */
    public int running() {
        return threads.size();
    }

    /** Waits in real time until every task has ended. */
    public void awaitEnd() {
        Await.until(() -> "tasks end: " + this, () -> threads.isEmpty());
    }

    /**
     * Waits in real time until every task is parked (on a lock, the simulated network or the
     * simulated time) or has ended, so that only a step of the test can move anything.
     *
     * @param others counters that rise with what happens elsewhere ({@link SimNet#activity})
     */
    public void awaitQuiet(LongSupplier... others) {
        Await.until(() -> "tasks are quiet: " + this, () -> isQuiet(others));
    }

    /**
     * Whether every task is parked or has ended. Who waits for a lock is not at rest: its owner may
     * be a thread outside, as one that writes to the same log. Exact for virtual threads and for
     * all waits on the simulated time and network; platform threads that wait for something else
     * are looked at several times, and the kernel is asked whether they have been woken.
     */
    public boolean isQuiet(LongSupplier... others) {
        long before = sum(others);
        int looks = LOOKS;
        do {
            if (!scheduler.idle() || inIo.get() > 0 || !threadsWait()) {
                return false;
            }
            boolean exact = SimScheduler.exact() && noPlatformThread();
            looks = exact ? 0 : looks - 1;
            if (looks > 0) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
        } while (looks > 0);
        return before == sum(others) && scheduler.idle();
    }

    private boolean noPlatformThread() {
        return threads.stream().allMatch(Thread::isVirtual);
    }

    private boolean threadsWait() {
        for (var thread : threads) {
            switch (thread.getState()) {
                case WAITING, TIMED_WAITING -> {
                    if (waitsForLock(thread) || woken(thread)) {
                        return false;
                    }
                }
                case TERMINATED -> {}
                case NEW, RUNNABLE, BLOCKED -> {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean waitsForLock(Thread thread) {
        var blocker = LockSupport.getBlocker(thread);
        return blocker != null && blocker.getClass().getName().startsWith(LOCK);
    }

    /** The calling thread's file; where there is none, one that does not exist. */
    private static Path inKernel() {
        try {
            var thread = Files.readSymbolicLink(Path.of("/proc/thread-self"));
            return Path.of("/proc/self/task").resolve(thread.getFileName()).resolve("stat");
        } catch (IOException _) {
            return Path.of("/proc/none");
        }
    }

    /**
     * Whether a platform thread that looks parked runs in truth: it does so from when it is woken
     * until a busy machine gives it a processor.
     */
    private boolean woken(Thread thread) {
        var file = kernel.get(thread);
        if (file == null) {
            return false;
        }
        try {
            var text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return text.charAt(text.lastIndexOf(')') + 2) == 'R';
        } catch (IOException _) {
            return file.toString().isEmpty();
        }
    }

    private long sum(LongSupplier... others) {
        long total = activity.get() + scheduler.activity();
        for (var other : others) {
            total += other.getAsLong();
        }
        return total;
    }

    /** Every task that runs, with where it is. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (var thread : threads) {
            text.append('\n').append(thread).append(' ').append(thread.getState());
            for (var frame : thread.getStackTrace()) {
                text.append("\n    ").append(frame);
            }
        }
        return text.toString();
    }

    /** Interrupts what still runs and waits for it. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        awaitEnd();
        pool.shutdownNow();
    }

    private record Started(Thread thread) implements Task {
        @Override
        public void interrupt() {
            thread.interrupt();
        }

        @Override
        public boolean join(Duration atMost) throws InterruptedException {
            return thread.join(atMost);
        }
    }
}
