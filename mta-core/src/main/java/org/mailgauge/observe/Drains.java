package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * Forecasts of when queues will be empty, by a key of theirs. They are made anew every {@link
 * DrainEstimator#EVERY}, so that a snapshot differs from the one before only then. Used under a
 * lock of the owner's.
 */
public final class Drains<K> {
    private static final class Queue {
        private DrainEstimator estimator = new DrainEstimator();
        private long left;
        private @Nullable Drain forecast;
        private long looked;
    }

    private final Map<K, Queue> queues = new HashMap<>();
    private long turn;

    /**
     * What is forecast of a queue; to be called for each in every turn.
     *
     * @param stored recipients now
     * @param left recipients that have left so far; begins anew when the key was missing in a turn,
     *     and when there are fewer than before
     */
    public @Nullable Drain look(K key, long ticks, long stored, long left) {
        var queue = queues.computeIfAbsent(key, _ -> new Queue());
        queue.looked = turn;
        if (left < queue.left) {
            // It was forgotten meanwhile, and counts from the beginning.
            queue.estimator = new DrainEstimator();
            queue.forecast = null;
        }
        queue.left = left;
        if (queue.estimator.isDue(ticks)) {
            queue.estimator.sample(ticks, stored, left);
            queue.forecast = queue.estimator.estimate();
        }
        return stored > 0 ? queue.forecast : null;
    }

    /** Ends a turn: those that were not looked at in it are forgotten. */
    public void endTurn() {
        queues.values().removeIf(queue -> queue.looked != turn);
        turn++;
    }
}
