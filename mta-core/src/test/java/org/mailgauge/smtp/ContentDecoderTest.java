package org.mailgauge.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.testing.Mutants;

import java.nio.charset.StandardCharsets;
import java.util.List;

class ContentDecoderTest {
    /** What must not end the content: message smuggling. */
    static final List<String> FALSE_ENDS =
            List.of(
                    "\n.\n",
                    "\n.\r\n",
                    "\r\n.\n",
                    "\r.\r",
                    "\r.\r\n",
                    "\r\n.\r",
                    "\r\n.\r\r\n",
                    "\r.\n",
                    "\n.\r",
                    "\r\r\n.\r\r\n",
                    "\r\n\0.\r\n",
                    "\r\n.\0\r\n",
                    "\n\n.\n\n");

    private record Result(String content, boolean ended, boolean bare, String rest) {}

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a##.##x        | a##      | x
                    .##x           | ''       | x
                    ..##.##        | .##      | ''
                    a##..b##.##    | a##.b##  | ''
                    a##.b##.##     | a##b##   | ''
                    a##...##.##    | a##..##  | ''
                    a.##.##        | a.##     | ''
                    ##.##          | ##       | ''
                    ##..##.##      | ##.##    | ''
                    """)
    @DisplayName("dots are removed at the beginning of lines only (# # is CRLF)")
    void unstuffs(String in, String content, String rest) {
        for (var normalize : List.of(true, false)) {
            var result = whole(wire(in), normalize);
            assertEquals(new Result(wire(content), true, false, wire(rest)), result);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("only CRLF.CRLF ends the content, wherever the pieces are cut")
    void nothingElseEnds(boolean normalize) {
        for (var end : FALSE_ENDS) {
            var in = "Subject: x\r\n\r\nbody" + end + "MAIL FROM:<evil@x>\r\n.\r\nNOOP\r\n";
            var expected = whole(in, normalize);
            assertTrue(expected.ended());
            assertEquals(!end.contains("\0"), expected.bare(), () -> escaped(end));
            assertTrue(expected.content().contains("MAIL FROM:<evil@x>"), () -> escaped(end));
            assertEquals("NOOP\r\n", expected.rest());
            for (int cut = 0; cut <= in.length(); cut++) {
                assertEquals(expected, cut(in, cut, normalize), escaped(end) + " at " + cut);
            }
        }
    }

    @Test
    @DisplayName("a normalised content has no CR or LF outside a CRLF")
    void normalizes() {
        for (var end : FALSE_ENDS) {
            var content = whole("a" + end + "b\r\n.\r\n", true).content();
            var without = content.replace("\r\n", "");
            assertFalse(without.contains("\r") || without.contains("\n"), escaped(content));
        }
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a*.*b##.##     | a##.##b##
                    a*b##.##       | a##b##
                    .*b##.##       | ##b##
                    """)
    @DisplayName("a lone LF (*) becomes CRLF, and the dot after it stays")
    void normalizesLineFeed(String in, String content) {
        assertEquals(wire(content), whole(wire(in), true).content());
    }

    @Test
    void doesNotEndWithoutItsLastOctet() {
        assertFalse(whole("a\r\n.\r", false).ended());
        assertFalse(whole("a\r\n.", false).ended());
        assertFalse(whole("a\r\n", false).ended());
    }

    @Test
    @DisplayName("mutants: pieces of one octet give the same as one piece, and nothing throws")
    void survivesMutants() {
        var corpus =
                List.of(
                        "a\r\n.\r\n",
                        "Subject: x\r\n\r\n..dots\r\n.\r\nMAIL",
                        "x\n.\r\ny\r\n.\r\n",
                        "0123456789abcdef\r\n0123456\n89\r.\r\n.\r\n");
        Mutants.of(
                corpus,
                in -> {
                    for (var normalize : List.of(true, false)) {
                        var whole = whole(in, normalize);
                        assertEquals(whole, octetByOctet(in, normalize));
                        var end = "\r\n" + in;
                        int at = end.indexOf("\r\n.\r\n");
                        assertEquals(at >= 0, whole.ended());
                        assertEquals(at < 0 ? "" : end.substring(at + 5), whole.rest());
                    }
                });
    }

    private static Result whole(String in, boolean normalize) {
        return cut(in, in.length(), normalize);
    }

    private static Result cut(String in, int at, boolean normalize) {
        var decoder = new ContentDecoder(normalize);
        var content = new StringBuilder();
        var octets = octets(in);
        int used = decoder.decode(octets, 0, at, sink(content));
        if (used == at) {
            used = decoder.decode(octets, at, octets.length, sink(content));
        }
        return result(decoder, content, in.substring(used));
    }

    private static Result octetByOctet(String in, boolean normalize) {
        var decoder = new ContentDecoder(normalize);
        var content = new StringBuilder();
        int used = 0;
        for (byte octet : octets(in)) {
            used += decoder.decode(new byte[] {octet}, 0, 1, sink(content));
        }
        return result(decoder, content, in.substring(used));
    }

    private static Result result(ContentDecoder decoder, StringBuilder content, String rest) {
        return new Result(
                content.toString(), decoder.ended(), decoder.bare(), decoder.ended() ? rest : "");
    }

    private static ContentDecoder.Sink sink(StringBuilder into) {
        return (from, offset, length) ->
                into.append(new String(from, offset, length, StandardCharsets.ISO_8859_1));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String wire(String text) {
        return text.replace("##", "\r\n").replace("*", "\n");
    }

    private static String escaped(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    }
}
