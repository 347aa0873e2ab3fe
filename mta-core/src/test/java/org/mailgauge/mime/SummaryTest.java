package org.mailgauge.mime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.testing.Mutants;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

class SummaryTest {
    private static final int MOST = 1 << 20;

    private static Summary of(byte[] content) {
        var summarizer = new Summarizer();
        summarizer.feed(content, 0, content.length);
        return summarizer.end();
    }

    private static Summary of(String... lines) {
        return of(Corpus.octets(Corpus.lines(lines)));
    }

    private static Summary again(Summary summary) {
        return Summary.read(summary.toBytes(MOST).orElseThrow()).orElseThrow();
    }

    @Test
    void envelopeAsItStands() {
        var envelope =
                of(
                                "Subject: =?utf-8?Q?a?=",
                                "\t=?utf-8?Q?b?=",
                                "Date: Fri, 21 Nov 1997 09:55:06 -0600",
                                "From: Jane <jane@a.test>",
                                "To: one@a.test",
                                "to: two@a.test",
                                "Message-ID: <1@a.test> (x)",
                                "Subject: second",
                                "")
                        .envelope();
        assertEquals("=?utf-8?Q?a?=\t=?utf-8?Q?b?=", envelope.subject());
        assertEquals("Fri, 21 Nov 1997 09:55:06 -0600", envelope.date());
        assertEquals("<1@a.test> (x)", envelope.messageId());
        assertNull(envelope.inReplyTo());
        assertEquals("one@a.test, two@a.test", AddressListTest.shown(envelope.to()));
        assertEquals(envelope.from(), envelope.senderOrFrom());
        assertEquals(envelope.from(), envelope.replyToOrFrom());
        assertEquals(List.of(), envelope.cc());
    }

    @Test
    void messagesInMessagesHaveEnvelopesAndPartsHaveNone() {
        var whole = again(of(Corpus.octets(Corpus.REPORT))).structure();
        assertNull(whole.children().getFirst().envelope());
        var inner = whole.children().get(2).children().getFirst().envelopeOrEmpty();
        assertEquals("<1@a.test>", inner.messageId());
        assertEquals("[Doe, Jane]jane@a.test", AddressListTest.shown(inner.from()));
        assertEquals("list{}", AddressListTest.shown(inner.to()));
    }

    @Test
    void envelopesAreBounded() {
        var envelope =
                of("Subject: " + "\u00e9".repeat(20_000), "To: " + "jane@a.test,".repeat(8_000), "")
                        .envelope();
        assertTrue(envelope.length() <= Envelope.TEXT + Envelope.ADDRESSES);
        assertTrue(envelope.to().size() > 5_000);
    }

    @Test
    void isReadAsItWasWritten() {
        Mutants.ofOctets(
                Corpus.all(),
                content -> {
                    var summary = of(content);
                    var octets = summary.toBytes(MOST).orElseThrow();
                    var read = Summary.read(octets).orElseThrow();
                    assertEquals(summary.traits(), read.traits());
                    assertEquals(summary.sent(), read.sent());
                    assertEquals(summary.references(), read.references());
                    assertEquals(summary.preview(), read.preview());
                    assertEquals(summary.envelope(), read.envelope());
                    assertEquals(summary.structure(), read.structure());
                    assertEquals(Trees.parse(content), read.structure());
                    assertArrayEquals(octets, read.toBytes(MOST).orElseThrow());
                    assertTrue(octets.length <= 3 * content.length + 100, "too large");
                });
    }

    @Test
    void isTheSameInPieces() {
        var random = new SplittableRandom(20_261_130L);
        for (int i = 0; i < 2_000; i++) {
            var content = Corpus.octets(LineMutants.of(i));
            var summarizer = new Summarizer();
            for (int at = 0; at < content.length; ) {
                int length = Math.min(content.length - at, random.nextInt(40));
                summarizer.feed(content, at, length);
                at += length;
            }
            assertArrayEquals(
                    of(content).toBytes(MOST).orElseThrow(),
                    summarizer.end().toBytes(MOST).orElseThrow(),
                    "mutant " + i);
        }
    }

    @Test
    void whatIsNotOursIsNotRead() {
        var octets = of(Corpus.octets(Corpus.REPORT)).toBytes(MOST).orElseThrow();
        for (int i = 0; i < octets.length; i++) {
            assertEquals(Optional.empty(), Summary.read(Arrays.copyOf(octets, i)));
            var flipped = octets.clone();
            flipped[i] ^= 0x10;
            assertEquals(Optional.empty(), Summary.read(flipped));
        }
        assertEquals(Optional.empty(), Summary.read(Arrays.copyOf(octets, octets.length + 1)));
    }

    @Test
    void largerThanWantedIsNoOctets() {
        var summary = of("Subject: " + "x".repeat(300), "");
        int length = summary.toBytes(MOST).orElseThrow().length;
        assertTrue(summary.toBytes(length).isPresent());
        assertEquals(Optional.empty(), summary.toBytes(length - 1));
    }

    @Test
    void plainMailTakesLittle() {
        var summary =
                of(
                        "From: Anne Example <anne@example.org>",
                        "To: Ben Example <ben@example.org>",
                        "Subject: The report of this week",
                        "Date: Fri, 21 Nov 1997 09:55:06 -0600",
                        "Message-ID: <5f3c7a1e.8040501@example.org>",
                        "MIME-Version: 1.0",
                        "Content-Type: text/plain; charset=utf-8",
                        "Content-Transfer-Encoding: 8bit",
                        "",
                        "Hello");
        assertTrue(summary.toBytes(256).isPresent());
    }

    @Test
    void datesKeepTheirZone() {
        var summary = again(of("Date: Fri, 21 Nov 1997 09:55:06 -0600", ""));
        assertEquals(
                Optional.of(OffsetDateTime.parse("1997-11-21T09:55:06-06:00")), summary.sent());
        assertEquals(Optional.empty(), again(of("Date: yesterday", "")).sent());
    }

    @Test
    void referencesAreTheFirstAndTheLast() {
        var few = of("References: <1@x>", " <2@x> (two) <3@x>", "");
        assertEquals(List.of("<1@x>", "<2@x>", "<3@x>"), again(few).references());
        var many = new ArrayList<String>();
        for (int i = 0; i < 300; i++) {
            many.add("<" + i + "@x>");
        }
        var kept = of("References: " + String.join(" ", many), "").references();
        assertEquals(100, kept.size());
        assertEquals("<0@x>", kept.getFirst());
        assertEquals(many.subList(201, 300), kept.subList(1, 100));
        var long1 = "<" + "a".repeat(900) + "@x>";
        assertEquals(10, of("References: " + (long1 + "\r\n ").repeat(50), "").references().size());
    }

    @Test
    void threadKeysAreOwnThenParentThenTheRest() {
        var summary =
                of(
                        "References: <root@x> <2@x> <3@x>",
                        "In-Reply-To: <3@x>",
                        "Message-ID: <4@x>",
                        "");
        assertEquals(List.of("<4@x>", "<root@x>", "<3@x>", "<2@x>"), again(summary).threadKeys(10));
        assertEquals(List.of("<4@x>", "<root@x>", "<3@x>"), summary.threadKeys(3));
        assertEquals(List.of(), of("Subject: x", "").threadKeys(10));
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    text/plain; charset=utf-8 | 8bit | 'Gr\u00fc\u00dfe,\r\n\r\n  an \t alle' | 'Gr\u00fc\u00dfe, an alle'
                    text/plain | 7bit | '> quoted\r\n> more\r\nanswer\r\n> again' | 'answer'
                    text/plain; charset=utf-8 | quoted-printable | 'Gr=C3=BC=C3=9Fe=\r\n!' | 'Gr\u00fc\u00dfe!'
                    text/plain | base64 | 'SGVsbG8sIHdvcmxk' | 'Hello, world'
                    text/html | 7bit | '<html><head><title>T</title><style>p {}</style></head><body><p>One</p><p>t<b>w</b>o &amp; &#8364;</p><!-- no -->' | 'One two & \u20ac'
                    text/html | 7bit | 'a < b &unknown; c<br' | 'a < b &unknown; c'
                    text/plain | x-unknown | 'abc' | ''
                    image/png | base64 | 'AAAA' |
                    """)
    void previewIsWhatPeopleRead(String type, String encoding, String body, String preview) {
        var content =
                "Content-Type: "
                        + type
                        + "\r\nContent-Transfer-Encoding: "
                        + encoding
                        + "\r\n\r\n"
                        + body;
        var summary = of(content.getBytes(StandardCharsets.UTF_8));
        assertEquals(Optional.ofNullable(preview), again(summary).preview());
    }

    @Test
    void previewIsOfTheFirstTextAndShort() {
        assertEquals(Optional.of("Gr\u00fc\u00dfe!"), of(Corpus.octets(Corpus.REPORT)).preview());
        var body = of("", "x".repeat(5_000));
        assertEquals(Optional.of("x".repeat(200)), body.preview());
        var words = of("", "ab ".repeat(66) + "c d");
        assertEquals(Optional.of("ab ".repeat(66) + "c"), words.preview());
        var beyond = of("", "\uD83D\uDE00".repeat(5_000));
        assertTrue(beyond.preview().orElseThrow().codePoints().count() <= 200);
    }

    @Test
    void previewEndsWhereThePartDoes() {
        var summary =
                of(
                        "Content-Type: multipart/mixed; boundary=x",
                        "",
                        "preamble",
                        "--x",
                        "",
                        "one",
                        "--x",
                        "",
                        "two",
                        "--x--");
        assertEquals(Optional.of("one"), summary.preview());
    }

    @Test
    @DisplayName("traits: UTF-8 header, open end, attachment")
    void traits() {
        assertTrue(of(utf8("Subject: \u00e9\r\n\r\n")).traits().international());
        assertFalse(of(Corpus.octets("Subject: \u00e9\r\n\r\n")).traits().international());
        assertFalse(of(utf8("Subject: e\r\n\r\n\u00e9\r\n")).traits().international());
        assertTrue(of(utf8("Subject: \u00e9")).traits().international());
        assertFalse(of(utf8("")).traits().openEnded());
        assertTrue(of(utf8("a\n")).traits().openEnded());
        assertFalse(of(utf8("\r\n")).traits().openEnded());
        assertTrue(of(Corpus.octets(Corpus.REPORT)).traits().attachment());
        assertTrue(of("Content-Type: application/pdf", "", "x").traits().attachment());
        assertFalse(of("", "x").traits().attachment());
        assertTrue(of("", "x").traits().known());
        assertFalse(Traits.UNKNOWN.known());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
