package org.mailgauge.queue.journal;

import org.mailgauge.observe.Buckets;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Totals of one journal. Safe for use by any thread. */
final class JournalStats {
    private static final long MICRO = 1000;
    private static final long MILLI = 1000 * MICRO;

    final LongAdder groups = new LongAdder();
    final LongAdder records = new LongAdder();
    final LongAdder octets = new LongAdder();
    final LongAdder flushNanos = new LongAdder();
    final AtomicLong longestFlush = new AtomicLong();
    final LongAdder failures = new LongAdder();
    final LongAdder damage = new LongAdder();
    final LongAdder quarantined = new LongAdder();
    final LongAdder orphans = new LongAdder();
    final LongAdder survivors = new LongAdder();
    final LongAdder refused = new LongAdder();

    final Buckets flush =
            new Buckets(
                    "journal_flush_duration_seconds",
                    1e-9,
                    100 * MICRO,
                    250 * MICRO,
                    500 * MICRO,
                    MILLI,
                    2500 * MICRO,
                    5 * MILLI,
                    10 * MILLI,
                    25 * MILLI,
                    50 * MILLI,
                    100 * MILLI,
                    250 * MILLI,
                    500 * MILLI,
                    1000 * MILLI,
                    2500 * MILLI,
                    10_000 * MILLI);
    final Buckets groupRecords =
            new Buckets(
                    "journal_group_size_records", 1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024);
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
        groups.increment();
        this.records.add(records);
        this.octets.add(octets);
        flushNanos.add(nanos);
        longestFlush.accumulateAndGet(nanos, Math::max);
        flush.add(nanos);
        groupRecords.add(records);
        groupOctets.add(octets);
    }
}
