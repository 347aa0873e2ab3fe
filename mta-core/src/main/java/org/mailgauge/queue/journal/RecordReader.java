package org.mailgauge.queue.journal;

import org.jspecify.annotations.Nullable;
import org.mailgauge.disk.FileWindow;
import org.mailgauge.disk.Region;
import org.mailgauge.disk.Sums;
import org.mailgauge.port.Disk.DiskFile;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.journal.Journal.Owner;
import org.mailgauge.queue.journal.JournalListener.Damage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads messages back by their place, also while they are being moved. On platform threads only.
 *
 * <p>A read may race with the message's move and the reuse of its old segment. Therefore: look up
 * where it is, read and check, and when the check fails look up again; only a message that has not
 * moved meanwhile is damaged.
 */
final class RecordReader {

    /** A message's record without its content. */
    record Found(RecordHeader header, byte[] envelope) {}

    private interface Step<T> {
        T read(Segment segment, long offset) throws IOException;
    }

    private final SegmentBook book;
    private final Bodies bodies;
    private final Quarantine quarantine;
    private final String segments;

    RecordReader(SegmentBook book, Bodies bodies, Quarantine quarantine, String segments) {
        this.book = book;
        this.bodies = bodies;
        this.quarantine = quarantine;
        this.segments = segments;
    }

    RecordHeader header(QueueId id, long place) throws IOException {
        return steady(id, place, (segment, offset) -> header(segment, offset, id));
    }

    Found found(QueueId id, long place) throws IOException {
        return steady(
                id,
                place,
                (segment, offset) -> {
                    var header = header(segment, offset, id);
                    return new Found(header, envelope(segment, header));
                });
    }

    /** The octets of one chunk of the content. */
    byte[] chunk(QueueId id, long place, int index) throws IOException {
        return steady(
                id,
                place,
                (segment, offset) -> {
                    var header = header(segment, offset, id);
                    if (header.bodyFile()) {
                        return bodyChunk(header, name(segment, header), index);
                    }
                    long at = header.regionOffset() + index * (Region.CHUNK + 4L);
                    return chunk(
                            segment.file, at, id.high(), id.low(), index, header.octets(), true);
                });
    }

    /** The content region of a record as it must be written again. */
    Region region(DiskFile segment, RecordHeader header) throws IOException {
        long octets = header.bodyFile() ? Format.REFERENCE : header.octets();
        var data = new byte[Math.toIntExact(octets)];
        var sums = new int[(int) Region.chunks(octets)];
        var id = header.id();
        for (int i = 0; i < sums.length; i++) {
            long at = header.regionOffset() + i * (Region.CHUNK + 4L);
            var part = chunk(segment, at, id.high(), id.low(), i, octets, true);
            System.arraycopy(part, 0, data, i * Region.CHUNK, part.length);
            sums[i] = Sums.chunkSum(id.high(), id.low(), i, part, 0, part.length);
        }
        return new Region(data, data.length, sums);
    }

    /** The header of a message's record at an offset. */
    RecordHeader header(Segment segment, long offset) throws IOException {
        var octets = bytes(segment.file, offset, Format.RECORD_HEADER, true);
        return RecordHeader.at(octets, 0, segment.header.salt())
                .filter(header -> header.offset() == offset)
                .filter(RecordHeader::carriesMessage)
                .orElseThrow(() -> new DamagedException("wrong record header", true));
    }

    private RecordHeader header(Segment segment, long offset, QueueId id) throws IOException {
        var header = header(segment, offset);
        if (!header.id().equals(id)) {
            throw new DamagedException("record of another message", true);
        }
        return header;
    }

    /** The envelope of a record. */
    byte[] envelope(Segment segment, RecordHeader header) throws IOException {
        int length = header.first() + header.second();
        var parts = bytes(segment.file, header.offset() + Format.RECORD_HEADER, length, true);
        if (Sums.sum(new java.util.zip.CRC32C(), parts, 0, length) != header.sum()) {
            throw new DamagedException("wrong envelope", true);
        }
        var envelope = new byte[header.first()];
        parts.get(0, envelope);
        return envelope;
    }

    /** The body file that a record refers to. */
    BodyName name(Segment segment, RecordHeader header) throws IOException {
        var region =
                bytes(
                        segment.file,
                        header.regionOffset(),
                        (int) Region.octets(Format.REFERENCE),
                        true);
        return Bodies.name(header, region, 0)
                .orElseThrow(() -> new DamagedException("wrong reference", true));
    }

    private byte[] bodyChunk(RecordHeader header, BodyName name, int index) throws IOException {
        try (var file = bodies.open(name)) {
            if (index == 0 && !Bodies.begins(name, bytes(file, 0, Format.BODY_HEADER, false))) {
                throw new DamagedException("wrong body file header", false);
            }
            long at = Format.BODY_HEADER + index * (Region.CHUNK + 4L);
            return chunk(file, at, name.random(), name.counter(), index, header.octets(), false);
        }
    }

    /** One chunk of a content region or body file, checked. */
    static byte[] chunk(
            DiskFile file, long at, long high, long low, int index, long octets, boolean inSegment)
            throws IOException {
        int length = (int) Math.min(Region.CHUNK, octets - (long) index * Region.CHUNK);
        var found = bytes(file, at, length + 4, inSegment);
        if (Sums.chunkSum(high, low, index, found, 0, length) != found.getInt(length)) {
            throw new DamagedException("wrong content", inSegment);
        }
        var chunk = new byte[length];
        found.get(0, chunk);
        return chunk;
    }

    private static ByteBuffer bytes(DiskFile file, long at, int length, boolean inSegment)
            throws IOException {
        var buffer = ByteBuffer.allocate(length);
        if (file.read(at, buffer) < length) {
            throw new DamagedException("the file is too short", inSegment);
        }
        return buffer.flip();
    }

    private <T> T steady(QueueId id, long place, Step<T> step) throws IOException {
        long at = book.follow(place, id);
        while (true) {
            var segment = book.at(at);
            if (segment.isEmpty()) {
                throw new EOFException("message " + id + " has ended");
            }
            try {
                return step.read(segment.get(), Format.offsetOf(at));
            } catch (IOException e) {
                long now = book.follow(place, id);
                if (now != at) {
                    at = now;
                    continue;
                }
                if (book.at(at).equals(segment) && e instanceof DamagedException damaged) {
                    damaged(damaged, segment.get(), Format.offsetOf(at), id);
                }
                throw e;
            }
        }
    }

    /**
     * Reads a whole sealed segment and reports what is wrong in it, also which messages are hit
     * whose own records can no longer tell.
     *
     * @throws IOException when something cannot be read, which is no damage: a later read may do
     */
    void scrub(Segment segment, @Nullable Owner owner) throws IOException {
        var unread = new ArrayList<IOException>();
        var visitor =
                new SegmentScan.Visitor() {
                    @Override
                    public void record(RecordHeader header, byte[] first, byte[] second) {
                        // It is right.
                    }

                    @Override
                    public void damaged(
                            long offset, long length, String what, Optional<QueueId> id) {
                        var file = segments + "/" + segment.name;
                        if (id.isEmpty() && owner != null) {
                            unread.addAll(hit(segment, offset, offset + length, what, owner));
                        }
                        quarantine.segment(
                                segment.file,
                                new Damage(file, segment.epoch(), offset, length, what, id));
                    }
                };
        new SegmentScan(new FileWindow(segment.file), segment.header, true, visitor)
                .run(segment.end());
        if (!unread.isEmpty()) {
            throw unread.getFirst();
        }
    }

    /**
     * Reports the messages whose record headers are wrong and lie in a damaged range.
     *
     * @return failures to read one, which say nothing about its message
     */
    private List<IOException> hit(Segment segment, long from, long to, String what, Owner owner) {
        var unread = new ArrayList<IOException>();
        for (long offset : book.liveOffsets(segment)) {
            if (offset < from || offset >= to) {
                continue;
            }
            try {
                var _ = header(segment, offset);
            } catch (DamagedException _) {
                owner.at(Format.place(segment.epoch(), offset, false))
                        .ifPresent(
                                id ->
                                        damaged(
                                                new DamagedException(what, true),
                                                segment,
                                                offset,
                                                id));
            } catch (IOException e) {
                unread.add(e);
            }
        }
        return unread;
    }

    /** Keeps the octets of the damaged message and reports. */
    void damaged(DamagedException damaged, Segment segment, long offset, QueueId id) {
        var whole = bodyDamage(damaged, segment, offset);
        if (whole.isPresent()) {
            var path = whole.get().file();
            quarantine.file("body-" + path.substring(path.lastIndexOf('/') + 1), whole.get());
            return;
        }
        long length = Math.max(Format.RECORD_HEADER, book.span(segment, offset));
        var known = id.equals(Item.NOBODY) ? Optional.<QueueId>empty() : Optional.of(id);
        try {
            var header = header(segment, offset);
            length = header.span();
            known = Optional.of(header.id());
        } catch (IOException _) {
            // The header itself is damaged: the book knows how long the record was.
        }
        quarantine.segment(
                segment.file,
                new Damage(
                        segments + "/" + segment.name,
                        segment.epoch(),
                        offset,
                        length,
                        String.valueOf(damaged.getMessage()),
                        known));
    }

    private Optional<Damage> bodyDamage(DamagedException damaged, Segment segment, long offset) {
        if (damaged.inSegment()) {
            return Optional.empty();
        }
        try {
            var header = header(segment, offset);
            var name = name(segment, header);
            try (var file = bodies.open(name)) {
                return Optional.of(
                        new Damage(
                                bodies.path(name),
                                segment.epoch(),
                                0,
                                Math.max(1, file.size()),
                                String.valueOf(damaged.getMessage()),
                                Optional.of(header.id())));
            }
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
