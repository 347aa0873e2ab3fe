package org.mailgauge.agent.accounts;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.Probe;
import org.mailgauge.port.Tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjDoubleConsumer;
import java.util.function.Supplier;

/**
 * Hashes passwords on a few platform threads, so that the memory it takes is bounded: one Argon2id
 * at a time for each. Safe for use by any thread; callers park meanwhile.
 */
final class Hasher implements Probe, AutoCloseable {
    private static final int WAITING = 200;

    private final BlockingQueue<Job<?>> waiting = new ArrayBlockingQueue<>(WAITING);
    private final List<Tasks.Task> threads = new ArrayList<>();
    private final LongAdder hashed = new LongAdder();
    private final LongAdder turnedAway = new LongAdder();
    private volatile boolean closed;

    /** A piece of work whose maker waits for it. */
    private static final class Job<T> {
        private final Supplier<T> work;
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile @Nullable T result;

        Job(Supplier<T> work) {
            this.work = work;
        }

        void run() {
            try {
                result = work.get();
            } finally {
                done.countDown();
            }
        }
    }

    Hasher(Tasks tasks, int count) {
        for (int i = 1; i <= count; i++) {
            threads.add(tasks.startPlatform("password-hash-" + i, this::work));
        }
    }

    private void work() {
        try {
            while (!closed) {
                waiting.take().run();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        waiting.forEach(job -> job.done.countDown());
    }

    /** Does the work and gives its result; null when too much waits, or all ends. */
    <T> @Nullable T run(Supplier<T> work) {
        var job = new Job<T>(work);
        if (closed || !waiting.offer(job)) {
            turnedAway.increment();
            return null;
        }
        try {
            while (!job.done.await(1, TimeUnit.SECONDS)) {
                if (closed) {
                    return null;
                }
            }
            hashed.increment();
            return job.result;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Does the work some time, or never; nobody waits for it. */
    void prepare(Runnable work) {
        boolean _ =
                waiting.offer(
                        new Job<>(
                                () -> {
                                    work.run();
                                    return true;
                                }));
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        into.accept("password_checks_total", (double) hashed.sum());
        into.accept("password_checks_turned_away_total", (double) turnedAway.sum());
        into.accept("password_checks_waiting", waiting.size());
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Tasks.Task::interrupt);
    }
}
