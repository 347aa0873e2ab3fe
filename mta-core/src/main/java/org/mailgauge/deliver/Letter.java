package org.mailgauge.deliver;

import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.ReversePath;
import org.mailgauge.queue.Content;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A message ready for final delivery: its header section has been read once, for all recipients.
 * Each gets it with one Return-Path field on top, whatever fields of that name it came with (RFC
 * 5321 section 4.4), and a Delivered-To field of his own (RFC 9228). Used by one thread.
 */
public final class Letter {
    private static final int PIECE = 16 << 10;

    private final ReversePath from;
    private final Instant arrived;
    private final Content content;
    private final FieldScan fields;
    private final List<FieldScan.Range> kept;

    private Letter(ReversePath from, Instant arrived, Content content, FieldScan fields) {
        this.from = from;
        this.arrived = arrived;
        this.content = content;
        this.fields = fields;
        this.kept = kept(content.octets(), fields.returnPaths());
    }

    /**
     * Reads the header section.
     *
     * @throws IOException when the content cannot be read
     */
    static Letter open(ReversePath from, Instant arrived, Content content) throws IOException {
        var fields = new FieldScan();
        long octets = content.octets();
        var piece = new byte[Math.clamp(octets, 1, PIECE)];
        for (long at = 0; at < octets && !fields.ended(); ) {
            int count = content.read(at, piece, 0, piece.length);
            if (count < 0) {
                throw new IOException("content ends after " + at + " of " + octets + " octets");
            }
            fields.scan(piece, 0, count);
            at += count;
        }
        fields.end();
        return new Letter(from, arrived, content, fields);
    }

    private static List<FieldScan.Range> kept(long octets, List<FieldScan.Range> cut) {
        var kept = new ArrayList<FieldScan.Range>(cut.size() + 1);
        long at = 0;
        for (var range : cut) {
            if (range.from() > at) {
                kept.add(new FieldScan.Range(at, range.from()));
            }
            at = range.to();
        }
        if (at < octets) {
            kept.add(new FieldScan.Range(at, octets));
        }
        return List.copyOf(kept);
    }

    ReversePath from() {
        return from;
    }

    Instant arrived() {
        return arrived;
    }

    /** Whether the recipient had it before: it goes round. */
    boolean hasBeenAt(ForwardPath to) {
        return fields.deliveredTo(to.toString());
    }

    /** What the recipient gets. */
    Content to(ForwardPath recipient) {
        var path =
                switch (from) {
                    case ReversePath.Null _ -> "";
                    case ReversePath.Sender(var mailbox) -> mailbox.toString();
                };
        var top = "Return-Path: <" + path + ">\r\nDelivered-To: " + recipient + "\r\n";
        return new Copy(top.getBytes(StandardCharsets.ISO_8859_1), kept, content);
    }

    /** Fields of ours on top of what is kept of a content. */
    private record Copy(byte[] top, List<FieldScan.Range> kept, Content content)
            implements Content {
        @Override
        public long octets() {
            long sum = top.length;
            for (var range : kept) {
                sum += range.to() - range.from();
            }
            return sum;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (position < top.length) {
                int count = Math.min(length, top.length - (int) position);
                System.arraycopy(top, (int) position, into, offset, count);
                return count;
            }
            long rest = position - top.length;
            for (var range : kept) {
                long octets = range.to() - range.from();
                if (rest < octets) {
                    int most = (int) Math.min(length, octets - rest);
                    return content.read(range.from() + rest, into, offset, most);
                }
                rest -= octets;
            }
            return -1;
        }
    }
}
