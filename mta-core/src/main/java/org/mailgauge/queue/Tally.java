package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

import java.util.IdentityHashMap;

/**
 * The counts of a message with several recipients: stored recipients by state and by {@link Shelf},
 * and on which shelves it was transmitted. An open hash table by identity. Guarded by the queue's
 * lock.
 */
final class Tally {
    private static final int TRANSMITTED = 1 << 31;

    private @Nullable Shelf[] keys = new @Nullable Shelf[4];
    private int[] counts = new int[4]; // recipients in the low bits
    private int used;
    private final int[] states = new int[4];

    /** The channel that all of {@link #states} are in, while they are in one. */
    private @Nullable Channel only;

    /** By channel, once they have been in several. */
    private @Nullable IdentityHashMap<Channel, int[]> channels;

    /** What waits at which next hop; most messages go to one. */
    private @Nullable Batch batch;

    private @Nullable Hop batchHop;
    private @Nullable IdentityHashMap<Hop, Batch> batches;

    /** A recipient joins a shelf. @return whether it is the message's first there */
    boolean join(Shelf shelf) {
        int at = slot(shelf);
        counts[at]++;
        return (counts[at] & ~TRANSMITTED) == 1;
    }

    /** A recipient leaves a shelf. @return whether it was the message's last there */
    boolean leave(Shelf shelf) {
        int at = slot(shelf);
        if ((counts[at] & ~TRANSMITTED) == 0) {
            throw new IllegalStateException("nobody on " + shelf);
        }
        counts[at]--;
        return (counts[at] & ~TRANSMITTED) == 0;
    }

    /** Notes a success on a shelf. @return whether it is the first there */
    boolean transmit(Shelf shelf) {
        int at = slot(shelf);
        boolean first = (counts[at] & TRANSMITTED) == 0;
        counts[at] |= TRANSMITTED;
        return first;
    }

    /**
     * A recipient goes from one state to another, within a channel.
     *
     * @param from the code of the state; -1 when it has not been in the channel
     * @param to likewise; -1 when it leaves the channel
     */
    @SuppressWarnings("ReferenceEquality") // a channel is a place, not a value
    void move(Channel channel, int from, int to) {
        if (channels == null && only != channel && live() > 0 && only != null) {
            channels = new IdentityHashMap<>(4);
            channels.put(only, states.clone());
        } else if (channels == null) {
            only = channel;
        }
        count(states, from, to);
        if (channels != null) {
            count(channels.computeIfAbsent(channel, _ -> new int[states.length]), from, to);
        }
    }

    private static void count(int[] counts, int from, int to) {
        if (from >= 0 && --counts[from] < 0) {
            throw new IllegalStateException("nobody is in state " + from);
        }
        if (to >= 0) {
            counts[to]++;
        }
    }

    boolean any(RecipientState state) {
        return states[state.code()] > 0;
    }

    /** Whether a recipient in that channel is in that state. */
    @SuppressWarnings("ReferenceEquality")
    boolean any(Channel channel, RecipientState state) {
        if (channels == null) {
            return channel == only && any(state);
        }
        var counts = channels.get(channel);
        return counts != null && counts[state.code()] > 0;
    }

    int live() {
        int sum = 0;
        for (int count : states) {
            sum += count;
        }
        return sum;
    }

    /** What of the message waits at a next hop; null when nothing does. */
    @SuppressWarnings("ReferenceEquality") // a hop is a place, not a value
    @Nullable Batch batch(Hop hop) {
        if (batchHop == hop) {
            return batch;
        }
        return batches == null ? null : batches.get(hop);
    }

    /** Notes what waits at a next hop; null when nothing does any more. */
    @SuppressWarnings("ReferenceEquality")
    void batch(Hop hop, @Nullable Batch waiting) {
        if (batchHop == hop || (batchHop == null && waiting != null)) {
            batchHop = waiting == null ? null : hop;
            batch = waiting;
        } else if (waiting != null) {
            batches = batches == null ? new IdentityHashMap<>(2) : batches;
            batches.put(hop, waiting);
        } else if (batches != null) {
            batches.remove(hop);
            batches = batches.isEmpty() ? null : batches;
        }
    }

    private int slot(Shelf shelf) {
        int at = find(shelf);
        if (keys[at] == null) {
            if (2 * (used + 1) > keys.length) {
                grow();
                at = find(shelf);
            }
            keys[at] = shelf;
            used++;
        }
        return at;
    }

    @SuppressWarnings("ReferenceEquality") // a shelf is a place, not a value
    private int find(Shelf shelf) {
        int at = shelf.hash & (keys.length - 1);
        while (keys[at] != null && keys[at] != shelf) {
            at = (at + 1) & (keys.length - 1);
        }
        return at;
    }

    private void grow() {
        var oldKeys = keys;
        var oldCounts = counts;
        keys = new @Nullable Shelf[oldKeys.length * 2];
        counts = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            var key = oldKeys[i];
            if (key != null) {
                int at = find(key);
                keys[at] = key;
                counts[at] = oldCounts[i];
            }
        }
    }
}
