package org.mailgauge.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.Mailbox;
import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.smtp.SmtpReply;
import org.mailgauge.testing.MimeReader;
import org.mailgauge.testing.Mutants;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What a report looks like, and that no original and no reply can make it something else. */
class ComposerTest {
    private static final Instant ARRIVED = Instant.parse("2026-11-24T08:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-24T12:30:05Z");
    private static final SmtpReply NEVER = SmtpReply.of(550, 1, 1, "no such user here");
    private static final int MOST = 50 << 10;
    private static final List<String> FIELDS =
            List.of(
                    "received",
                    "date",
                    "from",
                    "to",
                    "subject",
                    "message-id",
                    "in-reply-to",
                    "references",
                    "auto-submitted",
                    "mime-version",
                    "content-type",
                    "content-transfer-encoding");
    private static final String ORIGINAL =
            """
            Received: from client.test ([192.0.2.1])
            \tby mx1.example.test (Mailgauge) with ESMTP id abc-1;
            \tTue, 24 Nov 2026 08:00:00 +0000
            From: Alice <alice@sender.test>
            To: bob@one.test
            Subject: lunch
            Message-ID: <1@sender.test>

            Shall we?
            """
                    .replace("\n", "\r\n");

    private static Fate refused(String to, @Nullable SmtpReply reply) {
        return new Fate(path(to), Fate.Cause.REFUSED_BY_HOST, "sink.test", reply, 1, NOW);
    }

    private static ForwardPath path(String to) {
        int at = to.lastIndexOf('@');
        return new ForwardPath(new Mailbox(to.substring(0, at), to.substring(at + 1)));
    }

    private static Original original(String content, int most) {
        return original(content.getBytes(StandardCharsets.ISO_8859_1), most);
    }

    private static Original original(byte[] content, int most) {
        var beginning = Arrays.copyOf(content, Composer.wanted(content.length, most));
        return new Original("abc-1", ARRIVED, content.length, beginning, most);
    }

    private static Report report(Report.Kind kind, Original original, Fate... fates) {
        return new Report(
                "mx1.example.test",
                "abc-2",
                NOW,
                kind,
                new Mailbox("alice", "sender.test"),
                original,
                List.of(fates));
    }

    private static MimeReader.Entity compose(Report.Kind kind, Original original, Fate... fates) {
        return MimeReader.read(Composer.compose(report(kind, original, fates)).octets());
    }

    private static MimeReader.Entity failed(Original original, Fate... fates) {
        return compose(new Report.Kind.Failed(), original, fates);
    }

    @Test
    void aFailureReportIsThisMessage() {
        var composed =
                Composer.compose(
                        report(
                                new Report.Kind.Failed(),
                                original(ORIGINAL, MOST),
                                refused("bob@one.test", NEVER)));
        assertFalse(composed.eightBit());
        assertEquals("<abc-2@mx1.example.test>", composed.messageId());
        assertEquals("<1@sender.test>", composed.about());
        var expected =
                """
                Received: by mx1.example.test (Mailgauge) id abc-2; Tue, 24 Nov 2026 12:30:05 +0000
                Date: Tue, 24 Nov 2026 12:30:05 +0000
                From: Mail Delivery System <MAILER-DAEMON@mx1.example.test>
                To: alice@sender.test
                Subject: Your mail could not be delivered
                Message-ID: <abc-2@mx1.example.test>
                In-Reply-To: <1@sender.test>
                References: <1@sender.test>
                Auto-Submitted: auto-replied
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status;
                    boundary="=_abc-2"

                This is a report about mail, in several parts (MIME, RFC 6522).

                --=_abc-2
                Content-Description: what happened
                Content-Type: text/plain; charset=us-ascii

                This is the mail server mx1.example.test.

                The message that you sent through this server on Tue, 24 Nov 2026 08:00:00
                +0000 could not be delivered to:

                <bob@one.test>
                    The mail server sink.test refused it; it said:
                    550 5.1.1 no such user here

                Its subject is: lunch

                It will not be tried again.

                The second part of this report says the same for programs. The third is
                the message itself.

                --=_abc-2
                Content-Description: what happened, for programs
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx1.example.test
                Arrival-Date: Tue, 24 Nov 2026 08:00:00 +0000

                Final-Recipient: rfc822; bob@one.test
                Action: failed
                Status: 5.1.1
                Remote-MTA: dns; sink.test
                Diagnostic-Code: smtp; 550 5.1.1 no such user here
                Last-Attempt-Date: Tue, 24 Nov 2026 12:30:05 +0000
                Final-Log-ID: abc-1

                --=_abc-2
                Content-Description: your message
                Content-Type: message/rfc822

                """
                                .replace("\n", "\r\n")
                        + ORIGINAL
                        + "\r\n--=_abc-2--\r\n";
        assertEquals(expected, new String(composed.octets(), StandardCharsets.US_ASCII));
    }

    @Test
    void aDelayReportSaysUntilWhenItIsTried() {
        var fate =
                new Fate(
                        path("bob@one.test"),
                        Fate.Cause.WAITING,
                        "sink.test",
                        SmtpReply.of(451, 7, 1, "greylisted"),
                        7,
                        null);
        var until = Instant.parse("2026-11-29T08:00:00Z");
        var read = compose(new Report.Kind.Delayed(until), original(ORIGINAL, MOST), fate);
        assertEquals("Your mail is delayed; it is still being tried", read.only("Subject"));
        var status = read.parts().get(1).blocks().get(1);
        assertEquals("delayed", status.only("Action"));
        assertEquals("4.7.1", status.only("Status"));
        assertEquals("smtp; 451 4.7.1 greylisted", status.only("Diagnostic-Code"));
        assertEquals("Sun, 29 Nov 2026 08:00:00 +0000", status.only("Will-Retry-Until"));
        assertFalse(status.has("Last-Attempt-Date"));
        var text = read.parts().getFirst().text();
        assertTrue(text.contains("has not been delivered yet to:"), text);
        assertTrue(text.contains("It has been tried, 7 times; the last word"), text);
        assertTrue(text.contains("You need not do anything"), text);
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource({
        "REFUSED_BY_HOST, 550 5.1.1, 5.1.1",
        "REFUSED_BY_HOST, 550, 5.0.0",
        "REFUSED_BY_HOST, 550 4.7.1, 5.7.1",
        "REFUSED_HERE, 554 5.6.3, 5.6.3",
        "EXPIRED, 451 4.7.1, 4.4.7",
        "EXPIRED, , 4.4.7",
        "WAITING, 421 4.3.2, 4.3.2",
        "WAITING, , 4.0.0",
        "WAITING, 550 5.1.1, 4.1.1",
    })
    @DisplayName("the status is of the class of what happened (RFC 3463 section 2)")
    void statusClass(Fate.Cause cause, @Nullable String reply, String status) {
        var fate = new Fate(path("b@one.test"), cause, "sink.test", reply(reply), 1, null);
        var read = failed(original(ORIGINAL, MOST), fate);
        assertEquals(status, read.parts().get(1).blocks().get(1).only("Status"));
    }

    private static @Nullable SmtpReply reply(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int code = Integer.parseInt(text.substring(0, 3));
        if (text.length() == 3) {
            return SmtpReply.plain(code, "text");
        }
        var digits = Arrays.stream(text.substring(4).split("\\.")).mapToInt(Integer::parseInt);
        var parts = digits.toArray();
        return new SmtpReply(
                code, new EnhancedStatus(parts[0], parts[1], parts[2]), List.of("text"));
    }

    @Test
    void whatWeDecidedIsNotSaidToBeTheNextHopsWord() {
        var fate =
                new Fate(
                        path("b@one.test"),
                        Fate.Cause.REFUSED_HERE,
                        null,
                        SmtpReply.of(550, 1, 2, "no mail for that domain"),
                        0,
                        null);
        var read = failed(original(ORIGINAL, MOST), fate);
        var status = read.parts().get(1).blocks().get(1);
        assertEquals(
                "x-mailgauge; 550 5.1.2 no mail for that domain", status.only("Diagnostic-Code"));
        assertFalse(status.has("Remote-MTA"));
        assertTrue(read.parts().getFirst().text().contains("This server gave it up"));
    }

    @Test
    void aThousandRecipientsAreAllInTheFields() {
        var fates =
                IntStream.range(0, 1000)
                        .mapToObj(i -> refused("u" + i + "@one.test", NEVER))
                        .toArray(Fate[]::new);
        var read = failed(original(ORIGINAL, MOST), fates);
        var blocks = read.parts().get(1).blocks();
        assertEquals(1001, blocks.size());
        assertEquals("rfc822; u999@one.test", blocks.getLast().only("Final-Recipient"));
        assertTrue(read.parts().getFirst().text().contains("and 900 more;"));
    }

    @Test
    void largeOriginalsComeBackAsTheirHeader() {
        var read =
                failed(original(ORIGINAL + "x\r\n".repeat(100), 400), refused("b@c.test", NEVER));
        var header = read.parts().get(2);
        assertEquals("text/rfc822-headers", header.type());
        assertEquals(ORIGINAL.substring(0, ORIGINAL.indexOf("\r\n\r\n") + 2), header.text());
        assertTrue(read.parts().getFirst().text().contains("header of the message"));
        assertEquals("<1@sender.test>", read.only("In-Reply-To"));
    }

    @Test
    void largeHeadersAreCutBetweenFields() {
        var long_ = "X-Long: 1\r\n two\r\n".repeat(50);
        var read = failed(original(long_ + "\r\nbody\r\n", 100), refused("b@c.test", NEVER));
        var header = read.parts().get(2);
        assertTrue(header.text().length() <= 100);
        assertTrue(header.text().endsWith(" two\r\n"));
        assertEquals(
                "the beginning of the header of your message", header.only("content-description"));
    }

    @Test
    void eightBitBodiesAreDeclared() {
        var content = "Subject: x\r\n\r\ncaf\u00c3\u00a9\r\n";
        var composed =
                Composer.compose(
                        report(
                                new Report.Kind.Failed(),
                                original(content, MOST),
                                refused("b@c.test", NEVER)));
        assertTrue(composed.eightBit());
        var read = MimeReader.read(composed.octets());
        assertEquals("8bit", read.only("Content-Transfer-Encoding"));
        assertEquals("8bit", read.parts().get(2).only("Content-Transfer-Encoding"));
        assertArrayEquals(
                content.getBytes(StandardCharsets.ISO_8859_1), read.parts().get(2).body());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    =?utf-8?Q?caf=C3=A9?= =?utf-8?Q?=C3=A9?=       | Its subject is: caf\u00e9\u00e9
                    caf\u00c3\u00a9                                | Its subject is: caf\u00e9
                    =?utf-8?Q?a=0D=0A--=5Fabc-2=0D=0Ab?=           | Its subject is: a  --_abc-2  b
                    =?utf-8?Q?a=E2=80=AEb=1B?=                     | Its subject is: a?b?
                    """)
    void theSubjectIsReadable(String subject, String expected) {
        var content = "Subject: " + subject + "\r\n\r\nbody\r\n";
        var read = failed(original(content, MOST), refused("b@c.test", NEVER));
        assertEquals(3, read.parts().size());
        var text = read.parts().getFirst().text();
        assertTrue(text.lines().anyMatch(expected::equals), text);
    }

    @Test
    void aLongSubjectIsCut() {
        var content = "Subject: " + "word ".repeat(300) + "\r\n\r\nbody\r\n";
        var read = failed(original(content, MOST), refused("b@c.test", NEVER));
        var text = read.parts().getFirst().text();
        assertEquals(40, text.split("word", -1).length - 1);
        assertTrue(text.contains("word ..."), text);
    }

    @ParameterizedTest
    @CsvSource({"caf\u00c3\u00a9, utf-8", "caf\u00e9, unknown-8bit"})
    void eightBitHeadersComeBackEncoded(String word, String charset) {
        var content = "Subject: " + word + "\r\nX: y\r\n\r\nbody\r\n";
        var read = failed(original(content, MOST), refused("b@c.test", NEVER));
        var header = read.parts().get(2);
        assertEquals("text/rfc822-headers", header.type());
        assertEquals(charset, MimeReader.parameter(header, "charset"));
        assertArrayEquals(
                ("Subject: " + word + "\r\nX: y\r\n").getBytes(StandardCharsets.ISO_8859_1),
                header.body());
        assertFalse(read.has("Content-Transfer-Encoding"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\rb", "a\nb"})
    void bodiesThatAreNoTextComeBackAsHeader(String body) {
        var read =
                failed(original("X: y\r\n\r\n" + body + "\r\n", MOST), refused("b@c.test", NEVER));
        assertEquals("X: y\r\n", read.parts().get(2).text());
    }

    @Test
    void overlongLinesComeBackAsHeader() {
        var body = "y".repeat(999);
        var read =
                failed(original("X: y\r\n\r\n" + body + "\r\n", MOST), refused("b@c.test", NEVER));
        assertEquals("X: y\r\n", read.parts().get(2).text());
    }

    @Test
    void nothingComesBackOfWhatCannotBeRead() {
        var read =
                failed(
                        new Original("abc-1", ARRIVED, 4711, new byte[0], MOST),
                        refused("b@c.test", NEVER));
        assertEquals(2, read.parts().size());
        assertTrue(read.parts().getFirst().text().contains("cannot be returned"));
        assertFalse(read.has("In-Reply-To"));
    }

    @Test
    void anOriginalThatKnowsOurBoundaryEndsNoPart() {
        var content = "X: y\r\n\r\n--=_abc-2--\r\n--=_1_abc-2\r\n";
        var read = failed(original(content, MOST), refused("b@c.test", NEVER));
        assertEquals("=_2_abc-2", MimeReader.parameter(read, "boundary"));
        assertEquals(content, read.parts().get(2).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<a b@c>", "<abc>", "<a@b@c>", "no", "<@>", "<a@b", "<a@>"})
    void aMessageIdThatIsNoneIsNotReferredTo(String id) {
        var content = "Message-ID: " + id + "\r\n\r\n";
        var read = failed(original(content, MOST), refused("b@c.test", NEVER));
        if (!id.equals("<a b@c>")) {
            assertFalse(read.has("References"), id);
        }
    }

    @Test
    void repliesBeyondAsciiAreReadableInTheText() {
        var utf8 =
                new String("größer".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        var read =
                failed(
                        original(ORIGINAL, MOST),
                        refused("b@c.test", SmtpReply.of(550, 1, 1, utf8)));
        assertTrue(read.parts().getFirst().text().contains("550 5.1.1 größer"));
        var status = read.parts().get(1).blocks().get(1);
        assertEquals("smtp; 550 5.1.1 gr????er", status.only("Diagnostic-Code"));
    }

    @Test
    void longRepliesAreFoldedAndBounded() {
        var words = SmtpReply.of(550, 1, 1, "word ".repeat(500));
        var solid = SmtpReply.of(550, 1, 1, "x".repeat(5000));
        var read =
                failed(
                        original(ORIGINAL, MOST),
                        refused("a@c.test", words),
                        refused("b@c.test", solid));
        var blocks = read.parts().get(1).blocks();
        assertTrue(blocks.get(1).only("Diagnostic-Code").length() <= 1010);
        assertTrue(blocks.get(2).only("Diagnostic-Code").length() <= 1020);
    }

    @Test
    @DisplayName("no reply, host or original makes a line, field or part that is not ours")
    void mutatedRepliesAndOriginalsGiveValidReports() {
        var corpus =
                List.of(
                        ORIGINAL,
                        "no such user\r\nBcc: victim@x.test\r\n\r\n--=_abc-2\r\n",
                        "a\u0000b\u0085c\u2028d\ud800e --=_abc-2--",
                        "Message-ID: <x@y>\r\nX: \u00ff\u00fe\r\n\r\n.\r\n" + "z".repeat(1200),
                        "Content-Type: multipart/mixed; boundary=\"=_abc-2\"\r\n\r\n--=_abc-2--\r\n");
        Mutants.of(
                corpus,
                text -> {
                    var reply = new SmtpReply(550, null, List.of(text, text));
                    var fate =
                            new Fate(
                                    path("b@c.test"),
                                    Fate.Cause.REFUSED_BY_HOST,
                                    text,
                                    reply,
                                    1,
                                    NOW);
                    var read = failed(original(text, 2000), fate);
                    var size = read.parts().size();
                    assertEquals(text.isEmpty() ? 2 : 3, size);
                    assertEquals("text/plain", read.parts().get(0).type());
                    assertEquals(2, read.parts().get(1).blocks().size());
                    assertFalse(read.has("Bcc"));
                    assertTrue(FIELDS.containsAll(read.fields().keySet()));
                });
    }
}
