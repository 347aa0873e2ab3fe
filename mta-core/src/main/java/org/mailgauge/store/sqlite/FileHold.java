package org.mailgauge.store.sqlite;

import org.mailgauge.port.Time;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Keeps the files of a store where they are while somebody copies them: as long as it is held
 * nothing is dumped, reclaimed or deleted. Whoever holds it renews it; a holder that has gone loses
 * it when its time is over. Safe for use by any thread; one lock guards all and holds no I/O.
 */
public final class FileHold {
    private final Time time;
    private final BooleanSupplier ready;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private long last;
    private long holder; // 0: nobody
    private long until; // ticks
    private int working;
    private long completed;

    /**
     * Nobody's.
     *
     * @param ready brings into the files what belongs there; whether it has
     */
    FileHold(Time time, BooleanSupplier ready) {
        this.time = time;
        this.ready = ready;
    }

    /**
     * Takes it, when nothing works on the files any more.
     *
     * @param patience how long that may take
     * @return the number of the hold; empty when it did take longer, or somebody else has it
     */
    public OptionalLong take(Duration lease, Duration patience) throws InterruptedException {
        var mine = taken(lease, patience);
        if (mine.isPresent() && !ready.getAsBoolean()) {
            release(mine.getAsLong());
            return OptionalLong.empty();
        }
        return mine;
    }

    private OptionalLong taken(Duration lease, Duration patience) throws InterruptedException {
        lock.lock();
        try {
            if (isHeld()) {
                return OptionalLong.empty();
            }
            long mine = ++last;
            holder = mine;
            until = time.ticks() + patience.toNanos();
            long nanos = patience.toNanos();
            while (working > 0 && nanos > 0) {
                nanos = left.awaitNanos(nanos);
            }
            if (working > 0) {
                holder = 0;
                return OptionalLong.empty();
            }
            until = time.ticks() + lease.toNanos();
            return OptionalLong.of(mine);
        } finally {
            lock.unlock();
        }
    }

    /** Keeps it longer. @return whether it was held all the time */
    public boolean renew(long number, Duration lease) {
        lock.lock();
        try {
            boolean mine = isHeld() && holder == number;
            if (mine) {
                until = time.ticks() + lease.toNanos();
            }
            return mine;
        } finally {
            lock.unlock();
        }
    }

    /** Gives it back. @return whether it was held all the time */
    public boolean release(long number) {
        lock.lock();
        try {
            boolean mine = isHeld() && holder == number;
            if (mine) {
                holder = 0;
                completed++;
            }
            return mine;
        } finally {
            lock.unlock();
        }
    }

    /** How often it was given back. */
    public long completed() {
        lock.lock();
        try {
            return completed;
        } finally {
            lock.unlock();
        }
    }

    /** Whether somebody has it. */
    public boolean held() {
        lock.lock();
        try {
            return isHeld();
        } finally {
            lock.unlock();
        }
    }

    /** Begins work on the files. @return false when they are held: then they stay as they are */
    boolean enter() {
        lock.lock();
        try {
            boolean free = !isHeld();
            working += free ? 1 : 0;
            return free;
        } finally {
            lock.unlock();
        }
    }

    /** Ends that work. */
    void leave() {
        lock.lock();
        try {
            working--;
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock; who did not renew in time has lost it. */
    private boolean isHeld() {
        if (holder != 0 && time.ticks() - until > 0) {
            holder = 0;
        }
        return holder != 0;
    }
}
