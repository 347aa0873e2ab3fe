package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A bounded row of what threads of the store are to do. Safe for use by any thread. */
final class WorkQueue<E> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<E> waiting = new ArrayDeque<>();
    private final int most;
    private boolean closed;
    private boolean hurried;

    WorkQueue(int most) {
        this.most = most;
    }

    /** Adds, parking while it is full. @return false when it is closed */
    boolean add(E element) {
        lock.lock();
        try {
            while (!closed && waiting.size() >= most) {
                room.awaitUninterruptibly();
            }
            if (!closed) {
                waiting.add(element);
                filled.signal();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for one and takes it.
     *
     * @param nanos how long at most
     * @return null after that time, once for each {@link #hurry}, and when it is closed and empty
     */
    @Nullable E take(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (!closed && !hurried && waiting.isEmpty() && left > 0) {
                left = filled.awaitNanos(left);
            }
            if (hurried || nanos <= 0) {
                hurried = false;
                return null;
            }
            room.signal();
            return waiting.poll();
        } catch (InterruptedException _) {
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Who waits in {@link #take(long)}, or does so next, gets nothing once. */
    void hurry() {
        lock.lock();
        try {
            hurried = true;
            filled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is closed and empty. */
    boolean isOver() {
        lock.lock();
        try {
            return closed && waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Takes one more if there is one. */
    @Nullable E poll() {
        lock.lock();
        try {
            room.signal();
            return waiting.poll();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more; what waits can still be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            filled.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
