package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.MtaGroup;

/**
 * A channel: what is stored in it, its recipients by the time of placement, and what it will try
 * again when. Guarded by the queue's lock.
 */
final class Channel extends Shelf {
    final String name;
    final MtaGroup group;

    /** Put-off recipients, the one that is due first on top. */
    final IndexedHeap<Recipient> due =
            new IndexedHeap<>() {
                @Override
                boolean before(Recipient a, Recipient b) {
                    return a.due < b.due;
                }

                @Override
                int at(Recipient element) {
                    return element.heapAt;
                }

                @Override
                void at(Recipient element, int place) {
                    element.heapAt = place;
                }
            };

    /** Next hops that back off and have recipients waiting, the one that is probed first on top. */
    final IndexedHeap<Hop> backingOff =
            new IndexedHeap<>() {
                @Override
                boolean before(Hop a, Hop b) {
                    return a.retryAt < b.retryAt;
                }

                @Override
                int at(Hop element) {
                    return element.backoffAt;
                }

                @Override
                void at(Hop element, int place) {
                    element.backoffAt = place;
                }
            };

    /** Next hops with something due, the one where something has been so for longest on top. */
    final IndexedHeap<Hop> dueHops =
            new IndexedHeap<>() {
                @Override
                boolean before(Hop a, Hop b) {
                    return a.dueSince < b.dueSince;
                }

                @Override
                int at(Hop element) {
                    return element.dueAt;
                }

                @Override
                void at(Hop element, int place) {
                    element.dueAt = place;
                }
            };

    /** Its deferred recipients by class of reply. */
    final ClassCounts deferred = new ClassCounts();

    /** Its recipients by state. */
    final ChannelStates states = new ChannelStates(this);

    /** The operator has stopped it: no attempt begins. */
    boolean paused;

    @Nullable Recipient oldest;
    private @Nullable Recipient youngest;

    Channel(int number, String name, MtaGroup group) {
        super(number);
        this.name = name;
        this.group = group;
    }

    /** When something here is next tried again; {@link Long#MAX_VALUE} for never. */
    long nextRetry() {
        var recipient = due.peek();
        var hop = backingOff.peek();
        return Math.min(
                recipient == null ? Long.MAX_VALUE : recipient.due,
                hop == null ? Long.MAX_VALUE : hop.retryAt);
    }

    /**
     * Since when the recipient that has been due longest could have been tried, on the ticker;
     * {@link Long#MAX_VALUE} when none could.
     */
    long dueSince(long now) {
        return Math.min(readySince(), lateSince(now));
    }

    /** The same of those that wait in the queue of a next hop. */
    long readySince() {
        var hop = dueHops.peek();
        return paused || hop == null ? Long.MAX_VALUE : hop.dueSince;
    }

    /** The same of those whose time to be tried again has come. */
    long lateSince(long now) {
        var late = due.peek();
        return paused || late == null || late.due > now ? Long.MAX_VALUE : late.due;
    }

    void append(Recipient recipient) {
        var before = youngest;
        recipient.channelPrevious = before;
        recipient.channelNext = null;
        if (before == null) {
            oldest = recipient;
        } else {
            before.channelNext = recipient;
        }
        youngest = recipient;
    }

    void unlink(Recipient recipient) {
        var before = recipient.channelPrevious;
        var after = recipient.channelNext;
        if (before == null) {
            oldest = after;
        } else {
            before.channelNext = after;
        }
        if (after == null) {
            youngest = before;
        } else {
            after.channelPrevious = before;
        }
        recipient.channelPrevious = null;
        recipient.channelNext = null;
    }
}
