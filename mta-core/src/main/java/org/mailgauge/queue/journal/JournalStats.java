package org.mailgauge.queue.journal;

import org.mailgauge.observe.Buckets;
import org.mailgauge.observe.Flushes;

import java.util.concurrent.atomic.LongAdder;

/** Totals of one journal. Safe for use by any thread. */
final class JournalStats {
    final LongAdder failures = new LongAdder();
    final LongAdder damage = new LongAdder();
    final LongAdder quarantined = new LongAdder();
    final LongAdder orphans = new LongAdder();
    final LongAdder survivors = new LongAdder();
    final LongAdder refused = new LongAdder();

    final Flushes flushes = new Flushes("journal", "records");
    final Buckets groupOctets =
            new Buckets(
                    "journal_group_size_bytes",
                    1,
                    1 << 10,
                    4 << 10,
                    16 << 10,
                    64 << 10,
                    256 << 10,
                    1 << 20,
                    4 << 20,
                    8 << 20);

    void flushed(int records, long octets, long nanos) {
        flushes.add(records, octets, nanos);
        groupOctets.add(octets);
    }
}
