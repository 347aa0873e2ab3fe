package org.mailgauge.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

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
        boolean here = domain.unservedAt >= 0;
        if (since == Long.MAX_VALUE) {
            if (here) {
                byTime.remove(domain);
            }
        } else if (here) {
            byTime.moved(domain);
        } else {
            byTime.add(domain);
        }
    }

    /** Those that have waited longest, in that order; the cost is of the order of the limit. */
    List<Domain> longest(int limit) {
        var found = new ArrayList<Domain>();
        var border =
                new PriorityQueue<Integer>(
                        Comparator.comparingLong(
                                (Integer place) -> byTime.item(place).unservedSince));
        offer(border, 0);
        while (!border.isEmpty() && found.size() < limit) {
            int place = border.remove();
            found.add(byTime.item(place));
            offer(border, 2 * place + 1);
            offer(border, 2 * place + 2);
        }
        return found;
    }

    private void offer(PriorityQueue<Integer> border, int place) {
        if (place < byTime.size()) {
            border.add(place);
        }
    }
}
