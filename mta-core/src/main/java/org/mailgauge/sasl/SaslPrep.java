package org.mailgauge.sasl;

import java.text.Normalizer;
import java.util.Optional;

/**
 * Prepares names and passwords, so that what looks the same is the same (RFC 4013). Code points
 * that Unicode 3.2 had not assigned are allowed, as in queries (RFC 3454 section 7).
 */
public final class SaslPrep {
    private SaslPrep() {}

    /** The prepared text; empty when a character in it is prohibited. */
    public static Optional<String> prepare(String text) {
        if (isPlainAscii(text)) {
            return Optional.of(text);
        }
        var mapped = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> !isMappedToNothing(c))
                .forEach(c -> mapped.appendCodePoint(isOtherSpace(c) ? ' ' : c));
        var normal = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
        return normal.codePoints().anyMatch(SaslPrep::isProhibited) || !isDirected(normal)
                ? Optional.empty()
                : Optional.of(normal);
    }

    /** The prepared password; as it is when it can't be prepared. */
    public static String password(String text) {
        return prepare(text).orElse(text);
    }

    private static boolean isPlainAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < 32 || text.charAt(i) > 126) {
                return false;
            }
        }
        return true;
    }

    /** RFC 3454 table B.1. */
    private static boolean isMappedToNothing(int c) {
        return c == 0xAD
                || c == 0x34F
                || c == 0x1806
                || (c >= 0x180B && c <= 0x180D)
                || (c >= 0x200B && c <= 0x200D)
                || c == 0x2060
                || (c >= 0xFE00 && c <= 0xFE0F)
                || c == 0xFEFF;
    }

    /** RFC 3454 table C.1.2. */
    private static boolean isOtherSpace(int c) {
        return c == 0xA0
                || c == 0x1680
                || (c >= 0x2000 && c <= 0x200B)
                || c == 0x202F
                || c == 0x205F
                || c == 0x3000;
    }

    /** RFC 3454 tables C.1.2, C.2.1, C.2.2, C.3 to C.9. */
    private static boolean isProhibited(int c) {
        return isOtherSpace(c)
                || Character.getType(c) == Character.CONTROL
                || Character.getType(c) == Character.PRIVATE_USE
                || Character.getType(c) == Character.SURROGATE
                || isInvisible(c)
                || (c >= 0xFDD0 && c <= 0xFDEF)
                || (c & 0xFFFE) == 0xFFFE
                || (c >= 0xFFF9 && c <= 0xFFFD)
                || (c >= 0x2FF0 && c <= 0x2FFB)
                || c == 0xE0001
                || (c >= 0xE0020 && c <= 0xE007F);
    }

    /** Of C.2.2 and C.8 what has a character of its own. */
    private static boolean isInvisible(int c) {
        return c == 0x6DD
                || c == 0x70F
                || c == 0x180E
                || (c >= 0x200C && c <= 0x200F)
                || (c >= 0x2028 && c <= 0x202E)
                || (c >= 0x2060 && c <= 0x2063)
                || (c >= 0x206A && c <= 0x206F)
                || c == 0xFEFF
                || (c >= 0x1D173 && c <= 0x1D17A)
                || c == 0x340
                || c == 0x341;
    }

    /**
     * RFC 3454 section 6: text with a character of a script from right to left has none from left
     * to right, and begins and ends with one.
     */
    private static boolean isDirected(String text) {
        if (text.codePoints().noneMatch(SaslPrep::isRightToLeft)) {
            return true;
        }
        return text.codePoints()
                        .noneMatch(
                                c ->
                                        Character.getDirectionality(c)
                                                == Character.DIRECTIONALITY_LEFT_TO_RIGHT)
                && isRightToLeft(text.codePointAt(0))
                && isRightToLeft(text.codePointBefore(text.length()));
    }

    private static boolean isRightToLeft(int c) {
        byte direction = Character.getDirectionality(c);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }
}
