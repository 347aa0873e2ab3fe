package org.mailgauge.store.log;

import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.disk.PatchyFile;
import org.mailgauge.disk.Sums;
import org.mailgauge.port.Disk.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The header of a segment.
 *
 * @param salt goes into the checksum of every frame's header
 * @param previousEnd where the frames of the segment before it end; what lies past it does not
 *     count
 * @param durableThrough sequence of the last frame that was durable when it was opened
 */
record SegmentHead(
        long epoch, long salt, long previousEpoch, long previousEnd, long durableThrough) {

    private static final long MAGIC = 0x4d41_494c_4753_544fL;
    private static final int SUM = LogFormat.SECTOR - 4;

    /** All that stands before the frames: both copies. */
    ByteBuffer block() {
        var block = ByteBuffer.allocate(LogFormat.FRAMES);
        put(block, 0);
        put(block, LogFormat.HEADER_COPY);
        return block;
    }

    private void put(ByteBuffer block, int at) {
        block.putLong(at, MAGIC)
                .putShort(at + 8, (short) LogFormat.VERSION)
                .putLong(at + 16, epoch)
                .putLong(at + 24, salt)
                .putLong(at + 32, previousEpoch)
                .putLong(at + 40, previousEnd)
                .putLong(at + 48, durableThrough)
                .putInt(at + SUM, Sums.sum(new CRC32C(), block, at, SUM));
    }

    /** The header of a file; empty when neither copy is right. */
    static Optional<SegmentHead> read(DiskFile file, String name) throws IOException {
        var block = ByteBuffer.allocate(LogFormat.FRAMES);
        new PatchyFile(file).read(0, block);
        var first = parse(block, 0, name);
        return first.isPresent() ? first : parse(block, LogFormat.HEADER_COPY, name);
    }

    private static Optional<SegmentHead> parse(ByteBuffer block, int at, String name)
            throws NewerFormatException {
        block.clear();
        if (block.getLong(at) != MAGIC
                || block.getInt(at + SUM) != Sums.sum(new CRC32C(), block, at, SUM)) {
            return Optional.empty();
        }
        NewerFormatException.check(name, block.getShort(at + 8) & 0xFFFF, LogFormat.VERSION);
        return Optional.of(
                new SegmentHead(
                        block.getLong(at + 16),
                        block.getLong(at + 24),
                        block.getLong(at + 32),
                        block.getLong(at + 40),
                        block.getLong(at + 48)));
    }
}
