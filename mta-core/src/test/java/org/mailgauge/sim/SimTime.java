package org.mailgauge.sim;

import org.mailgauge.port.Time;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Time that stands still until a test moves it. Wall clock and ticker are apart, so the wall can be
 * stepped. Safe for use by any thread; {@link #advance} by one at a time.
 */
public final class SimTime implements Time {
    /** Where {@link #SimTime()} begins. */
    public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private record Pending(long due, long order, Runnable task) {}

    private static final Comparator<Pending> DUE_FIRST =
            Comparator.comparingLong(Pending::due).thenComparingLong(Pending::order);

    private final ReentrantLock lock = new ReentrantLock();
    // All below: guarded by lock.
    private final TreeSet<Pending> pending = new TreeSet<>(DUE_FIRST);
    private Instant wall;
    private long ticks = 1_000_000_000_000L;
    private long order;
    private int woken;
    private long activity;

    public SimTime() {
        this(START);
    }

    public SimTime(Instant wall) {
        this.wall = wall;
    }

    @Override
    public Instant wall() {
        lock.lock();
        try {
            return wall;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long ticks() {
        lock.lock();
        try {
            return ticks;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        lock.lock();
        try {
            var entry = new Pending(ticks + Math.max(0, nanos(delay)), order++, task);
            pending.add(entry);
            return () -> cancel(entry);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
        var over = new CountDownLatch(1);
        var timer = after(time, () -> wake(over));
        try {
            over.await();
        } finally {
            timer.cancel();
            goneOn(over);
        }
    }

    private void wake(CountDownLatch sleeper) {
        lock.lock();
        try {
            woken++;
            sleeper.countDown();
        } finally {
            lock.unlock();
        }
    }

    private void goneOn(CountDownLatch sleeper) {
        lock.lock();
        try {
            woken -= sleeper.getCount() == 0 ? 1 : 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Moves wall and ticker on. Timers that fall due, also those set meanwhile, run in their order
     * on the calling thread, each at its own time.
     */
    public void advance(Duration by) {
        long end = ticks() + nanos(by);
        for (var next = dueBy(end); next.isPresent(); next = dueBy(end)) {
            next.get().task().run();
        }
        moveTo(end);
    }

    /** Moves on to the next timer and runs what is due then. @return whether there was one */
    public boolean advanceToNext() {
        var delay = untilNext();
        if (delay.isEmpty()) {
            return false;
        }
        advance(Duration.ofNanos(delay.getAsLong()));
        return true;
    }

    /** Steps the wall clock alone, in either direction. */
    public void stepWall(Duration by) {
        lock.lock();
        try {
            wall = wall.plus(by);
        } finally {
            lock.unlock();
        }
    }

    /** Timers that are set, sleepers and network waits with a deadline included. */
    public int timers() {
        lock.lock();
        try {
            return pending.size();
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds to the next timer; empty when none is set. */
    public OptionalLong untilNext() {
        lock.lock();
        try {
            return pending.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(pending.first().due() - ticks);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Rises whenever a timer is set, and with every call while a sleeper who was woken has not gone
     * on.
     */
    public long activity() {
        lock.lock();
        try {
            activity += woken > 0 ? 1 : 0;
            return order + activity;
        } finally {
            lock.unlock();
        }
    }

    private Optional<Pending> dueBy(long end) {
        lock.lock();
        try {
            if (pending.isEmpty() || pending.first().due() > end) {
                return Optional.empty();
            }
            var next = pending.removeFirst();
            moveTo(next.due());
            return Optional.of(next);
        } finally {
            lock.unlock();
        }
    }

    private void moveTo(long to) {
        lock.lock();
        try {
            if (to > ticks) {
                wall = wall.plusNanos(to - ticks);
                ticks = to;
            }
        } finally {
            lock.unlock();
        }
    }

    private void cancel(Pending entry) {
        lock.lock();
        try {
            pending.remove(entry);
        } finally {
            lock.unlock();
        }
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofDays(3650)) > 0
                ? Duration.ofDays(3650).toNanos()
                : duration.toNanos();
    }
}
