package org.mailgauge.mime;

import java.util.Arrays;

/**
 * Decodes base64 (RFC 2045 section 6.8): what is not of its alphabet is passed over, and what
 * follows padding is decoded too.
 */
public final class Base64Decoder implements TransferDecoder {
    private static final byte[] VALUES = new byte[256];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < Base64Encoder.ALPHABET.length(); i++) {
            VALUES[Base64Encoder.ALPHABET.charAt(i)] = (byte) i;
        }
    }

    private int bits;
    private int characters;
    private int padding;
    private boolean padded;
    private boolean damaged;

    @Override
    public int room(int length) {
        return length / 4 * 3 + 6;
    }

    @Override
    public int decode(byte[] from, int offset, int length, byte[] into, int at) {
        int to = at;
        for (int i = offset; i < offset + length; i++) {
            int value = VALUES[from[i] & 0xFF];
            if (value >= 0) {
                damaged |= padded;
                bits = (bits << 6) | value;
                if (++characters == 4) {
                    into[to++] = (byte) (bits >> 16);
                    into[to++] = (byte) (bits >> 8);
                    into[to++] = (byte) bits;
                    characters = 0;
                }
            } else if (from[i] == '=') {
                to += pad(into, to);
            } else {
                damaged |= !Lexer.isBlank((char) (from[i] & 0xFF));
            }
        }
        return to - at;
    }

    private int pad(byte[] into, int at) {
        padded = true;
        if (characters < 2) {
            damaged |= characters == 1 || padding == 0;
            padding = Math.max(padding - 1, 0);
            characters = 0;
            return 0;
        }
        padding = 3 - characters;
        return flush(into, at);
    }

    /** Puts what two or three characters hold. */
    private int flush(byte[] into, int at) {
        int count = characters - 1;
        int aligned = bits << (6 * (4 - characters));
        into[at] = (byte) (aligned >> 16);
        if (count == 2) {
            into[at + 1] = (byte) (aligned >> 8);
        }
        characters = 0;
        return count;
    }

    @Override
    public int end(byte[] into, int at) {
        damaged |= characters > 0 || padding > 0;
        return characters < 2 ? 0 : flush(into, at);
    }

    @Override
    public boolean damaged() {
        return damaged;
    }
}
