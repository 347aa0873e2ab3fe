package org.mailgauge.sim;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Crash;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * The threads of one simulated process on a {@link SimLoop}. File work of a task runs on the loop's
 * own thread, as a disk demands. Once killed, its tasks are interrupted and run to their end.
 */
public final class SimProcess implements Tasks {
    private final SimLoop loop;
    private final Time time;
    private final Crash.Hook hook;
    private final Predicate<String> left;
    private final Set<Thread> threads = new LinkedHashSet<>();
    private final List<Throwable> failures = new ArrayList<>();
    private boolean killed;

    /** A process whose tasks all run. */
    public SimProcess(SimLoop loop, Time time) {
        this(loop, time, _ -> {}, _ -> false);
    }

    /**
     * @param time in which a task waits for another's end
     * @param hook told of every kill point that a task passes
     * @param left names of platform tasks that are not run, as the test does their work itself
     */
    public SimProcess(SimLoop loop, Time time, Crash.Hook hook, Predicate<String> left) {
        this.loop = loop;
        this.time = time;
        this.hook = hook;
        this.left = left;
    }

    @Override
    public Task start(String name, Runnable body) {
        var started = new Started();
        started.thread = loop.thread(name, () -> work(body, started));
        threads.add(started.thread);
        started.thread.start();
        return started;
    }

    @Override
    public Task startPlatform(String name, Runnable body) {
        return start(name, left.test(name) ? () -> {} : body);
    }

    private void work(Runnable body, Started started) {
        try {
            if (!killed) {
                ScopedValue.where(Crash.HOOK, hook).run(body);
            }
        } catch (RuntimeException | Error thrown) {
            failures.add(thrown);
        } finally {
            threads.remove(Thread.currentThread());
            started.end();
        }
    }

    @Override
    public <T> T io(Work<T> work) throws IOException {
        if (!Thread.currentThread().isVirtual()) {
            return work.run();
        }
        var job = new Job<>(work, hook);
        loop.execute(job);
        return job.await();
    }

    /** What tasks died of, in order. */
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }

    /** Tasks that have not ended. */
    public int running() {
        return threads.size();
    }

    /** The same as {@link #kill}, but tasks that wait for what never comes are forgotten. */
    public void abandon() {
        interrupt();
        threads.forEach(loop::forget);
        threads.clear();
    }

    private void interrupt() {
        killed = true;
        List.copyOf(threads).forEach(Thread::interrupt);
        loop.run();
    }

    /** Interrupts all tasks and runs the loop until they have ended; none is begun any more. */
    public void kill() {
        interrupt();
        if (!threads.isEmpty()) {
            throw new AssertionError("tasks survive an interrupt: " + this);
        }
    }

    /** Every task, with where it is. */
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

    /** A piece of file work on the loop's thread, and the task that is parked for it. */
    private static final class Job<T> implements Runnable {
        private final Work<T> work;
        private final Crash.Hook hook;
        private final Thread waiter = Thread.currentThread();
        private @Nullable T result;
        private @Nullable Throwable failure;
        private boolean done;

        Job(Work<T> work, Crash.Hook hook) {
            this.work = work;
            this.hook = hook;
        }

        @Override
        public void run() {
            try {
                result = ScopedValue.where(Crash.HOOK, hook).call(work::run);
            } catch (IOException | RuntimeException | Error thrown) {
                failure = thrown;
            }
            done = true;
            LockSupport.unpark(waiter);
        }

        @SuppressWarnings("NullAway") // the result is what the work gave, null or not
        T await() throws IOException {
            boolean interrupted = false;
            while (!done) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (failure instanceof IOException io) {
                throw io;
            }
            if (failure instanceof RuntimeException bug) {
                throw bug;
            }
            if (failure instanceof Error end) {
                throw end;
            }
            return result;
        }
    }

    private final class Started implements Task {
        private Thread thread = Thread.currentThread(); // replaced before it starts
        private final List<Thread> joining = new ArrayList<>();
        private boolean ended;

        @Override
        public void interrupt() {
            thread.interrupt();
        }

        private void end() {
            ended = true;
            joining.forEach(LockSupport::unpark);
        }

        /** From the loop's thread it runs the others until they are parked. */
        @Override
        public boolean join(Duration atMost) throws InterruptedException {
            if (loop.isDriver()) {
                while (!ended && loop.step()) {
                    // Until it ends or nothing moves.
                }
                return ended;
            }
            long deadline = time.ticks() + atMost.toNanos();
            var joiner = Thread.currentThread();
            var timer = time.after(atMost, () -> LockSupport.unpark(joiner));
            joining.add(joiner);
            while (!ended && time.ticks() - deadline < 0) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            joining.remove(joiner);
            timer.cancel();
            return ended;
        }
    }
}
