package org.mailgauge.queue.journal;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Which message records of a segment are live: 8 octets for each that ever was, so that an end told
 * twice counts once. Not safe for use by several threads.
 */
final class LiveSet {

    /** Offsets divided by 8, rising. */
    private int[] offsets = new int[8];

    private int[] spans = new int[8];
    private final BitSet gone = new BitSet();
    private int size;
    private int live;
    private long octets;

    /** Adds a record behind all others. */
    void add(long offset, long span) {
        int at = (int) (offset >>> 3);
        if (size > 0 && offsets[size - 1] >= at) {
            throw new IllegalStateException("record at " + offset + " is not behind the others");
        }
        if (size == offsets.length) {
            offsets = Arrays.copyOf(offsets, size * 2);
            spans = Arrays.copyOf(spans, size * 2);
        }
        offsets[size] = at;
        spans[size] = (int) span;
        size++;
        live++;
        octets += span;
    }

    /** Removes a record. @return whether it was live */
    boolean remove(long offset) {
        int i = Arrays.binarySearch(offsets, 0, size, (int) (offset >>> 3));
        if (i < 0 || gone.get(i)) {
            return false;
        }
        gone.set(i);
        live--;
        octets -= spans[i];
        return true;
    }

    /** Octets of the live record at an offset; 0 when none is there. */
    int span(long offset) {
        int i = Arrays.binarySearch(offsets, 0, size, (int) (offset >>> 3));
        return i < 0 || gone.get(i) ? 0 : spans[i];
    }

    int live() {
        return live;
    }

    /** Octets of the live records. */
    long octets() {
        return octets;
    }

    /** The offsets of the live records, rising. */
    long[] liveOffsets() {
        var found = new long[live];
        int n = 0;
        for (int i = gone.nextClearBit(0); i < size; i = gone.nextClearBit(i + 1)) {
            found[n++] = (long) offsets[i] << 3;
        }
        return found;
    }
}
