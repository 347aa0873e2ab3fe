package org.mailgauge.queue.journal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of all unfinished content together, which never is more than a bound. Safe for use by
 * any thread.
 */
final class DraftMemory {
    private final long bound;
    private final AtomicLong held = new AtomicLong();

    /**
     * @param bound in octets
     */
    DraftMemory(long bound) {
        this.bound = bound;
    }

    /** Takes octets, before they are allocated; false, and none, when there are not so many. */
    boolean take(long octets) {
        long before = held.get();
        while (before + octets <= bound) {
            if (held.compareAndSet(before, before + octets)) {
                return true;
            }
            before = held.get();
        }
        return false;
    }

    void give(long octets) {
        held.addAndGet(-octets);
    }

    /** Octets that are taken now. */
    long held() {
        return held.get();
    }
}
