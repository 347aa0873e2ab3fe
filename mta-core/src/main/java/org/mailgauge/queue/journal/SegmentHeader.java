package org.mailgauge.queue.journal;

import static org.mailgauge.queue.journal.Format.GROUPS;
import static org.mailgauge.queue.journal.Format.HEADER_COPY;
import static org.mailgauge.queue.journal.Format.SECTOR;

import org.mailgauge.disk.Sums;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/** The header of a segment; fields as in {@code docs/queue-format.md}. */
record SegmentHeader(
        long epoch,
        long salt,
        long tail,
        long previousEpoch,
        long previousEnd,
        long durableThrough,
        long idFloor,
        long nextOrder,
        long capacity,
        long allocated) {

    private static final long MAGIC = 0x4d41_494c_474a_524eL;

    /** The first {@link Format#GROUPS} octets of a segment: both copies. */
    ByteBuffer block() {
        var block = ByteBuffer.allocate(GROUPS);
        put(block, 0);
        put(block, HEADER_COPY);
        return block;
    }

    private void put(ByteBuffer block, int at) {
        block.putLong(at, MAGIC)
                .putShort(at + 8, (short) Format.VERSION)
                .putLong(at + 16, epoch)
                .putLong(at + 24, salt)
                .putLong(at + 32, tail)
                .putLong(at + 40, previousEpoch)
                .putLong(at + 48, previousEnd)
                .putLong(at + 56, durableThrough)
                .putLong(at + 64, idFloor)
                .putLong(at + 72, nextOrder)
                .putLong(at + 80, capacity)
                .putLong(at + 88, allocated);
        block.putInt(at + 508, Sums.sum(new CRC32C(), block, at, 508));
    }

    /**
     * What the first octets of a segment file say.
     *
     * @param header the copy that holds, if any
     * @param damaged offsets of copies that are neither right nor zero, or not like the other
     */
    record Read(Optional<SegmentHeader> header, java.util.List<Integer> damaged) {
        Read {
            damaged = java.util.List.copyOf(damaged);
        }
    }

    /** Reads both copies from the first {@link Format#GROUPS} octets. */
    static Read read(String file, ByteBuffer block) throws IOException {
        var a = copy(file, block, 0);
        var b = copy(file, block, HEADER_COPY);
        var damaged = new java.util.ArrayList<Integer>();
        if (a.isEmpty() && !Sums.zero(block, 0, SECTOR)) {
            damaged.add(0);
        }
        if (!Sums.zero(block, SECTOR, HEADER_COPY)) {
            damaged.add(SECTOR);
        }
        if (b.isEmpty() && !Sums.zero(block, HEADER_COPY, GROUPS)) {
            damaged.add(HEADER_COPY);
        }
        if (a.isPresent() != b.isPresent() && damaged.isEmpty()) {
            damaged.add(a.isPresent() ? HEADER_COPY : 0);
        }
        if (a.isPresent() && b.isPresent()) {
            return new Read(a.get().epoch >= b.get().epoch ? a : b, damaged);
        }
        return new Read(a.isPresent() ? a : b, damaged);
    }

    private static Optional<SegmentHeader> copy(String file, ByteBuffer block, int at)
            throws IOException {
        if (block.getLong(at) != MAGIC
                || Sums.sum(new CRC32C(), block, at, 508) != block.getInt(at + 508)) {
            return Optional.empty();
        }
        Format.refuseNewer(file, block.getShort(at + 8) & 0xFFFF);
        return Optional.of(
                new SegmentHeader(
                        block.getLong(at + 16),
                        block.getLong(at + 24),
                        block.getLong(at + 32),
                        block.getLong(at + 40),
                        block.getLong(at + 48),
                        block.getLong(at + 56),
                        block.getLong(at + 64),
                        block.getLong(at + 72),
                        block.getLong(at + 80),
                        block.getLong(at + 88)));
    }
}
