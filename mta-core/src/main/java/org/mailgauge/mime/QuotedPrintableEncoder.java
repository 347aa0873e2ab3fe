package org.mailgauge.mime;

/**
 * Encodes lines of text as quoted-printable (RFC 2045 section 6.7), in lines of at most 76
 * characters. CRLF stays the end of a line; a CR or LF alone is encoded. Used by one thread, for
 * one body.
 */
public final class QuotedPrintableEncoder implements TransferEncoder {
    private static final int WIDTH = 76;
    private static final int NONE = -1;
    private static final String HEX = "0123456789ABCDEF";

    private int column;
    private int blank = NONE;
    private boolean afterCr;

    @Override
    public int room(int length) {
        return 4 * length + 16;
    }

    @Override
    public int encode(byte[] from, int offset, int length, byte[] into, int at) {
        int to = at;
        for (int i = offset; i < offset + length; i++) {
            to = octet(from[i] & 0xFF, into, to);
        }
        return to - at;
    }

    private int octet(int octet, byte[] into, int at) {
        int to = at;
        if (afterCr) {
            afterCr = false;
            if (octet == '\n') {
                to = blank(into, to, true);
                into[to++] = '\r';
                into[to++] = '\n';
                column = 0;
                return to;
            }
            to = escaped('\r', into, blank(into, to, false));
        }
        if (octet == '\r') {
            afterCr = true;
            return to;
        }
        to = blank(into, to, false);
        if (octet == ' ' || octet == '\t') {
            blank = octet;
            return to;
        }
        boolean plain = octet > ' ' && octet < 0x7F && octet != '=';
        return plain ? plain(octet, into, to) : escaped(octet, into, to);
    }

    /** Puts the blank that waits; at the end of a line it must be encoded. */
    private int blank(byte[] into, int at, boolean last) {
        if (blank == NONE) {
            return at;
        }
        int octet = blank;
        blank = NONE;
        return last ? escaped(octet, into, at) : plain(octet, into, at);
    }

    private int plain(int octet, byte[] into, int at) {
        int to = fit(1, into, at);
        into[to] = (byte) octet;
        return to + 1;
    }

    private int escaped(int octet, byte[] into, int at) {
        int to = fit(3, into, at);
        into[to] = '=';
        into[to + 1] = (byte) HEX.charAt(octet >> 4);
        into[to + 2] = (byte) HEX.charAt(octet & 15);
        return to + 3;
    }

    /** Breaks the line when it has no room. */
    private int fit(int width, byte[] into, int at) {
        boolean fits = column + width <= WIDTH - 1;
        column = fits ? column + width : width;
        if (fits) {
            return at;
        }
        into[at] = '=';
        into[at + 1] = '\r';
        into[at + 2] = '\n';
        return at + 3;
    }

    @Override
    public int end(byte[] into, int at) {
        int to = blank(into, at, !afterCr);
        if (afterCr) {
            afterCr = false;
            to = escaped('\r', into, to);
        }
        return to - at;
    }
}
