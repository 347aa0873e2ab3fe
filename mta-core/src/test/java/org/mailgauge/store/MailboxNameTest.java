package org.mailgauge.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.Random;

class MailboxNameTest {

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "Work, Work",
        "inbox, INBOX",
        "iNbOx/sub, INBOX/sub",
        "INBOXES, INBOXES",
        "inboxes, inboxes",
        "a/inbox, a/inbox",
        "a b/c, a b/c",
        "Entwu\u0308rfe, Entw\u00FCrfe",
        "\u212A, K",
        "\u0131nbox, \u0131nbox",
        "\uD83D\uDCEC, \uD83D\uDCEC",
        "a.b/..c/d.., a.b/..c/d..",
        "a~/b#, a~/b#",
        "x/~y/#z, x/~y/#z",
    })
    void isCanonical(String text, String expected) {
        assertEquals(expected, MailboxName.of(text).orElseThrow().text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "../../etc/passwd",
                "a/../b",
                "a/.",
                "~root",
                "#news",
                "a\u0000b",
                "a\nb",
                "a\u007Fb",
                "a\u0085b",
                "a\u2028b",
                "a\uD800b",
                "a\uDC00",
                "a\uFFFEb",
                "a\uFDD0b",
                "a*",
                "%",
            })
    void isRefused(String text) {
        var bad = assertInstanceOf(MailboxName.Parsed.Bad.class, MailboxName.parse(text));
        assertTrue(bad.why().chars().allMatch(c -> c >= 32 && c < 127), "fit for a reply");
        assertThrows(IllegalArgumentException.class, () -> new MailboxName(text));
    }

    @Test
    void lengthsAreThoseOfOctets() {
        assertTrue(MailboxName.of("a".repeat(255)).isPresent());
        assertFalse(MailboxName.of("a".repeat(256)).isPresent());
        assertTrue(MailboxName.of("\u00FC".repeat(127)).isPresent());
        assertFalse(MailboxName.of("\u00FC".repeat(128)).isPresent());
        var level = "l".repeat(249);
        assertTrue(MailboxName.of(String.join("/", level, level, level, level)).isPresent());
        assertFalse(MailboxName.of(String.join("/", level, level, level, level, "m")).isPresent());
        assertTrue(MailboxName.of("a/".repeat(31) + "a").isPresent());
        assertFalse(MailboxName.of("a/".repeat(32) + "a").isPresent());
        assertFalse(MailboxName.of("a".repeat(10_000_000)).isPresent());
    }

    @Test
    void onlyCanonicalTextMakesAName() {
        assertThrows(IllegalArgumentException.class, () -> new MailboxName("inbox"));
        assertThrows(IllegalArgumentException.class, () -> new MailboxName("u\u0308"));
    }

    @Test
    void knowsWhatIsAbove() {
        var name = new MailboxName("a/b/c");
        assertEquals(List.of("a", "b", "c"), name.levels());
        assertEquals(List.of(new MailboxName("a"), new MailboxName("a/b")), name.above());
        assertTrue(name.isBelow(new MailboxName("a")));
        assertFalse(name.isBelow(name));
        assertFalse(new MailboxName("ab").isBelow(new MailboxName("a")));
        assertEquals(
                new MailboxName.Parsed.Name(new MailboxName("x/b/c")),
                name.moved(new MailboxName("a"), new MailboxName("x")));
    }

    /** Test 17: round trip or refusal, and never a step out of the store. */
    @Test
    void tenThousandNames() {
        var random = new Random(17);
        int good = 0;
        for (int i = 0; i < 10_000; i++) {
            var text = made(random);
            var parsed = MailboxName.parse(text);
            if (parsed instanceof MailboxName.Parsed.Name(var name)) {
                good++;
                assertEquals(parsed, MailboxName.parse(name.text()), "canonical is canonical");
                assertTrue(Normalizer.isNormalized(name.text(), Normalizer.Form.NFC));
                for (var level : name.levels()) {
                    assertFalse(level.isEmpty() || level.equals(".") || level.equals(".."), text);
                    assertTrue(level.getBytes(StandardCharsets.UTF_8).length <= 255);
                    assertEquals(-1, level.indexOf(0));
                }
                var utf7 = ModifiedUtf7.encode(name.text());
                assertTrue(utf7.chars().allMatch(c -> c >= 32 && c < 127));
                assertEquals(Optional.of(name.text()), ModifiedUtf7.decode(utf7));
                var utf8 = name.text().getBytes(StandardCharsets.UTF_8);
                assertEquals(name.text(), new String(utf8, StandardCharsets.UTF_8));
            }
            var wire = ModifiedUtf7.decode(text);
            wire.ifPresent(decoded -> assertEquals(text, ModifiedUtf7.encode(decoded)));
        }
        assertTrue(good > 1000 && good < 9000, good + " of 10,000 are names");
    }

    private static final List<String> PIECES =
            List.of(
                    "..",
                    ".",
                    "/",
                    "//",
                    "~",
                    "#",
                    "\\",
                    "\u0000",
                    "\r\n",
                    "*",
                    "%",
                    "INBOX",
                    "inbox",
                    "&",
                    "&-",
                    "&AOk-",
                    "&2Dzf7A-",
                    "&AGE-",
                    "&AOk",
                    "&2Dw-",
                    "a",
                    "b",
                    "Sent",
                    "\u00E9",
                    "e\u0301",
                    "\uD83D\uDCEC",
                    "\uD83D",
                    "\uDCEC",
                    "\uFF0F",
                    "\u2025",
                    "\uFFFF",
                    "\u202E",
                    "\uFEFF",
                    "C:",
                    "con",
                    "nul",
                    " ",
                    "etc",
                    "passwd",
                    "\u2044",
                    "l".repeat(100));

    private static String made(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
            if (random.nextInt(3) == 0) {
                text.append('/');
            }
        }
        return text.toString();
    }

    @ParameterizedTest(name = "{0} stands for nothing")
    @ValueSource(
            strings = {
                "&",
                "&AOk",
                "a&AGE-",
                "&AO-",
                "&AOkA-",
                "&AOk-&AOk-",
                "&2Dw-",
                "&3Oz-",
                "&AOk=-",
                "&AO/-",
                "\u00E9",
                "&*-",
                "&A-",
                "&AOl-"
            })
    void badUtf7(String text) {
        assertEquals(Optional.empty(), ModifiedUtf7.decode(text));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "a, a",
        "A & B, A &- B",
        "Entw\u00FCrfe, Entw&APw-rfe",
        "\u53F0\u5317, '&U,BTFw-'",
        "\uD83D\uDCEC, &2D3c7A-",
    })
    void utf7(String text, String encoded) {
        assertEquals(encoded, ModifiedUtf7.encode(text));
        assertEquals(Optional.of(text), ModifiedUtf7.decode(encoded));
    }
}
