package org.mailgauge.queue.journal;

import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.disk.Sums;

import java.nio.ByteBuffer;
import java.util.Optional;

/** The header of a group; fields as in {@code docs/queue-format.md}. */
record GroupHeader(
        int flags, long epoch, long sequence, long durableThrough, int length, int records) {

    private static final int MAGIC = 0x4d47_4752;

    void put(ByteBuffer into, int at, long salt) {
        into.putInt(at, MAGIC)
                .putShort(at + 4, (short) Format.VERSION)
                .putShort(at + 6, (short) flags)
                .putLong(at + 8, epoch)
                .putLong(at + 16, sequence)
                .putLong(at + 24, durableThrough)
                .putInt(at + 32, length)
                .putInt(at + 36, records)
                .putLong(at + 40, 0)
                .putLong(at + 48, 0)
                .putInt(at + 56, 0);
        into.putInt(at + 60, Format.headerSum(salt, into, at));
    }

    /**
     * The group header at a position; empty unless every field is as it must be.
     *
     * @throws NewerFormatException when its checksum is right and its version above ours
     */
    static Optional<GroupHeader> at(ByteBuffer from, int at, SegmentHeader segment)
            throws NewerFormatException {
        if (from.getInt(at) != MAGIC
                || from.getInt(at + 60) != Format.headerSum(segment.salt(), from, at)) {
            return Optional.empty();
        }
        Format.refuseNewer(
                "a group of segment epoch " + segment.epoch(), from.getShort(at + 4) & 0xFFFF);
        if (from.getShort(at + 4) != Format.VERSION
                || from.getLong(at + 8) != segment.epoch()
                || from.getInt(at + 32) < 0
                || !Sums.zero(from, at + 40, at + 60)) {
            return Optional.empty();
        }
        return Optional.of(
                new GroupHeader(
                        from.getShort(at + 6),
                        from.getLong(at + 8),
                        from.getLong(at + 16),
                        from.getLong(at + 24),
                        from.getInt(at + 32),
                        from.getInt(at + 36)));
    }

    boolean cleanClose() {
        return (flags & Format.CLEAN_CLOSE) != 0;
    }

    /** Octets with header and padding. */
    long span() {
        return Format.sectors(Format.GROUP_HEADER + (long) length);
    }
}
