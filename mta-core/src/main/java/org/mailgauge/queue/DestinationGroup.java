package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.MtaGroup;

/** The domains that are counted in one destination group. Guarded by the queue's lock. */
final class DestinationGroup extends Shelf {
    final MtaGroup group;

    /** Its deferred recipients by class of reply. */
    final ClassCounts deferred = new ClassCounts();

    private final IndexedHeap<Domain> byOldest =
            new IndexedHeap<>() {
                @Override
                boolean before(Domain a, Domain b) {
                    return a.oldestKey < b.oldestKey;
                }

                @Override
                int at(Domain element) {
                    return element.oldestAt;
                }

                @Override
                void at(Domain element, int place) {
                    element.oldestAt = place;
                }
            };

    private final IndexedHeap<Domain> byRetry =
            new IndexedHeap<>() {
                @Override
                boolean before(Domain a, Domain b) {
                    return a.retryKey < b.retryKey;
                }

                @Override
                int at(Domain element) {
                    return element.retryAt;
                }

                @Override
                void at(Domain element, int place) {
                    element.retryAt = place;
                }
            };

    private final IndexedHeap<Domain> byDue =
            new IndexedHeap<>() {
                @Override
                boolean before(Domain a, Domain b) {
                    return a.dueKey < b.dueKey;
                }

                @Override
                int at(Domain element) {
                    return element.dueAt;
                }

                @Override
                void at(Domain element, int place) {
                    element.dueAt = place;
                }
            };

    DestinationGroup(int number, MtaGroup group) {
        super(number);
        this.group = group;
    }

    /** The domain whose oldest message has been here longest; null when nothing is stored. */
    @Nullable Domain oldest() {
        return byOldest.peek();
    }

    long nextRetry() {
        var domain = byRetry.peek();
        return domain == null ? Long.MAX_VALUE : domain.retryKey;
    }

    /** Since when the recipient that has been due longest is due; the maximum when none is. */
    long dueSince(long now) {
        var domain = byDue.peek();
        return domain == null ? Long.MAX_VALUE : domain.dueSince(now);
    }

    /** The domains with stored recipients. */
    int domains() {
        return byOldest.size();
    }

    Domain domain(int place) {
        return byOldest.item(place);
    }

    void oldest(Domain domain, long key) {
        if (key != domain.oldestKey) {
            domain.oldestKey = key;
            byOldest.place(domain, key != Long.MAX_VALUE);
        }
    }

    void retry(Domain domain, long key) {
        if (key != domain.retryKey) {
            domain.retryKey = key;
            byRetry.place(domain, key != Long.MAX_VALUE);
        }
    }

    void due(Domain domain, long key) {
        if (key != domain.dueKey) {
            domain.dueKey = key;
            byDue.place(domain, key != Long.MAX_VALUE);
        }
    }
}
