package org.mailgauge.queue.journal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Totals of one journal. Safe for use by any thread. */
final class JournalStats {
    final LongAdder groups = new LongAdder();
    final LongAdder records = new LongAdder();
    final LongAdder octets = new LongAdder();
    final LongAdder flushNanos = new LongAdder();
    final AtomicLong longestFlush = new AtomicLong();
    final LongAdder failures = new LongAdder();
    final LongAdder damage = new LongAdder();
    final LongAdder orphans = new LongAdder();
    final LongAdder survivors = new LongAdder();
    final LongAdder refused = new LongAdder();

    void flushed(int groupRecords, long groupOctets, long nanos) {
        groups.increment();
        records.add(groupRecords);
        octets.add(groupOctets);
        flushNanos.add(nanos);
        longestFlush.accumulateAndGet(nanos, Math::max);
    }
}
