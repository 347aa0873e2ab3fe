package org.mailgauge.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.testing.Mutants;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

class CharsetsTest {

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "UTF-8, UTF-8",
        "utf8, UTF-8",
        "us-ascii, US-ASCII",
        "ANSI_X3.4-1968, US-ASCII",
        "latin1, ISO-8859-1",
        "ISO_8859-1:1987, ISO-8859-1",
        "cp1252, windows-1252",
        "koi8-r, KOI8-R",
        "GB2312, GB18030",
        "Shift_JIS, windows-31j",
        "ks_c_5601-1987, x-windows-949",
        "iso-8859-8-i, ISO-8859-8",
        "iso-2022-jp, ISO-2022-JP"
    })
    void knows(String name, String expected) {
        assertEquals(expected, Charsets.find(name).map(Charset::name).orElse(null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "utf-7", "UNICODE-1-1-UTF-7", "x-unknown", "a b", "\0", "unknown-8bit"})
    void refuses(String name) {
        assertTrue(Charsets.find(name).isEmpty());
    }

    @Test
    void knowsAllThatTheJdkHas() {
        int count = 0;
        for (var charset : Charset.availableCharsets().values()) {
            for (var alias : charset.aliases()) {
                var found = Charsets.find(alias);
                if (found.isPresent() && found.get().equals(Charset.forName(alias))) {
                    count++;
                }
            }
            if (!charset.name().contains("UTF-7") && found(charset.name()).equals(charset)) {
                count++;
            }
        }
        assertTrue(count > 700, count + " names");
    }

    private static Charset found(String name) {
        return Charsets.find(name).orElseThrow(() -> new AssertionError(name));
    }

    @Test
    void everyCharsetDecodesAnything() {
        var charsets =
                Charset.availableCharsets().values().stream()
                        .filter(charset -> Charsets.find(charset.name()).isPresent())
                        .toList();
        assertTrue(charsets.size() > 100);
        Mutants.ofOctets(
                List.of("plain", "\u001b$BF|K\\\u001b(B \u00e9\u00c3\u00a9"),
                octets -> {
                    var charset =
                            charsets.get((octets.length * 31 + sum(octets)) % charsets.size());
                    Charsets.decode(octets, charset);
                });
    }

    private static int sum(byte[] octets) {
        int sum = 0;
        for (byte octet : octets) {
            sum += octet & 0xFF;
        }
        return sum;
    }

    @Test
    void whatIsNoAsciiIsGuessed() {
        var ascii = StandardCharsets.US_ASCII;
        assertEquals("\u00e9", Charsets.decode("\u00e9".getBytes(StandardCharsets.UTF_8), ascii));
        assertEquals("\u20ac", Charsets.decode(new byte[] {(byte) 0x80}, ascii));
        assertEquals("a", Charsets.decode(new byte[] {'a'}, ascii));
    }
}
