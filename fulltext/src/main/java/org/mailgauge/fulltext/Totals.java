package org.mailgauge.fulltext;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjDoubleConsumer;

/** What the index has done. Safe for use by any thread. */
final class Totals {
    final LongAdder indexed = new LongAdder();
    final LongAdder rebuilds = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder searches = new LongAdder();
    final LongAdder asked = new LongAdder();
    final LongAdder left = new LongAdder();

    void read(ObjDoubleConsumer<String> into) {
        into.accept("search_index_messages_total", (double) indexed.sum());
        into.accept("search_index_rebuilds_total", (double) rebuilds.sum());
        into.accept("search_index_failures_total", (double) failures.sum());
        into.accept("search_index_searches_total", (double) searches.sum());
        into.accept("search_index_asked_messages_total", (double) asked.sum());
        into.accept("search_index_left_messages_total", (double) left.sum());
    }
}
