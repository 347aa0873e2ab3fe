package org.mailgauge.store.sqlite;

import org.mailgauge.port.Time;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is done beside the work of all shards, on a thread of its own: spares, checkpoints, what is
 * kept no longer, dumps, and the space of what is gone.
 */
final class Housekeeping {
    private static final Duration TURN = Duration.ofMillis(500);
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final List<Shard> shards;
    private final Purger purger;
    private final Pruner pruner;
    private final FileHold hold;
    private final Time time;
    private final StoreSettings settings;
    private final StoreEvents events;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ending = lock.newCondition();
    private boolean ended;
    private long hourBegan;
    private long counted;

    Housekeeping(
            List<Shard> shards,
            Purger purger,
            Pruner pruner,
            FileHold hold,
            Time time,
            StoreSettings settings,
            StoreEvents events) {
        this.shards = List.copyOf(shards);
        this.purger = purger;
        this.pruner = pruner;
        this.hold = hold;
        this.time = time;
        this.settings = settings;
        this.events = events;
        this.hourBegan = time.ticks();
        this.counted = time.ticks() - 2 * MINUTE; // at once
    }

    /** Runs until {@link #end}. */
    void loop() {
        while (waits()) {
            boolean counts = time.ticks() - counted > MINUTE;
            counted = counts ? time.ticks() : counted;
            for (var shard : shards) {
                turn(shard, counts);
            }
            if (time.ticks() - hourBegan > HOUR) {
                hourBegan = time.ticks();
                hour();
            }
        }
    }

    private void turn(Shard shard, boolean counts) {
        try {
            if (counts && !shard.isClosed()) {
                shard.countAccounts();
            }
            shard.keepHouse();
        } catch (IOException | RuntimeException e) {
            if (!shard.isClosed()) {
                events.failed("keeping house", e);
            }
        }
    }

    private void hour() {
        try {
            purger.purge(time.wall().minus(settings.retention()).getEpochSecond());
            pruner.hour(time.wall());
            collect();
        } catch (IOException | RuntimeException e) {
            events.failed("forgetting what was removed", e);
        }
    }

    private void collect() throws IOException {
        if (!hold.enter()) {
            return;
        }
        try {
            for (var shard : new ArrayList<>(shards)) {
                shard.collect();
            }
        } finally {
            hold.leave();
        }
    }

    private boolean waits() {
        lock.lock();
        try {
            long left = TURN.toNanos();
            while (!ended && left > 0) {
                left = ending.awaitNanos(left);
            }
            return !ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            ending.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
