package org.mailgauge.smtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Turns content into what goes over the wire after DATA (RFC 5321 section 4.5.2): a dot that begins
 * a line is doubled, the end is CRLF dot CRLF. A CR or LF that is not part of a CRLF goes out as a
 * space, so that nobody behind us can see a line end where we saw none. Used by one thread, for one
 * content.
 */
public final class DotStuffer {
    private static final byte[] END = {'.', '\r', '\n'};
    private static final VarHandle EIGHT =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ONE_EACH = 0x0101_0101_0101_0101L;
    private static final long HIGH_EACH = 0x8080_8080_8080_8080L;
    private static final long CR_EACH = '\r' * ONE_EACH;
    private static final long LF_EACH = '\n' * ONE_EACH;

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
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            if (!afterCr && !(atLineStart && from[i] == '.')) {
                int plain = plain(from, i, end);
                if (plain > i) {
                    System.arraycopy(from, i, into, to, plain - i);
                    to += plain - i;
                    i = plain;
                    atLineStart = from[i - 1] == '\n';
                    if (i == end) {
                        break;
                    }
                }
            }
            to = put(from[i], into, to);
        }
        anything |= length > 0;
        return to - at;
    }

    /**
     * Where what goes out as it came ends: lines that are ended by CRLF and do not begin with a
     * dot.
     *
     * @param from not behind a CR, nor a dot at the begin of a line
     */
    private static int plain(byte[] octets, int from, int end) {
        int i = from;
        while (i < end) {
            while (i <= end - Long.BYTES && !hasCrOrLf((long) EIGHT.get(octets, i))) {
                i += Long.BYTES;
            }
            if (i == end) {
                break;
            }
            byte octet = octets[i];
            if (octet != '\r' && octet != '\n') {
                i++;
            } else if (octet == '\r'
                    && i + 2 < end
                    && octets[i + 1] == '\n'
                    && octets[i + 2] != '.') {
                i += 2;
            } else {
                break;
            }
        }
        return i;
    }

    /** Whether one of eight octets is a CR or LF. */
    private static boolean hasCrOrLf(long eight) {
        return hasZero(eight ^ CR_EACH) || hasZero(eight ^ LF_EACH);
    }

    /** Whether one of eight octets is zero: else no high bit that was not there comes up. */
    private static boolean hasZero(long eight) {
        return (eight - ONE_EACH & ~eight & HIGH_EACH) != 0;
    }

    /** Encodes an octet. @return where the next one goes */
    private int put(byte octet, byte[] into, int at) {
        int to = at;
        if (afterCr) {
            afterCr = false;
            if (octet == '\n') {
                into[to++] = '\r';
                into[to++] = '\n';
                atLineStart = true;
                return to;
            }
            into[to++] = ' ';
            atLineStart = false;
        }
        if (octet == '\r') {
            afterCr = true;
            return to;
        }
        if (atLineStart && octet == '.') {
            into[to++] = '.';
        }
        into[to++] = octet == '\n' ? (byte) ' ' : octet;
        atLineStart = false;
        return to;
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
