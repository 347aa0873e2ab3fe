package org.mailgauge.mime;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * Undoes a Content-Transfer-Encoding (RFC 2045 section 6), piece by piece. Takes whatever comes,
 * and says afterwards whether it was clean. Used by one thread, for one body.
 */
public sealed interface TransferDecoder
        permits Base64Decoder, QuotedPrintableDecoder, TransferDecoder.Identity {

    /** The decoder of an encoding, by its name in lower case; empty when nobody knows it. */
    static Optional<TransferDecoder> of(String encoding) {
        return switch (encoding) {
            case "base64" -> Optional.of(new Base64Decoder());
            case "quoted-printable" -> Optional.of(new QuotedPrintableDecoder());
            case "7bit", "8bit", "binary" -> Optional.of(new Identity());
            default -> Optional.empty();
        };
    }

    /** Octets that the next piece may become, with what waits of the pieces before it. */
    int room(int length);

    /**
     * Decodes the next piece.
     *
     * @param into has {@link #room} for it at {@code at}
     * @return the octets put
     */
    int decode(byte[] from, int offset, int length, byte[] into, int at);

    /**
     * Ends the body.
     *
     * @param into has {@link #room} for nothing more at {@code at}
     * @return the octets put
     */
    int end(byte[] into, int at);

    /** Whether something was there that the encoding does not have. */
    boolean damaged();

    /** Decodes a whole body. */
    default byte[] all(byte[] body) {
        var into = new byte[room(body.length)];
        int count = decode(body, 0, body.length, into, 0);
        var decoded = new ByteArrayOutputStream(count);
        decoded.write(into, 0, count);
        var rest = new byte[room(0)];
        decoded.write(rest, 0, end(rest, 0));
        return decoded.toByteArray();
    }

    /** 7bit, 8bit and binary: nothing to undo. */
    final class Identity implements TransferDecoder {
        @Override
        public int room(int length) {
            return length;
        }

        @Override
        public int decode(byte[] from, int offset, int length, byte[] into, int at) {
            System.arraycopy(from, offset, into, at, length);
            return length;
        }

        @Override
        public int end(byte[] into, int at) {
            return 0;
        }

        @Override
        public boolean damaged() {
            return false;
        }
    }
}
