package org.mailgauge.smtp;

/**
 * Turns content into what goes over the wire after DATA (RFC 5321 section 4.5.2): a dot that begins
 * a line is doubled, the end is CRLF dot CRLF. A CR or LF that is not part of a CRLF goes out as a
 * space, so that nobody behind us can see a line end where we saw none. Used by one thread, for one
 * content.
 */
public final class DotStuffer {
    private static final byte[] END = {'.', '\r', '\n'};

    private boolean atLineStart = true;
    private boolean afterCr;
    private boolean anything;

    /** Octets that a piece of that length may grow to. */
    public static int room(int length) {
        return length + length / 3 + 2;
    }

    /**
     * Encodes the next piece.
     *
     * @param into has {@link #room} for the piece at {@code at}
     * @return the octets put; a CR at the end of the piece waits for the next
     */
    public int put(byte[] from, int offset, int length, byte[] into, int at) {
        int to = at;
        for (int i = offset; i < offset + length; i++) {
            byte octet = from[i];
            if (afterCr) {
                afterCr = false;
                if (octet == '\n') {
                    into[to++] = '\r';
                    into[to++] = '\n';
                    atLineStart = true;
                    continue;
                }
                into[to++] = ' ';
                atLineStart = false;
            }
            if (octet == '\r') {
                afterCr = true;
                continue;
            }
            if (atLineStart && octet == '.') {
                into[to++] = '.';
            }
            into[to++] = octet == '\n' ? (byte) ' ' : octet;
            atLineStart = false;
        }
        anything |= length > 0;
        return to - at;
    }

    /**
     * Ends the content; a last line without CRLF gets one.
     *
     * @param into has room for 6 octets at {@code at}
     * @return the octets put
     */
    public int end(byte[] into, int at) {
        int to = at;
        if (afterCr) {
            into[to++] = ' ';
            afterCr = false;
            atLineStart = false;
        }
        if (anything && !atLineStart) {
            into[to++] = '\r';
            into[to++] = '\n';
        }
        System.arraycopy(END, 0, into, to, END.length);
        return to + END.length - at;
    }
}
