package org.mailgauge.mime;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Octets of header sections as text. */
final class Texts {
    private Texts() {}

    /** UTF-8 (RFC 6532) when it is that, and else one character for each octet. */
    static String of(byte[] octets, int offset, int length) {
        if (isAscii(octets, offset, length)) {
            return new String(octets, offset, length, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, offset, length))
                    .toString();
        } catch (CharacterCodingException _) {
            return new String(octets, offset, length, StandardCharsets.ISO_8859_1);
        }
    }

    /** Whether they are UTF-8; a character at their end may be cut. */
    static boolean isUtf8(byte[] octets, int offset, int length) {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var from = ByteBuffer.wrap(octets, offset, length);
        var into = CharBuffer.allocate(Math.max(1, Math.min(length, 1_024)));
        for (var result = CoderResult.OVERFLOW; result.isOverflow(); into.clear()) {
            result = decoder.decode(from, into, false);
            if (result.isError()) {
                return false;
            }
        }
        return true;
    }

    static boolean isAscii(byte[] octets, int offset, int length) {
        int all = 0;
        for (int i = offset; i < offset + length; i++) {
            all |= octets[i];
        }
        return all >= 0;
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** ASCII letters to lower case; nothing else changes, whatever the language. */
    static String lower(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isUpper(text.charAt(i))) {
                return lowerFrom(text, i);
            }
        }
        return text;
    }

    private static String lowerFrom(String text, int first) {
        var lower = new StringBuilder(text);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isUpper(c)) {
                lower.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return lower.toString();
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }
}
