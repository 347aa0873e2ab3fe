package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Time;
import org.mailgauge.store.sqlite.Change.FlagsPut;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private static final long LINGER = Duration.ofMillis(20).toNanos();
    private static final long OLD = Duration.ofMillis(250).toNanos();
    private static final long MUCH = 5_000;

    private final Time time;
    private final List<Change> changes = new ArrayList<>();

    /** Where among them the last flags of each mailbox are. */
    private final Map<Long, Integer> flags = new HashMap<>();

    private long messages;
    private long since;

    /** Ends when the index lacks nothing; null when it lacks nothing now. */
    private volatile @Nullable CountDownLatch open;

    private volatile boolean givenUp;

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
            if (!(change instanceof FlagsPut put)) {
                changes.add(change);
                messages++;
            } else if (!isAgain(put)) {
                flags.put(put.mailbox(), changes.size());
                changes.add(put);
                messages += put.uids().length;
            }
        }
    }

    /** Takes the place of flags that the same messages of the mailbox got last. */
    private boolean isAgain(FlagsPut put) {
        var at = flags.get(put.mailbox());
        if (at == null
                || !(changes.get(at) instanceof FlagsPut before)
                || !Arrays.equals(before.uids(), put.uids())) {
            return false;
        }
        changes.set(at, put);
        return true;
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
        var taken = List.copyOf(changes);
        changes.clear();
        flags.clear();
        messages = 0;
        return taken;
    }

    /** The index lacks nothing, or another one takes its place. */
    void end() {
        var ended = open;
        open = null;
        if (ended != null) {
            ended.countDown();
        }
    }

    /** The index will never have what it lacks; who waits for it waits in vain. */
    void giveUp() {
        var now = open;
        givenUp = true;
        if (now != null) {
            now.countDown();
        }
    }

    /** Whether the index lacks nothing. On any thread. */
    boolean isOver() {
        return open == null;
    }

    /**
     * Parks until the index has all that was made known before. On any thread.
     *
     * @return false when that takes longer, and when it never has
     */
    boolean await(Duration atMost) throws InterruptedException {
        var now = open;
        return now == null || (now.await(atMost.toNanos(), TimeUnit.NANOSECONDS) && !givenUp);
    }
}
