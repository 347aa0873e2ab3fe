package org.mailgauge.mime;

/**
 * Encodes in base64, in lines of 76 characters that end with CRLF (RFC 2045 section 6.8). Used by
 * one thread, for one body.
 */
public final class Base64Encoder implements TransferEncoder {
    static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private static final int LINE = 76;

    private int bits;
    private int octets;
    private int column;

    @Override
    public int room(int length) {
        return (length + 2) / 3 * 4 + length / 57 * 2 + 10;
    }

    @Override
    public int encode(byte[] from, int offset, int length, byte[] into, int at) {
        int to = at;
        for (int i = offset; i < offset + length; i++) {
            bits = (bits << 8) | (from[i] & 0xFF);
            if (++octets == 3) {
                to = quantum(into, to, 4);
            }
        }
        return to - at;
    }

    private int quantum(byte[] into, int at, int characters) {
        int to = at;
        for (int i = 0; i < 4; i++) {
            int value = (bits >> (6 * (3 - i))) & 0x3F;
            into[to++] = (byte) (i < characters ? ALPHABET.charAt(value) : '=');
        }
        bits = 0;
        octets = 0;
        column += 4;
        return column == LINE ? lineEnd(into, to) : to;
    }

    private int lineEnd(byte[] into, int at) {
        into[at] = '\r';
        into[at + 1] = '\n';
        column = 0;
        return at + 2;
    }

    @Override
    public int end(byte[] into, int at) {
        int to = at;
        if (octets > 0) {
            int characters = octets + 1;
            bits <<= 8 * (3 - octets);
            to = quantum(into, to, characters);
        }
        return (column > 0 ? lineEnd(into, to) : to) - at;
    }
}
