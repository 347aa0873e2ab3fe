package org.mailgauge.fulltext;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** Numbers other than 0, each once. Used by one thread. */
final class LongSet {
    private static final int LEAST = 1 << 8;

    /** What is kept when it is cleared. */
    private static final int KEPT = 1 << 14;

    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private long[] slots = new long[LEAST];
    private int size;

    int size() {
        return size;
    }

    /**
     * Adds one.
     *
     * @return whether it is new
     */
    boolean add(long number) {
        int at = place(number);
        if (slots[at] == number) {
            return false;
        }
        slots[at] = number;
        if (++size * 2 > slots.length) {
            grow();
        }
        return true;
    }

    boolean contains(long number) {
        return slots[place(number)] == number;
    }

    /** Where it is, or would be. */
    private int place(long number) {
        int mask = slots.length - 1;
        int at = (int) ((number * SPREAD) >>> 32) & mask;
        while (slots[at] != 0 && slots[at] != number) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        var old = slots;
        slots = new long[old.length * 2];
        for (long number : old) {
            if (number != 0) {
                slots[place(number)] = number;
            }
        }
    }

    void each(LongConsumer consumer) {
        for (long number : slots) {
            if (number != 0) {
                consumer.accept(number);
            }
        }
    }

    void clear() {
        if (slots.length > KEPT) {
            slots = new long[LEAST];
        } else if (size > 0) {
            Arrays.fill(slots, 0);
        }
        size = 0;
    }
}
