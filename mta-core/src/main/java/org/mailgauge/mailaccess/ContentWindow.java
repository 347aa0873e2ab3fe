package org.mailgauge.mailaccess;

import org.jspecify.annotations.Nullable;
import org.mailgauge.queue.Content;

import java.io.EOFException;
import java.io.IOException;

/**
 * Reads small pieces of a content, one behind the other: what was read beyond a piece is kept for
 * the next ones. Used by one thread.
 */
final class ContentWindow {
    /** Octets that are read at once. */
    static final int MOST = 32 << 10;

    private byte[] octets = new byte[0];
    private @Nullable Content content;
    private long from;
    private int length;
    private int offset;

    /** What is read from now on is that content's. */
    void open(Content next) {
        content = next;
        length = 0;
    }

    /**
     * Reads.
     *
     * @param wanted octets, at most {@link #MOST}
     * @return how many there are of them, one at least, from {@link #offset} of {@link #octets} on
     * @throws IOException when they cannot be read, or there are none
     */
    int read(long position, int wanted) throws IOException {
        if (position < from || position >= from + length) {
            fill(position);
        }
        offset = (int) (position - from);
        return Math.min(wanted, length - offset);
    }

    /** Reads to the end of what the store checks at once: what is not wanted may be damaged. */
    private void fill(long position) throws IOException {
        if (content == null) {
            throw new IllegalStateException("no content");
        }
        if (octets.length == 0) {
            octets = new byte[MOST];
        }
        length = 0;
        int most = (int) Math.min(MOST, ContentReader.PIECE - position % ContentReader.PIECE);
        int count = content.read(position, octets, 0, most);
        if (count <= 0) {
            throw new EOFException("a content ends at " + position);
        }
        from = position;
        length = count;
    }

    byte[] octets() {
        return octets;
    }

    int offset() {
        return offset;
    }
}
