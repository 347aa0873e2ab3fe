package org.mailgauge.fulltext;

import org.apache.lucene.util.BytesRef;
import org.mailgauge.store.ObjectId;

import java.nio.charset.StandardCharsets;

/** What stands in the index of one message: octets, of which the first says what it is. */
final class Codes {
    private static final char NAME = 'n';
    private static final char MESSAGE = 'e';

    /** Of messages that are always looked at. */
    static final BytesRef OPEN = new BytesRef("*");

    private Codes() {}

    /** The number of a message, which is not 0. */
    static long number(ObjectId emailId) {
        long number = emailId.number();
        return number == 0 ? 1 : number;
    }

    static BytesRef message(long number) {
        var octets = new byte[1 + Long.BYTES];
        octets[0] = MESSAGE;
        for (int i = 1; i < octets.length; i++) {
            octets[i] = (byte) (number >>> (64 - 8 * i));
        }
        return new BytesRef(octets);
    }

    /**
     * Of a field's name.
     *
     * @param name as {@link Kind#name} has it
     */
    static BytesRef name(String name) {
        return new BytesRef((NAME + name).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Of a piece; those that begin alike have terms that begin alike. */
    static BytesRef piece(Kind kind, long piece) {
        var term = new BytesRef(1 + 4 * 3);
        piece(kind, piece, term);
        return term;
    }

    /**
     * The same.
     *
     * @param into has room for thirteen octets
     */
    static void piece(Kind kind, long piece, BytesRef into) {
        var octets = into.bytes;
        int length = 0;
        octets[length++] = kind.mark();
        for (int shift = 48; shift >= 0; shift -= 16) {
            char c = (char) (piece >>> shift);
            if (c == 0) {
                break;
            } else if (c < 0x80) {
                octets[length++] = (byte) c;
            } else if (c < 0x800) {
                octets[length++] = (byte) (0xC0 | (c >> 6));
                octets[length++] = (byte) (0x80 | (c & 0x3F));
            } else {
                octets[length++] = (byte) (0xE0 | (c >> 12));
                octets[length++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                octets[length++] = (byte) (0x80 | (c & 0x3F));
            }
        }
        into.offset = 0;
        into.length = length;
    }
}
