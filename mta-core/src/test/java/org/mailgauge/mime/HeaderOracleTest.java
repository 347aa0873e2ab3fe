package org.mailgauge.mime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;

import org.apache.james.mime4j.codec.Base64InputStream;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.codec.QuotedPrintableInputStream;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** What is written by the rules, in seeded variety, is read here as mime4j and Angus read it. */
class HeaderOracleTest {
    private static final int CASES = 2_000;
    private static final List<String> CHARSETS =
            List.of("utf-8", "iso-8859-1", "ISO-8859-15", "windows-1252", "us-ascii");

    private static String word(SplittableRandom random) {
        return "abcdefghijkl".substring(random.nextInt(6), 6 + random.nextInt(6));
    }

    @Test
    void encodedWords() throws IOException {
        var random = new SplittableRandom(2047);
        for (int i = 0; i < CASES; i++) {
            var text = words(random);
            var ours = EncodedWords.decode(text);
            assertEquals(MimeUtility.decodeText(text), ours, text);
            assertEquals(DecoderUtil.decodeEncodedWords(text, DecodeMonitor.SILENT), ours, text);
        }
    }

    /** Some words, most of them encoded. */
    static String words(SplittableRandom random) {
        var field = new ArrayList<String>();
        int words = 1 + random.nextInt(5);
        for (int k = 0; k < words; k++) {
            field.add(random.nextInt(3) == 0 ? word(random) : encodedWord(random));
        }
        return String.join(" ", field);
    }

    private static String encodedWord(SplittableRandom random) {
        var charset = CHARSETS.get(random.nextInt(CHARSETS.size()));
        var text = word(random) + (charset.equals("us-ascii") ? " x" : " \u00e9\u00df");
        var octets = text.getBytes(Charset.forName(charset));
        if (random.nextBoolean()) {
            return "=?" + charset + "?B?" + Base64.getEncoder().encodeToString(octets) + "?=";
        }
        var quoted = new StringBuilder();
        for (byte octet : octets) {
            quoted.append(
                    octet == ' '
                            ? "_"
                            : octet > 0 && random.nextInt(4) > 0
                                    ? String.valueOf((char) octet)
                                    : String.format(Locale.ROOT, "=%02X", octet & 0xFF));
        }
        return "=?" + charset + "?q?" + quoted + "?=";
    }

    @Test
    void parameters() throws MessagingException {
        var random = new SplittableRandom(2231);
        for (int i = 0; i < CASES; i++) {
            var body = new StringBuilder("Text/Plain");
            int count = random.nextInt(6);
            for (int k = 0; k < count; k++) {
                body.append(random.nextBoolean() ? "; " : ";\t").append(parameter("p" + k, random));
            }
            var ours = MediaType.parse(body.toString(), MimeLimits.DEFAULT).orElseThrow();
            var theirs = new ContentType(body.toString()).getParameterList();
            assertEquals(count, ours.parameters().size(), body::toString);
            for (var parameter : ours.parameters()) {
                assertEquals(theirs.get(parameter.name()), parameter.value(), body::toString);
            }
        }
    }

    private static String parameter(String name, SplittableRandom random) {
        var value = word(random);
        return switch (random.nextInt(5)) {
            case 0 -> name + "=" + value;
            case 1 -> name + "=\"" + value + " ;\\\"\\\\(" + value + "\"";
            case 2 -> name + "*=utf-8'en'" + value + "%C3%A9%20";
            case 3 -> name + "*0=" + value + "; " + name + "*1=\"" + value + " x\"";
            default ->
                    name
                            + "*0*=iso-8859-1''%E9"
                            + value
                            + "; "
                            + name
                            + "*1*=%DF; "
                            + name
                            + "*2=z";
        };
    }

    @Test
    void addresses() throws AddressException {
        var random = new SplittableRandom(5322);
        for (int i = 0; i < CASES; i++) {
            var list = new ArrayList<String>();
            int count = 1 + random.nextInt(5);
            for (int k = 0; k < count; k++) {
                list.add(address(random));
            }
            var body = String.join(random.nextBoolean() ? ", " : ",", list);
            var theirs = new ArrayList<String>();
            for (var address : InternetAddress.parseHeader(body, false)) {
                collect(address, theirs);
            }
            var ours = new ArrayList<String>();
            AddressList.parse(body).forEach(address -> collect(address, ours));
            assertEquals(theirs, ours, body);
        }
    }

    private static String address(SplittableRandom random) {
        var spec = word(random) + "." + word(random) + "@" + word(random) + ".test";
        return switch (random.nextInt(7)) {
            case 0 -> spec;
            case 1 -> "<" + spec + ">";
            case 2 -> word(random) + " " + word(random) + " <" + spec + ">";
            case 3 -> "\"" + word(random) + ", \\\"x\" <" + spec + ">";
            case 4 -> spec + " (" + word(random) + ")";
            case 5 -> word(random) + ": " + spec + ", <x" + spec + ">;";
            default -> word(random) + ":;";
        };
    }

    private static void collect(InternetAddress address, List<String> into)
            throws AddressException {
        if (!address.isGroup()) {
            into.add(address.getPersonal() + " " + address.getAddress());
            return;
        }
        into.add(address.getAddress().split(":", 2)[0] + ":");
        for (var member : address.getGroup(false)) {
            collect(member, into);
        }
    }

    private static void collect(HeaderAddress address, List<String> into) {
        switch (address) {
            case HeaderAddress.Mailbox(var name, _, var local, var domain) ->
                    into.add(name + " " + local + "@" + domain);
            case HeaderAddress.Group(var name, var members) -> {
                into.add(name + ":");
                members.forEach(member -> collect(member, into));
            }
        }
    }

    @Test
    void transferEncodings() throws IOException, MessagingException {
        var random = new SplittableRandom(2045);
        for (int i = 0; i < CASES; i++) {
            var body = new StringBuilder();
            int lines = random.nextInt(6);
            for (int k = 0; k < lines; k++) {
                body.append(word(random)).append("\u00e9= ".repeat(random.nextInt(20)));
                body.append(k == lines - 1 && random.nextBoolean() ? "" : "\r\n");
            }
            var octets = body.toString().getBytes(StandardCharsets.ISO_8859_1);
            var base64 = new Base64Encoder().all(octets);
            assertArrayEquals(octets, angus(base64, "base64"));
            assertArrayEquals(octets, new Base64InputStream(in(base64)).readAllBytes());
            var quoted = new QuotedPrintableEncoder().all(octets);
            assertArrayEquals(octets, angus(quoted, "quoted-printable"));
            assertArrayEquals(octets, new QuotedPrintableInputStream(in(quoted)).readAllBytes());
        }
    }

    private static byte[] angus(byte[] encoded, String encoding)
            throws MessagingException, IOException {
        return MimeUtility.decode(in(encoded), encoding).readAllBytes();
    }

    private static ByteArrayInputStream in(byte[] octets) {
        return new ByteArrayInputStream(octets);
    }
}
