package org.mailgauge.report;

import java.io.ByteArrayOutputStream;

/** Encodes lines of text so that any octet passes (RFC 2045 section 6.7). */
final class QuotedPrintable {
    private static final int WIDTH = 76;
    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
    };

    private final byte[] from;
    private final ByteArrayOutputStream to;
    private int column;

    private QuotedPrintable(byte[] from) {
        this.from = from;
        this.to = new ByteArrayOutputStream(from.length + from.length / 8 + 16);
    }

    /** CRLF stays the end of a line; a CR or LF alone is encoded. */
    static byte[] encode(byte[] octets) {
        return new QuotedPrintable(octets).run();
    }

    private byte[] run() {
        for (int i = 0; i < from.length; i++) {
            if (endsLine(i)) {
                to.write('\r');
                to.write('\n');
                column = 0;
                i++;
            } else {
                octet(from[i] & 0xFF, endsLine(i + 1) || i + 1 == from.length);
            }
        }
        return to.toByteArray();
    }

    private boolean endsLine(int i) {
        return i + 1 < from.length && from[i] == '\r' && from[i + 1] == '\n';
    }

    private void octet(int octet, boolean last) {
        boolean space = octet == ' ' || octet == '\t';
        boolean plain = octet > ' ' && octet < 0x7F && octet != '=';
        int width = plain || (space && !last) ? 1 : 3;
        if (column + width > WIDTH - 1) {
            to.write('=');
            to.write('\r');
            to.write('\n');
            column = 0;
        }
        if (width == 1) {
            to.write(octet);
        } else {
            to.write('=');
            to.write(HEX[octet >> 4]);
            to.write(HEX[octet & 15]);
        }
        column += width;
    }
}
