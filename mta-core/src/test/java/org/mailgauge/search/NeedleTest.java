package org.mailgauge.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;

class NeedleTest {

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String word(Random random, int length) {
        var word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(random.nextInt(12) == 0 ? 'b' : random.nextBoolean() ? 'a' : 'A');
        }
        return word.toString();
    }

    @Test
    @DisplayName("words of few letters, against String.contains, whole and in pieces")
    void sameAsContains() {
        var random = new Random(5051);
        for (int round = 0; round < 20_000; round++) {
            var text = word(random, random.nextInt(200));
            var wanted = word(random, 1 + random.nextInt(30));
            var needle = new Needle(wanted);
            boolean expected =
                    text.toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT));
            var octets = octets(text);
            assertEquals(
                    expected, needle.isIn(octets, 0, octets.length), () -> wanted + " " + text);
            var stream = needle.new Stream();
            for (int at = 0; at < octets.length; ) {
                int end = Math.min(octets.length, at + 1 + random.nextInt(90));
                stream.feed(octets, at, end);
                at = end;
            }
            assertEquals(expected, stream.found(), () -> wanted + " in pieces of " + text);
        }
    }

    @Test
    @DisplayName("time is linear, whatever is looked for: else these were minutes")
    void linear() {
        var half = "a".repeat(15_000);
        var needle = new Needle(half + "b" + half);
        var octets = octets("a".repeat(32 << 10));
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> {
                    for (int i = 0; i < 1_000; i++) {
                        assertFalse(needle.isIn(octets, 0, octets.length));
                    }
                });
    }
}
