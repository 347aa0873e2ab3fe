package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * A domain, interned: of recipients (then a destination, with their list by arrival and what is
 * tried again when) or of reverse-paths. Guarded by the queue's lock.
 */
final class Domain extends Shelf {
    final String name;

    /** The MTA group in which it is counted; null until it has had a recipient. */
    @Nullable DestinationGroup group;

    /** When it was admitted to that group, on the ticker; the oldest there is no older. */
    long admitted = Long.MIN_VALUE;

    /** Recipients and reverse-paths that refer to it. */
    long references;

    /** Its next hops, usually one. */
    final List<Lane> lanes = new ArrayList<>(1);

    /** The last failure on the way there; null when there was none. */
    @Nullable Note lastFailure;

    final IndexedHeap<Recipient> due =
            new IndexedHeap<>() {
                @Override
                boolean before(Recipient a, Recipient b) {
                    return a.due < b.due;
                }

                @Override
                int at(Recipient element) {
                    return element.domainAt;
                }

                @Override
                void at(Recipient element, int place) {
                    element.domainAt = place;
                }
            };

    /** The operator has stopped it: what waits is set aside, in no hop's queue. */
    boolean paused;

    /** Whether what waits is being set aside or taken back; {@link #sweepAt} is next. */
    boolean sweeping;

    @Nullable Recipient sweepAt;

    /** Its recipients by age. */
    final AgeCounts ages = new AgeCounts();

    @Nullable Recipient oldest;
    private @Nullable Recipient youngest;

    /** Its keys and places in its group's heaps. */
    long oldestKey = Long.MAX_VALUE;

    long retryKey = Long.MAX_VALUE;
    int oldestAt = -1;
    int retryAt = -1;

    Domain(int number, String name) {
        super(number);
        this.name = name;
    }

    DestinationGroup group() {
        var counted = group;
        if (counted == null) {
            throw new IllegalStateException(name + " is no destination");
        }
        return counted;
    }

    /** Tells the group what has changed at its oldest and at its next retry. */
    void touch() {
        var counted = group();
        counted.oldest(this, oldest == null ? Long.MAX_VALUE : since(oldest));
        counted.retry(this, nextRetry());
    }

    /** When something here is next tried again; {@link Long#MAX_VALUE} for never. */
    long nextRetry() {
        var recipient = due.peek();
        long next = recipient == null ? Long.MAX_VALUE : recipient.due;
        boolean stopped = true;
        for (var lane : lanes) {
            stopped &= lane.paused();
            if (lane.waiting > 0 && !lane.paused()) {
                next = Math.min(next, lane.hop.scheduledRetry());
            }
        }
        return stopped ? Long.MAX_VALUE : next;
    }

    /** Since when the recipient's message is in the group. */
    long since(Recipient recipient) {
        return Math.max(recipient.message().arrivedTicks, admitted);
    }

    void append(Recipient recipient) {
        ages.add(recipient.message().arrivedTicks);
        var before = youngest;
        recipient.domainPrevious = before;
        recipient.domainNext = null;
        if (before == null) {
            oldest = recipient;
        } else {
            before.domainNext = recipient;
        }
        youngest = recipient;
    }

    @SuppressWarnings("ReferenceEquality") // the same recipient, not a like one
    void unlink(Recipient recipient) {
        ages.remove(recipient.message().arrivedTicks);
        if (sweepAt == recipient) {
            sweepAt = recipient.domainNext;
        }
        var before = recipient.domainPrevious;
        var after = recipient.domainNext;
        if (before == null) {
            oldest = after;
        } else {
            before.domainNext = after;
        }
        if (after == null) {
            youngest = before;
        } else {
            after.domainPrevious = before;
        }
        recipient.domainPrevious = null;
        recipient.domainNext = null;
    }

    /** Notes the last failure on the way there. */
    void failed(Note note) {
        if (lastFailure != null) {
            lastFailure.dropped();
        }
        lastFailure = note.held();
    }
}
