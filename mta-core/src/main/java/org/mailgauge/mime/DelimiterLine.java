package org.mailgauge.mime;

import java.util.Arrays;

/** Keeps the beginning of a line for as long as it may be a delimiter (RFC 2046 section 5.1.1). */
final class DelimiterLine {
    private static final int ROOM = MimeLimits.BOUNDARY * 3 + 4;

    private byte[] octets = new byte[128];
    private boolean possible;
    private int length;
    private int solid;

    /** A new line begins; when it can't be a delimiter, it costs nothing. */
    void begin(boolean wanted) {
        possible = wanted;
        length = 0;
        solid = 0;
    }

    /** Takes octets of the line. @return those that were looked at */
    int put(byte[] from, int offset, int end) {
        int at = offset;
        while (at < end && possible) {
            put(from[at++]);
        }
        return at - offset;
    }

    private void put(byte octet) {
        boolean blank = octet == ' ' || octet == '\t' || octet == '\r';
        if ((length < 2 && octet != '-') || (length == ROOM && !blank)) {
            possible = false;
        } else if (length < ROOM) {
            if (length == octets.length) {
                octets = Arrays.copyOf(octets, Math.min(ROOM, 4 * length));
            }
            octets[length++] = octet;
            solid = blank ? solid : length;
        }
    }

    /** Whether the line, as far as it has come, begins as a delimiter does. */
    boolean possible() {
        return possible && solid > 2;
    }

    /** What follows the two hyphens, without blanks at the end. */
    String text() {
        return Texts.of(octets, 2, solid - 2);
    }
}
