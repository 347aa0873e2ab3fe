package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

import java.util.HexFormat;

/** Text of a peer for one log line: control characters escaped, cut at 512 characters. */
public final class LogText {
    private static final int LONGEST = 512;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private LogText() {}

    public static String of(@Nullable Object peersText) {
        return of(peersText, LONGEST);
    }

    /** The same, cut at {@code most} characters. */
    static String of(@Nullable Object peersText, int most) {
        var text = String.valueOf(peersText);
        var line = new StringBuilder(Math.min(text.length(), LONGEST) + 16);
        for (int i = 0; i < text.length(); i++) {
            if (line.length() >= most) {
                return line.append("...").toString();
            }
            char c = text.charAt(i);
            boolean control = c < ' ' || (c >= 0x7F && c < 0xA0);
            boolean reorders = (c >= 0x200B && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F);
            if (control) {
                line.append("\\x").append(HEX.toHexDigits((byte) c));
            } else if (reorders) {
                line.append("\\u").append(HEX.toHexDigits(c));
            } else {
                line.append(c);
            }
        }
        return line.toString();
    }
}
