package org.mailgauge.queue.journal;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Time;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.journal.Journal.Accepted;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for the committer: changes (and what goes with them) in one row, accepts in another;
 * changes overtake accepts. Accepts are bounded in octets and age; changes can't be refused. Safe
 * for use by any thread; one lock guards all fields.
 */
final class CommitQueue {

    /** Room for a group: for anything, and for accepts. */
    record Room(long any, long accepts, long group) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Time time;
    private final JournalSettings settings;

    private final ArrayDeque<Item> changes = new ArrayDeque<>();
    private final ArrayDeque<Item.Accept> accepts = new ArrayDeque<>();
    private final Set<QueueId> watched = new HashSet<>();
    private long changeOctets;
    private long acceptOctets;
    private long oldestChange;
    private boolean urgent;
    private @Nullable String closed;

    CommitQueue(Time time, JournalSettings settings) {
        this.time = time;
        this.settings = settings;
    }

    /** Adds an accept, or says why not. */
    @Nullable Accepted offer(Item.Accept accept) {
        lock.lock();
        try {
            if (closed != null) {
                return new Accepted.Failed(closed);
            }
            var overload = overload(accept.span());
            if (overload != null) {
                return new Accepted.Failed(overload);
            }
            accepts.add(accept);
            acceptOctets += accept.span();
            work.signal();
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Adds an accept of our own to the changes, or says why not. */
    @Nullable Accepted offerOwn(Item.Accept accept) {
        lock.lock();
        try {
            if (closed != null) {
                return new Accepted.Failed(closed);
            }
            push(accept, true);
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Why an accept of that size would be refused; null when it would not. */
    @Nullable String overload(long more) {
        lock.lock();
        try {
            if (acceptOctets + changeOctets + more > settings.queueOctets()
                    && acceptOctets + changeOctets > 0) {
                return "the commit queue is full";
            }
            var oldest = accepts.peek();
            return oldest != null && time.ticks() - oldest.since > settings.queueAge().toNanos()
                    ? "the commit queue does not move"
                    : null;
        } finally {
            lock.unlock();
        }
    }

    /** Adds anything else; false when closed. */
    boolean add(Item item, boolean now) {
        lock.lock();
        try {
            if (closed != null) {
                return false;
            }
            watched.remove(item.id());
            push(item, now);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void push(Item item, boolean now) {
        boolean first = changes.isEmpty();
        if (first) {
            oldestChange = time.ticks();
        }
        changes.add(item);
        changeOctets += item.span();
        urgent |= now;
        if (first || now) {
            work.signal();
        }
    }

    /** From here on a change or end of that message makes {@link #addUnchanged} refuse. */
    void watch(QueueId id) {
        lock.lock();
        try {
            watched.add(id);
        } finally {
            lock.unlock();
        }
    }

    /** Adds a survivor unless its message changed since {@link #watch}. */
    boolean addUnchanged(Item.Survivor survivor) {
        lock.lock();
        try {
            if (!watched.remove(survivor.id()) || closed != null) {
                return false;
            }
            push(survivor, false);
            return true;
        } finally {
            lock.unlock();
        }
    }

    void unwatch(QueueId id) {
        lock.lock();
        try {
            watched.remove(id);
        } finally {
            lock.unlock();
        }
    }

    /** Takes what fits: changes first. */
    List<Item> take(Room room) {
        lock.lock();
        try {
            var taken = new ArrayList<Item>(changes.size() + accepts.size());
            long octets = 0;
            while (!changes.isEmpty() && fits(octets, changes.element(), room.any, room.group)) {
                var item = changes.remove();
                octets += item.span();
                changeOctets -= item.span();
                taken.add(item);
            }
            urgent &= !changes.isEmpty();
            oldestChange = time.ticks();
            while (!accepts.isEmpty()
                    && fits(octets, accepts.element(), room.accepts, room.group)) {
                var item = accepts.remove();
                octets += item.span();
                acceptOctets -= item.span();
                taken.add(item);
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the next accept does not fit although others may go on being written. */
    boolean acceptWaitsFor(Room room) {
        lock.lock();
        try {
            return !accepts.isEmpty() && accepts.element().span() > room.accepts;
        } finally {
            lock.unlock();
        }
    }

    private static boolean fits(long octets, Item next, long room, long group) {
        long with = octets + next.span();
        return with <= room && (with <= group || octets == 0);
    }

    /** Puts changes back in front, in their order. */
    void putBack(List<Item> items) {
        lock.lock();
        try {
            for (var item : items.reversed()) {
                changes.addFirst(item);
                changeOctets += item.span();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes all accepts out, to be refused; our own as well, lest they stop changes that fit. */
    List<Item.Accept> takeAccepts() {
        lock.lock();
        try {
            var taken = new ArrayList<>(accepts);
            accepts.clear();
            acceptOctets = 0;
            for (var item : changes) {
                if (item instanceof Item.Accept own) {
                    taken.add(own);
                    changeOctets -= own.span();
                }
            }
            changes.removeIf(Item.Accept.class::isInstance);
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more. @return what waited */
    List<Item> close(String why) {
        lock.lock();
        try {
            closed = why;
            var rest = new ArrayList<>(changes);
            rest.addAll(accepts);
            changes.clear();
            accepts.clear();
            changeOctets = 0;
            acceptOctets = 0;
            work.signalAll();
            return rest;
        } finally {
            lock.unlock();
        }
    }

    /** Makes the committer look at once. */
    void wake() {
        lock.lock();
        try {
            urgent = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean changesWait() {
        lock.lock();
        try {
            return !changes.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return changes.isEmpty() && accepts.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a group is due: an accept waits, or a change has waited for long enough.
     *
     * @return false when nothing came in that time, or the queue is closed
     */
    boolean await(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (closed == null && accepts.isEmpty() && !urgent) {
                long due = Long.MAX_VALUE;
                if (!changes.isEmpty()) {
                    due = oldestChange + settings.changeDelay().toNanos() - time.ticks();
                    if (due <= 0) {
                        return true;
                    }
                }
                if (left <= 0) {
                    return false;
                }
                long wait = Math.min(left, due);
                left -= wait - Math.max(0, work.awaitNanos(wait));
            }
            return closed == null;
        } finally {
            lock.unlock();
        }
    }

    /** Waits a little before another try, or until the queue is closed. */
    void pause(Duration howLong) throws InterruptedException {
        lock.lock();
        try {
            long left = howLong.toNanos();
            while (closed == null && left > 0) {
                left = work.await(left, TimeUnit.NANOSECONDS) ? left / 2 : 0;
            }
        } finally {
            lock.unlock();
        }
    }

    long octets() {
        lock.lock();
        try {
            return acceptOctets + changeOctets;
        } finally {
            lock.unlock();
        }
    }

    int items() {
        lock.lock();
        try {
            return changes.size() + accepts.size();
        } finally {
            lock.unlock();
        }
    }
}
