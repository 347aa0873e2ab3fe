package org.mailgauge.store.sqlite;

import org.mailgauge.observe.Flushes;

import java.util.concurrent.atomic.LongAdder;

/** Totals of a store. Safe for use by any thread. */
final class StoreStats {
    final LongAdder failures = new LongAdder();
    final LongAdder damage = new LongAdder();
    final LongAdder rebuilds = new LongAdder();
    final LongAdder renewed = new LongAdder();
    final LongAdder salvaged = new LongAdder();
    final LongAdder overQuota = new LongAdder();
    final LongAdder dumps = new LongAdder();
    final LongAdder moved = new LongAdder();
    final LongAdder reclaimed = new LongAdder();
    final LongAdder cacheHits = new LongAdder();
    final LongAdder cacheMisses = new LongAdder();

    final Flushes flushes = new Flushes("store", "changes");
}
