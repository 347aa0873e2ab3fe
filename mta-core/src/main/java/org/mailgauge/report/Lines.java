package org.mailgauge.report;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Lines of a message, each ended with CRLF. Whatever text it is given, a line holds printable ASCII
 * only and at most 998 octets.
 */
final class Lines {
    private static final int LONGEST = 998;

    /** Where a field is folded, if it has a space there. */
    private static final int WIDTH = 76;

    private final ByteArrayOutputStream octets = new ByteArrayOutputStream(2048);

    /** A line as it is, but for what no line may hold. */
    void line(String text) {
        var safe = ascii(text);
        octets(safe.length() > LONGEST ? safe.substring(0, LONGEST) : safe);
        octets("\r\n");
    }

    void empty() {
        octets("\r\n");
    }

    /** A header field, folded at spaces; where there is none for too long, it is broken. */
    void field(String name, String value) {
        var rest = (name + ": " + ascii(value)).stripTrailing();
        boolean first = true;
        while (!rest.isEmpty()) {
            int width = first ? WIDTH : WIDTH - 4;
            int cut = rest.length() <= width ? rest.length() : cut(rest, width, first);
            octets((first ? "" : "    ") + rest.substring(0, cut).stripTrailing() + "\r\n");
            rest = rest.substring(cut).stripLeading();
            first = false;
        }
    }

    /** The last space at which the line gets no wider, or the first at all; never in the name. */
    private static int cut(String text, int width, boolean first) {
        int from = first ? text.indexOf(": ") + 2 : 0;
        int at = text.lastIndexOf(' ', width);
        if (at <= from) {
            at = text.indexOf(' ', Math.max(from, width));
        }
        return Math.min(at < 0 ? text.length() : at, LONGEST - 100);
    }

    private static String ascii(String text) {
        var safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\t' || c == '\r' || c == '\n') {
                safe.append(' ');
            } else {
                safe.append(c >= ' ' && c < 0x7F ? c : '?');
            }
        }
        return safe.toString();
    }

    void octets(byte[] raw) {
        octets.writeBytes(raw);
    }

    private void octets(String ascii) {
        octets.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    byte[] toArray() {
        return octets.toByteArray();
    }
}
