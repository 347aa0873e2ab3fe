package org.mailgauge.pop3;

import java.util.BitSet;

/**
 * The messages that are marked as deleted, and how much they are. Immutable: a mark makes new ones
 * that share most of the old, so that each of many costs little.
 */
public final class Marks {
    static final Marks NONE = new Marks(new long[0][], 0, 0);

    private static final int WORD = 64;
    private static final int WORDS = 64;
    private static final int CHUNK = WORD * WORDS;

    private final long[][] chunks;
    private final int count;
    private final long octets;

    private Marks(long[][] chunks, int count, long octets) {
        this.chunks = chunks;
        this.count = count;
        this.octets = octets;
    }

    /** How many messages are marked. */
    public int count() {
        return count;
    }

    /** The sum of their sizes. */
    public long octets() {
        return octets;
    }

    boolean has(int message) {
        int chunk = message / CHUNK;
        return chunk < chunks.length
                && chunks[chunk].length > 0
                && (chunks[chunk][word(message)] & bit(message)) != 0;
    }

    /** Also a message that is not marked yet. */
    Marks with(int message, long size) {
        int at = message / CHUNK;
        var more = new long[Math.max(chunks.length, at + 1)][];
        for (int i = 0; i < more.length; i++) {
            more[i] = i < chunks.length ? chunks[i] : new long[0];
        }
        var chunk = more[at].length > 0 ? more[at].clone() : new long[WORDS];
        chunk[word(message)] |= bit(message);
        more[at] = chunk;
        return new Marks(more, count + 1, octets + size);
    }

    /** As numbers from 0. */
    public BitSet messages() {
        var all = new BitSet();
        for (int i = 0; i < chunks.length; i++) {
            for (int word = 0; word < chunks[i].length; word++) {
                for (long left = chunks[i][word]; left != 0; left &= left - 1) {
                    all.set(i * CHUNK + word * WORD + Long.numberOfTrailingZeros(left));
                }
            }
        }
        return all;
    }

    private static int word(int message) {
        return message % CHUNK / WORD;
    }

    private static long bit(int message) {
        return 1L << message % WORD;
    }
}
