package org.mailgauge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

class MarksTest {
    private final SplittableRandom random = new SplittableRandom(14);

    /** The same as arrays. */
    private static final class Flat {
        private final long[] modSequences;
        private final byte[] flags;
        private final long[] words;

        Flat(int size) {
            modSequences = new long[size];
            flags = new byte[size];
            words = new long[size];
        }

        Flat(Flat other) {
            modSequences = other.modSequences.clone();
            flags = other.flags.clone();
            words = other.words.clone();
        }

        private boolean worded() {
            return java.util.Arrays.stream(words).anyMatch(word -> word != 0);
        }

        Marks marks() {
            return new Marks(flags.length, modSequences, flags, words, worded());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1023, 1024, 1025, 5000})
    void areWhatWasSet(int size) {
        var flat = new Flat(size);
        var marks = flat.marks();
        long now = 0;
        for (int n = 0; n < 60; n++) {
            var before = new Flat(flat);
            var editor = new Marks.Editor(marks);
            now++;
            for (int i = random.nextInt(20); i >= 0; i--) {
                int at = random.nextInt(size);
                flat.modSequences[at] = now;
                flat.flags[at] = (byte) random.nextInt(256);
                flat.words[at] = n < 30 || random.nextBoolean() ? 0 : random.nextLong();
                editor.set(at, now, flat.flags[at] & 0xFF, flat.words[at]);
            }
            var next = editor.marks();
            agree(before, marks);
            agree(flat, next);
            long differing = 0;
            for (int at = next.differs(marks, 0); at < size; at = next.differs(marks, at + 1)) {
                differing += next.modSequence(at) == now ? 1 : 0;
            }
            long changed = java.util.Arrays.stream(flat.modSequences).filter(last(now)).count();
            assertEquals(changed, differing);
            marks = next;
        }
    }

    private static java.util.function.LongPredicate last(long now) {
        return modSequence -> modSequence == now;
    }

    private void agree(Flat expected, Marks marks) {
        int size = expected.flags.length;
        for (int at = 0; at < size; at++) {
            assertEquals(expected.modSequences[at], marks.modSequence(at));
            assertEquals(expected.flags[at] & 0xFF, marks.flags(at));
            assertEquals(expected.words[at], marks.words(at));
        }
        int first = random.nextInt(size);
        int last = random.nextInt(first, size) + 1;
        var copy = new Flat(expected);
        boolean worded = marks.copy(first, last, copy.modSequences, copy.flags, copy.words, first);
        assertArrayEquals(expected.modSequences, copy.modSequences);
        assertArrayEquals(expected.flags, copy.flags);
        assertArrayEquals(expected.words, copy.words);
        assertTrue(worded || !expected.worded() || last - first < size);
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000})
    void shareWhatStays(int size) {
        var marks = new Flat(size).marks();
        var editor = new Marks.Editor(marks);
        editor.set(50_000, 1, 1, 0);
        var next = editor.marks();
        int seen = 0;
        for (int at = next.differs(marks, 0); at < size; at = next.differs(marks, at + 1)) {
            seen++;
        }
        assertTrue(seen <= 1024, "looked at " + seen);
        assertEquals(size, next.differs(next, 0));
    }
}
