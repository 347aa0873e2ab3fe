package org.mailgauge.mailaccess;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.FetchItem;
import org.mailgauge.imap.FetchItem.Section;
import org.mailgauge.imap.HeaderFilter;
import org.mailgauge.imap.Sections;
import org.mailgauge.imap.Sections.Span;
import org.mailgauge.mime.Part;
import org.mailgauge.queue.Content;

import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.Supplier;

/**
 * Reads contents a piece at a time, into octets that are used again and again. Used by one thread.
 */
final class ContentReader {
    /** The store checks so many octets at once: pieces end where these do. */
    static final int PIECE = 64 << 10;

    private static final int SMALL = 4 << 10;

    /** What stands for NUL, which no literal may have (RFC 9051 section 4.3). */
    private static final byte NO_NUL = (byte) 0x80;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;

    private byte[] octets = new byte[0];

    /** Takes what comes out of a content. */
    interface Sink {
        /**
         * Takes octets.
         *
         * @param at how many came before
         */
        void take(byte[] octets, int count, long at) throws IOException;
    }

    /** What was read last, from the beginning of these. */
    byte[] octets() {
        return octets;
    }

    /**
     * Reads from one position on, as far as it comes in one piece and not beyond another position.
     *
     * @param binary whether NUL may be among them
     * @return how many octets, one at least
     * @throws IOException when they cannot be read, or there are none
     */
    int read(Content content, long from, long to, boolean binary) throws IOException {
        int wanted = (int) Math.min(to - from, PIECE - from % PIECE);
        if (octets.length < wanted) {
            octets = new byte[Math.max(wanted, Math.min(PIECE, Math.max(2 * wanted, SMALL)))];
        }
        int count = content.read(from, octets, 0, wanted);
        if (count <= 0) {
            throw new EOFException("a content ends at " + from + ", before " + to);
        }
        if (!binary) {
            replaceNul(count);
        }
        return count;
    }

    private void replaceNul(int count) {
        int at = 0;
        while (at <= count - Long.BYTES) {
            long eight = (long) LONGS.get(octets, at);
            if (((eight - ONES) & ~eight & HIGHS) != 0) {
                replaceNul(at, at + Long.BYTES);
            }
            at += Long.BYTES;
        }
        replaceNul(at, count);
    }

    private void replaceNul(int from, int to) {
        for (int i = from; i < to; i++) {
            if (octets[i] == 0) {
                octets[i] = NO_NUL;
            }
        }
    }

    /**
     * Reads all of it through a passage.
     *
     * @return how many octets came out
     */
    long pass(Content content, Span span, Passage passage, boolean binary, Sink sink)
            throws IOException {
        var into = new byte[0];
        long length = 0;
        for (long at = span.from(); at < span.to() && !passage.done(); ) {
            int count = read(content, at, span.to(), binary);
            into = roomy(into, passage.room(count));
            int made = passage.take(octets, count, into);
            sink.take(into, made, length);
            length += made;
            at += count;
        }
        into = roomy(into, passage.room(0));
        int made = passage.end(into);
        sink.take(into, made, length);
        return length + made;
    }

    private static byte[] roomy(byte[] octets, int room) {
        return octets.length < room ? new byte[room] : octets;
    }

    /**
     * Where the octets of a section are; of the message itself no structure is needed, and for its
     * fields all of it is given: they end where the body begins.
     *
     * @return null for a part that is not there
     */
    @Nullable Span find(Content content, Section section, Supplier<Part> structure)
            throws IOException {
        if (!section.part().isEmpty()) {
            return Sections.find(structure.get(), section);
        }
        return switch (section.text()) {
            case ALL, MIME, HEADER_FIELDS, HEADER_FIELDS_NOT -> new Span(0, content.octets());
            case HEADER -> new Span(0, headerOctets(content));
            case TEXT -> new Span(headerOctets(content), content.octets());
        };
    }

    /** Octets of the header section of a content, with its empty line. */
    long headerOctets(Content content) throws IOException {
        var filter = HeaderFilter.all();
        var into = new byte[0];
        for (long at = 0; at < content.octets() && !filter.done(); ) {
            int count = read(content, at, Math.min(content.octets(), at + SMALL), true);
            into = roomy(into, filter.room(count));
            filter.take(octets, 0, count, into, 0);
            at += count;
        }
        return filter.taken();
    }

    /** Whether fields of the octets are meant, not all of them. */
    static boolean isOfFields(Section section) {
        return section.text() == Section.Text.HEADER_FIELDS
                || section.text() == Section.Text.HEADER_FIELDS_NOT;
    }

    /** Of so many octets those that are asked for. */
    static Span part(long length, FetchItem.@Nullable Partial partial) {
        if (partial == null) {
            return new Span(0, length);
        }
        long from = Math.min(partial.from(), length);
        return new Span(from, from + Math.min(partial.octets(), length - from));
    }
}
