package org.mailgauge.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The destinations by what an operator asks first: where most waits, where something has been due
 * for longest, and where none gets through. Guarded by the queue's lock.
 */
final class Ranks {
    private static final Comparator<Domain> LARGEST =
            Comparator.comparingLong((Domain domain) -> domain.recipients)
                    .reversed()
                    .thenComparing(domain -> domain.name);

    private final Unserved unserved = new Unserved();

    private final IndexedHeap<Domain> bySize =
            new IndexedHeap<>() {
                @Override
                boolean before(Domain a, Domain b) {
                    return a.rankSize > b.rankSize;
                }

                @Override
                int at(Domain element) {
                    return element.rankSizeAt;
                }

                @Override
                void at(Domain element, int place) {
                    element.rankSizeAt = place;
                }
            };

    private final IndexedHeap<Domain> byDue =
            new IndexedHeap<>() {
                @Override
                boolean before(Domain a, Domain b) {
                    return a.rankDue < b.rankDue;
                }

                @Override
                int at(Domain element) {
                    return element.rankDueAt;
                }

                @Override
                void at(Domain element, int place) {
                    element.rankDueAt = place;
                }
            };

    Unserved unserved() {
        return unserved;
    }

    /** Domains with stored recipients. */
    int destinations() {
        return bySize.size();
    }

    /** After a change of a domain's recipients, or of since when something is due there. */
    void place(Domain domain) {
        if (domain.rankSize != domain.recipients) {
            domain.rankSize = domain.recipients;
            bySize.place(domain, domain.recipients > 0);
        }
        if (domain.rankDue != domain.dueKey) {
            domain.rankDue = domain.dueKey;
            byDue.place(domain, domain.dueKey != Long.MAX_VALUE);
        }
    }

    /**
     * Those to tell of, the largest first: up to a quarter of the limit because none gets through,
     * another because something has been due for long, the rest because of their size. The cost is
     * of the order of the limit.
     */
    List<Domain> first(int limit) {
        Set<Domain> chosen = new LinkedHashSet<>();
        if (limit < bySize.size()) {
            chosen.addAll(unserved.longest(limit / 4));
            chosen.addAll(byDue.first(limit / 4));
        }
        for (var domain : bySize.first(limit)) {
            if (chosen.size() < limit) {
                chosen.add(domain);
            }
        }
        var rows = new ArrayList<>(chosen);
        rows.sort(LARGEST);
        return rows;
    }
}
