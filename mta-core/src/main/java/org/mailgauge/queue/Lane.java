package org.mailgauge.queue;

/** The recipients of one domain at one next hop. Guarded by the queue's lock. */
final class Lane {
    final Hop hop;
    final Domain domain;

    /** Its place among the lanes of the hop. */
    int at;

    /** In the fair order of the hop: when what waits here now is done. */
    long finish;

    /** Stored recipients. */
    long recipients;

    /** What of it is in the queue of the hop, by the time of coming there. */
    final DueList due;

    /** Since when the first of those is there; its key and place in {@link Hop#dueLanes}. */
    long dueKey = Long.MAX_VALUE;

    int dueAt = -1;

    /** Those in {@link Hop#queue}. */
    long waiting;

    Lane(Hop hop, Domain domain) {
        this.hop = hop;
        this.domain = domain;
        this.due = new DueList(hop.madeAt);
    }

    /**
     * Since when the recipient here that has been due longest is due, on the ticker; the maximum
     * when none is. What waits for a next hop that backs off is not due before that is over.
     */
    long dueSince() {
        return dueKey == Long.MAX_VALUE || hop.backingOff
                ? Long.MAX_VALUE
                : Math.max(dueKey, hop.openedAt);
    }

    /** Whether the operator has stopped the channel or the domain. */
    boolean paused() {
        return domain.paused || hop.channel.paused;
    }
}
