package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * What changes of messages that stay: flags and mod-sequences, by their place. In chunks, which one
 * that differs little shares with the one it was made of: a change costs what it changes, whatever
 * the size of the mailbox. Immutable once nobody sets any more.
 */
final class Marks {
    private static final int BITS = 10;
    private static final int CHUNK = 1 << BITS;
    private static final int MASK = CHUNK - 1;

    /** Some messages. */
    private static final class Chunk {
        private final long[] modSequences;
        private final byte[] flags;

        /** Null while none of them has a keyword. */
        private long @Nullable [] words;

        Chunk(long[] modSequences, byte[] flags, long @Nullable [] words) {
            this.modSequences = modSequences;
            this.flags = flags;
            this.words = words;
        }

        Chunk copy() {
            return new Chunk(
                    modSequences.clone(), flags.clone(), words == null ? null : words.clone());
        }
    }

    private final int size;
    private final Chunk[] chunks;
    private final boolean worded;

    /**
     * The first of what is in arrays.
     *
     * @param worded whether some have keywords
     */
    Marks(int size, long[] modSequences, byte[] flags, long[] words, boolean worded) {
        this.size = size;
        this.worded = worded;
        chunks = new Chunk[(size + MASK) >>> BITS];
        for (int i = 0; i < chunks.length; i++) {
            int from = i << BITS;
            int to = Math.min(size, from + CHUNK);
            chunks[i] =
                    new Chunk(
                            Arrays.copyOfRange(modSequences, from, to),
                            Arrays.copyOfRange(flags, from, to),
                            worded ? Arrays.copyOfRange(words, from, to) : null);
        }
    }

    private Marks(Marks from, Chunk[] chunks, boolean worded) {
        this.size = from.size;
        this.chunks = chunks;
        this.worded = worded;
    }

    /** Octets that they take of memory. */
    long octets() {
        return (long) size * (Long.BYTES + 1 + (worded ? Long.BYTES : 0));
    }

    long modSequence(int at) {
        return chunks[at >>> BITS].modSequences[at & MASK];
    }

    int flags(int at) {
        return chunks[at >>> BITS].flags[at & MASK] & 0xFF;
    }

    /** The bits of keywords. */
    long words(int at) {
        var words = chunks[at >>> BITS].words;
        return words == null ? 0 : words[at & MASK];
    }

    /** The place from which on something may differ from another one of the same size. */
    int differs(Marks other, int from) {
        int at = from;
        while (at < size && chunks[at >>> BITS] == other.chunks[at >>> BITS]) {
            at = (at | MASK) + 1;
        }
        return Math.min(at, size);
    }

    /** Puts them, from one place up to another, into arrays. @return whether one has keywords */
    boolean copy(int first, int last, long[] modSequences, byte[] flags, long[] words, int to) {
        boolean some = false;
        for (int at = first; at < last; ) {
            var chunk = chunks[at >>> BITS];
            int in = at & MASK;
            int count = Math.min(last - at, CHUNK - in);
            int there = to + at - first;
            System.arraycopy(chunk.modSequences, in, modSequences, there, count);
            System.arraycopy(chunk.flags, in, flags, there, count);
            if (chunk.words != null) {
                System.arraycopy(chunk.words, in, words, there, count);
                some = true;
            }
            at += count;
        }
        return some;
    }

    /** Makes one that differs. */
    static final class Editor {
        private final Marks from;
        private final Chunk[] chunks;
        private boolean worded;

        Editor(Marks from) {
            this.from = from;
            chunks = from.chunks.clone();
            worded = from.worded;
        }

        void set(int at, long modSequence, int flags, long words) {
            int i = at >>> BITS;
            if (chunks[i] == from.chunks[i]) {
                chunks[i] = chunks[i].copy();
            }
            var chunk = chunks[i];
            chunk.modSequences[at & MASK] = modSequence;
            chunk.flags[at & MASK] = (byte) flags;
            if (chunk.words == null && words != 0) {
                chunk.words = new long[chunk.flags.length];
                worded = true;
            }
            if (chunk.words != null) {
                chunk.words[at & MASK] = words;
            }
        }

        Marks marks() {
            return new Marks(from, chunks, worded);
        }
    }
}
