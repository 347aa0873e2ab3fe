package org.mailgauge.queue;

import java.util.List;

/**
 * The domains for which several recipients wait, by how long none has got through. Guarded by the
 * queue's lock.
 */
final class Unserved {
    /** Fewer are no backlog: one mailbox that is full, or one address that is mistyped. */
    static final int FEWEST = 5;

    private final IndexedHeap<Domain> byTime =
            new IndexedHeap<>() {
                @Override
                boolean before(Domain a, Domain b) {
                    return a.unservedSince < b.unservedSince;
                }

                @Override
                int at(Domain element) {
                    return element.unservedAt;
                }

                @Override
                void at(Domain element, int place) {
                    element.unservedAt = place;
                }
            };

    /** Gives a domain the place of a moment on the ticker; the maximum takes it out. */
    void place(Domain domain, long since) {
        if (since == domain.unservedSince) {
            return;
        }
        domain.unservedSince = since;
        byTime.place(domain, since != Long.MAX_VALUE);
    }

    /** Those that have waited longest, in that order; the cost is of the order of the limit. */
    List<Domain> longest(int limit) {
        return byTime.first(limit);
    }
}
