package org.mailgauge.mime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.testing.Mutants;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

class TransferTest {

    @ParameterizedTest(name = "{0} -> {1}, damaged: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    YWJj            | abc    | false
                    YWI=            | ab     | false
                    YQ==            | a      | false
                    YW_Jj           | abc    | true
                    YWI             | ab     | true
                    YWJjY           | abc    | true
                    YQ=             | a      | true
                    YQ==YQ==        | aa     | true
                    ====            | ``     | true
                    Y=W=            | ``     | true
                    """,
            quoteCharacter = '`')
    void base64(String body, String expected, boolean damaged) {
        var decoder = new Base64Decoder();
        assertEquals(expected, latin(decoder.all(octets(body))));
        assertEquals(damaged, decoder.damaged());
    }

    @ParameterizedTest(name = "{0} -> {1}, damaged: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    a=3Db                 | a=b         | false
                    a=#b                  | ab          | false
                    `a  #b`               | a#b         | false
                    `a=  #b`              | ab          | false
                    `a  `                 | a           | false
                    a=                    | a           | false
                    a=3db                 | a=b         | false
                    a=3                   | a=3         | true
                    a=xyz                 | a=xyz       | true
                    `a= x`                | `a= x`      | true
                    a=20#b                | `a #b`      | false
                    a\u00e9               | a\u00e9     | true
                    """)
    void quotedPrintable(String body, String expected, boolean damaged) {
        var decoder = new QuotedPrintableDecoder();
        var decoded = latin(decoder.all(octets(body.replace("#", "\r\n"))));
        assertEquals(expected.replace("#", "\r\n"), decoded);
        assertEquals(damaged, decoder.damaged());
    }

    @Test
    void manyBlanksStay() {
        var text = "a" + " ".repeat(5_000) + "b";
        assertEquals(text, latin(new QuotedPrintableDecoder().all(octets(text))));
    }

    @Test
    void encodersAreUndoneAndKeepTheirLimits() {
        var random = new SplittableRandom(2045);
        for (int i = 0; i < 500; i++) {
            var body = text(random);
            var encoded = inPieces(new QuotedPrintableEncoder(), body, random);
            checkLines(encoded);
            assertArrayEquals(body, inPieces(new QuotedPrintableDecoder(), encoded, random));
            var base64 = inPieces(new Base64Encoder(), body, random);
            checkLines(base64);
            assertArrayEquals(Base64.getMimeDecoder().decode(base64), body);
            assertArrayEquals(body, inPieces(new Base64Decoder(), base64, random));
        }
    }

    private static byte[] text(SplittableRandom random) {
        var text = new StringBuilder();
        int pieces = random.nextInt(40);
        for (int i = 0; i < pieces; i++) {
            switch (random.nextInt(6)) {
                case 0 -> text.append("\r\n");
                case 1 -> text.append(" \t".charAt(random.nextInt(2)));
                case 2 -> text.append((char) random.nextInt(256));
                case 3 -> text.append("=");
                default -> text.append("word".repeat(1 + random.nextInt(30)));
            }
        }
        return octets(text.toString());
    }

    private static void checkLines(byte[] encoded) {
        for (var line : latin(encoded).split("\r\n", -1)) {
            assertTrue(line.length() <= 76, line);
            assertFalse(line.endsWith(" ") || line.endsWith("\t"), line);
            assertTrue(line.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7F)), line);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"base64", "quoted-printable", "8bit"})
    void anyOctetsInAnyPieces(String encoding) {
        var random = new SplittableRandom(1);
        Mutants.ofOctets(
                List.of("YWJj\r\nYWI=\r\n", "Gr=C3=BC=C3=9Fe=\r\n und mehr  \r\n", "a=  \r\n="),
                body -> {
                    var whole = TransferDecoder.of(encoding).orElseThrow();
                    var pieces = TransferDecoder.of(encoding).orElseThrow();
                    var decoded = whole.all(body);
                    assertArrayEquals(decoded, inPieces(pieces, body, random));
                    assertEquals(whole.damaged(), pieces.damaged());
                    assertTrue(decoded.length <= body.length);
                });
    }

    @Test
    void unknownEncodingHasNoDecoder() {
        assertTrue(TransferDecoder.of("x-uuencode").isEmpty());
    }

    private static byte[] inPieces(TransferDecoder decoder, byte[] body, SplittableRandom random) {
        var all = new ByteArrayOutputStream();
        for (int at = 0; at < body.length; ) {
            int length = Math.min(body.length - at, random.nextInt(20));
            var into = new byte[decoder.room(length)];
            all.write(into, 0, decoder.decode(body, at, length, into, 0));
            at += length;
        }
        var into = new byte[decoder.room(0)];
        all.write(into, 0, decoder.end(into, 0));
        return all.toByteArray();
    }

    private static byte[] inPieces(TransferEncoder encoder, byte[] body, SplittableRandom random) {
        var all = new ByteArrayOutputStream();
        for (int at = 0; at < body.length; ) {
            int length = Math.min(body.length - at, random.nextInt(20));
            var into = new byte[encoder.room(length)];
            all.write(into, 0, encoder.encode(body, at, length, into, 0));
            at += length;
        }
        var into = new byte[encoder.room(0)];
        all.write(into, 0, encoder.end(into, 0));
        return all.toByteArray();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String latin(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
