package org.mailgauge.observe;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives associations their numbers (assocIndex), one after another for one application, from 1 to
 * 2147483647 and then from 1 again. Safe for use by any thread.
 */
public final class AssociationIds {
    private final AtomicInteger last;

    public AssociationIds() {
        this(0);
    }

    AssociationIds(int last) {
        this.last = new AtomicInteger(last);
    }

    /** A number that no association has had lately. */
    public int next() {
        return last.updateAndGet(n -> n == Integer.MAX_VALUE ? 1 : n + 1);
    }
}
