package org.mailgauge.deliver;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mime.MimeParser;
import org.mailgauge.mime.Part;
import org.mailgauge.mime.SevenBit;
import org.mailgauge.mime.TransferEncoder;
import org.mailgauge.queue.Content;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A content as it goes to a next hop that takes 7-bit text only. It is made anew whenever it is
 * read, from its beginning on: what it keeps is header sections, never bodies. Used by one thread.
 */
final class SevenBitContent implements Content {
    private static final int BUFFER = 16 << 10;

    /** Octets of header sections that are kept. */
    private static final long MOST_HEADERS = 4 << 20;

    /** A stretch of the converted content. */
    private sealed interface Piece {
        /** As it is. */
        record Copy(long from, long to) implements Piece {}

        /** What stands there instead. */
        record Instead(byte[] octets) implements Piece {}

        /** Encoded by what this part is encoded with. */
        record Encoded(Part part) implements Piece {}
    }

    private final Content original;
    private final List<Piece> pieces;
    private final byte[] source = new byte[BUFFER];
    private byte[] made = new byte[BUFFER];
    private long octets;

    private int piece;
    private long within;
    private @Nullable TransferEncoder encoder;
    private long position;
    private int from;
    private int to;

    private SevenBitContent(Content original, List<Piece> pieces) {
        this.original = original;
        this.pieces = pieces;
    }

    /**
     * Converts a content.
     *
     * @return empty when it cannot be converted
     * @throws IOException when the original cannot be read
     */
    static Optional<SevenBitContent> of(Content original) throws IOException {
        var changed = SevenBit.changed(parse(original));
        var pieces = changed.isEmpty() ? null : pieces(original, changed.get());
        if (pieces == null) {
            return Optional.empty();
        }
        var content = new SevenBitContent(original, pieces);
        return content.measure() ? Optional.of(content) : Optional.empty();
    }

    private static Part parse(Content original) throws IOException {
        var parser = new MimeParser();
        var buffer = new byte[BUFFER];
        long at = 0;
        for (int count = 0; count >= 0; count = original.read(at, buffer, 0, BUFFER)) {
            parser.feed(buffer, 0, count);
            at += count;
        }
        if (at != original.octets()) {
            throw new IOException("content ends after " + at + " octets");
        }
        return parser.end();
    }

    private static @Nullable List<Piece> pieces(Content original, List<Part> changed)
            throws IOException {
        var pieces = new ArrayList<Piece>();
        long at = 0;
        long headers = 0;
        for (var part : changed) {
            var extent = part.extent();
            headers += extent.headerOctets();
            if (headers > MOST_HEADERS) {
                return null;
            }
            var header = SevenBit.header(part, read(original, extent));
            if (header.isEmpty()) {
                return null;
            }
            pieces.add(new Piece.Copy(at, extent.header()));
            pieces.add(new Piece.Instead(header.get()));
            at = extent.body();
            if (SevenBit.encoder(part).isPresent()) {
                pieces.add(new Piece.Encoded(part));
                at = extent.end();
            }
        }
        pieces.add(new Piece.Copy(at, original.octets()));
        return pieces;
    }

    private static byte[] read(Content original, Part.Extent extent) throws IOException {
        var header = new byte[(int) extent.headerOctets()];
        int at = 0;
        while (at < header.length) {
            int count = original.read(extent.header() + at, header, at, header.length - at);
            if (count <= 0) {
                throw new IOException("content ends within a header section");
            }
            at += count;
        }
        return header;
    }

    /** Reads all of it once: how much it is, and whether it is 7-bit indeed. */
    private boolean measure() throws IOException {
        var buffer = new byte[BUFFER];
        int all = 0;
        long at = 0;
        for (int count = 0; count >= 0; count = read(at, buffer, 0, BUFFER)) {
            for (int i = 0; i < count; i++) {
                all |= buffer[i];
            }
            at += count;
        }
        octets = at;
        return all >= 0;
    }

    /** Whether anything is otherwise than in the original. */
    boolean changed() {
        return pieces.size() > 1;
    }

    @Override
    public long octets() {
        return octets;
    }

    @Override
    public int read(long at, byte[] into, int offset, int length) throws IOException {
        if (at == 0) {
            restart();
        } else if (at != position) {
            throw new IllegalArgumentException("at " + position + ", not " + at);
        }
        while (from == to) {
            if (piece == pieces.size()) {
                return -1;
            }
            make();
        }
        int count = Math.min(length, to - from);
        System.arraycopy(made, from, into, offset, count);
        from += count;
        position += count;
        return count;
    }

    private void restart() {
        piece = 0;
        within = 0;
        encoder = null;
        position = 0;
        from = 0;
        to = 0;
    }

    /** Makes some more octets, or goes to the next piece. */
    private void make() throws IOException {
        from = 0;
        to = 0;
        switch (pieces.get(piece)) {
            case Piece.Copy(long start, long end) -> {
                to = readOriginal(start, end, made);
                within += to;
                nextIf(to == 0);
            }
            case Piece.Instead(var instead) -> {
                if (made.length < instead.length) {
                    made = new byte[instead.length];
                }
                System.arraycopy(instead, 0, made, 0, instead.length);
                to = instead.length;
                nextIf(true);
            }
            case Piece.Encoded(var part) -> encode(part);
        }
    }

    private void encode(Part part) throws IOException {
        if (encoder == null) {
            encoder = SevenBit.encoder(part).orElseThrow();
        }
        int count = readOriginal(part.extent().body(), part.extent().end(), source);
        if (made.length < encoder.room(count)) {
            made = new byte[encoder.room(count)];
        }
        to = count > 0 ? encoder.encode(source, 0, count, made, 0) : encoder.end(made, 0);
        within += count;
        nextIf(count == 0);
    }

    private int readOriginal(long start, long end, byte[] into) throws IOException {
        int wanted = (int) Math.min(BUFFER, end - start - within);
        int count = wanted == 0 ? 0 : original.read(start + within, into, 0, wanted);
        if (count <= 0 && wanted > 0) {
            throw new IOException("content ends after " + (start + within) + " octets");
        }
        return count;
    }

    private void nextIf(boolean done) {
        if (done) {
            piece++;
            within = 0;
            encoder = null;
        }
    }
}
