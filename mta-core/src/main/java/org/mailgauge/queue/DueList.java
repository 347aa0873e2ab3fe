package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

/**
 * What waits of a domain in a next hop's queue, in the order in which it came there: how long the
 * first has been due. Adding and removing cost O(1). Guarded by the queue's lock.
 */
final class DueList {
    /** A sixteenth of a second: an int lasts for four years. */
    private static final long STEP = 1_000_000_000L / 16;

    private final long origin;
    private @Nullable Recipient first;
    private @Nullable Recipient last;

    /**
     * @param origin a moment on the ticker before all others
     */
    DueList(long origin) {
        this.origin = origin;
    }

    /**
     * Since when the first is due, on the ticker, to a sixteenth of a second; the maximum when
     * there is none.
     */
    long since() {
        var head = first;
        return head == null ? Long.MAX_VALUE : since(head);
    }

    /** The same of one that is here. */
    long since(Recipient recipient) {
        return origin + recipient.domainAt * STEP;
    }

    void add(Recipient recipient, long now) {
        recipient.domainAt = Math.clamp((now - origin) / STEP, 0, Integer.MAX_VALUE);
        var before = last;
        recipient.duePrevious = before;
        recipient.dueNext = null;
        if (before == null) {
            first = recipient;
        } else {
            before.dueNext = recipient;
        }
        last = recipient;
    }

    void remove(Recipient recipient) {
        var before = recipient.duePrevious;
        var after = recipient.dueNext;
        if (before == null) {
            first = after;
        } else {
            before.dueNext = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.duePrevious = before;
        }
        recipient.duePrevious = null;
        recipient.dueNext = null;
        recipient.domainAt = -1;
    }
}
