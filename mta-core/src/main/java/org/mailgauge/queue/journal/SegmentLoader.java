package org.mailgauge.queue.journal;

import org.jspecify.annotations.Nullable;
import org.mailgauge.disk.Holes;
import org.mailgauge.disk.PatchyFile;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Disk.DiskFile;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.journal.JournalListener.Damage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Reads one segment at start, by its footer or by scanning, and reports damage. Used once. */
final class SegmentLoader {

    /**
     * A segment file with its header, if one is right.
     *
     * @param bad offsets of wrong header sectors
     * @param holes what cannot be read of the header
     */
    record Found(
            String name,
            DiskFile file,
            long size,
            Optional<SegmentHeader> header,
            List<Integer> bad,
            List<Holes.Range> holes) {
        Found {
            bad = List.copyOf(bad);
            holes = List.copyOf(holes);
        }

        long epoch() {
            return header.map(SegmentHeader::epoch).orElse(0L);
        }

        SegmentHeader known() {
            return header.orElseThrow();
        }
    }

    /**
     * What a segment holds.
     *
     * @param torn whether an unfinished group lies at its end
     * @param lastAt from where it must be written once more, see {@link #secure}; its end when it
     *     need not
     */
    record Loaded(
            Found found,
            long end,
            long lastSequence,
            long idFloor,
            long nextOrder,
            long tail,
            boolean footed,
            boolean torn,
            long lastAt,
            List<Footer.Entry> entries) {
        Loaded {
            entries = List.copyOf(entries);
        }
    }

    private final Disk disk;
    private final Folders folders;
    private final DamageSink sink;

    SegmentLoader(Disk disk, Folders folders, DamageSink sink) {
        this.disk = disk;
        this.folders = folders;
        this.sink = sink;
    }

    /** Whether a segment has a group at all, or is sealed with a footer. */
    boolean begun(Found found) throws IOException {
        if (disk.exists(Footer.path(folders.footers(), found.epoch()))) {
            return true;
        }
        var window = new PatchyFile(found.file).window();
        for (long at = Format.GROUPS; at < window.size(); at += Format.SECTOR) {
            int i = window.at(at, Format.GROUP_HEADER);
            if (i >= 0 && GroupHeader.at(window.buffer(), i, found.known()).isPresent()) {
                return true;
            }
        }
        // The header of its only group may lie where nothing can be read.
        return window.holes().overlap(Format.GROUPS, Format.GROUPS + Format.SECTOR);
    }

    /** A file without a right header: never used, or its header is damaged. */
    void headless(Found found) {
        for (var hole : found.holes) {
            damage(found, hole.from(), hole.length(), Holes.UNREADABLE, Optional.empty());
        }
        for (int offset : found.bad) {
            damage(found, offset, Format.SECTOR, "wrong segment header", Optional.empty());
        }
    }

    void damage(Found found, long offset, long length, String what, Optional<QueueId> id) {
        var path = folders.segments() + "/" + found.name;
        sink.segment(found.file, new Damage(path, found.epoch(), offset, length, what, id));
    }

    /**
     * Reads a segment.
     *
     * @param newer the header of the next segment of the log, if there is one
     * @param atLeast where its end was once, by the header of a segment without groups
     * @param keep whether its records are wanted
     */
    Loaded load(Found found, @Nullable SegmentHeader newer, long atLeast, boolean keep)
            throws IOException {
        headless(found);
        var footer = footer(found.epoch());
        long end =
                newer != null && newer.previousEpoch() == found.epoch()
                        ? newer.previousEnd()
                        : footer.map(Footer::end).orElse(SegmentScan.OPEN);
        var loaded =
                footer.filter(right -> right.end() == end)
                        .map(right -> loaded(found, right, keep))
                        .orElse(null);
        if (loaded == null) {
            // A file that has been cut off: what is left had all been written.
            boolean cut = end == SegmentScan.OPEN && found.size < found.known().allocated();
            loaded = scan(found, cut ? found.size : end, atLeast, keep);
        }
        cutOff(found, loaded.end);
        return loaded;
    }

    /** Reports a file that is shorter than its end, or than it was when it was opened. */
    void cutOff(Found found, long end) {
        long least = Math.max(end, found.known().allocated());
        if (found.size < least) {
            damage(found, found.size, least - found.size, "cut off", Optional.empty());
        }
    }

    private static Loaded loaded(Found found, Footer footer, boolean keep) {
        return new Loaded(
                found,
                footer.end(),
                footer.lastSequence(),
                footer.idFloor(),
                footer.nextOrder(),
                footer.tail(),
                true,
                false,
                footer.end(),
                keep ? footer.entries() : List.of());
    }

    private Optional<Footer> footer(long epoch) throws IOException {
        var path = Footer.path(folders.footers(), epoch);
        if (!disk.exists(path)) {
            return Optional.empty();
        }
        var footer = Footer.read(disk, path, epoch);
        if (footer.isEmpty()) {
            sink.file(
                    "footer-" + HexFormat.of().toHexDigits(epoch),
                    new Damage(path, epoch, 0, size(path), "wrong footer", Optional.empty()));
        }
        return footer;
    }

    /** Octets of a file, at least 1. */
    long size(String path) throws IOException {
        try (var file = disk.open(path)) {
            return Math.max(1, file.size());
        }
    }

    private Loaded scan(Found found, long end, long atLeast, boolean keep) throws IOException {
        var entries = new ArrayList<Footer.Entry>();
        var totals = new Replay();
        var visitor =
                new SegmentScan.Visitor() {
                    @Override
                    public void record(RecordHeader header, byte[] first, byte[] second) {
                        if (keep) {
                            entries.add(new Footer.Entry(header, first, second));
                        }
                        totals.record(found.epoch(), header, first, second);
                    }

                    @Override
                    public void damaged(
                            long offset, long length, String what, Optional<QueueId> id) {
                        damage(found, offset, length, what, id);
                    }
                };
        var result =
                new SegmentScan(new PatchyFile(found.file).window(), found.known(), true, visitor)
                        .run(end, atLeast);
        return new Loaded(
                found,
                result.end(),
                // The number of a dropped group is not used again.
                result.lastSequence() + (result.torn() ? 1 : 0),
                totals.idFloor(),
                totals.nextOrder(),
                totals.tail(),
                false,
                result.torn(),
                end == SegmentScan.OPEN ? result.lastAt() : result.end(),
                entries);
    }

    /**
     * Makes durable what was read by scanning. A last group whose end nobody else told is written
     * once more: its force may have failed, and then the system takes it for clean although it is
     * in no other place than its cache.
     */
    void secure(Loaded loaded) throws IOException {
        if (loaded.footed) {
            return;
        }
        var file = loaded.found.file;
        if (loaded.end > loaded.lastAt) {
            var group = ByteBuffer.allocate(Math.toIntExact(loaded.end - loaded.lastAt));
            var patchy = new PatchyFile(file);
            patchy.read(loaded.lastAt, group);
            for (var part : patchy.holes().around(loaded.lastAt, loaded.end)) {
                int from = (int) (part.from() - loaded.lastAt);
                file.write(part.from(), group.slice(from, (int) part.length()));
            }
        }
        file.force();
    }
}
