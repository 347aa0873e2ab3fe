package org.mailgauge.queue.journal;

import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.disk.PatchyFile;
import org.mailgauge.port.Disk;
import org.mailgauge.queue.journal.JournalListener.Damage;
import org.mailgauge.queue.journal.SegmentLoader.Found;
import org.mailgauge.queue.journal.SegmentLoader.Loaded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The segment files of a journal, and which of them are its log. Changes nothing on the disk. Used
 * by one thread, once; {@link #close} it unless its files are taken over.
 */
final class LogFolder implements AutoCloseable {

    private final Disk disk;
    private final Folders folders;
    private final DamageSink sink;
    private final SegmentLoader loader;
    private final List<Found> files = new ArrayList<>();
    private final List<Long> footers = new ArrayList<>();
    private final List<Footer> lost = new ArrayList<>();
    private long tail;
    private long maxEpoch;
    private int maxSlot;

    LogFolder(Disk disk, Folders folders, DamageSink sink) {
        this.disk = disk;
        this.folders = folders;
        this.sink = sink;
        this.loader = new SegmentLoader(disk, folders, sink);
    }

    /**
     * Opens all segment files and reads their headers.
     *
     * @throws NewerFormatException when a newer program wrote one
     */
    void open() throws IOException {
        for (var name : disk.list(folders.segments())) {
            if (name.startsWith("seg-") && !name.endsWith(".tmp")) {
                maxSlot = Math.max(maxSlot, slot(name));
                files.add(open(name));
            }
        }
        files.sort(Comparator.comparingLong(Found::epoch));
        for (var found : files) {
            maxEpoch = Math.max(maxEpoch, found.epoch());
            found.header().ifPresent(header -> tail(header.tail()));
        }
        // Tools make no folder that is not there.
        if (disk.exists(folders.footers())) {
            disk.list(folders.footers()).forEach(name -> epochOf(name).ifPresent(footers::add));
        }
        footers.forEach(epoch -> maxEpoch = Math.max(maxEpoch, epoch));
    }

    private static int slot(String name) {
        try {
            return Integer.parseInt(name.substring(4));
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /** The epoch of the footer of that file name; empty when it is none. */
    static Optional<Long> epochOf(String footer) {
        try {
            return footer.length() == 16
                    ? Optional.of(HexFormat.fromHexDigitsToLong(footer))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private Found open(String name) throws IOException {
        var file = disk.open(folders.segments() + "/" + name);
        try {
            var block = ByteBuffer.allocate(Format.GROUPS);
            var patchy = new PatchyFile(file);
            patchy.read(0, block);
            block.clear();
            var read = SegmentHeader.read(folders.segments() + "/" + name, block);
            var holes = patchy.holes();
            var wrong = read.damaged().stream().filter(at -> !holes.overlap(at, end(at))).toList();
            return new Found(
                    name, file, file.size(), read.header(), wrong, holes.within(0, Format.GROUPS));
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Where the part of a segment's header ends that begins there. */
    private static long end(int part) {
        return part == Format.SECTOR ? Format.HEADER_COPY : part + Format.SECTOR;
    }

    private void tail(long epoch) {
        tail = Math.max(tail, epoch);
    }

    /**
     * The segments that count, oldest first: read from the newest with a group down to the tail,
     * which the newer ones tell.
     *
     * @param keep whether their records are wanted
     * @throws NewerFormatException when a newer program wrote one
     */
    List<Loaded> load(boolean keep) throws IOException {
        var alone = footersAlone();
        var log = new ArrayList<Loaded>();
        var strays = new ArrayList<SegmentHeader>();
        SegmentHeader newer = null;
        for (var found : files.reversed()) {
            if (found.header().isEmpty()) {
                loader.headless(found);
                continue;
            }
            boolean stray =
                    newer == null ? !loader.begun(found) : found.epoch() > newer.previousEpoch();
            if (stray) {
                strays.add(found.known());
                loader.cutOff(found, 0);
            }
            if (stray || found.epoch() < tail) {
                // Released, or a header whose force failed: nothing was written behind it.
                continue;
            }
            if (newer != null && found.epoch() < newer.previousEpoch()) {
                missing(newer.previousEpoch());
            }
            var loaded = loader.load(found, newer, atLeast(found, strays), keep);
            tail(loaded.tail());
            log.addFirst(loaded);
            newer = found.known();
        }
        if (newer != null && newer.previousEpoch() > 0 && newer.previousEpoch() >= tail) {
            missing(newer.previousEpoch());
        }
        for (var footer : alone.entrySet()) {
            if (footer.getKey() >= tail) {
                alone(footer.getKey(), footer.getValue());
            }
        }
        return log;
    }

    /** The footers that no segment goes with, by epoch; empty ones are not right. */
    private SortedMap<Long, Optional<Footer>> footersAlone() throws IOException {
        var alone = new TreeMap<Long, Optional<Footer>>();
        for (long epoch : footers) {
            if (epoch >= tail && files.stream().noneMatch(found -> found.epoch() == epoch)) {
                var footer = Footer.read(disk, Footer.path(folders.footers(), epoch), epoch);
                footer.ifPresent(right -> tail(right.tail()));
                alone.put(epoch, footer);
            }
        }
        return alone;
    }

    /**
     * A segment that counts is gone, or its header is. Its footer stays where it is until the tail
     * has passed it: a later start needs it again, to know what ended in that segment.
     */
    private void alone(long epoch, Optional<Footer> footer) throws IOException {
        var path = Footer.path(folders.footers(), epoch);
        var what = footer.isPresent() ? "segment of a footer is missing" : "wrong footer";
        sink.file(
                "footer-" + HexFormat.of().toHexDigits(epoch),
                new Damage(path, epoch, 0, loader.size(path), what, Optional.empty()));
        footer.ifPresent(lost::add);
    }

    /** Takes the footers of missing segments that are older than an epoch, oldest first. */
    List<Footer> takeLost(long before) {
        var older = lost.stream().filter(footer -> footer.epoch() < before).toList();
        lost.removeAll(older);
        return older;
    }

    /** A message that lay in a missing segment. */
    Damage lost(long epoch, RecordHeader header) {
        return new Damage(
                Footer.path(folders.footers(), epoch),
                epoch,
                header.offset(),
                header.span(),
                "the message lay in a missing segment",
                Optional.of(header.id()));
    }

    private static long atLeast(Found found, List<SegmentHeader> strays) {
        return strays.stream()
                .filter(stray -> stray.previousEpoch() == found.epoch())
                .mapToLong(SegmentHeader::previousEnd)
                .max()
                .orElse(Format.GROUPS);
    }

    private void missing(long epoch) {
        sink.report(
                new Damage(
                        folders.segments(),
                        epoch,
                        0,
                        1,
                        "segment with epoch " + epoch + " is missing",
                        Optional.empty()));
    }

    /** All segment files, by rising epoch; those without a right header come first. */
    List<Found> files() {
        return files;
    }

    SegmentLoader loader() {
        return loader;
    }

    Found byEpoch(long epoch) {
        return files.stream().filter(found -> found.epoch() == epoch).findFirst().orElseThrow();
    }

    /** The highest tail that was read so far. */
    long tail() {
        return tail;
    }

    long maxEpoch() {
        return maxEpoch;
    }

    int maxSlot() {
        return maxSlot;
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (var found : files) {
            try {
                found.file().close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
