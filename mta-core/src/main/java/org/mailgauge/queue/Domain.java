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

    /** When that was, on the ticker. */
    long failedAt = Long.MIN_VALUE;

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

    /**
     * Since when the one due longest is due, or when something falls due; see {@link #dueSince}.
     */
    long dueKey = Long.MAX_VALUE;

    int oldestAt = -1;
    int retryAt = -1;
    int dueAt = -1;

    // Its keys and places among all destinations.
    long rankSize;
    long rankDue = Long.MAX_VALUE;
    int rankSizeAt = -1;
    int rankDueAt = -1;

    /** Recipients that have left. */
    long left;

    /** Recipients here that are held. */
    private long held;

    /** Since when enough recipients wait, on the ticker; the maximum while they do not. */
    private long crowdedSince = Long.MAX_VALUE;

    /** When a recipient got through last, on the ticker; the minimum before. */
    private long servedAt = Long.MIN_VALUE;

    /** Its key and place among those where none gets through. */
    long unservedSince = Long.MAX_VALUE;

    int unservedAt = -1;
    private final Ranks ranks;

    Domain(int number, String name, Ranks ranks) {
        super(number);
        this.ranks = ranks;
        this.name = name;
    }

    DestinationGroup group() {
        var counted = group;
        if (counted == null) {
            throw new IllegalStateException(name + " is no destination");
        }
        return counted;
    }

    /** Tells where it is ranked what has changed at its oldest, its next retry and what is due. */
    void touch() {
        ranks.unserved().place(this, unserved());
        var counted = group();
        counted.oldest(this, oldest == null ? Long.MAX_VALUE : since(oldest));
        counted.retry(this, nextRetry());
        counted.due(this, due());
        ranks.place(this);
    }

    /**
     * Since when the recipient that has been due longest could have been tried, on the ticker; the
     * maximum when none could.
     */
    long dueSince(long now) {
        return dueKey > now ? Long.MAX_VALUE : dueKey;
    }

    /** What waits in a queue is due by now; what does not may fall due later than now. */
    private long due() {
        var late = due.peek();
        long since = late == null ? Long.MAX_VALUE : late.due;
        boolean stopped = true;
        for (var lane : lanes) {
            stopped &= lane.paused();
            since = lane.paused() ? since : Math.min(since, lane.dueSince());
        }
        return stopped ? Long.MAX_VALUE : since;
    }

    /** Recipients that wait to be tried. */
    long waiting() {
        return recipients - held;
    }

    /** When a recipient got through last, on the ticker; null before. */
    @Nullable Long served() {
        return servedAt == Long.MIN_VALUE ? null : Long.valueOf(servedAt);
    }

    /** A recipient got through. */
    void served(long now) {
        servedAt = now;
    }

    /** A recipient here has gone from one state to another. */
    void moved(RecipientState from, RecipientState to, long now) {
        boolean was = from == RecipientState.HELD;
        boolean is = to == RecipientState.HELD;
        if (was != is) {
            held += is ? 1 : -1;
            crowd(now);
            touch();
        }
    }

    /** After a change of those that wait, at a moment on the ticker; {@link #touch} follows. */
    void crowd(long when) {
        if (waiting() < Unserved.FEWEST) {
            crowdedSince = Long.MAX_VALUE;
        } else if (crowdedSince == Long.MAX_VALUE) {
            crowdedSince = when;
        }
    }

    /** Since when enough recipients wait and none got through; the maximum when that is not so. */
    private long unserved() {
        if (crowdedSince == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        boolean stopped = true;
        for (var lane : lanes) {
            stopped &= lane.paused();
        }
        return stopped ? Long.MAX_VALUE : Math.max(crowdedSince, servedAt);
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

    /** Notes a failure on the way there, of a moment on the ticker, unless a later one is known. */
    void failed(Note note, long when) {
        if (when < failedAt) {
            return;
        }
        failedAt = when;
        if (lastFailure != null) {
            lastFailure.dropped();
        }
        lastFailure = note.held();
    }
}
