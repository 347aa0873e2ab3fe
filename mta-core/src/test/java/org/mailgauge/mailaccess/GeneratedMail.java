package org.mailgauge.mailaccess;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A message that was made of texts, and the texts, so that it need not be read to know them. */
public final class GeneratedMail {
    static final List<String> WORDS =
            List.of(
                    "hello",
                    "World",
                    "Grüße",
                    "GRÜSSE",
                    "été",
                    "ÉTÉ",
                    "naïve",
                    "日本語",
                    "σς",
                    "\uD83D\uDE00",
                    "x",
                    "=?",
                    "a=b",
                    "tag:",
                    "(c)",
                    "Straße");

    private static final List<String> CHARSETS =
            List.of("utf-8", "iso-8859-1", "utf-16", "iso-2022-jp", "us-ascii", "windows-1252");

    private final Random random;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    /** Fields of the envelope as they are searched. */
    final Map<String, String> envelope = new TreeMap<>();

    /** Its own header fields: name in lower case, and text. */
    final List<Map.Entry<String, String>> fields = new ArrayList<>();

    /** Lines of its own header section. */
    final List<String> headerLines = new ArrayList<>();

    /** Lines of header sections of its parts. */
    final List<String> partLines = new ArrayList<>();

    /** Texts of the body, and header lines of messages in it. */
    final List<String> bodies = new ArrayList<>();

    private int boundaries;

    public GeneratedMail(Random random) {
        this.random = random;
        header();
        body(Place.OWN, 0);
    }

    public byte[] octets() {
        return octets.toByteArray();
    }

    static String words(Random random, int most) {
        var text = new StringBuilder();
        for (int n = 1 + random.nextInt(most); n > 0; n--) {
            text.append(text.isEmpty() ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return text.toString();
    }

    private void raw(String text) {
        octets.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whose header section a line is in. */
    private enum Place {
        OWN,
        PART,
        /** That of a message in it, whose lines are texts of the body. */
        MESSAGE
    }

    /** A field of its own, whose text stands there encoded, or as it is, perhaps folded. */
    private void field(String name, String written, String text) {
        raw(name + ": " + written + "\r\n");
        note(name, text, Place.OWN);
    }

    private void note(String name, String text, Place place) {
        var lines =
                switch (place) {
                    case OWN -> headerLines;
                    case PART -> partLines;
                    case MESSAGE -> bodies;
                };
        lines.add(name + ": " + text);
        if (place == Place.OWN) {
            fields.add(Map.entry(name.toLowerCase(Locale.ROOT), text));
        }
    }

    private String written(String text) {
        boolean ascii = text.chars().allMatch(c -> c < 128);
        boolean asItIs =
                ascii ? !text.contains("=?") : !text.contains("=?") && random.nextInt(3) == 0;
        if (asItIs) {
            int blank = text.indexOf(' ');
            return blank > 0 && random.nextBoolean()
                    ? text.substring(0, blank) + "\r\n" + text.substring(blank)
                    : text;
        }
        var written = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int end = Math.min(text.length(), at + 1 + random.nextInt(12));
            if (Character.isHighSurrogate(text.charAt(end - 1))) {
                end++;
            }
            var piece = text.substring(at, end).getBytes(StandardCharsets.UTF_8);
            written.append(at == 0 ? "" : random.nextBoolean() ? " " : "\r\n ");
            written.append("=?UTF-8?B?" + Base64.getEncoder().encodeToString(piece) + "?=");
            at = end;
        }
        return written.toString();
    }

    private void header() {
        if (random.nextInt(8) > 0) {
            var subject = words(random, 4);
            field("Subject", written(subject), subject);
            envelope.put("subject", subject);
        }
        address("From");
        address("To");
        if (random.nextBoolean()) {
            address("Cc");
        }
        for (int n = random.nextInt(3); n > 0; n--) {
            var text = words(random, 3);
            field("X-Kind", written(text), text);
        }
    }

    private void address(String name) {
        var person = words(random, 2).replaceAll("[=?():]", "").strip();
        int number = random.nextInt(20);
        var quoted =
                person.chars().allMatch(c -> c < 128)
                        ? '"' + person + '"'
                        : written(person).replace("\r\n", "");
        var addr = "user" + number + "@x.test";
        field(
                name,
                quoted + " <" + addr + ">",
                quoted.startsWith("\"") ? quoted + " <" + addr + ">" : person + " <" + addr + ">");
        envelope.put(
                name.toLowerCase(Locale.ROOT),
                person.isBlank() ? addr : person.strip() + " <" + addr + ">");
    }

    /**
     * The rest of an entity, MIME fields first.
     *
     * @param place of its header section
     */
    private void body(Place place, int depth) {
        switch (depth < 3 ? random.nextInt(6) : 0) {
            case 1, 2 -> multipart(place, depth);
            case 3 -> {
                if (depth == 0) {
                    text(place);
                } else {
                    message(place);
                }
            }
            case 4 -> {
                if (depth == 0) {
                    text(place);
                } else {
                    attachment(place);
                }
            }
            default -> text(place);
        }
    }

    private void multipart(Place place, int depth) {
        var boundary = "b" + boundaries++ + "b";
        mime("Content-Type", "multipart/mixed; boundary=" + boundary, place);
        raw("\r\nhello preamble\r\n");
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            raw("--" + boundary + "\r\n");
            body(Place.PART, depth + 1);
            raw("\r\n");
        }
        raw("--" + boundary + "--\r\nhello epilogue\r\n");
    }

    private void mime(String name, String value, Place place) {
        raw(name + ": " + value + "\r\n");
        note(name, value, place);
    }

    private void message(Place place) {
        mime("Content-Type", "message/rfc822", place);
        raw("\r\n");
        var subject = words(random, 3);
        raw("Subject: " + written(subject) + "\r\n");
        note("Subject", subject, Place.MESSAGE);
        text(Place.MESSAGE);
    }

    private void attachment(Place place) {
        mime("Content-Type", "application/octet-stream", place);
        raw("\r\nhello World x");
    }

    private void text(Place place) {
        var text = new StringBuilder();
        for (int n = random.nextInt(4); n > 0; n--) {
            text.append(words(random, 6)).append("\r\n");
        }
        if (random.nextInt(6) == 0) {
            text.append((words(random, 6) + "\r\n").repeat(400));
        }
        var charset = CHARSETS.get(random.nextInt(CHARSETS.size()));
        if (!Charset.forName(charset).newEncoder().canEncode(text)) {
            charset = "utf-8";
        }
        var encoded = text.toString().getBytes(Charset.forName(charset));
        boolean needsBase64 = charset.equals("utf-16");
        int encoding = needsBase64 ? 0 : random.nextInt(3);
        if (random.nextInt(3) > 0 || !charset.equals("us-ascii")) {
            mime(
                    "Content-Type",
                    "text/" + (random.nextBoolean() ? "plain" : "html") + "; charset=" + charset,
                    place);
        }
        switch (encoding) {
            case 0 -> {
                mime("Content-Transfer-Encoding", "base64", place);
                raw("\r\n");
                octets.writeBytes(Base64.getMimeEncoder().encode(encoded));
            }
            case 1 -> {
                mime("Content-Transfer-Encoding", "quoted-printable", place);
                raw("\r\n");
                quoted(encoded);
            }
            default -> {
                raw("\r\n");
                octets.writeBytes(encoded);
            }
        }
        bodies.add(text.toString());
    }

    private void quoted(byte[] encoded) {
        int column = 0;
        for (int i = 0; i < encoded.length; i++) {
            byte octet = encoded[i];
            if (column > 70) {
                raw("=\r\n");
                column = 0;
            }
            if (octet == '\r' || octet == '\n') {
                octets.write(octet);
                column = 0;
            } else if (octet < ' ' || octet == '=' || octet == '~' || random.nextInt(9) == 0) {
                raw(String.format("=%02X", octet & 0xFF));
                column += 3;
            } else {
                octets.write(octet);
                column++;
            }
        }
    }
}
