package org.mailgauge.agent.conf;

/** Text of others, made safe and short enough for one line of a message. */
public final class Text {
    private Text() {}

    /** Control characters as {@code \}{@code uXXXX}, cut after {@code most} characters. */
    public static String printable(String text, int most) {
        var safe = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (safe.length() >= most) {
                return safe.append("...").toString();
            }
            char c = text.charAt(i);
            boolean plain = !Character.isISOControl(c) && c != '\u2028' && c != '\u2029';
            safe.append(plain ? String.valueOf(c) : "\\u%04x".formatted((int) c));
        }
        return safe.toString();
    }

    /** Where the first surrogate without its other half is, or -1. */
    static int brokenAt(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair =
                    Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1));
            if (Character.isSurrogate(c) && !pair) {
                return i;
            }
            i += pair ? 1 : 0;
        }
        return -1;
    }
}
