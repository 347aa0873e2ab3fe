package org.mailgauge.report;

import org.mailgauge.mime.QuotedPrintableEncoder;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How the original comes back: whole, or its header only, in a form that every next hop and every
 * reader takes.
 *
 * @param type of the part, with parameters
 * @param encoding its Content-Transfer-Encoding
 * @param octets its body; ends with CRLF
 */
record Returned(Form form, String type, String encoding, byte[] octets) {
    private static final int LONGEST_LINE = 998;

    /** How much it is. */
    enum Form {
        WHOLE,
        HEADER,
        /** The beginning of the header: it is larger than a report returns. */
        PART_OF_HEADER,
        /** Nothing: the content cannot be read. */
        NOTHING
    }

    static Returned of(Original original) {
        var all = original.beginning();
        if (all.length == 0) {
            return new Returned(Form.NOTHING, "", "", all);
        }
        int end = headerEnd(all);
        int length = end < 0 ? all.length : end;
        boolean clean = kind(all, 0, length) == Kind.SEVEN_BIT;
        if (original.whole() && clean && endsWithLine(all)) {
            var kind = kind(all, 0, all.length);
            if (kind != Kind.BINARY) {
                var encoding = kind == Kind.SEVEN_BIT ? "7bit" : "8bit";
                return new Returned(Form.WHOLE, "message/rfc822", encoding, all);
            }
        }
        boolean complete = length <= original.most() && (end >= 0 || original.whole());
        var header = Arrays.copyOf(all, complete ? length : fieldEnd(all, original.most()));
        return header(complete ? Form.HEADER : Form.PART_OF_HEADER, header);
    }

    private static Returned header(Form form, byte[] raw) {
        var header = endsWithLine(raw) ? raw : withLineEnd(raw);
        if (kind(header, 0, header.length) == Kind.SEVEN_BIT) {
            return new Returned(form, "text/rfc822-headers", "7bit", header);
        }
        var charset = isUtf8(header) ? "utf-8" : "unknown-8bit";
        return new Returned(
                form,
                "text/rfc822-headers; charset=" + charset,
                "quoted-printable",
                new QuotedPrintableEncoder().all(header));
    }

    private static byte[] withLineEnd(byte[] raw) {
        var ended = Arrays.copyOf(raw, raw.length + 2);
        ended[raw.length] = '\r';
        ended[raw.length + 1] = '\n';
        return ended;
    }

    private static boolean endsWithLine(byte[] octets) {
        int n = octets.length;
        return n == 0 || (n >= 2 && octets[n - 2] == '\r' && octets[n - 1] == '\n');
    }

    /** Where the header ends, after its last line; -1 when the empty line is not here. */
    private static int headerEnd(byte[] octets) {
        for (int i = 0; i + 1 < octets.length; i++) {
            boolean lineStart = i == 0 || octets[i - 1] == '\n';
            if (lineStart && octets[i] == '\r' && octets[i + 1] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /**
     * The end of the last field that ends at or before {@code most}; of a line if there is none.
     */
    private static int fieldEnd(byte[] octets, int most) {
        int at = Math.min(octets.length, most);
        int line = 0;
        for (int i = at; i > 0; i--) {
            if (octets[i - 1] == '\n') {
                line = line == 0 ? i : line;
                boolean goesOn = i < octets.length && (octets[i] == ' ' || octets[i] == '\t');
                if (!goesOn && i < octets.length) {
                    return i;
                }
            }
        }
        return line == 0 ? at : line;
    }

    private enum Kind {
        SEVEN_BIT,
        EIGHT_BIT,
        /** NUL, a line that is too long, or a CR or LF alone: no text by RFC 2045 section 2.7. */
        BINARY
    }

    private static Kind kind(byte[] octets, int from, int to) {
        var kind = Kind.SEVEN_BIT;
        int lineStart = from;
        for (int i = from; i < to; i++) {
            byte octet = octets[i];
            if (octet == '\n') {
                if (i == from || octets[i - 1] != '\r' || i - 1 - lineStart > LONGEST_LINE) {
                    return Kind.BINARY;
                }
                lineStart = i + 1;
            } else if (octet == 0 || (octet == '\r' && (i + 1 >= to || octets[i + 1] != '\n'))) {
                return Kind.BINARY;
            } else if (octet < 0) {
                kind = Kind.EIGHT_BIT;
            }
        }
        return to - lineStart > LONGEST_LINE ? Kind.BINARY : kind;
    }

    private static boolean isUtf8(byte[] octets) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }
}
