package org.mailgauge.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class MimeParserTest {

    @Test
    @DisplayName("the message of RFC 2049 appendix A")
    void exampleOfRfc2049() {
        assertEquals(
                """
                multipart multipart/mixed 249+1692 64
                1 leaf text/plain 2+275 7
                2 leaf text/plain 46+114 3
                3 multipart multipart/parallel 64+334 14
                3.1 leaf audio/basic 64+91 2
                3.2 leaf image/jpeg 63+47 1
                4 leaf text/enriched 31+145 5
                5 message message/rfc822 32+232 7
                5.1 leaf text/plain 181+51 1
                """,
                shown(Corpus.RFC_2049));
    }

    @Test
    void lineEndBeforeDelimiterBelongsToIt() {
        var content = Corpus.octets(Corpus.SIMPLE);
        var parts = Trees.parse(content).children();
        assertEquals(
                "This is implicitly typed plain US-ASCII text.\r\n"
                        + "It does NOT end with a linebreak.",
                Trees.body(parts.get(0), content));
        assertTrue(Trees.body(parts.get(1), content).endsWith("It DOES end with a linebreak.\r\n"));
        assertEquals(2, parts.get(0).extent().lines());
    }

    @Test
    @DisplayName(
            "parts of a digest are messages unless they say otherwise (RFC 2046 section 5.1.5)")
    void digest() {
        var digest = Trees.parse(Corpus.octets(Corpus.DIGEST)).children().get(1);
        assertEquals(2, digest.children().size());
        for (var part : digest.children()) {
            assertEquals(Part.Kind.MESSAGE, part.kind());
            assertEquals("text/plain", part.children().getFirst().type().toString());
        }
    }

    @Test
    void fieldsOfParts() {
        var report = Trees.parse(Corpus.octets(Corpus.REPORT));
        assertEquals(List.of("de", "en"), report.fields().languages());
        assertEquals("delivery-status", report.type().parameter("report-type").orElseThrow());
        var message = report.children().get(2);
        var disposition = message.fields().disposition();
        assertEquals(
                new Disposition(
                        "attachment",
                        List.of(
                                Parameter.of("filename", "original.eml"),
                                Parameter.of("size", "345"))),
                disposition);
        var html = message.children().getFirst().children().get(1).fields();
        assertEquals(
                new Part.Fields(
                        null,
                        "<html@a.test>",
                        null,
                        "base64",
                        List.of(),
                        "http://a.test/",
                        "Q2hlY2sgSW50ZWdyaXR5IQ=="),
                html);
        assertEquals("what happened", report.children().getFirst().fields().description());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    an inner boundary that goes on from the outer one   | 0 | multipart(multipart(leaf leaf) leaf)
                    an outer boundary that goes on from the inner one   | 1 | multipart(multipart(leaf leaf) leaf)
                    an inner multipart without end                      | 2 | multipart(multipart(leaf) leaf)
                    delimiters with blanks behind them                  | 3 | multipart(leaf)
                    a part with nothing but a header section            | 4 | multipart(leaf leaf)
                    no boundary                                         | 5 | leaf
                    no delimiter                                        | 6 | multipart()
                    only the last delimiter                             | 7 | multipart()
                    a first delimiter at the very end                   | 8 | multipart(leaf)
                    a type without subtype                              | 9 | leaf
                    messages in messages                                | 10 | message(message(leaf))
                    an encoded message is not looked into               | 11 | leaf
                    lines that end with LF only                         | 14 | multipart(leaf leaf)
                    an empty line                                       | 16 | leaf
                    nothing                                             | 17 | leaf
                    """)
    void structure(String what, int number, String expected) {
        var content = Corpus.octets(Corpus.TORTURE.get(number));
        var part = Trees.parse(content);
        assertEquals(expected, kinds(part), what);
        Trees.check(part, content);
    }

    @Test
    void equalBoundariesBelongToTheInnermost() {
        var content =
                """
                Content-Type: multipart/mixed; boundary=x

                --x
                Content-Type: multipart/mixed; boundary=x

                --x

                one
                --x--
                --x

                two
                --x--
                """;
        var part = Trees.parse(Corpus.octets(Corpus.crlf(content)));
        assertEquals("multipart(multipart(leaf) leaf)", kinds(part));
    }

    @Test
    void partWithoutBodyKeepsItsHeader() {
        var content = Corpus.octets(Corpus.TORTURE.get(4));
        var first = Trees.parse(content).children().getFirst();
        assertEquals("text/html", first.type().toString());
        assertEquals("Content-Type: text/html\r\n", Trees.header(first, content));
        assertEquals(0, first.extent().bodyOctets());
    }

    @Test
    void emptyLineBelongsToTheHeaderThatItEnds() {
        var content =
                Corpus.octets(
                        Corpus.lines(
                                "Content-Type: multipart/mixed; boundary=x",
                                "",
                                "--x",
                                "Content-Type: message/rfc822",
                                "",
                                "Subject: s",
                                "",
                                "--x--"));
        var message = Trees.parse(content).children().getFirst();
        assertEquals("Subject: s\r\n\r\n", Trees.header(message.children().getFirst(), content));
        Trees.check(message, content);
    }

    @Test
    void eightBitIsToldApart() {
        var content =
                Corpus.octets(
                        Corpus.lines(
                                "Content-Type: multipart/mixed; boundary=x",
                                "",
                                "pre\u00e9amble",
                                "--x",
                                "Content-Description: \u00e9",
                                "",
                                "",
                                "--x",
                                "",
                                "\u00e9",
                                "--x--"));
        var whole = Trees.parse(content);
        assertEquals(new Part.EightBit(false, true), whole.eightBit());
        assertEquals(new Part.EightBit(true, false), whole.children().get(0).eightBit());
        assertEquals(new Part.EightBit(false, true), whole.children().get(1).eightBit());
        assertEquals("\u00e9", whole.children().get(0).fields().description());
    }

    @Test
    void firstFieldOfANameCounts() {
        var part =
                Trees.parse(
                        Corpus.octets(
                                "Content-Type: text/html\r\nContent-Type: image/gif\r\n\r\n"));
        assertEquals("text/html", part.type().toString());
    }

    @Test
    void brokenTypeIsPlainText() {
        var part = Trees.parse(Corpus.octets("Content-Type: ;;;\r\n\r\nx"));
        assertEquals(MediaType.TEXT, part.type());
        assertNull(part.fields().disposition());
    }

    @Test
    void endIsAsOftenAsOneLikes() {
        var parser = new MimeParser();
        parser.feed(Corpus.octets("a: b\r\n\r\nc"), 0, 9);
        assertEquals(parser.end(), parser.end());
    }

    @Test
    void encodedCompositeOfUnknownEncodingIsALeaf() {
        var part =
                Trees.parse(
                        Corpus.octets(
                                Corpus.lines(
                                        "Content-Type: message/rfc822",
                                        "Content-Transfer-Encoding: x-zip",
                                        "",
                                        "a: b",
                                        "")));
        assertFalse(part.kind() == Part.Kind.MESSAGE);
    }

    private static String shown(String content) {
        var octets = Corpus.octets(content);
        var part = Trees.parse(octets);
        Trees.check(part, octets);
        return String.join("\n", Trees.lines(part)) + "\n";
    }

    /** The kinds of entities, as {@code multipart(leaf message(leaf))}. */
    static String kinds(Part part) {
        var kind = part.kind().name().toLowerCase(java.util.Locale.ROOT);
        var children = part.children().stream().map(MimeParserTest::kinds).toList();
        return part.kind() == Part.Kind.LEAF ? kind : kind + "(" + String.join(" ", children) + ")";
    }
}
