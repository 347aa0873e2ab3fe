package org.mailgauge.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.Random;

class FuzzyTextTest {

    @ParameterizedTest(name = "{0} in {1}: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    imap         | an IMAP server           | 100
                    imap break   | IMAP is breaking         | 90
                    break imap   | IMAP break               | 95
                    imap break   | IMAP break               | 100
                    helo         | hello                    | 70
                    helo         | help                     | 70
                    helo         | helpless                 | 60
                    helo         | yellow                   | 0
                    cat          | cut                      | 0
                    cat          | the cats                 | 100
                    appointment  | apointmnt                | 45
                    appointment  | apontmnts                | 0
                    Grüße        | GRUSSE                   | 0
                    naive        | naïve                    | 70
                    договор      | договоры                 | 100
                    дoговор      | договоры                 | 60
                    a.b-c        | b a c                    | 95
                    ...          | what ... is              | 100
                    ...          | what is                  | 0
                    """)
    @DisplayName("what texts are worth")
    void scores(String wanted, String text, int score) {
        assertEquals(score, new FuzzyText(wanted).score(text));
    }

    @Test
    @DisplayName("generated words have as many changes as a table of all their beginnings says")
    void sameAsTable() {
        var random = new Random(6203);
        for (int round = 0; round < 20_000; round++) {
            var wanted = word(random, 1 + random.nextInt(12));
            var word = random.nextBoolean() ? word(random, 12) : changed(random, wanted);
            int most = wanted.length() < 4 ? 0 : wanted.length() < 8 ? 1 : 2;
            var match = new FuzzyWord.Match(new FuzzyWord(wanted));
            match.begin();
            word.chars().forEach(match::put);
            var changes = changes(wanted, word);
            int whole = changes[word.length()];
            int beginning =
                    Arrays.stream(changes, 1, changes.length).min().orElse(Integer.MAX_VALUE);
            assertEquals(whole <= most ? whole : -1, match.changesOfWord(), wanted + " " + word);
            assertEquals(
                    beginning <= most ? beginning : -1,
                    match.changesOfBeginning(),
                    wanted + " " + word);
        }
    }

    private static String word(Random random, int most) {
        var word = new StringBuilder();
        for (int n = Math.max(1, most); n > 0; n--) {
            word.append((char) ('A' + random.nextInt(3)));
        }
        return word.toString();
    }

    private static String changed(Random random, String word) {
        var changed = new StringBuilder(word);
        for (int n = random.nextInt(4); n > 0 && changed.length() > 1; n--) {
            int at = random.nextInt(changed.length());
            char c = (char) ('A' + random.nextInt(3));
            switch (random.nextInt(3)) {
                case 0 -> changed.insert(at, c);
                case 1 -> changed.setCharAt(at, c);
                default -> changed.deleteCharAt(at);
            }
        }
        return changed.toString();
    }

    /** How many changes lead from a word to each beginning of another one. */
    private static int[] changes(String from, String to) {
        var before = new int[to.length() + 1];
        Arrays.setAll(before, i -> i);
        for (int i = 1; i <= from.length(); i++) {
            var now = new int[before.length];
            now[0] = i;
            for (int k = 1; k < now.length; k++) {
                int same = from.charAt(i - 1) == to.charAt(k - 1) ? 0 : 1;
                now[k] = Math.min(before[k - 1] + same, 1 + Math.min(before[k], now[k - 1]));
            }
            before = now;
        }
        return before;
    }

    @Test
    @DisplayName("a text that comes in pieces is worth the same")
    void pieces() {
        var text = Casemap.fold("an apointmnt in Zürich, and naïve plans");
        for (int cut = 0; cut <= text.length; cut++) {
            var look = new FuzzyText("appointment zurich naive").new Look();
            look.clear();
            look.begin();
            look.feed(text, 0, cut);
            look.feed(text, cut, text.length);
            assertTrue(look.score() > 50, "cut at " + cut);
        }
    }
}
