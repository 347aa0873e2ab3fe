package org.mailgauge.queue;

/**
 * How many recipients a next hop takes in one transaction, as far as is known: what it refused as
 * too many lowers it, full transactions that get through raise it slowly. Guarded by the queue's
 * lock.
 */
final class TransactionLimit {
    private static final int MOST = Scheduler.RECIPIENTS_PER_JOB;

    /** So many full transactions in a row allow a tenth more. */
    private static final int PER_STEP = 20;

    private int size = MOST;
    private int full;

    int size() {
        return size;
    }

    /** Some were too many, and so many of the same transaction were not. */
    void refused(int fit) {
        size = Math.clamp(fit, 1, size);
        full = 0;
    }

    /** None of so many recipients of a transaction were too many, and some got through. */
    void taken(int recipients) {
        if (size < MOST && recipients >= size && ++full >= PER_STEP) {
            full = 0;
            size = Math.min(MOST, size + Math.ceilDiv(size, 10));
        }
    }

    /** Whether it is as for a next hop of which nothing is known. */
    boolean isFresh() {
        return size == MOST;
    }
}
