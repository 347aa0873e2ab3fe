package org.mailgauge.collect.follow;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/**
 * Cuts octets into lines. Takes a fixed room. NULs before a line are left out: what was truncated
 * under a writer that goes on where it was begins with them.
 */
final class Cutter {
    /*
     * buffer[begin, end) is the line that has begun, as far as it was kept: it lacks `dropped` octets
     * after its first `keep` ones. [begin, scanned) has no line end. `offset` is the place of `begin`
     * in the file.
     */
    private final byte[] buffer;
    private final int keep;
    private final Line line = new Line();
    private long offset;
    private int begin;
    private int scanned;
    private int end;
    private long dropped;
    private long lines;
    private long cut;

    /**
     * @param room octets that it holds
     * @param keep octets of a line that are handed over; at most half of {@code room}
     */
    Cutter(int room, int keep) {
        buffer = new byte[room];
        this.keep = keep;
    }

    /** Forgets what it holds, and begins at a place. */
    void at(long newOffset) {
        offset = newOffset;
        begin = 0;
        scanned = 0;
        end = 0;
        dropped = 0;
    }

    /** Where the line begins that is not complete. */
    long offset() {
        return offset;
    }

    /** Up to where it has been fed. */
    long fed() {
        return offset + (end - begin) + dropped;
    }

    long lines() {
        return lines;
    }

    long cut() {
        return cut;
    }

    /** Room for more, to be filled from its position on; never none. */
    ByteBuffer room(int most) {
        if (begin == end && dropped == 0) {
            begin = 0;
            scanned = 0;
            end = 0;
        } else if (end > buffer.length / 2) {
            compact();
        }
        return ByteBuffer.wrap(buffer, end, Math.min(most, buffer.length - end));
    }

    private void compact() {
        if (begin > 0) {
            System.arraycopy(buffer, begin, buffer, 0, end - begin);
            scanned -= begin;
            end -= begin;
            begin = 0;
        }
        if (end > buffer.length / 2) {
            dropped += end - keep;
            end = keep;
            scanned = keep;
        }
    }

    /** Tells that so many octets were put into {@link #room}. */
    void filled(int octets) {
        end += octets;
    }

    /** Takes the next complete line; null when there is none. Valid until the next call. */
    @Nullable Line next() {
        skipNuls();
        var octets = buffer;
        for (int i = scanned; i < end; i++) {
            if (octets[i] == '\n') {
                return take(i, i + 1);
            }
        }
        scanned = end;
        return null;
    }

    /** Takes what is there of a line that will have no end; null when nothing is. */
    @Nullable Line rest() {
        skipNuls();
        return begin == end ? null : take(end, end);
    }

    /** Counts a line that was taken by other ways; null when it is none. */
    @Nullable Line whole(byte[] octets) {
        int from = 0;
        while (from < octets.length && octets[from] == 0) {
            from++;
        }
        lines += from < octets.length ? 1 : 0;
        return from == octets.length ? null : line.set(octets, from, octets.length, false, null);
    }

    private void skipNuls() {
        if (dropped == 0) {
            while (begin < end && buffer[begin] == 0) {
                begin++;
                offset++;
            }
            scanned = Math.max(scanned, begin);
        }
    }

    private Line take(int to, int next) {
        boolean long_ = dropped > 0 || to - begin > keep;
        int from = begin;
        offset += next - begin + dropped;
        begin = next;
        scanned = next;
        dropped = 0;
        lines++;
        cut += long_ ? 1 : 0;
        return line.set(buffer, from, long_ ? from + keep : to, long_, null);
    }
}
