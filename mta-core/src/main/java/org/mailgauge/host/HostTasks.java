package org.mailgauge.host;

import org.mailgauge.port.Tasks;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Virtual threads for tasks, and a bounded pool of platform threads for file work: when its queue
 * is full the caller waits for room. Safe for use by any thread.
 */
public final class HostTasks implements Tasks, AutoCloseable {
    private static final int WAITING = 1024;

    private final ThreadPoolExecutor pool;
    private final AtomicInteger serial = new AtomicInteger();

    /**
     * @param ioThreads platform threads of the pool
     */
    public HostTasks(int ioThreads) {
        pool =
                new ThreadPoolExecutor(
                        ioThreads,
                        ioThreads,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(WAITING),
                        Thread.ofPlatform().daemon().name("io-", 0).factory(),
                        HostTasks::waitForRoom);
    }

    private static void waitForRoom(Runnable work, ThreadPoolExecutor pool) {
        if (pool.isShutdown()) {
            throw new RejectedExecutionException("closed");
        }
        try {
            pool.getQueue().put(work);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("interrupted", interrupted);
        }
    }

    @Override
    public Task start(String name, Runnable body) {
        return new Started(
                Thread.ofVirtual().name(name + "-" + serial.incrementAndGet()).start(body));
    }

    @Override
    public Task startPlatform(String name, Runnable body) {
        return new Started(Thread.ofPlatform().daemon().name(name).start(body));
    }

    @Override
    public <T> T io(Work<T> work) throws IOException {
        if (!Thread.currentThread().isVirtual()) {
            return work.run();
        }
        var done = new CompletableFuture<T>();
        try {
            pool.execute(() -> run(work, done));
            return done.get();
        } catch (RejectedExecutionException closed) {
            throw new IOException("the I/O pool is closed", closed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted during file work");
        } catch (ExecutionException failed) {
            throw rethrown(failed.getCause());
        }
    }

    private static <T> void run(Work<T> work, CompletableFuture<T> done) {
        try {
            done.complete(work.run());
        } catch (IOException | RuntimeException | Error thrown) {
            done.completeExceptionally(thrown);
        }
    }

    private static IOException rethrown(@org.jspecify.annotations.Nullable Throwable cause) {
        return switch (cause) {
            case IOException io -> io;
            case RuntimeException fault -> throw fault;
            case Error error -> throw error;
            case null, default -> new IOException(cause);
        };
    }

    /** Ends the pool after the work it holds; {@link #io} fails from now on. */
    @Override
    public void close() {
        pool.shutdown();
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
