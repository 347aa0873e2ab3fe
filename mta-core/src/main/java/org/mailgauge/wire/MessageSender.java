package org.mailgauge.wire;

import org.jspecify.annotations.Nullable;
import org.mailgauge.maildrop.Maildrop;
import org.mailgauge.pop3.TopFilter;
import org.mailgauge.smtp.DotStuffer;

import java.io.IOException;
import java.util.Objects;

/**
 * Sends a message out of a maildrop, dot-stuffed and ended (RFC 1939 section 3), piece by piece and
 * as fast as the client takes it. Used by one thread.
 */
final class MessageSender {
    /** Octets that are read at a time: with a lent buffer, without one, and for TOP. */
    private static final int PIECE = 24 << 10;

    private static final int SMALL_PIECE = 3 << 10;
    private static final int TOP_PIECE = 4 << 10;

    /** Room that the end of a message takes. */
    private static final int END = 6;

    private final BufferPool pool;
    private final ReplyWriter writer;

    MessageSender(BufferPool pool, ReplyWriter writer) {
        this.pool = pool;
        this.writer = writer;
    }

    /**
     * Sends it, or its top.
     *
     * @param top null for all of it
     * @throws IOException when it cannot be read to its end, or the client is gone: then nothing
     *     more can be said
     */
    void send(Maildrop.Content content, @Nullable TopFilter top) throws IOException {
        byte @Nullable [] lent = pool.borrow();
        try {
            int piece = lent == null ? SMALL_PIECE : top == null ? PIECE : TOP_PIECE;
            var buffer = Objects.requireNonNullElseGet(lent, () -> new byte[room(SMALL_PIECE)]);
            send(content, top, buffer, piece);
        } finally {
            if (lent != null) {
                pool.giveBack(lent);
            }
        }
    }

    /**
     * So much a buffer must hold: a piece, what was gathered before, and what the piece becomes.
     */
    private int room(int piece) {
        return piece + writer.gathered() + DotStuffer.room(piece) + END;
    }

    /** What is read is at the front of the buffer, what is sent behind it, with room before it. */
    private void send(Maildrop.Content content, @Nullable TopFilter top, byte[] buffer, int piece)
            throws IOException {
        var stuffer = new DotStuffer();
        int start = piece + writer.gathered();
        int end = start;
        while (top == null || !top.done()) {
            int count = content.read(buffer, 0, piece);
            if (count < 0) {
                break;
            }
            int taken = top == null ? count : top.take(buffer, 0, count);
            if (end + DotStuffer.room(taken) + END > buffer.length) {
                writer.writeBehindRoom(buffer, start, end - start);
                end = start;
            }
            end += stuffer.put(buffer, 0, taken, buffer, end);
        }
        end += stuffer.end(buffer, end);
        writer.addBehindRoom(buffer, start, end - start);
    }
}
