package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.Observer;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Time;
import org.mailgauge.queue.journal.Journal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What the parts of the queue share. Safe for use by any thread. */
final class Core {
    private static final int TURNS = 100;
    private static final Duration AGAIN = Duration.ofMillis(50);
    private static final long SECOND = 1_000_000_000L;

    /**
     * Guards index, notes, scheduler and slots. Held briefly, never over I/O; all of the queue's
     * events are told under it, so that totals and levels are of one moment.
     */
    private final ReentrantLock lock = new ReentrantLock();

    /** Whether the last who waited for some time did so in vain: the next do not wait so long. */
    private volatile boolean inVain;

    private final Index index;
    private final Note.Pool notes;
    private ReplyClasses classes; // guarded by lock
    private final Deferrals deferrals = new Deferrals();
    private Retry retry; // guarded by lock
    private final Time time;
    private final long origin;
    private final Entropy entropy;
    private final Observer observer;
    private @Nullable Reporter reporter;
    private volatile @Nullable Journal journal;

    Core(
            Index index,
            Retry retry,
            ReplyClasses classes,
            Time time,
            Entropy entropy,
            Observer observer) {
        this.index = index;
        this.retry = retry;
        this.classes = classes;
        this.notes = new Note.Pool(reply -> classes().of(reply));
        this.time = time;
        this.origin = time.ticks();
        this.entropy = entropy;
        this.observer = observer;
    }

    <T> T locked(Supplier<T> section) {
        lock.lock();
        try {
            return section.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The same, unless the lock cannot be had within some time by the clock on the wall.
     *
     * @return whether it was done
     */
    boolean lockedWithin(Duration atMost, Runnable section) {
        boolean had = had(inVain ? AGAIN : atMost);
        inVain = !had;
        if (!had) {
            return false;
        }
        try {
            section.run();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the lock; who is interrupted meanwhile gets it all the same. */
    private boolean had(Duration atMost) {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return lock.tryLock(atMost.toNanos(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void locked(Runnable section) {
        lock.lock();
        try {
            section.run();
        } finally {
            lock.unlock();
        }
    }

    /** Lets those go first who wait for the lock; called between slices, without it. */
    @SuppressWarnings("ThreadPriorityCheck") // only politeness: nothing depends on it
    void giveWay() {
        for (int i = 0; i < TURNS && lock.hasQueuedThreads(); i++) {
            Thread.yield();
        }
    }

    /** Parks until the condition no longer holds; {@link #signal} makes it look again. */
    void awaitWhile(Lease lease, BooleanSupplier waits) {
        lock.lock();
        try {
            while (waits.getAsBoolean()) {
                var woken = lease.woken == null ? lock.newCondition() : lease.woken;
                lease.woken = woken;
                woken.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    void signal(Lease lease) {
        if (lease.woken != null) {
            lease.woken.signal();
        }
    }

    /** A time on the ticker in seconds that fit into four octets; never 0. */
    int second(long ticks) {
        long seconds = Math.floorDiv(ticks - origin, SECOND);
        int second = Math.clamp(seconds, Integer.MIN_VALUE, Integer.MAX_VALUE);
        return second == 0 ? 1 : second;
    }

    /** When a recipient's last attempt began, on the ticker; the minimum when not known. */
    long triedAt(Recipient recipient) {
        return recipient.tried == 0 ? Long.MIN_VALUE : origin + recipient.tried * SECOND;
    }

    /** Whether it was before this run began; such an attempt is known by its end. */
    boolean beforeThisRun(long ticks) {
        return ticks < origin;
    }

    Moment now() {
        return Moment.of(time);
    }

    Index index() {
        return index;
    }

    Note.Pool notes() {
        return notes;
    }

    Retry retry() {
        return retry;
    }

    ReplyClasses classes() {
        return classes;
    }

    /** Under the lock: what is decided from now on is decided so. */
    void configure(Retry regular, ReplyClasses table) {
        retry = regular;
        classes = table;
        notes.forgetClasses();
    }

    Deferrals deferrals() {
        return deferrals;
    }

    Time time() {
        return time;
    }

    Entropy entropy() {
        return entropy;
    }

    Observer observer() {
        return observer;
    }

    Reporter reporter() {
        var made = reporter;
        if (made == null) {
            throw new IllegalStateException("no reporter yet");
        }
        return made;
    }

    /** Once, before any other thread knows this. */
    void reporter(Reporter made) {
        reporter = made;
    }

    boolean isOpen() {
        return journal != null;
    }

    Journal journal() {
        var open = journal;
        if (open == null) {
            throw new IllegalStateException("the queue is not open");
        }
        return open;
    }

    void journal(Journal opened) {
        journal = opened;
    }
}
