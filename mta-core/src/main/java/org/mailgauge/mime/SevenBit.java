package org.mailgauge.mime;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of a content that goes where only 7-bit text is taken (RFC 6152 section 3): leaves
 * with octets above 127 are encoded, the header sections say so, and all else stays as it is. What
 * is signed is not touched.
 */
public final class SevenBit {
    /** Fields with addresses, or with names before something in brackets. */
    private static final Set<String> ADDRESSES =
            Set.of(
                    "from",
                    "sender",
                    "reply-to",
                    "to",
                    "cc",
                    "bcc",
                    "resent-from",
                    "resent-sender",
                    "resent-reply-to",
                    "resent-to",
                    "resent-cc",
                    "resent-bcc",
                    "apparently-to",
                    "disposition-notification-to",
                    "errors-to",
                    "list-id",
                    "list-help",
                    "list-subscribe",
                    "list-unsubscribe",
                    "list-post",
                    "list-owner",
                    "list-archive",
                    "mail-followup-to",
                    "mail-reply-to",
                    "return-receipt-to");

    /** Fields of MIME with parameters. */
    private static final Set<String> PARAMETERS = Set.of("content-type", "content-disposition");

    /** Fields with a structure in which only comments may say anything. */
    private static final Set<String> COMMENTS =
            Set.of(
                    "date",
                    "resent-date",
                    "message-id",
                    "resent-message-id",
                    "in-reply-to",
                    "references",
                    "mime-version",
                    "content-id",
                    "auto-submitted");

    /**
     * Fields that nobody may write again: encoded words have no place in Received (RFC 2047 section
     * 5), and signatures are over what they are.
     */
    private static final Set<String> FIXED =
            Set.of(
                    "received",
                    "return-path",
                    "delivered-to",
                    "dkim-signature",
                    "arc-seal",
                    "arc-message-signature",
                    "arc-authentication-results",
                    "authentication-results");

    private static final String ENCODING = "content-transfer-encoding";

    private SevenBit() {}

    /**
     * The entities whose header sections change, in their order.
     *
     * @return empty when the content cannot be converted
     */
    public static Optional<List<Part>> changed(Part whole) {
        var changed = new ArrayList<Part>();
        return collect(whole, false, changed) ? Optional.of(changed) : Optional.empty();
    }

    private static boolean collect(Part part, boolean signed, List<Part> into) {
        boolean high = part.eightBit().header() || part.eightBit().body();
        if (high && (signed || !convertible(part))) {
            return false;
        }
        if (!signed && (high || declaresMore(part))) {
            into.add(part);
        }
        boolean within = signed || part.type().is("multipart", "signed");
        for (var child : part.children()) {
            if (!collect(child, within, into)) {
                return false;
            }
        }
        return true;
    }

    /** Composite types have no encoding (RFC 2045 section 6.4), and one is enough for others. */
    private static boolean convertible(Part part) {
        if (part.extent().headerOctets() > MimeLimits.DEFAULT.headerOctets()) {
            return false;
        }
        boolean composite = part.type().isMultipart() || part.type().type().equals("message");
        boolean encoded = !declaresMore(part) && !part.fields().encoding().equals("7bit");
        return !part.eightBit().body() || (!composite && !encoded);
    }

    private static boolean declaresMore(Part part) {
        var encoding = part.fields().encoding();
        return encoding.equals("8bit") || encoding.equals("binary");
    }

    /** What encodes the body of one of {@link #changed}; empty when it stays. */
    public static Optional<TransferEncoder> encoder(Part part) {
        if (part.kind() != Part.Kind.LEAF || !part.eightBit().body()) {
            return Optional.empty();
        }
        boolean text = part.type().type().equals("text");
        return Optional.of(text ? new QuotedPrintableEncoder() : new Base64Encoder());
    }

    /**
     * The header section of one of {@link #changed} as it must be.
     *
     * @param header as it is, with its empty line
     * @return empty when a field has octets above 127 where they cannot be written otherwise
     */
    public static Optional<byte[]> header(Part part, byte[] header) {
        var out = new ByteArrayOutputStream(header.length + 200);
        boolean typed = false;
        boolean version = false;
        int at = 0;
        while (at < header.length && !emptyLine(header, at)) {
            int end = fieldEnd(header, at);
            var name = name(header, at, end);
            typed |= name.equals("content-type");
            version |= name.equals("mime-version");
            if (!name.equals(ENCODING) && !field(header, at, end, name, out)) {
                return Optional.empty();
            }
            at = end;
        }
        if (encoder(part).isPresent()) {
            if (at == header.length) {
                return Optional.empty(); // no empty line: this is the rest beyond a limit
            }
            added(part, typed, version, out);
        }
        out.write(header, at, header.length - at);
        return Optional.of(out.toByteArray());
    }

    private static void added(
            Part part, boolean typed, boolean version, ByteArrayOutputStream out) {
        if (part.envelope() != null && !version) {
            line("MIME-Version: 1.0", out);
        }
        if (!typed) {
            line("Content-Type: text/plain; charset=unknown-8bit", out); // RFC 1428
        }
        boolean text = part.type().type().equals("text");
        line("Content-Transfer-Encoding: " + (text ? "quoted-printable" : "base64"), out);
    }

    private static void line(String text, ByteArrayOutputStream out) {
        out.writeBytes((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Puts a field; one with other octets than ASCII in encoded words. */
    private static boolean field(
            byte[] header, int at, int end, String name, ByteArrayOutputStream out) {
        if (Texts.isAscii(header, at, end - at)) {
            out.write(header, at, end - at);
            return true;
        }
        var raw = new byte[end - at];
        System.arraycopy(header, at, raw, 0, raw.length);
        var fields = Header.parse(raw, 1).fields();
        if (fields.isEmpty()) {
            return false;
        }
        var field = fields.getFirst();
        var start = field.name() + ": ";
        var body = body(name, field.body(), start.length());
        if (body != null) {
            line(start + body, out);
        }
        return body != null;
    }

    /**
     * A field's body in ASCII; null when it cannot be. All that we do not know has no structure.
     */
    private static @Nullable String body(String name, String body, int used) {
        if (FIXED.contains(name)) {
            return null;
        }
        if (ADDRESSES.contains(name)) {
            return StructuredText.addresses(body, used);
        }
        if (PARAMETERS.contains(name)) {
            return StructuredText.parameters(body, used);
        }
        if (COMMENTS.contains(name)) {
            return StructuredText.comments(body, used);
        }
        return name.equals("keywords")
                ? StructuredText.phrases(body, used)
                : FieldText.encode(EncodedWords.decode(body), used);
    }

    private static boolean emptyLine(byte[] header, int at) {
        return header[at] == '\n'
                || (header[at] == '\r' && at + 1 < header.length && header[at + 1] == '\n');
    }

    /** Where a field and the lines that it goes on with end. */
    private static int fieldEnd(byte[] header, int from) {
        int at = from;
        do {
            while (at < header.length && header[at] != '\n') {
                at++;
            }
            at = Math.min(at + 1, header.length);
        } while (at < header.length && (header[at] == ' ' || header[at] == '\t'));
        return at;
    }

    private static String name(byte[] header, int from, int to) {
        int colon = from;
        while (colon < to && header[colon] != ':') {
            colon++;
        }
        return Texts.lower(Texts.of(header, from, colon - from).strip());
    }
}
