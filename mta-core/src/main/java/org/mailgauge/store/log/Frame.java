package org.mailgauge.store.log;

import org.jspecify.annotations.Nullable;
import org.mailgauge.disk.Region;
import org.mailgauge.disk.Sums;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The header of a frame.
 *
 * @param type what the record means; 1 to 255
 * @param sequence rises by one from frame to frame over all segments
 * @param durableThrough sequence of the last frame that was durable when it was written
 * @param subject what the record is about, so that damage can be narrowed down to it; 0 for the
 *     whole
 * @param length octets of the record
 * @param recordSum checksum of the record
 * @param octets of the content that follows the record; 0 for none
 * @param content number of that content; it seeds the checksums of the chunks
 * @param offset of the frame in its segment
 */
public record Frame(
        int type,
        long sequence,
        long durableThrough,
        long subject,
        int length,
        int recordSum,
        long octets,
        long content,
        long offset) {

    private static final int MAGIC = 0x4d47_5352;
    private static final int SUM = LogFormat.FRAME_HEADER - 4;

    void put(ByteBuffer into, int at, long salt) {
        into.putInt(at, MAGIC)
                .put(at + 4, (byte) type)
                .put(at + 5, (byte) 0)
                .putShort(at + 6, (short) 0)
                .putLong(at + 8, sequence)
                .putLong(at + 16, durableThrough)
                .putLong(at + 24, subject)
                .putInt(at + 32, length)
                .putInt(at + 36, recordSum)
                .putLong(at + 40, octets)
                .putLong(at + 48, content)
                .putInt(at + 56, (int) offset)
                .putInt(at + SUM, Sums.salted(salt, into, at, SUM));
    }

    /** The header at a position of a buffer; null when there is none that is right. */
    static @Nullable Frame parse(ByteBuffer from, int at, long offset, long salt) {
        if (from.getInt(at) != MAGIC
                || from.getInt(at + 56) != (int) offset
                || from.getInt(at + SUM) != Sums.salted(salt, from, at, SUM)) {
            return null;
        }
        return new Frame(
                from.get(at + 4) & 0xFF,
                from.getLong(at + 8),
                from.getLong(at + 16),
                from.getLong(at + 24),
                from.getInt(at + 32),
                from.getInt(at + 36),
                from.getLong(at + 40),
                from.getLong(at + 48),
                offset);
    }

    static int sum(byte[] record) {
        var crc = new CRC32C();
        crc.update(record);
        return (int) crc.getValue();
    }

    /** Where the content region begins, from the frame's beginning. */
    long regionAt() {
        return LogFormat.FRAME_HEADER + (long) length;
    }

    /** Octets of the whole frame, padding included. */
    public long span() {
        return span(length, octets);
    }

    static long span(int length, long octets) {
        return LogFormat.padded(LogFormat.FRAME_HEADER + length + Region.octets(octets));
    }
}
