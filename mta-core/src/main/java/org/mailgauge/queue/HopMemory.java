package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.function.Consumer;

/**
 * What was learned of next hops that have nothing waiting now: kept for an hour, and of so many at
 * most, of which the one that was left first goes. Guarded by the queue's lock; each call is O(1).
 *
 * @param <K> what tells next hops apart
 */
final class HopMemory<K> {
    static final int MOST = 10_000;
    static final Duration KEPT = Duration.ofHours(1);

    /** How much a next hop takes. */
    record Learned(Window window, TransactionLimit limit) {
        boolean isFresh() {
            return window.isFresh() && limit.isFresh();
        }
    }

    private record Kept(Learned learned, long since) {}

    /** In the order in which they were left. */
    private final LinkedHashMap<K, Kept> kept = new LinkedHashMap<>();

    /** Keeps what differs from what is assumed of any next hop; replaces what was kept. */
    void keep(K hop, Learned learned, long now) {
        kept.remove(hop);
        if (learned.isFresh()) {
            return;
        }
        kept.put(hop, new Kept(learned, now));
        var oldest = kept.firstEntry();
        if (oldest != null && (kept.size() > MOST || isOver(oldest.getValue(), now))) {
            kept.remove(oldest.getKey());
        }
    }

    /** Gives back what was learned not too long ago, and forgets it here; null when nothing. */
    @Nullable Learned take(K hop, long now) {
        var found = kept.remove(hop);
        return found == null || isOver(found, now) ? null : found.learned;
    }

    /** Does something to all that was learned. */
    void each(Consumer<Learned> change) {
        kept.values().forEach(one -> change.accept(one.learned));
    }

    int size() {
        return kept.size();
    }

    private static boolean isOver(Kept one, long now) {
        return now - one.since > KEPT.toNanos();
    }
}
