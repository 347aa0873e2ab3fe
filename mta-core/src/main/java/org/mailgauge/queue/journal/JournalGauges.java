package org.mailgauge.queue.journal;

import java.util.function.ObjDoubleConsumer;

/** The journal's numbers under their metric names. */
record JournalGauges(
        JournalStats stats,
        SegmentBook book,
        SegmentPool pool,
        CommitQueue queue,
        Bodies bodies,
        DraftMemory memory,
        FreshContents fresh,
        boolean failed,
        long now) {

    private static final double NANOS = 1e9;

    void read(ObjDoubleConsumer<String> into) {
        into.accept("journal_failed", failed ? 1 : 0);
        into.accept("journal_congested", queue.overload(1) == null ? 0 : 1);
        into.accept("journal_groups_total", (double) stats.flushes.groups());
        into.accept("journal_group_records_total", (double) stats.flushes.members());
        into.accept("journal_group_octets_total", (double) stats.flushes.octets());
        into.accept("journal_flush_seconds_total", stats.flushes.nanos() / NANOS);
        into.accept("journal_flush_longest_seconds", stats.flushes.longest() / NANOS);
        into.accept("journal_segments", book.count());
        into.accept("journal_spare_segments", pool.size());
        into.accept("journal_live_messages", (double) book.liveMessages());
        into.accept("journal_live_ratio", book.liveRatio());
        var oldest = book.oldestLive();
        if (oldest.isPresent()) {
            into.accept("journal_oldest_segment_age_seconds", (now - oldest.getAsLong()) / NANOS);
        }
        into.accept("journal_body_files", (double) bodies.files());
        into.accept("journal_queue_octets", (double) queue.octets());
        into.accept("journal_queue_records", queue.items());
        into.accept("journal_draft_memory_octets", (double) memory.held());
        into.accept("journal_fresh_content_octets", (double) fresh.held());
        into.accept("journal_refused_total", (double) stats.refused.sum());
        into.accept("journal_survivors_total", (double) stats.survivors.sum());
        into.accept("journal_failures_total", (double) stats.failures.sum());
        into.accept("journal_damage_total", (double) stats.damage.sum());
        into.accept("journal_quarantined_total", (double) stats.quarantined.sum());
        into.accept("journal_orphans_total", (double) stats.orphans.sum());
    }
}
