package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;

/**
 * The next hops that want an association, in turn. Guarded by the queue's lock.
 *
 * <p>A list of 100,000 recipients makes thousands of next hops want one. Those where a large
 * message is next have a line of their own, which gets one part in {@link HopQueue#SHARE} + 1 of
 * the cost while others wait: as within one next hop.
 */
final class Line {
    /** Where a next hop stands. */
    enum Place {
        NOWHERE,
        ORDINARY,
        LARGE
    }

    /** A message with more recipients is a large one, wherever they are. */
    static final int LARGE = Scheduler.RECIPIENTS_PER_JOB;

    private final ArrayDeque<Hop> ordinary = new ArrayDeque<>();
    private final ArrayDeque<Hop> large = new ArrayDeque<>();
    private int waiting;
    private long credit;

    /** Next hops that stand in line. */
    int size() {
        return waiting;
    }

    boolean isEmpty() {
        return waiting == 0;
    }

    /** Whether somebody waits whose next message is no large one. */
    boolean ordinaryWaits() {
        drop(ordinary, Place.ORDINARY);
        return !ordinary.isEmpty();
    }

    /** Whether a large message is next there. */
    static boolean isLarge(Hop hop) {
        var next = hop.queue.peek();
        return next != null && next.message().recipients() > LARGE;
    }

    /** Puts a next hop at the end; one that stands among the large ones may go to the others. */
    void add(Hop hop) {
        var place = isLarge(hop) ? Place.LARGE : Place.ORDINARY;
        if (hop.lined == Place.ORDINARY || hop.lined == place) {
            return;
        }
        waiting += hop.lined == Place.NOWHERE ? 1 : 0;
        hop.lined = place;
        (place == Place.LARGE ? large : ordinary).add(hop);
    }

    /** Whose turn it is, which leaves the line; null when nobody waits. */
    @Nullable Hop next() {
        drop(ordinary, Place.ORDINARY);
        drop(large, Place.LARGE);
        if (ordinary.isEmpty() && large.isEmpty()) {
            return null;
        }
        boolean takesLarge =
                ordinary.isEmpty()
                        || (!large.isEmpty() && credit >= HopQueue.SHARE * cost(large.getFirst()));
        var hop = (takesLarge ? large : ordinary).removeFirst();
        charge(takesLarge, cost(hop));
        hop.lined = Place.NOWHERE;
        waiting--;
        return hop;
    }

    private void charge(boolean ofLarge, long cost) {
        if (ofLarge) {
            credit = ordinary.isEmpty() ? 0 : Math.max(0, credit - HopQueue.SHARE * cost);
        } else {
            credit = large.isEmpty() ? 0 : Math.min(credit + cost, HopQueue.MOST_CREDIT);
        }
    }

    private static long cost(Hop hop) {
        var next = hop.queue.peek();
        return next == null ? 0 : HopQueue.cost(next.size());
    }

    /** Forgets places that were given up. */
    private static void drop(ArrayDeque<Hop> line, Place place) {
        while (!line.isEmpty() && line.getFirst().lined != place) {
            line.removeFirst();
        }
    }
}
