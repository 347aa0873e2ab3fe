package org.mailgauge.deliver;

import org.mailgauge.port.Net;
import org.mailgauge.queue.Content;
import org.mailgauge.smtp.DotStuffer;

import java.io.IOException;
import java.time.Duration;

/**
 * Sends contents after DATA, in pieces of at most 16 KiB; small ones, and the last piece with the
 * end, in a single write. Its buffers grow to what is needed and live as long as the association.
 * Used by one thread.
 */
final class ContentSender {
    private static final int PIECE = 16 << 10;
    private static final int LEAST = 1 << 10;
    private static final int END_ROOM = 6;

    private final Net.Connection connection;
    private final Duration blockTimeout;
    private byte[] piece = new byte[0];
    private byte[] encoded = new byte[0];

    ContentSender(Net.Connection connection, Duration blockTimeout) {
        this.connection = connection;
        this.blockTimeout = blockTimeout;
    }

    /** The content could not be read; the peer has not seen its end. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;

        UnreadableException(String message) {
            super(message);
        }
    }

    /**
     * Sends the content and its end.
     *
     * @throws UnreadableException when the content cannot be read as a whole; its end was not sent
     * @throws IOException when the peer does not take it
     */
    void send(Content content) throws IOException, UnreadableException {
        ensureRoom(content.octets());
        var stuffer = new DotStuffer();
        long position = 0;
        int filled = 0;
        while (true) {
            int count = read(content, position);
            if (count < 0) {
                break;
            }
            if (filled + DotStuffer.room(count) + END_ROOM > encoded.length) {
                connection.write(encoded, 0, filled, blockTimeout);
                filled = 0;
            }
            filled += stuffer.put(piece, 0, count, encoded, filled);
            position += count;
        }
        if (position != content.octets()) {
            throw new UnreadableException(
                    "content ends after " + position + " of " + content.octets() + " octets");
        }
        filled += stuffer.end(encoded, filled);
        connection.write(encoded, 0, filled, blockTimeout);
    }

    private int read(Content content, long position) throws UnreadableException {
        try {
            return content.read(position, piece, 0, piece.length);
        } catch (IOException failed) {
            throw new UnreadableException("content cannot be read: " + failed.getMessage());
        }
    }

    private void ensureRoom(long octets) {
        int wanted = Math.clamp(octets, LEAST, PIECE);
        if (piece.length < wanted) {
            piece = new byte[wanted];
            encoded = new byte[DotStuffer.room(wanted) + END_ROOM];
        }
    }
}
