package org.mailgauge.fulltext;

import org.mailgauge.search.Casemap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What of a text is kept: of each word, which is a run of letters, digits and all that is beyond
 * ASCII, the piece that begins at each of its characters and is as long as {@link #WEIGHT}, or ends
 * with the word. Texts are folded. A piece is a number: four characters of UTF-16 from the highest
 * bits on.
 *
 * <p>So a text that is found within another one shares all pieces with it that the other's words
 * cannot go on: whole ones, and those before something that ends a word.
 */
final class Grams {
    /** Of a piece: four characters, or two of those that are words as a rule (Han, Kana). */
    static final int WEIGHT = 4;

    private static final char HEAVY = '\u2E80';

    /** ASCII characters of words, folded; 0 for the others. */
    private static final char[] WORD = new char[128];

    static {
        for (char c = 0; c < WORD.length; c++) {
            boolean word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
            WORD[c] = word ? c : c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : 0;
        }
    }

    private Grams() {}

    /**
     * A character as it is in words, folded; 0 when it ends them.
     *
     * @param c ASCII in either case, or folded
     */
    static char ofWord(char c) {
        return c < WORD.length ? WORD[c] : c;
    }

    /**
     * Where the piece of a word ends that begins there.
     *
     * @return -1 when the word ends before it
     */
    static int end(char[] word, int from, int to) {
        int weight = 0;
        for (int at = from; at < to; ) {
            weight += word[at++] >= HEAVY ? 2 : 1;
            if (weight >= WEIGHT) {
                return at;
            }
        }
        return -1;
    }

    /** At most four characters as a number. */
    static long pack(char[] word, int from, int to) {
        long packed = 0;
        for (int at = from, shift = 48; at < to; at++, shift -= 16) {
            packed |= (long) word[at] << shift;
        }
        return packed;
    }

    /**
     * What a text shares with all in which it is found.
     *
     * @param whole pieces that these have
     * @param beginning with which a piece of theirs begins, beside those; or 0
     */
    record Wanted(List<Long> whole, long beginning) {
        Wanted {
            whole = List.copyOf(whole);
        }

        boolean isNothing() {
            return whole.isEmpty() && beginning == 0;
        }
    }

    /** Of a text that is looked for. */
    static Wanted of(String text) {
        var chars = new String(Casemap.fold(text), StandardCharsets.UTF_8).toCharArray();
        for (int i = 0; i < chars.length; i++) {
            chars[i] = ofWord(chars[i]);
        }
        var whole = new LinkedHashSet<Long>();
        long beginning = 0;
        for (int from = 0; from < chars.length; from++) {
            int to = from;
            while (to < chars.length && chars[to] != 0) {
                to++;
            }
            if (to > from && !addWord(chars, from, to, whole)) {
                beginning = pack(chars, from, to);
            }
            from = to;
        }
        return new Wanted(new ArrayList<>(whole), beginning);
    }

    /**
     * Adds the pieces of a word.
     *
     * @return whether there were any; there is none when it is short and may go on
     */
    private static boolean addWord(char[] chars, int from, int to, Set<Long> whole) {
        boolean ended = to < chars.length;
        boolean any = ended;
        for (int at = from; at < to; at++) {
            int end = end(chars, at, to);
            if (end >= 0 || ended) {
                whole.add(pack(chars, at, end >= 0 ? end : to));
                any = true;
            }
        }
        return any;
    }
}
