package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * What an MTA holds now. The owner (the queue) tells its events and answers this under one lock, so
 * that within {@link #read} the ledger's totals and the levels are of the same moment.
 */
public interface Stock {

    /**
     * Calls the reader with the levels of now, under the owner's lock; cost is of the order of the
     * groups, never the depth.
     */
    void read(Consumer<Levels> reader);

    /**
     * All levels of one moment.
     *
     * @param total the whole queue
     * @param groups one level per holding group that exists
     */
    record Levels(Level total, List<GroupLevel> groups) {
        public Levels {
            groups = List.copyOf(groups);
        }
    }

    /** A group's level. */
    record GroupLevel(MtaGroup group, Level level) {}

    /**
     * Messages waiting.
     *
     * @param oldest when the oldest of them was placed here, by the wall clock; null when there is
     *     none
     * @param oldestTicks the same on the monotonic ticker (may lie before the process began, then
     *     less than its start)
     * @param oldestMessageId its Message-ID with angle brackets, or null when there is none
     * @param nextRetryTicks when the next attempt is due, on the ticker; null when none is
     *     scheduled
     */
    record Level(
            long messages,
            long recipients,
            long octets,
            @Nullable Instant oldest,
            long oldestTicks,
            @Nullable String oldestMessageId,
            @Nullable Long nextRetryTicks) {
        public static final Level EMPTY = new Level(0, 0, 0, null, 0, null, null);
    }
}
