package org.mailgauge.search;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A word that is looked for with changes. Immutable, but for {@link Match}.
 *
 * <p>A number of 64 bits for each number of changes says which beginnings of it may have been read
 * (Wu and Manber): bit n, when its first n characters have. What comes next moves them all at once.
 */
final class FuzzyWord {
    /** Characters that are looked at. */
    private static final int MOST = 60;

    private static final int ONE_CHANGE = 4;
    private static final int TWO_CHANGES = 8;

    private final int[] characters;
    private final int changes;

    /** Where ASCII characters stand. */
    private final long[] ascii = new long[128];

    private final Map<Integer, Long> others = new HashMap<>();

    /**
     * @param word folded
     */
    FuzzyWord(String word) {
        characters = word.codePoints().limit(MOST).toArray();
        changes = characters.length < ONE_CHANGE ? 0 : characters.length < TWO_CHANGES ? 1 : 2;
        for (int i = 0; i < characters.length; i++) {
            int c = characters[i];
            if (c < ascii.length) {
                ascii[c] |= 1L << i;
            } else {
                others.merge(c, 1L << i, (one, other) -> one | other);
            }
        }
    }

    private long places(int c) {
        return c < ascii.length ? ascii[c] : others.getOrDefault(c, 0L);
    }

    /** One of the parts of it stays as it is, as there are more of them than changes. */
    TextKey parts(Function<String, TextKey> having) {
        int count = changes + 1;
        int from = 0;
        TextKey any = null;
        for (int part = 1; part <= count; part++) {
            int to = characters.length * part / count;
            var text = new String(characters, from, to - from);
            if (!isFoldedAgain(text)) {
                return new TextKey.Any();
            }
            var one = having.apply(text);
            any = any == null ? one : new TextKey.Or(any, one);
            from = to;
        }
        return any == null ? new TextKey.Any() : any;
    }

    /** Whether it is the same when it is folded once more, as few texts are not. */
    private static boolean isFoldedAgain(String text) {
        var again = new String(Casemap.fold(text), StandardCharsets.UTF_8);
        return FuzzyText.upper(again).equals(text);
    }

    /** Compares it with one word after the other. Used by one thread. */
    static final class Match {
        private final FuzzyWord word;
        private final long[] read;
        private int beginning;

        Match(FuzzyWord word) {
            this.word = word;
            read = new long[word.changes + 1];
        }

        /** Another word begins. */
        void begin() {
            for (int n = 0; n < read.length; n++) {
                read[n] = (2L << n) - 1; // the first n characters may be missing
            }
            beginning = -1;
        }

        /** The next character of that word, folded. */
        void put(int c) {
            long places = word.places(c);
            long before = read[0];
            read[0] = (before & places) << 1;
            for (int n = 1; n < read.length; n++) {
                long old = read[n];
                read[n] =
                        ((old & places) << 1) // the same
                                | before // one more
                                | (before << 1) // another one
                                | (read[n - 1] << 1); // one less
                before = old;
            }
            int now = changesOfWord();
            if (now >= 0 && (beginning < 0 || now < beginning)) {
                beginning = now;
            }
        }

        /** With how many changes what was put is the word; -1 when it is another one. */
        int changesOfWord() {
            long end = 1L << word.characters.length;
            for (int n = 0; n < read.length; n++) {
                if ((read[n] & end) != 0) {
                    return n;
                }
            }
            return -1;
        }

        /** With how many changes something that was put first is the word; -1 when nothing is. */
        int changesOfBeginning() {
            return beginning;
        }
    }
}
