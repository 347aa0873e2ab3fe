package org.mailgauge.queue;

/**
 * Text from outside, made fit for a log line: control characters are escaped, length is bounded.
 */
final class LogText {
    private static final int MOST = 512;

    private LogText() {}

    static String of(String text) {
        var safe = new StringBuilder(Math.min(text.length(), MOST));
        for (int i = 0; i < text.length() && safe.length() < MOST; i++) {
            char c = text.charAt(i);
            if (c < ' ' || (c >= 0x7F && c < 0xA0)) {
                safe.append(String.format("\\x%02X", (int) c));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }
}
