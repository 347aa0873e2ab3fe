package org.mailgauge.collect.postfix.queue;

import java.util.Arrays;

/** Keeps the rows with the greatest keys of those offered, at most so many. Used by one thread. */
final class Newest {
    private final int most;
    private long[] keys = new long[64];
    private int[] rows = new int[64];
    private int size;

    Newest(int most) {
        this.most = most;
    }

    void clear() {
        size = 0;
    }

    // A heap with the least key on top.
    void offer(long key, int row) {
        if (size < most) {
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, size * 2);
                rows = Arrays.copyOf(rows, size * 2);
            }
            up(size++, key, row);
        } else if (key > keys[0]) {
            down(size, key, row);
        }
    }

    /** Empties it into an array, the greatest key first. */
    int[] drain() {
        var sorted = new int[size];
        for (int left = size; left > 0; left--) {
            sorted[left - 1] = rows[0];
            down(left - 1, keys[left - 1], rows[left - 1]);
        }
        size = 0;
        return sorted;
    }

    private void up(int from, long key, int row) {
        int at = from;
        while (at > 0 && keys[(at - 1) / 2] > key) {
            keys[at] = keys[(at - 1) / 2];
            rows[at] = rows[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        keys[at] = key;
        rows[at] = row;
    }

    /** Puts a row on top in place of what was there, of a heap of so many. */
    private void down(int count, long key, int row) {
        int at = 0;
        while (2 * at + 1 < count) {
            int child = 2 * at + 1;
            if (child + 1 < count && keys[child + 1] < keys[child]) {
                child++;
            }
            if (keys[child] >= key) {
                break;
            }
            keys[at] = keys[child];
            rows[at] = rows[child];
            at = child;
        }
        if (at < count) {
            keys[at] = key;
            rows[at] = row;
        }
    }
}
