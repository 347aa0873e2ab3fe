package org.mailgauge.mime;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Texts as we write them into unstructured fields: beyond ASCII in encoded words (RFC 2047), so
 * that every next hop and every reader takes them.
 */
public final class FieldText {
    /** Characters of an encoded word. */
    static final int WORD = 75;

    /** Characters of a line with an encoded word on it. */
    static final int LINE = 76;

    private static final String START_Q = "=?utf-8?Q?";
    private static final String START_B = "=?utf-8?B?";
    private static final String END = "?=";
    private static final int LEAST = START_Q.length() + 12 + END.length();
    private static final String FOLD = "\r\n ";
    private static final String HEX = "0123456789ABCDEF";

    private FieldText() {}

    /** Whether a text can't stand in a field as it is, or would be read as something else. */
    public static boolean needsEncoding(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x7F || (c < ' ' && c != '\t')) {
                return true;
            }
        }
        return text.contains("=?");
    }

    /**
     * The body of a field: the text itself where it can stand, or encoded words, folded. No
     * character is split, control characters and lone surrogates become blanks and U+FFFD.
     *
     * @param used characters of the field's first line that come before it
     */
    public static String encode(String text, int used) {
        if (!needsEncoding(text)) {
            return text;
        }
        var safe = safe(text);
        int quoted = safe.codePoints().map(FieldText::quotedLength).sum();
        int octets = safe.getBytes(StandardCharsets.UTF_8).length;
        boolean q = quoted <= (octets + 2) / 3 * 4;
        var out = new StringBuilder(text.length() * 4);
        int column = used;
        int at = 0;
        while (at < safe.length()) {
            if (Math.min(WORD, LINE - column) < LEAST || at > 0) {
                out.append(FOLD);
                column = 1;
            }
            int end = fitting(safe, at, Math.min(WORD, LINE - column), q);
            word(safe.substring(at, end), q, out);
            at = end;
        }
        return out.toString();
    }

    private static String safe(String text) {
        var safe = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c -> {
                            boolean lone = c >= 0xD800 && c <= 0xDFFF;
                            boolean control = c < ' ' || (c >= 0x7F && c < 0xA0);
                            safe.appendCodePoint(lone ? 0xFFFD : control ? ' ' : c);
                        });
        return safe.toString();
    }

    /** Where a word that begins there must end so that it has at most that many characters. */
    private static int fitting(String text, int from, int room, boolean q) {
        int at = from;
        int length = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            length += q ? quotedLength(c) : utf8Length(c);
            int all = START_Q.length() + END.length() + (q ? length : (length + 2) / 3 * 4);
            if (all > room) {
                break;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    private static int utf8Length(int c) {
        return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }

    private static int quotedLength(int c) {
        return c == ' ' || isPlain(c) ? 1 : 3 * utf8Length(c);
    }

    /** What may stand as it is anywhere, also in a phrase (RFC 2047 section 5). */
    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "!*+-/".indexOf(c) >= 0;
    }

    private static void word(String text, boolean q, StringBuilder out) {
        var octets = text.getBytes(StandardCharsets.UTF_8);
        if (!q) {
            out.append(START_B).append(Base64.getEncoder().encodeToString(octets)).append(END);
            return;
        }
        out.append(START_Q);
        for (byte octet : octets) {
            int value = octet & 0xFF;
            if (isPlain(value)) {
                out.append((char) value);
            } else if (value == ' ') {
                out.append('_');
            } else {
                out.append('=').append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 15));
            }
        }
        out.append(END);
    }
}
