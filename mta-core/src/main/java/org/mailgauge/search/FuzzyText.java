package org.mailgauge.search;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A text that is looked for as near as people write it (RFC 6203): each of its words is to be
 * found, in any order, as the beginning of a word at least, with one change from four letters on
 * and two from eight on. A word is a run of ASCII letters and digits and of all that is beyond
 * ASCII; a change is a character more, less or other. What is found as it stands is found, too.
 * Immutable, but for {@link Look}.
 */
final class FuzzyText {
    /** Words that are looked for. */
    private static final int WORDS = 16;

    /** What a text is worth that is found as it stands; the most. */
    static final int EXACT = 100;

    private static final int SAME_WORD = 95;
    private static final int SAME_BEGINNING = 85;

    /** What a change takes of that. */
    private static final int CHANGE = 25;

    private final Needle exact;
    private final List<FuzzyWord> words = new ArrayList<>();

    FuzzyText(String text) {
        exact = new Needle(text);
        for (var word : words(text)) {
            if (words.size() < WORDS) {
                words.add(new FuzzyWord(word));
            }
        }
    }

    /** The words of a text, folded. */
    private static List<String> words(String text) {
        var folded = upper(new String(Casemap.fold(text), StandardCharsets.UTF_8));
        var words = new ArrayList<String>();
        int from = 0;
        for (int at = 0; at <= folded.length(); at++) {
            if (at == folded.length() || !isOfWord(folded.charAt(at))) {
                if (at > from) {
                    words.add(folded.substring(from, at));
                }
                from = at + 1;
            }
        }
        return words;
    }

    /** A folded text may have small letters of ASCII, of what was decomposed. */
    static String upper(String folded) {
        var upper = new StringBuilder(folded);
        for (int i = 0; i < upper.length(); i++) {
            char c = upper.charAt(i);
            if (c < 0x80) {
                upper.setCharAt(i, (char) Casemap.upper((byte) c));
            }
        }
        return upper.toString();
    }

    /**
     * @param c folded, or ASCII
     */
    private static boolean isOfWord(char c) {
        return c >= 0x80
                || (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z');
    }

    boolean isEmpty() {
        return exact.isEmpty();
    }

    /** How many things are looked for: what an octet costs. */
    int size() {
        return 1 + words.size();
    }

    /**
     * What an index can tell: of each word one of the parts that changes must leave as they are.
     */
    TextKey parts(Function<String, TextKey> having) {
        if (words.isEmpty()) {
            return new TextKey.Any();
        }
        return new TextKey.And(words.stream().map(word -> word.parts(having)).toList());
    }

    /** What a text is worth: 1 to 100, or 0 when it is not near. */
    int score(String text) {
        var look = new Look();
        var folded = Casemap.fold(text);
        look.begin();
        look.feed(folded, 0, folded.length);
        return look.score();
    }

    /** Looks for it in the texts of a message, which come in pieces. Used by one thread. */
    final class Look implements TextStream {
        private final Needle.Stream asItStands = exact.new Stream();
        private final List<FuzzyWord.Match> matches =
                words.stream().map(FuzzyWord.Match::new).toList();
        private final int[] best = new int[words.size()];
        private int character;
        private int missing;
        private boolean within;

        /** All texts of now are forgotten. */
        void clear() {
            asItStands.clear();
            Arrays.fill(best, 0);
            within = false;
            begin();
        }

        @Override
        public void begin() {
            endWord();
            missing = 0;
            asItStands.begin();
        }

        @Override
        public void feed(byte[] octets, int from, int to) {
            if (isExact()) {
                return;
            }
            asItStands.feed(octets, from, to);
            for (int at = from; at < to; at++) {
                byte octet = octets[at];
                if (octet < 0) {
                    part(octet);
                } else if (isOfWord((char) octet)) {
                    put(Casemap.upper(octet));
                } else if (within) {
                    endWord();
                }
            }
        }

        /** Takes an octet of a character beyond ASCII. */
        private void part(byte octet) {
            if ((octet & 0xC0) != 0x80) {
                missing = octet >= (byte) 0xF0 ? 3 : octet >= (byte) 0xE0 ? 2 : 1;
                character = octet & (0x3F >> missing);
            } else if (missing > 0) {
                character = (character << 6) | (octet & 0x3F);
                if (--missing == 0) {
                    put(character);
                }
            }
        }

        private void put(int c) {
            if (!within) {
                matches.forEach(FuzzyWord.Match::begin);
                within = true;
            }
            for (var match : matches) {
                match.put(c);
            }
        }

        private void endWord() {
            if (!within) {
                return;
            }
            within = false;
            for (int i = 0; i < best.length; i++) {
                best[i] = Math.max(best[i], worth(matches.get(i)));
            }
        }

        private static int worth(FuzzyWord.Match match) {
            int whole = match.changesOfWord();
            int beginning = match.changesOfBeginning();
            return Math.max(
                    whole < 0 ? 0 : SAME_WORD - CHANGE * whole,
                    beginning < 0 ? 0 : SAME_BEGINNING - CHANGE * beginning);
        }

        boolean isExact() {
            return asItStands.found();
        }

        /** What the texts until now are worth; the last one has ended. */
        int score() {
            endWord();
            if (isExact()) {
                return EXACT;
            }
            int sum = 0;
            for (int one : best) {
                if (one == 0) {
                    return 0;
                }
                sum += one;
            }
            return best.length == 0 ? 0 : sum / best.length;
        }
    }
}
