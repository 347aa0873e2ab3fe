package org.mailgauge.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;

class MailboxPatternTest {

    private static boolean matches(String pattern, String name) {
        return MailboxPattern.of("", pattern).matches(name);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "*,a/b,true",
        "%,a/b,false",
        "%,a,true",
        "%/%,a/b,true",
        "a*,a,true",
        "a%b,a/b,false",
        "*%b,x/y/ab,true",
        "%*b,x/y/ab,true",
        "inbox,INBOX,true",
        "inb*,INBOX,true",
        "%x/A,INBOX/A,true",
        "inbox/a,INBOX/A,false",
        "inb*,INBOUND,false",
        "e\u0301%,\u00e9t\u00e9,true",
        "a,ab,false",
        "ab,a,false"
    })
    @DisplayName("wildcards (RFC 9051 section 6.3.9)")
    void wildcards(String pattern, String name, boolean expected) {
        assertEquals(expected, matches(pattern, name));
    }

    @Test
    @DisplayName("generated patterns, against regular expressions")
    void sameAsExpressions() {
        var random = new Random(9051);
        for (int round = 0; round < 50_000; round++) {
            var pattern = word(random, "ab/*%", 7);
            var name = word(random, "ab/", 9);
            var expression = pattern.replace("*", ".*").replace("%", "[^/]*");
            assertEquals(
                    Pattern.matches(expression, name),
                    matches(pattern, name),
                    () -> pattern + " " + name);
        }
    }

    private static String word(Random random, String of, int most) {
        var word = new StringBuilder();
        for (int n = random.nextInt(most); n > 0; n--) {
            word.append(of.charAt(random.nextInt(of.length())));
        }
        return word.toString();
    }

    @Test
    void costsNoMoreThanNameTimesPattern() {
        var name = "a".repeat(1000);
        var pattern = "*%" + "a".repeat(490) + "%*%" + "a".repeat(490) + "b";
        assertTimeout(
                Duration.ofSeconds(60),
                () -> {
                    for (int i = 0; i < 60; i++) {
                        assertFalse(matches(pattern, name));
                    }
                });
    }
}
