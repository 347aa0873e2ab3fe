package org.mailgauge.queue.journal;

import java.nio.ByteBuffer;

/**
 * A content region ready to be written: content and a checksum for each chunk.
 *
 * @param data at least {@code length} octets; not copied
 */
record Region(byte[] data, int length, int[] sums) {

    static final Region NONE = new Region(new byte[0], 0, new int[0]);

    static Region of(long high, long low, byte[] data, int length) {
        var sums = new int[(int) Format.chunks(length)];
        for (int i = 0; i < sums.length; i++) {
            int at = i * Format.CHUNK;
            int part = Math.min(Format.CHUNK, length - at);
            sums[i] = Format.chunkSum(high, low, i, data, at, part);
        }
        return new Region(data, length, sums);
    }

    int octets() {
        return (int) Format.regionOctets(length);
    }

    /** Puts it at a position. @return where it ends */
    int put(ByteBuffer into, int at) {
        for (int i = 0; i < sums.length; i++) {
            int from = i * Format.CHUNK;
            int part = Math.min(Format.CHUNK, length - from);
            into.put(at, data, from, part);
            into.putInt(at + part, sums[i]);
            at += part + 4;
        }
        return at;
    }
}
