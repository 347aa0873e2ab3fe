package org.mailgauge.search;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A text that is looked for, by {@link Casemap}. Immutable, but for {@link Stream}.
 *
 * <p>It is looked for from its end on, skipping what cannot be its place (Horspool), in octets that
 * are folded already or are ASCII, whose letters may be of either case. Where that compares too
 * much, the rest is gone through octet by octet (Knuth, Morris, Pratt), so that the time is linear.
 */
final class Needle {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGHS = 0x8080_8080_8080_8080L;

    private static final byte[] UPPER = new byte[256];

    static {
        for (int i = 0; i < UPPER.length; i++) {
            UPPER[i] = Casemap.upper((byte) i);
        }
    }

    private final byte[] folded;
    private final int[] shifts = new int[256];
    private final boolean ascii;

    /**
     * @param text decoded; the empty one is in every text
     */
    Needle(String text) {
        folded = Casemap.fold(text);
        ascii = isAscii(folded, 0, folded.length);
        Arrays.fill(shifts, Math.max(1, folded.length));
        for (int i = 0; i < folded.length - 1; i++) {
            shifts[folded[i] & 0xFF] = folded.length - 1 - i;
        }
    }

    boolean isEmpty() {
        return folded.length == 0;
    }

    /** Whether it can be in a text that is ASCII. */
    boolean isAscii() {
        return ascii;
    }

    /** Whether it is in a text. */
    boolean isIn(String text) {
        return isEmpty() || isIn(Casemap.fold(text));
    }

    private boolean isIn(byte[] octets) {
        return isIn(octets, 0, octets.length);
    }

    /** Whether it is in octets that are ASCII, or folded. */
    boolean isIn(byte[] octets, int from, int to) {
        int last = folded.length - 1;
        if (last < 0) {
            return true;
        }
        byte end = folded[last];
        int spare = to - from;
        for (int at = from + last; at < to; ) {
            byte octet = UPPER[octets[at] & 0xFF];
            if (octet == end) {
                int same = same(octets, at - last, last);
                if (same == last) {
                    return true;
                }
                spare -= same;
                if (spare < 0) {
                    return isInByAll(octets, at - last, to);
                }
            }
            at += shifts[octet & 0xFF];
        }
        return false;
    }

    /** How many octets from there on are the needle's first ones. */
    private int same(byte[] octets, int at, int count) {
        int same = 0;
        while (same < count && UPPER[octets[at + same] & 0xFF] == folded[same]) {
            same++;
        }
        return same;
    }

    /** As {@link #isIn(byte[], int, int)}; there is room for the needle. */
    private boolean isInByAll(byte[] octets, int from, int to) {
        var borders = borders();
        int same = 0;
        for (int at = from; at < to; at++) {
            byte octet = UPPER[octets[at] & 0xFF];
            while (same > 0 && folded[same] != octet) {
                same = borders[same - 1];
            }
            if (folded[same] == octet) {
                same++;
            }
            if (same == folded.length) {
                return true;
            }
        }
        return false;
    }

    /** Of each beginning of the needle, how much of its end it begins with, too. */
    private int[] borders() {
        var borders = new int[folded.length];
        int border = 0;
        for (int i = 1; i < folded.length; i++) {
            while (border > 0 && folded[border] != folded[i]) {
                border = borders[border - 1];
            }
            if (folded[border] == folded[i]) {
                border++;
            }
            borders[i] = border;
        }
        return borders;
    }

    static boolean isAscii(byte[] octets, int from, int to) {
        return nextHigh(octets, from, to) == to;
    }

    /** Where the next octet above 127 is, or {@code to}. */
    static int nextHigh(byte[] octets, int from, int to) {
        int at = from;
        for (; at <= to - 4 * Long.BYTES; at += 4 * Long.BYTES) {
            long all =
                    (long) LONGS.get(octets, at)
                            | (long) LONGS.get(octets, at + Long.BYTES)
                            | (long) LONGS.get(octets, at + 2 * Long.BYTES)
                            | (long) LONGS.get(octets, at + 3 * Long.BYTES);
            if ((all & HIGHS) != 0) {
                break;
            }
        }
        while (at < to && octets[at] >= 0) {
            at++;
        }
        return at;
    }

    /** Looks for it in a text that comes in pieces. Used by one thread. */
    final class Stream implements TextStream {
        private final byte[] seam = new byte[Math.max(0, 2 * (folded.length - 1))];
        private int carried;
        private boolean found = isEmpty();

        boolean found() {
            return found;
        }

        /** All texts of now are forgotten, and that it was in one of them. */
        void clear() {
            carried = 0;
            found = isEmpty();
        }

        @Override
        public void begin() {
            carried = 0;
        }

        @Override
        public void feed(byte[] octets, int from, int to) {
            int most = folded.length - 1;
            if (found || from >= to) {
                return;
            }
            if (carried > 0) {
                int more = Math.min(most, to - from);
                System.arraycopy(octets, from, seam, carried, more);
                found = isIn(seam, 0, carried + more);
            }
            found = found || isIn(octets, from, to);
            carry(octets, from, to, most);
        }

        private void carry(byte[] octets, int from, int to, int most) {
            int count = to - from;
            if (count >= most) {
                System.arraycopy(octets, to - most, seam, 0, most);
                carried = most;
                return;
            }
            int keep = Math.min(carried, most - count);
            System.arraycopy(seam, carried - keep, seam, 0, keep);
            System.arraycopy(octets, from, seam, keep, count);
            carried = keep + count;
        }
    }
}
