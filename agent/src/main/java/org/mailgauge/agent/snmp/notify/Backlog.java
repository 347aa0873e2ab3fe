package org.mailgauge.agent.snmp.notify;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The informs that wait, by receiver, and what of that is not on disk yet. Safe for use by any
 * thread; {@code lock} guards everything.
 */
final class Backlog {
    /* An inform is in memory first: it may be sent before it is on disk, so that neither a slow nor
     * a broken disk holds it up. The one writer takes the changes as they were made; when there are
     * more of them than all boxes could hold, or the disk has failed, it takes the state as a whole
     * instead. So the list of changes is bounded. */

    private int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition changed = lock.newCondition();
    private final Map<String, ArrayDeque<Waiting>> boxes = new LinkedHashMap<>();
    private final Map<String, Long> acknowledged = new HashMap<>();
    private final List<InformFile.Change> unwritten = new ArrayList<>();
    private boolean whole;
    private boolean closed;
    private long next;
    private long through;
    private long dropped;

    /**
     * @param most how many may wait for each receiver; the oldest then gives way
     * @param before what waited at the end of the last run; what waits for none of the receivers is
     *     dropped
     */
    Backlog(List<String> receivers, int most, Waiting.State before) {
        this.most = most;
        this.next = before.next();
        this.through = before.through();
        receivers.forEach(receiver -> boxes.put(receiver, new ArrayDeque<>()));
        for (var box : before.boxes()) {
            var here = boxes.get(box.receiver());
            if (here == null) {
                dropped += box.waiting().size();
            } else {
                here.addAll(box.waiting());
                shorten(box.receiver(), here);
            }
        }
        whole = true;
    }

    /** What is to be written: the changes, or the whole state in their place. */
    record Batch(List<InformFile.Change> changes, Waiting.@Nullable State whole) {}

    /** Lets a notification wait for some receivers; a passing one only where nothing else does. */
    void add(Notification notification, List<String> receivers) {
        lock.lock();
        try {
            var inform = new Waiting(next++, notification);
            var known = receivers.stream().filter(boxes::containsKey).toList();
            for (var receiver : known) {
                var box = box(receiver);
                if (!notification.passing() || box.isEmpty()) {
                    box.addLast(inform);
                }
            }
            through = Math.max(through, notification.sequence());
            if (!notification.passing()) {
                note(
                        known.isEmpty()
                                ? new InformFile.Change.Through(through)
                                : new InformFile.Change.Added(inform, known));
            }
            known.forEach(receiver -> shorten(receiver, box(receiver)));
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has other receivers from now on. What waits for one that is not among them is dropped.
     *
     * @param atMost how many may wait for each
     * @return how many were dropped for that
     */
    long receivers(List<String> others, int atMost) {
        lock.lock();
        try {
            long before = dropped;
            for (var receiver : List.copyOf(boxes.keySet())) {
                if (!others.contains(receiver)) {
                    dropped += box(receiver).size();
                    boxes.remove(receiver);
                    acknowledged.remove(receiver);
                }
            }
            long gone = dropped - before;
            most = atMost;
            others.forEach(receiver -> boxes.putIfAbsent(receiver, new ArrayDeque<>()));
            boxes.forEach(this::shorten);
            whole = true;
            unwritten.clear();
            changed.signalAll();
            return gone;
        } finally {
            lock.unlock();
        }
    }

    private void shorten(String receiver, ArrayDeque<Waiting> box) {
        while (box.size() > most) {
            var oldest = box.removeFirst();
            dropped++;
            noteEnd(oldest, receiver);
        }
    }

    private void noteEnd(Waiting inform, String receiver) {
        if (!inform.notification().passing()) {
            note(new InformFile.Change.Ended(inform.number(), receiver));
        }
    }

    private void note(InformFile.Change change) {
        if (!whole) {
            unwritten.add(change);
            if (unwritten.size() > 2 * most * Math.max(1, boxes.size())) {
                whole = true;
                unwritten.clear();
            }
        }
        changed.signalAll();
    }

    private ArrayDeque<Waiting> box(String receiver) {
        var box = boxes.get(receiver);
        if (box == null) {
            throw new IllegalArgumentException("no receiver " + receiver);
        }
        return box;
    }

    /** The first that waits for a receiver; waits for one when there is none. It stays. */
    Waiting first(String receiver) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var box = box(receiver);
            while (box.isEmpty()) {
                arrived.await();
            }
            return box.getFirst();
        } finally {
            lock.unlock();
        }
    }

    /** One no longer waits; without effect when it has been dropped meanwhile. */
    void end(String receiver, Waiting inform, boolean wasAcknowledged) {
        lock.lock();
        try {
            if (wasAcknowledged) {
                acknowledged.merge(receiver, inform.notification().sequence(), Math::max);
            }
            var box = box(receiver);
            if (!box.isEmpty() && box.getFirst().number() == inform.number()) {
                box.removeFirst();
                noteEnd(inform, receiver);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * What has changed; waits for something. Null when closed and all has been taken.
     *
     * @param all whether the whole state is wanted in any case
     */
    @Nullable Batch take(boolean all) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && !whole && unwritten.isEmpty()) {
                changed.await();
            }
            if (!whole && unwritten.isEmpty()) {
                return null;
            }
            var batch =
                    all || whole
                            ? new Batch(List.of(), state())
                            : new Batch(List.copyOf(unwritten), null);
            whole = false;
            unwritten.clear();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** What was taken could not be written. */
    void failed() {
        lock.lock();
        try {
            whole = true;
            unwritten.clear();
        } finally {
            lock.unlock();
        }
    }

    private Waiting.State state() {
        var all = new ArrayList<Waiting.Box>();
        boxes.forEach(
                (receiver, box) ->
                        all.add(
                                new Waiting.Box(
                                        receiver,
                                        box.stream()
                                                .filter(one -> !one.notification().passing())
                                                .toList())));
        return new Waiting.State(next, through, all);
    }

    /** From now on the writer only takes what there is. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing before the first event of this run has to be told again. */
    void begin(long sequence) {
        lock.lock();
        try {
            through = Math.max(through, sequence);
            note(new InformFile.Change.Through(through));
        } finally {
            lock.unlock();
        }
    }

    long through() {
        lock.lock();
        try {
            return through;
        } finally {
            lock.unlock();
        }
    }

    /** How many wait, for all receivers together. */
    long waiting() {
        lock.lock();
        try {
            return boxes.values().stream().mapToLong(ArrayDeque::size).sum();
        } finally {
            lock.unlock();
        }
    }

    long waiting(String receiver) {
        lock.lock();
        try {
            var box = boxes.get(receiver);
            return box == null ? 0 : box.size();
        } finally {
            lock.unlock();
        }
    }

    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** The last event that a receiver has acknowledged in this run; 0 before. */
    long acknowledged(String receiver) {
        lock.lock();
        try {
            return acknowledged.getOrDefault(receiver, 0L);
        } finally {
            lock.unlock();
        }
    }
}
