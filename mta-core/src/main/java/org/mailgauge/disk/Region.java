package org.mailgauge.disk;

import java.nio.ByteBuffer;

/**
 * A content region ready to be written: content in chunks, and a checksum behind each.
 *
 * @param data at least {@code length} octets; not copied
 */
public record Region(byte[] data, int length, int[] sums) {

    /** Octets of every chunk but the last. */
    public static final int CHUNK = 65_536;

    public static final Region NONE = new Region(new byte[0], 0, new int[0]);

    /** Of a content whose checksums are seeded with a name of two numbers. */
    public static Region of(long high, long low, byte[] data, int length) {
        var sums = new int[(int) chunks(length)];
        for (int i = 0; i < sums.length; i++) {
            int at = i * CHUNK;
            int part = Math.min(CHUNK, length - at);
            sums[i] = Sums.chunkSum(high, low, i, data, at, part);
        }
        return new Region(data, length, sums);
    }

    /** Octets of the region of a content that long. */
    public static long octets(long content) {
        return content + 4 * chunks(content);
    }

    public static long chunks(long content) {
        return (content + CHUNK - 1) / CHUNK;
    }

    public int octets() {
        return (int) octets(length);
    }

    /** Puts it at a position. @return where it ends */
    public int put(ByteBuffer into, int at) {
        for (int i = 0; i < sums.length; i++) {
            int from = i * CHUNK;
            int part = Math.min(CHUNK, length - from);
            into.put(at, data, from, part);
            into.putInt(at + part, sums[i]);
            at += part + 4;
        }
        return at;
    }

    /** Whether the checksums of a region that was read are right. */
    public static boolean intact(long high, long low, long octets, ByteBuffer buffer, int at) {
        int index = 0;
        for (long done = 0; done < octets; done += CHUNK) {
            int part = (int) Math.min(CHUNK, octets - done);
            if (Sums.chunkSum(high, low, index, buffer, at, part) != buffer.getInt(at + part)) {
                return false;
            }
            at += part + 4;
            index++;
        }
        return true;
    }
}
