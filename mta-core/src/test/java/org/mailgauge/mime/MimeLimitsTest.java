package org.mailgauge.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.testing.Mutants;

import java.util.SplittableRandom;

/** Contents that are made to cost much cost what their octets cost, and get a structure. */
class MimeLimitsTest {
    /** Steps for an octet: finding line ends, keeping a header section, reading it, a delimiter. */
    private static final int STEPS = 5;

    private static Part cheaply(String content) {
        var octets = Corpus.octets(content);
        var parser = new MimeParser();
        parser.feed(octets, 0, octets.length);
        var part = parser.end();
        assertTrue(
                parser.steps() <= STEPS * (octets.length + 100L),
                parser.steps() + " steps for " + octets.length + " octets");
        assertTrue(Trees.count(part) <= MimeLimits.DEFAULT.parts());
        assertTrue(Trees.depth(part) <= MimeLimits.DEFAULT.depth());
        Trees.check(part, octets);
        return part;
    }

    @Test
    void halfAMillionAddresses() {
        cheaply("To: " + "a@b.test,\r\n ".repeat(500_000) + "\r\n\r\nbody\r\n");
    }

    @Test
    void halfAMillionFields() {
        var part = cheaply("To: a@b.test\r\n".repeat(500_000) + "Content-Type: text/html\r\n\r\nx");
        assertEquals(MediaType.TEXT, part.type());
    }

    @Test
    void tenThousandMultipartsInEachOther() {
        var content = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            content.append("Content-Type: multipart/mixed; boundary=b").append(i);
            content.append("\r\n\r\n--b").append(i).append("\r\n");
        }
        var part = cheaply(content + "\r\nend\r\n");
        assertEquals(MimeLimits.DEFAULT.depth(), Trees.depth(part));
    }

    @Test
    void tenThousandMultipartsOfTheSameBoundary() {
        cheaply("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n".repeat(10_000));
    }

    @Test
    void messagesInEachOther() {
        var part = cheaply("Content-Type: message/rfc822\r\n\r\n".repeat(20_000));
        assertEquals(MimeLimits.DEFAULT.depth(), Trees.depth(part));
    }

    @Test
    @DisplayName("the last part that we count reaches to the end of the content")
    void hundredThousandParts() {
        var part =
                cheaply(
                        "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                                + "--b\r\n\r\nx\r\n".repeat(100_000)
                                + "--b--\r\n");
        assertEquals(MimeLimits.DEFAULT.parts(), Trees.count(part));
        var last = part.children().getLast();
        assertEquals(MediaType.OCTETS, last.type());
        assertEquals(part.extent().end(), last.extent().end());
    }

    @Test
    void longestOfLines() {
        var piece = Corpus.octets("x".repeat(1 << 16));
        var parser = new MimeParser();
        var header =
                Corpus.octets("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n--");
        parser.feed(header, 0, header.length);
        for (int i = 0; i < 1_600; i++) {
            parser.feed(piece, 0, piece.length);
        }
        var part = parser.end();
        assertEquals(header.length + 1_600L * (1 << 16), part.extent().end());
        assertEquals(1, part.children().getFirst().extent().lines());
        assertTrue(parser.steps() <= STEPS * part.extent().end());
    }

    @Test
    void boundaryOfAMegabyte() {
        var boundary = "b".repeat(1 << 20);
        var part =
                cheaply(
                        "Content-Type: multipart/mixed; boundary="
                                + boundary
                                + "\r\n\r\n--"
                                + boundary
                                + "\r\n\r\nx\r\n");
        assertEquals(Part.Kind.LEAF, part.kind());
    }

    @Test
    void longestBoundary() {
        var boundary = "b".repeat(MimeLimits.BOUNDARY - 8);
        var content = "Content-Type: multipart/mixed; boundary=" + boundary + "\r\n\r\n";
        var parts = ("--" + boundary + " ".repeat(10_000) + "\r\n\r\nx\r\n").repeat(20);
        assertEquals(20, cheaply(content + parts).children().size());
    }

    @Test
    void linesThatBeginAsDelimitersDo() {
        cheaply(
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                        + ("--" + "b".repeat(2_000) + "\r\n").repeat(2_000));
    }

    @Test
    void whatIsKeptIsBounded() {
        var field = "Content-Description: " + "d".repeat(2_000) + "\r\n";
        var part =
                cheaply(
                        "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                                + ("--b\r\n" + field + "\r\n").repeat(3_000));
        assertTrue(kept(part) <= MimeLimits.DEFAULT.retained() + 100_000);
        assertEquals(part.extent().end(), part.children().getLast().extent().end());
    }

    private static long kept(Part part) {
        return part.type().length()
                + part.fields().length()
                + part.children().stream().mapToLong(MimeLimitsTest::kept).sum();
    }

    @Test
    void manyParameters() {
        var part =
                cheaply(
                        "Content-Type: text/plain"
                                + ";a*0*=x".repeat(5_000)
                                + ";b=c".repeat(99)
                                + "\r\n\r\n");
        assertTrue(part.type().parameters().size() <= MimeLimits.DEFAULT.parameters());
    }

    @Test
    void anyOctetsHaveAStructureHoweverTheyCome() {
        var random = new SplittableRandom(2049);
        Mutants.ofOctets(
                Corpus.all(),
                content -> {
                    var part = Trees.parse(content);
                    Trees.check(part, content);
                    assertEquals(part, Trees.inPieces(content, random));
                });
    }
}
