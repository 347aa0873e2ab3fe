package org.mailgauge.store.sqlite;

import org.mailgauge.observe.Buckets;

import java.util.concurrent.atomic.LongAdder;

/** Totals of a store. Safe for use by any thread. */
final class StoreStats {
    private static final long MICRO = 1000;
    private static final long MILLI = 1000 * MICRO;

    final LongAdder groups = new LongAdder();
    final LongAdder changes = new LongAdder();
    final LongAdder octets = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder damage = new LongAdder();
    final LongAdder rebuilds = new LongAdder();
    final LongAdder renewed = new LongAdder();
    final LongAdder salvaged = new LongAdder();
    final LongAdder dumps = new LongAdder();
    final LongAdder moved = new LongAdder();
    final LongAdder reclaimed = new LongAdder();
    final LongAdder cacheHits = new LongAdder();
    final LongAdder cacheMisses = new LongAdder();

    final Buckets flush =
            new Buckets(
                    "store_flush_duration_seconds",
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
                    1000 * MILLI,
                    10_000 * MILLI);
    final Buckets groupSize =
            new Buckets("store_group_size_changes", 1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024);

    void flushed(int size, long length, long nanos) {
        groups.increment();
        changes.add(size);
        octets.add(length);
        flush.add(nanos);
        groupSize.add(size);
    }
}
