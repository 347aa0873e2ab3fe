package org.mailgauge.disk;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Checksums (CRC-32C) over numbers, arrays and ranges of buffers. */
public final class Sums {

    private Sums() {}

    public static void feed(CRC32C crc, long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            crc.update((int) (value >>> shift) & 0xFF);
        }
    }

    public static void feed(CRC32C crc, int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            crc.update(value >>> shift & 0xFF);
        }
    }

    /** Adds a range of a buffer, whatever its position and limit. */
    public static int sum(CRC32C crc, ByteBuffer buffer, int at, int length) {
        int position = buffer.position();
        int limit = buffer.limit();
        buffer.limit(at + length).position(at);
        crc.update(buffer);
        buffer.limit(limit).position(position);
        return (int) crc.getValue();
    }

    public static int sum(byte[] first, byte[] second) {
        var crc = new CRC32C();
        crc.update(first);
        crc.update(second);
        return (int) crc.getValue();
    }

    /** The checksum of a range of a buffer that is salted with a number. */
    public static int salted(long salt, ByteBuffer buffer, int at, int length) {
        var crc = new CRC32C();
        feed(crc, salt);
        return sum(crc, buffer, at, length);
    }

    /** The checksum of a chunk. */
    public static int chunkSum(
            long high, long low, int index, byte[] data, int offset, int length) {
        var crc = chunkSeed(high, low, index);
        crc.update(data, offset, length);
        return (int) crc.getValue();
    }

    public static int chunkSum(
            long high, long low, int index, ByteBuffer data, int at, int length) {
        return sum(chunkSeed(high, low, index), data, at, length);
    }

    /** What the checksum of a chunk begins with. */
    public static CRC32C chunkSeed(long high, long low, int index) {
        var crc = new CRC32C();
        feed(crc, high);
        feed(crc, low);
        feed(crc, index);
        return crc;
    }

    /** Whether a range holds only zeros. */
    public static boolean zero(ByteBuffer buffer, int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer.get(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
