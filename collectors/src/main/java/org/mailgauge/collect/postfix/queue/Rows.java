package org.mailgauge.collect.postfix.queue;

import java.util.Arrays;

/**
 * The messages of a queue, each a row of primitive columns: 51 octets a row, and 6 to 12 more for
 * finding it. Rows that are free are used again; nothing shrinks. Used by one thread.
 */
final class Rows {
    /** The folder of a row whose file was not found where it was. */
    static final char NOWHERE = 0xFFFF;

    /** The folder of a row that is free. */
    static final char FREE = 0xFFFE;

    /** Nothing is known but the name. */
    static final int UNREAD = 0;

    static final int KNOWN = 1;

    /** Postfix still writes it. */
    static final int UNFINISHED = 2;

    /** It cannot be read, or says less than it should. */
    static final int UNREADABLE = 3;

    /** In which state the details are, without {@link #STALE}. */
    static final int STATE = 3;

    /** Details may have changed. */
    static final int STALE = 4;

    private static final int FIRST = 1024;

    // Columns. Stamp and inode are those of IdCode.
    long[] stamp = new long[FIRST];
    long[] inode = new long[FIRST];

    /** Microseconds since 1970; {@link Long#MIN_VALUE} when not known. */
    long[] arrived = new long[FIRST];

    long[] octets = new long[FIRST];

    /**
     * When the file's mtime is, which in deferred is the next retry: seconds since 1970, unsigned;
     * 0 when not known.
     */
    int[] modified = new int[FIRST];

    int[] recipients = new int[FIRST];

    /** See {@link Shares}. */
    int[] share = new int[FIRST];

    char[] folder = new char[FIRST];
    byte[] state = new byte[FIRST];

    /** The scan that met the row last, of its lowest 8 bits. */
    byte[] mark = new byte[FIRST];

    private int[] table = new int[2 * FIRST];
    private int mask = table.length - 1;
    private int[] free = new int[16];
    private int freeCount;
    private int size;
    private int count;

    /** Rows that have ever been used are those below. */
    int size() {
        return size;
    }

    int count() {
        return count;
    }

    /**
     * The row of an id, or -1.
     *
     * @param guess which row it may be; names come in an order that is mostly that of the rows
     */
    int find(long first, long second, int guess) {
        if (guess < size
                && stamp[guess] == first
                && inode[guess] == second
                && folder[guess] != FREE) {
            return guess;
        }
        for (int at = slot(first, second); table[at] != 0; at = at + 1 & mask) {
            int row = table[at] - 1;
            if (stamp[row] == first && inode[row] == second) {
                return row;
            }
        }
        return -1;
    }

    /** Makes a row, of which nothing is known. */
    int add(long first, long second) {
        if ((count + 1) * 10L > table.length * 7L) {
            rehash();
        }
        int row = freeCount > 0 ? free[--freeCount] : size++;
        if (row == stamp.length) {
            grow();
        }
        stamp[row] = first;
        inode[row] = second;
        arrived[row] = first < 0 ? Long.MIN_VALUE : first;
        octets[row] = -1;
        modified[row] = 0;
        recipients[row] = -1;
        share[row] = Shares.NONE;
        folder[row] = NOWHERE;
        state[row] = UNREAD;
        int at = slot(first, second);
        while (table[at] != 0) {
            at = at + 1 & mask;
        }
        table[at] = row + 1;
        count++;
        return row;
    }

    void remove(int row) {
        int hole = slot(stamp[row], inode[row]);
        while (table[hole] != row + 1) {
            hole = hole + 1 & mask;
        }
        // What comes after and would no longer be found moves into the hole.
        for (int at = hole + 1 & mask; table[at] != 0; at = at + 1 & mask) {
            int home = slot(stamp[table[at] - 1], inode[table[at] - 1]);
            if ((at - home & mask) >= (at - hole & mask)) {
                table[hole] = table[at];
                hole = at;
            }
        }
        table[hole] = 0;
        folder[row] = FREE;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = row;
        count--;
    }

    private int slot(long first, long second) {
        long mixed = (first ^ Long.rotateLeft(second, 32)) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & mask;
    }

    private void rehash() {
        table = new int[table.length * 2];
        mask = table.length - 1;
        for (int row = 0; row < size; row++) {
            if (folder[row] != FREE) {
                int at = slot(stamp[row], inode[row]);
                while (table[at] != 0) {
                    at = at + 1 & mask;
                }
                table[at] = row + 1;
            }
        }
    }

    private void grow() {
        int more = stamp.length + (stamp.length >> 1);
        stamp = Arrays.copyOf(stamp, more);
        inode = Arrays.copyOf(inode, more);
        arrived = Arrays.copyOf(arrived, more);
        octets = Arrays.copyOf(octets, more);
        modified = Arrays.copyOf(modified, more);
        recipients = Arrays.copyOf(recipients, more);
        share = Arrays.copyOf(share, more);
        folder = Arrays.copyOf(folder, more);
        state = Arrays.copyOf(state, more);
        mark = Arrays.copyOf(mark, more);
    }
}
