package org.mailgauge.testing;

import org.mailgauge.queue.Content;

/** A content in memory. */
public final class MemoryContent implements Content {
    private final byte[] all;

    public MemoryContent(byte[] octets) {
        all = octets;
    }

    @Override
    public long octets() {
        return all.length;
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) {
        if (position >= all.length) {
            return -1;
        }
        int count = Math.min(length, all.length - (int) position);
        System.arraycopy(all, (int) position, into, offset, count);
        return count;
    }
}
