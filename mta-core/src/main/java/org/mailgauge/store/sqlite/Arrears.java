package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Time;
import org.mailgauge.store.sqlite.Change.FlagsPut;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What was made known and the index lacks. Used by the committer; {@link #await} is safe for any
 * thread.
 */
final class Arrears {
    /*
     * Problem: a client that stores flags of one message after the other, or takes them back, would
     * have the index written for each command, though nobody asks it.
     * Rule: what was decided without the index is brought into it when nothing more has come for a
     * moment, when it has become much or old, before a work that needs the index, and as soon as
     * somebody wants to read it.
     */
    private static final long LINGER = Duration.ofMillis(2).toNanos();
    private static final long OLD = Duration.ofMillis(250).toNanos();
    private static final long MUCH = 20_000;

    private final Time time;
    private final List<Change> changes = new ArrayList<>();
    private long messages;
    private long since;

    /** Ends when the index lacks nothing; null when it lacks nothing now. */
    private volatile @Nullable CountDownLatch open;

    Arrears(Time time) {
        this.time = time;
    }

    /** From now on the index lacks something. */
    void begin() {
        if (open == null) {
            since = time.ticks();
            open = new CountDownLatch(1);
        }
    }

    /** It lacks these changes. */
    void add(List<Change> more) {
        begin();
        for (var change : more) {
            changes.add(change);
            messages += change instanceof FlagsPut put ? put.uids().length : 1;
        }
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /** How long they may wait for more, in nanoseconds. */
    long patience() {
        if (changes.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long left = OLD - (time.ticks() - since);
        return messages >= MUCH ? 0 : Math.clamp(left, 0, LINGER);
    }

    /** The changes, in their order, without flags that were put again at once. */
    List<Change> take() {
        var last = new HashMap<Long, FlagsPut>();
        var needed = new ArrayDeque<Change>();
        for (int i = changes.size() - 1; i >= 0; i--) {
            var change = changes.get(i);
            if (change instanceof FlagsPut put) {
                var later = last.put(put.mailbox(), put);
                if (later != null && Arrays.equals(later.uids(), put.uids())) {
                    continue;
                }
            }
            needed.addFirst(change);
        }
        changes.clear();
        messages = 0;
        return List.copyOf(needed);
    }

    /** The index lacks nothing, or another one takes its place. */
    void end() {
        var ended = open;
        open = null;
        if (ended != null) {
            ended.countDown();
        }
    }

    /** Whether the index lacks nothing. On any thread. */
    boolean isOver() {
        return open == null;
    }

    /**
     * Parks until the index has all that was made known before. On any thread.
     *
     * @return false when that takes longer
     */
    boolean await(Duration atMost) throws InterruptedException {
        var now = open;
        return now == null || now.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }
}
