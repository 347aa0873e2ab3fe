package org.mailgauge.agent.snmp;

import org.snmp4j.util.WorkerPool;
import org.snmp4j.util.WorkerTask;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A few platform threads that answer requests, behind a bounded queue. When the queue is full a
 * request is dropped, and counted: the listener never waits. Safe for use by any thread.
 */
final class DroppingPool implements WorkerPool {
    private final ThreadPoolExecutor threads;
    private final Runnable dropped;

    DroppingPool(int workers, int waiting, Runnable dropped) {
        this.dropped = dropped;
        this.threads =
                new ThreadPoolExecutor(
                        workers,
                        workers,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(waiting),
                        Thread.ofPlatform().name("snmp-", 1).daemon().factory());
    }

    @Override
    public void execute(WorkerTask task) {
        if (!tryToExecute(task)) {
            dropped.run();
        }
    }

    @Override
    public boolean tryToExecute(WorkerTask task) {
        try {
            threads.execute(task);
            return true;
        } catch (RejectedExecutionException _) {
            return false;
        }
    }

    @Override
    public void stop() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(2, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException _) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void cancel() {
        threads.shutdownNow();
    }

    @Override
    public boolean isIdle() {
        return threads.getActiveCount() == 0 && threads.getQueue().isEmpty();
    }
}
