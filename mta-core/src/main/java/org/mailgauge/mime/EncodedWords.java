package org.mailgauge.mime;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Encoded words in header fields (RFC 2047, with languages of RFC 2231 section 5), as people read
 * them. Linear; what is none, or is in a charset that we don't know, stays as it is.
 */
public final class EncodedWords {
    /** Characters of a word; the standard has 75. */
    static final int LONGEST = 8_192;

    private static final int LONGEST_CHARSET = 100;
    private static final int NOT_YET = -1;

    private final String text;
    private final StringBuilder out;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private @Nullable Charset charset;
    private int nextEnd = NOT_YET;

    private EncodedWords(String text) {
        this.text = text;
        out = new StringBuilder(text.length());
    }

    /** A word: its octets, and where it ends. */
    private record Word(Charset charset, byte[] octets, int end) {}

    /**
     * Decodes the words in a text. They need not be set off by blanks, as the standard wants; the
     * blanks between two of them go, and octets of a character may be spread over them. Line ends
     * and NUL that were encoded become blanks.
     *
     * @param text unfolded
     */
    public static String decode(String text) {
        return text.contains("=?") ? new EncodedWords(text).run() : text;
    }

    private String run() {
        int copied = 0;
        int at = 0;
        for (int start = text.indexOf("=?"); start >= 0; start = text.indexOf("=?", at)) {
            var word = word(start);
            if (word == null) {
                at = start + 2;
                continue;
            }
            boolean joins = charset != null && blank(copied, start);
            if (!joins) {
                flush();
                out.append(text, copied, start);
            } else if (!word.charset().equals(charset)) {
                flush();
            }
            charset = word.charset();
            octets.writeBytes(word.octets());
            at = word.end();
            copied = at;
        }
        flush();
        return out.append(text, copied, text.length()).toString();
    }

    private boolean blank(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Lexer.isBlank(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private void flush() {
        if (charset != null) {
            out.append(oneLine(Charsets.decode(octets.toByteArray(), charset)));
            octets.reset();
            charset = null;
        }
    }

    private static String oneLine(String decoded) {
        return decoded.replace('\r', ' ').replace('\n', ' ').replace('\0', ' ');
    }

    /** The word that begins there; null when there is none that we can decode. */
    private @Nullable Word word(int start) {
        int first = question(start + 2, LONGEST_CHARSET);
        if (first < 0 || first + 2 >= text.length() || text.charAt(first + 2) != '?') {
            return null;
        }
        int end = end(first + 3);
        if (end < 0 || end + 2 - start > LONGEST) {
            return null;
        }
        var name = text.substring(start + 2, first);
        int star = name.indexOf('*');
        var known = Charsets.find(star < 0 ? name : name.substring(0, star));
        var encoded = text.substring(first + 3, end);
        if (known.isEmpty() || !Texts.isAscii(encoded)) {
            return null;
        }
        var decoded = decode(text.charAt(first + 1), encoded);
        return decoded == null ? null : new Word(known.get(), decoded, end + 2);
    }

    private int question(int from, int most) {
        int limit = Math.min(text.length(), from + most);
        for (int i = from; i < limit; i++) {
            char c = text.charAt(i);
            if (c == '?') {
                return i;
            }
            if (c <= ' ') {
                return -1;
            }
        }
        return -1;
    }

    /** Where the next {@code ?=} is. Asked for ever later places, so that it is found only once. */
    private int end(int from) {
        if (nextEnd < from && nextEnd != Integer.MAX_VALUE) {
            int found = text.indexOf("?=", from);
            nextEnd = found < 0 ? Integer.MAX_VALUE : found;
        }
        return nextEnd == Integer.MAX_VALUE ? -1 : nextEnd;
    }

    private static byte @Nullable [] decode(char encoding, String encoded) {
        return switch (encoding) {
            case 'B', 'b' -> {
                var raw = encoded.getBytes(StandardCharsets.US_ASCII);
                var decoded = new Base64Decoder().all(raw);
                yield decoded.length == 0 && raw.length > 0 ? null : decoded;
            }
            case 'Q', 'q' -> quoted(encoded);
            default -> null;
        };
    }

    private static byte[] quoted(String encoded) {
        var octets = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            boolean hex = c == '=' && i + 2 < encoded.length();
            int high = hex ? Character.digit(encoded.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(encoded.charAt(i + 2), 16);
            if (low >= 0) {
                octets.write(high << 4 | low);
                i += 2;
            } else {
                octets.write(c == '_' ? ' ' : c);
            }
        }
        return octets.toByteArray();
    }
}
