package org.mailgauge.mime;

import java.io.ByteArrayOutputStream;

/**
 * Encodes a body so that it passes where only lines of 7-bit text do (RFC 2045 section 6), piece by
 * piece. Used by one thread, for one body.
 */
public sealed interface TransferEncoder permits Base64Encoder, QuotedPrintableEncoder {

    /** Octets that the next piece may become, with what waits of the pieces before it. */
    int room(int length);

    /**
     * Encodes the next piece.
     *
     * @param into has {@link #room} for it at {@code at}
     * @return the octets put
     */
    int encode(byte[] from, int offset, int length, byte[] into, int at);

    /**
     * Ends the body.
     *
     * @param into has {@link #room} for nothing more at {@code at}
     * @return the octets put
     */
    int end(byte[] into, int at);

    /** Encodes a whole body. */
    default byte[] all(byte[] body) {
        var into = new byte[room(body.length)];
        int count = encode(body, 0, body.length, into, 0);
        var encoded = new ByteArrayOutputStream(count + 8);
        encoded.write(into, 0, count);
        var rest = new byte[room(0)];
        encoded.write(rest, 0, end(rest, 0));
        return encoded.toByteArray();
    }
}
