package org.mailgauge.queue.journal;

import org.mailgauge.disk.FileWindow;
import org.mailgauge.disk.Sums;
import org.mailgauge.port.Crash;
import org.mailgauge.port.Disk;
import org.mailgauge.queue.QueueId;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/** The footer of a sealed segment: its log without contents and without what ended in it. */
record Footer(
        long epoch,
        long end,
        long lastSequence,
        long idFloor,
        long nextOrder,
        long tail,
        boolean cleanClose,
        List<Entry> entries) {

    private static final long MAGIC = 0x4d41_494c_4746_5452L;
    private static final int HEADER = 72;
    private static final byte[] NOTHING = {};

    Footer {
        entries = List.copyOf(entries);
    }

    /** A record without its content region. */
    record Entry(RecordHeader header, byte[] first, byte[] second) {

        private int octets() {
            return (int) Format.padded(Format.RECORD_HEADER + (long) first.length + second.length);
        }
    }

    static String path(String folder, long epoch) {
        return folder + "/" + java.util.HexFormat.of().toHexDigits(epoch);
    }

    ByteBuffer encode(long salt) {
        long length = entries.stream().mapToLong(Entry::octets).sum();
        var out = ByteBuffer.allocate(Math.toIntExact(HEADER + length + 4));
        out.putLong(MAGIC)
                .putShort((short) Format.VERSION)
                .putShort((short) (cleanClose ? Format.CLEAN_CLOSE : 0))
                .putInt(entries.size())
                .putLong(epoch)
                .putLong(end)
                .putLong(lastSequence)
                .putLong(idFloor)
                .putLong(nextOrder)
                .putLong(tail)
                .putLong(length);
        for (var entry : entries) {
            int at = out.position();
            entry.header.put(out, at, salt);
            out.put(at + Format.RECORD_HEADER, entry.first);
            out.put(at + Format.RECORD_HEADER + entry.first.length, entry.second);
            out.position(at + entry.octets());
        }
        out.putInt(Sums.sum(new CRC32C(), out, 0, out.position()));
        return out.flip();
    }

    /** Reads a footer; empty when it is not right in every octet, or cannot be read. */
    static Optional<Footer> read(Disk disk, String path, long epoch) throws IOException {
        ByteBuffer in;
        try (var file = disk.open(path)) {
            in = ByteBuffer.allocate((int) Math.min(file.size(), Integer.MAX_VALUE - 8));
            Folders.patchy(file, disk, path).read(0, in);
            in.flip();
        }
        int body = in.limit() - 4;
        if (body < HEADER
                || in.getLong(0) != MAGIC
                || Sums.sum(new CRC32C(), in, 0, body) != in.getInt(body)) {
            return Optional.empty();
        }
        Format.refuseNewer(path, in.getShort(8) & 0xFFFF);
        if (in.getLong(16) != epoch || in.getLong(64) != body - HEADER) {
            return Optional.empty();
        }
        return Optional.of(
                new Footer(
                        epoch,
                        in.getLong(24),
                        in.getLong(32),
                        in.getLong(40),
                        in.getLong(48),
                        in.getLong(56),
                        (in.getShort(10) & Format.CLEAN_CLOSE) != 0,
                        entries(in, body)));
    }

    private static List<Entry> entries(ByteBuffer in, int end) {
        var entries = new ArrayList<Entry>(in.getInt(12));
        int at = HEADER;
        while (at < end) {
            // The whole file's checksum has been right, so the salt need not be known.
            var header = RecordHeader.fields(in, at);
            int parts = at + Format.RECORD_HEADER;
            var first = part(in, parts, header.first());
            var entry = new Entry(header, first, part(in, parts + first.length, header.second()));
            entries.add(entry);
            at += entry.octets();
        }
        return entries;
    }

    private static byte[] part(ByteBuffer in, int at, int length) {
        if (length == 0) {
            return NOTHING;
        }
        var part = new byte[length];
        in.get(at, part);
        return part;
    }

    /** The footer of a sealed segment, made by reading it. */
    static Footer of(Segment segment, boolean cleanClose) throws IOException {
        var builder = new Builder();
        var scan =
                new SegmentScan(new FileWindow(segment.file), segment.header, false, builder)
                        .run(segment.end());
        return builder.footer(segment.header, scan, cleanClose);
    }

    /** Writes it under its final name, durably. */
    void write(Disk disk, String folder, long salt) throws IOException {
        var path = path(folder, epoch);
        var unfinished = path + ".tmp";
        if (disk.exists(unfinished)) {
            disk.delete(unfinished);
        }
        try (var file = disk.create(unfinished)) {
            file.write(0, encode(salt));
            Crash.at("journal.footer-written");
            file.force();
        }
        Crash.at("journal.footer-forced");
        disk.rename(unfinished, path);
        Crash.at("journal.footer-renamed");
        disk.forceFolder(folder);
        Crash.at("journal.footer-folder-forced");
    }

    /** Gathers a footer's entries from a scan of the segment; damage has been reported before. */
    static final class Builder implements SegmentScan.Visitor {
        private final List<Entry> entries = new ArrayList<>();
        private final Set<QueueId> accepted = new HashSet<>();
        private final Set<QueueId> ended = new HashSet<>();
        private final Replay totals = new Replay();
        private long damaged;

        @Override
        public void record(RecordHeader header, byte[] first, byte[] second) {
            if (header.type() == Format.ACCEPT) {
                accepted.add(header.id());
            } else if (header.type() == Format.DONE && accepted.contains(header.id())) {
                ended.add(header.id());
            }
            totals.record(0, header, first, second);
            entries.add(new Entry(header, first, second));
        }

        @Override
        public void damaged(long offset, long length, String what, Optional<QueueId> id) {
            damaged++;
        }

        long damaged() {
            return damaged;
        }

        /** Where the records lie that were right. */
        Set<Long> offsets() {
            return entries.stream().map(entry -> entry.header.offset()).collect(Collectors.toSet());
        }

        Footer footer(SegmentHeader segment, SegmentScan.Result scan, boolean cleanClose) {
            totals.idFloor(segment.idFloor());
            totals.nextOrder(segment.nextOrder());
            totals.tail(segment.tail());
            return new Footer(
                    segment.epoch(),
                    scan.end(),
                    scan.lastSequence(),
                    totals.idFloor(),
                    totals.nextOrder(),
                    totals.tail(),
                    cleanClose,
                    entries.stream().filter(entry -> !ended.contains(entry.header.id())).toList());
        }
    }
}
