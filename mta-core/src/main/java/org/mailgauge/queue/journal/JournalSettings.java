package org.mailgauge.queue.journal;

import org.mailgauge.config.MtaConfig.QueueConfig;

import java.time.Duration;

/**
 * The journal's measures.
 *
 * @param segmentOctets size of a segment, 64 KiB to 1 GiB, a multiple of a sector
 * @param spareSegments zeroed segments kept ready
 * @param preallocate whether segments are zero-filled beforehand and recycled
 * @param bodyFileOctets content larger than this goes to a body file
 * @param groupOctets what one group holds at most, unless a single record is larger
 * @param changeDelay what a change waits at most for company
 * @param queueOctets bound of the commit queue
 * @param queueAge bound of the age of its oldest accept
 * @param bodyMemoryOctets hard bound of unfinished content in memory, over all senders; beyond it
 *     even small content goes to files, in the pieces in which it comes
 * @param reserveOctets disk that accepts leave free for delivery and reports
 * @param reserveInodes the same in inodes
 */
public record JournalSettings(
        long segmentOctets,
        int spareSegments,
        boolean preallocate,
        int bodyFileOctets,
        int groupOctets,
        Duration changeDelay,
        long queueOctets,
        Duration queueAge,
        long bodyMemoryOctets,
        long reserveOctets,
        long reserveInodes) {

    private static final int SECTOR = 512;
    private static final int LARGEST_INLINE = 4 << 20;
    private static final long MOST_BODY_MEMORY = 128L << 20;

    /** Of the heap, unfinished content gets one part in so many. */
    private static final int BODY_MEMORY_PART = 8;

    public JournalSettings {
        if (segmentOctets < 64 << 10 || segmentOctets > 1 << 30 || segmentOctets % 512 != 0) {
            throw new IllegalArgumentException("segment size " + segmentOctets);
        }
        bodyFileOctets =
                (int) Math.min(bodyFileOctets, Math.min(segmentOctets / 8, LARGEST_INLINE));
    }

    /**
     * The configured ones, with the usual bounds of the commit queue, and with memory for
     * unfinished content that fits the heap.
     *
     * @param heapOctets what the heap may grow to; positive
     */
    public static JournalSettings of(QueueConfig config, long heapOctets) {
        return new JournalSettings(
                config.segmentOctets() / SECTOR * SECTOR,
                config.spareSegments(),
                config.preallocate(),
                config.bodyFileOctets(),
                8 << 20,
                Duration.ofMillis(20),
                64L << 20,
                Duration.ofSeconds(10),
                Math.min(MOST_BODY_MEMORY, heapOctets / BODY_MEMORY_PART),
                config.reserveOctets(),
                config.reserveInodes());
    }
}
