package org.mailgauge.collect.postfix.queue;

import org.mailgauge.observe.ReplyClass;

import java.util.Arrays;

/**
 * Which domains the recipients of each message are in, and what was said of them last. One domain
 * and one class, which nearly all messages have, fit into the row; others are kept here, at most
 * {@link #MOST_PARTS} of a message and {@link #MOST} in all: what is beyond counts for {@link
 * Domains#BEYOND}. Used by one thread.
 */
final class Shares {
    static final int NONE = -1;

    /** Parts of one message: a domain with a class. */
    static final int MOST_PARTS = 64;

    /** Numbers in all parts; two a part. */
    static final int MOST = 4_000_000;

    private static final int CLASS_SHIFT = 24;
    private static final int DOMAIN = (1 << CLASS_SHIFT) - 1;

    /** Pairs of a domain with its class, and recipients. */
    private int[][] parts = new int[16][];

    private int[] free = new int[16];
    private int freeCount;
    private int size;
    private int numbers;

    /** What is told of each part. */
    interface Part {
        void of(int domain, int replyClass, int recipients);
    }

    /** A domain with a class, as one number. */
    static int key(int domain, ReplyClass replyClass) {
        return key(domain, replyClass.number());
    }

    /** The same with the number of the class. */
    static int key(int domain, int replyClass) {
        return domain | replyClass << CLASS_SHIFT;
    }

    static int domain(int key) {
        return key & DOMAIN;
    }

    static int replyClass(int key) {
        return key >> CLASS_SHIFT;
    }

    /**
     * Keeps parts.
     *
     * @param pairs of key and recipients
     * @return what goes into the row
     */
    int keep(int[] pairs, int length) {
        if (length == 0) {
            return NONE;
        }
        if (length == 2) {
            return pairs[0];
        }
        if (numbers + length > MOST) {
            return Domains.BEYOND;
        }
        int at = freeCount > 0 ? free[--freeCount] : size++;
        if (at == parts.length) {
            parts = Arrays.copyOf(parts, at * 2);
        }
        parts[at] = Arrays.copyOf(pairs, length);
        numbers += length;
        return -2 - at;
    }

    void drop(int share) {
        if (share >= NONE) {
            return;
        }
        int at = -2 - share;
        numbers -= parts[at].length;
        parts[at] = EMPTY;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = at;
    }

    private static final int[] EMPTY = {};

    /** Whether a message has more than one part. */
    static boolean isMany(int share) {
        return share < NONE;
    }

    void each(int share, int recipients, Part into) {
        if (share >= 0) {
            into.of(domain(share), replyClass(share), recipients);
        } else if (share < NONE) {
            var pairs = parts[-2 - share];
            for (int i = 0; i < pairs.length; i += 2) {
                into.of(domain(pairs[i]), replyClass(pairs[i]), pairs[i + 1]);
            }
        }
    }
}
