package org.mailgauge.pop3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

class TopFilterTest {

    @ParameterizedTest(name = "{0} TOP {1} -> {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    A:1~~B~C~        | 0  | A:1~~
                    A:1~~B~C~        | 1  | A:1~~B~
                    A:1~~B~C~        | 2  | A:1~~B~C~
                    A:1~~B~C~        | 9  | A:1~~B~C~
                    A:1~~B           | 1  | A:1~~B
                    A:1~             | 0  | A:1~
                    ~B~C~            | 0  | ~
                    ~B~C~            | 1  | ~B~
                    A:1~~~~C~        | 2  | A:1~~~~
                    A:1^^B~~C~       | 0  | A:1^^B~~
                    A:1~^~~C~        | 0  | A:1~^~~
                    A:1~_~~C~        | 0  | A:1~_~~
                    """)
    void cuts(String content, int lines, String expected) {
        var octets = octets(content);
        // However it is cut into pieces.
        for (int piece = 1; piece <= octets.length; piece++) {
            var filter = new TopFilter(lines);
            var sent = new StringBuilder();
            for (int at = 0; at < octets.length && !filter.done(); at += piece) {
                int length = Math.min(piece, octets.length - at);
                int taken = filter.take(octets, at, length);
                sent.append(new String(octets, at, taken, StandardCharsets.ISO_8859_1));
            }
            assertEquals(new String(octets(expected), StandardCharsets.ISO_8859_1), sent + "");
        }
    }

    /** CRLF is {@code ~}, LF {@code ^}, CR {@code _}. */
    private static byte[] octets(String text) {
        return text.replace("~", "\r\n")
                .replace("^", "\n")
                .replace("_", "\r")
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
