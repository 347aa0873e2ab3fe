package org.mailgauge.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Random;

class CasemapTest {

    @ParameterizedTest
    @CsvSource({
        "abc, ABC",
        "Grüße, 'GRU\u0308ßE'",
        "GRU\u0308SSE, 'GRU\u0308SSE'",
        "\u01C6, 'Dz\u030C'",
        "\uFF41, A",
        "\u212A, K",
        "straße \u03C3\u03C2, 'STRAßE \u03A3\u03A3'",
        "\uD55C, '\u1112\u1161\u11AB'",
        "\uD83D\uDE00, '\uD83D\uDE00'",
        "\uD835\uDC00, A",
    })
    @DisplayName("title case, then decomposed (RFC 5051)")
    void folds(String text, String folded) {
        assertEquals(folded, new String(Casemap.fold(text), StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("every character of the Basic Multilingual Plane, against the slow way")
    void foldsAll() {
        for (int c = 0; c <= 0xFFFF; c++) {
            if (c < 0xD800 || c > 0xDFFF) {
                var title = Character.toString(Character.toTitleCase(c));
                var slow = Normalizer.normalize(title, Normalizer.Form.NFKD);
                assertEquals(
                        slow,
                        new String(Casemap.fold(Character.toString(c)), StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void halvesOfPairsAreReplaced() {
        assertEquals("A\uFFFDB", new String(Casemap.fold("a\uD83Db"), StandardCharsets.UTF_8));
    }

    @Test
    void needlesAreFoundInAnyCase() {
        assertTrue(new Needle("WoRLd").isIn("hello world"));
        assertTrue(new Needle("e").isIn("\u00C9"));
        assertTrue(new Needle("\u00E9").isIn("CAFE\u0301"));
        assertFalse(new Needle("\u00E9").isIn("cafe"));
        assertTrue(new Needle("").isIn(""));
        assertFalse(new Needle("a").isIn(""));
    }

    @Test
    @DisplayName("a text that comes in pieces is searched as if it came at once")
    void streams() {
        var random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            var text = letters(random, random.nextInt(30));
            var wanted = letters(random, random.nextInt(6));
            var needle = new Needle(wanted);
            var stream = needle.new Stream();
            stream.begin();
            var octets = text.getBytes(StandardCharsets.US_ASCII);
            for (int at = 0; at < octets.length; ) {
                int count = 1 + random.nextInt(octets.length - at);
                stream.feed(octets, at, at + count);
                at += count;
            }
            assertEquals(
                    text.toUpperCase(java.util.Locale.ROOT)
                            .contains(wanted.toUpperCase(java.util.Locale.ROOT)),
                    stream.found(),
                    () -> wanted + " in " + text);
            assertEquals(stream.found(), needle.isIn(text));
        }
    }

    private static String letters(Random random, int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("abAB".charAt(random.nextInt(4)));
        }
        return text.toString();
    }
}
