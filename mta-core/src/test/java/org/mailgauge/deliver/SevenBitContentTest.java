package org.mailgauge.deliver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.mime.MimeParser;
import org.mailgauge.mime.Part;
import org.mailgauge.mime.TransferDecoder;
import org.mailgauge.testing.Mutants;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/** RFC 6152 section 3: what goes to a next hop without 8BITMIME. */
class SevenBitContentTest {
    private static final Session SESSION = Session.getInstance(new Properties());

    private static final String MIXED =
            lines(
                    "From: a@x.test",
                    "Subject: caf\u00c3\u00a9",
                    "MIME-Version: 1.0",
                    "Content-Type: multipart/mixed; boundary=b",
                    "Content-Transfer-Encoding: 8bit",
                    "",
                    "--b",
                    "Content-Type: text/plain; charset=utf-8",
                    "Content-Transfer-Encoding: 8bit",
                    "",
                    "Gr\u00c3\u00bc\u00c3\u009fe = x ",
                    "--b",
                    "Content-Type: image/png",
                    "Content-Transfer-Encoding:",
                    " binary",
                    "",
                    "\u0089PNG",
                    "--b",
                    "",
                    "plain",
                    "--b",
                    "Content-Type: message/rfc822",
                    "Content-Transfer-Encoding: 8bit",
                    "",
                    "Subject: inner",
                    "",
                    "\u00e9",
                    "--b--");

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    private static String convert(String content) {
        var octets = content.getBytes(StandardCharsets.ISO_8859_1);
        try {
            var converted = SevenBitContent.of(FakeSlot.in(octets));
            return converted.isEmpty() ? "unconvertible" : read(converted.get());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Reads it twice, in pieces of different lengths. */
    private static String read(SevenBitContent content) throws IOException {
        var once = read(content, 7);
        assertEquals(once, read(content, 50_000));
        assertEquals(content.octets(), once.length());
        assertTrue(once.chars().allMatch(c -> c < 0x80), once);
        return once;
    }

    private static String read(SevenBitContent content, int length) throws IOException {
        var all = new ByteArrayOutputStream();
        var buffer = new byte[length];
        for (int count = 0; count >= 0; count = content.read(all.size(), buffer, 0, length)) {
            all.write(buffer, 0, count);
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void leavesAreEncodedAndHeadersSaySo() {
        assertEquals(
                lines(
                        "From: a@x.test",
                        "Subject: =?utf-8?B?Y2Fmw6k=?=",
                        "MIME-Version: 1.0",
                        "Content-Type: multipart/mixed; boundary=b",
                        "",
                        "--b",
                        "Content-Type: text/plain; charset=utf-8",
                        "Content-Transfer-Encoding: quoted-printable",
                        "",
                        "Gr=C3=BC=C3=9Fe =3D x=20",
                        "--b",
                        "Content-Type: image/png",
                        "Content-Transfer-Encoding: base64",
                        "",
                        "iVBORw==",
                        "",
                        "--b",
                        "",
                        "plain",
                        "--b",
                        "Content-Type: message/rfc822",
                        "",
                        "Subject: inner",
                        "MIME-Version: 1.0",
                        "Content-Type: text/plain; charset=unknown-8bit",
                        "Content-Transfer-Encoding: quoted-printable",
                        "",
                        "=E9",
                        "--b--"),
                convert(MIXED));
    }

    @Test
    @DisplayName("Angus finds in the converted content what was in the original")
    void nothingIsLost() throws MessagingException, IOException {
        var before = leaves(MIXED);
        assertEquals(before, leaves(convert(MIXED)));
        assertEquals(4, before.size());
    }

    private static List<String> leaves(String content) throws MessagingException, IOException {
        var octets = content.getBytes(StandardCharsets.ISO_8859_1);
        var leaves = new ArrayList<String>();
        collect(new MimeMessage(SESSION, new ByteArrayInputStream(octets)), leaves);
        return leaves;
    }

    private static void collect(MimePart part, List<String> into)
            throws MessagingException, IOException {
        if (part.isMimeType("multipart/*")) {
            var multipart = (MimeMultipart) part.getContent();
            for (int i = 0; i < multipart.getCount(); i++) {
                collect((MimePart) multipart.getBodyPart(i), into);
            }
        } else if (part.isMimeType("message/rfc822")) {
            collect((MimeMessage) part.getContent(), into);
        } else {
            into.add(new String(part.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void messageWithoutMimeBecomesOne() {
        assertEquals(
                lines(
                        "Subject: x",
                        "MIME-Version: 1.0",
                        "Content-Type: text/plain; charset=unknown-8bit",
                        "Content-Transfer-Encoding: quoted-printable",
                        "",
                        "=E4"),
                convert(lines("Subject: x", "", "\u00e4")));
    }

    @Test
    void whatIsSevenBitStaysAsItIs() throws IOException {
        var text = lines("Subject: x", "Content-Type: multipart/signed; boundary=b", "", "--b--");
        assertEquals(text, convert(text));
        var octets = text.getBytes(StandardCharsets.ISO_8859_1);
        assertFalse(SevenBitContent.of(FakeSlot.in(octets)).orElseThrow().changed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: multipart/signed; boundary=b####--b####\u00e9##--b--##",
                "Content-Type: multipart/signed; boundary=b####--b##Subject: \u00e9####x##--b--##",
                "Content-Type: multipart/mixed; boundary=b####pre\u00e9amble##--b####x##--b--##",
                "Content-Type: multipart/mixed; boundary=\u00e9####--\u00e9####x##--\u00e9--##",
                "Content-Type: multipart/mixed####\u00e9##",
                "Content-Type: message/delivery-status####\u00e9##",
                "Content-Type: text/\u00e9####x##",
                "From: \u00e9@b.test####x##",
                "From: Joe <\u00e9@b.test>####x##",
                "Received: from \u00e9 (\u00e9)####x##",
                "Content-Transfer-Encoding: quoted-printable####\u00e9##",
                "Content-Transfer-Encoding: x-own####\u00e9##",
                "no field \u00e9####x##",
            })
    void cannotBeConverted(String content) {
        assertEquals("unconvertible", convert(content.replace("##", "\r\n")));
    }

    @Test
    void restBeyondTheLimitsIsNotConverted() {
        var parts = "--b\r\n\r\n\r\n".repeat(10_050);
        var content = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + parts;
        assertEquals("unconvertible", convert(content + "\u00e9\r\n"));
        assertEquals(content, convert(content));
    }

    @Test
    void bodiesAreOfAnySize() {
        var body = "\u00e4".repeat(60) + "\r\n";
        var converted = convert("Subject: x\r\n\r\n" + body.repeat(5_000));
        assertTrue(converted.endsWith("=E4\r\n"));
        assertTrue(Arrays.stream(converted.split("\r\n")).allMatch(line -> line.length() <= 76));
    }

    @Test
    void anyOctetsAreConvertedOrNot() {
        Mutants.ofOctets(
                List.of(
                        MIXED,
                        "Subject: x\r\n\r\n\u00e4\r\n",
                        "Content-Type: application/x\r\n\r\n\0\u00ff\r\n"),
                octets -> {
                    var content = new String(octets, StandardCharsets.ISO_8859_1);
                    var converted = convert(content);
                    if (!converted.equals("unconvertible")) {
                        assertEquals(decoded(content), decoded(converted));
                    }
                });
    }

    /** The decoded bodies of all leaves. */
    private static List<String> decoded(String content) {
        var octets = content.getBytes(StandardCharsets.ISO_8859_1);
        var parser = new MimeParser();
        parser.feed(octets, 0, octets.length);
        var bodies = new ArrayList<String>();
        decoded(parser.end(), octets, bodies);
        return bodies;
    }

    private static void decoded(Part part, byte[] octets, List<String> into) {
        if (part.kind() == Part.Kind.LEAF) {
            var extent = part.extent();
            var body = Arrays.copyOfRange(octets, (int) extent.body(), (int) extent.end());
            var decoder = TransferDecoder.of(part.fields().encoding());
            var plain = decoder.map(known -> known.all(body)).orElse(body);
            into.add(new String(plain, StandardCharsets.ISO_8859_1));
        }
        part.children().forEach(child -> decoded(child, octets, into));
    }
}
