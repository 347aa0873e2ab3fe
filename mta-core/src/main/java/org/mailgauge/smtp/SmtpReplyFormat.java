package org.mailgauge.smtp;

import java.nio.charset.StandardCharsets;

/** Writes replies (RFC 5321 section 4.2) with the enhanced code on every line (RFC 2034). */
public final class SmtpReplyFormat {
    private static final int LINE_OCTETS = 512;

    private SmtpReplyFormat() {}

    /** The reply's lines with CRLF; a text too long for a line of 512 octets is cut. */
    public static String text(SmtpReply reply) {
        var text = new StringBuilder(80);
        var lines = reply.lines();
        for (int i = 0; i < lines.size(); i++) {
            int start = text.length();
            text.append(reply.code()).append(i < lines.size() - 1 ? '-' : ' ');
            if (reply.status() != null) {
                text.append(reply.status()).append(' ');
            }
            appendPrintable(text, lines.get(i), LINE_OCTETS - 2 - (text.length() - start));
            text.append("\r\n");
        }
        return text.toString();
    }

    /** {@link #text} as octets. */
    public static byte[] octets(SmtpReply reply) {
        return text(reply).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whatever the text came from, it cannot end the line. */
    private static void appendPrintable(StringBuilder text, String line, int most) {
        int length = Math.min(line.length(), most);
        for (int i = 0; i < length; i++) {
            char c = line.charAt(i);
            text.append(c >= 32 && c < 127 ? c : '?');
        }
    }
}
