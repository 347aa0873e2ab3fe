package org.mailgauge.observe;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.List;

/** What a snapshot costs does not depend on how many messages there are or were. */
class LedgerCostTest {
    private final Observed mta = new Observed();
    private final MtaGroup out = mta.groups.channel("smtp-out");
    private final MtaGroup destination = mta.groups.destination("one.test");

    /** Octets allocated by one cut, the least of several. */
    private long cost() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var levels = new Stock.Levels(Stock.Level.EMPTY, List.of());
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            var cut = mta.ledger.cut(levels, mta.groups.all());
            long after = threads.getCurrentThreadAllocatedBytes();
            assertTrue(cut.ackLost() == 0);
            least = Math.min(least, after - before);
        }
        return least;
    }

    @Test
    void aCutCostsTheSameAfterManyMessages() {
        long few = cost();
        var shares = List.of(share(out), share(destination));
        for (int i = 0; i < 100_000; i++) {
            mta.ledger.tell(new MtaEvent.Received(null, 1000, 1, shares));
        }
        long many = cost();
        assertTrue(many <= few + few / 4, () -> few + " octets became " + many);
    }

    private static MtaEvent.Share share(MtaGroup group) {
        return new MtaEvent.Share(group, 1, true);
    }
}
