package org.mailgauge.mailaccess;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.FetchItem;
import org.mailgauge.imap.Sections.Span;
import org.mailgauge.queue.Content;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * Sends octets of contents as literals, a piece at a time and as fast as the client takes them.
 * Used by one thread.
 *
 * <p>The length of a literal goes before it, so what fails before its first octets is NIL in its
 * place, and what fails later ends the connection.
 */
final class LiteralWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LiteralWriter.class);

    /** Octets that are put before the client is waited for. */
    private static final int STEP = 8 << 10;

    /** What octets become is made once when it is not longer, and twice else. */
    private static final int KEPT = 64 << 10;

    private final Output out;
    private final ContentReader reader;

    LiteralWriter(Output out, ContentReader reader) {
        this.out = out;
        this.reader = reader;
    }

    /**
     * Sends octets as they are.
     *
     * @param partial which of them, null for all
     * @param binary whether NUL may be among them (RFC 3516)
     * @return false when they cannot be read, and NIL was sent
     */
    boolean send(Content content, Span span, FetchItem.@Nullable Partial partial, boolean binary)
            throws ClientGoneException {
        var part = ContentReader.part(span.to() - span.from(), partial);
        long from = span.from() + part.from();
        long to = span.from() + part.to();
        if (from == to) {
            out.buffer().text("\"\"");
            return true;
        }
        int count;
        try {
            count = reader.read(content, from, to, binary);
        } catch (IOException failed) {
            return unreadable(failed);
        }
        head(to - from, binary);
        put(reader.octets(), 0, count);
        for (long at = from + count; at < to; at += count) {
            try {
                count = reader.read(content, at, to, binary);
            } catch (IOException failed) {
                throw cut(failed);
            }
            put(reader.octets(), 0, count);
        }
        return true;
    }

    /**
     * Sends what octets become on their way.
     *
     * @return as {@link #send}
     */
    boolean send(
            Content content,
            Span span,
            Supplier<Passage> passages,
            FetchItem.@Nullable Partial partial,
            boolean binary)
            throws ClientGoneException {
        var kept = new ByteArrayOutputStream();
        long length;
        try {
            length =
                    reader.pass(
                            content,
                            span,
                            passages.get(),
                            binary,
                            (octets, count, at) -> {
                                if (at + count <= KEPT) {
                                    kept.write(octets, 0, count);
                                }
                            });
        } catch (ClientGoneException gone) {
            throw gone;
        } catch (IOException failed) {
            return unreadable(failed);
        }
        var part = ContentReader.part(length, partial);
        int count = (int) Math.min(KEPT, part.to() - part.from());
        if (count == 0) {
            out.buffer().text("\"\"");
            return true;
        }
        head(part.to() - part.from(), binary);
        if (length <= KEPT) {
            put(kept.toByteArray(), (int) part.from(), count);
        } else {
            again(content, span, passages.get(), part, binary);
        }
        return true;
    }

    private void again(Content content, Span span, Passage passage, Span part, boolean binary)
            throws ClientGoneException {
        try {
            reader.pass(
                    content,
                    span,
                    passage,
                    binary,
                    (octets, count, at) -> {
                        int first = Math.clamp(part.from() - at, 0, count);
                        int last = Math.clamp(part.to() - at, 0, count);
                        put(octets, first, last - first);
                    });
        } catch (ClientGoneException gone) {
            throw gone;
        } catch (IOException failed) {
            throw cut(failed);
        }
    }

    private void head(long count, boolean binary) {
        out.buffer().text(binary ? "~" : "").literal(count);
    }

    private void put(byte[] octets, int offset, int count) throws ClientGoneException {
        for (int at = 0; at < count; at += STEP) {
            out.buffer().octets(octets, offset + at, Math.min(STEP, count - at));
            out.pass();
        }
    }

    private boolean unreadable(IOException failed) {
        LOG.warn("a message cannot be read: {}", failed.toString());
        out.buffer().nil();
        return false;
    }

    private static ClientGoneException cut(IOException failed) {
        LOG.warn("a message cannot be read to its end, the connection ends in it", failed);
        return new ClientGoneException(failed);
    }
}
