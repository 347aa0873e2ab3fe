package org.mailgauge.queue.journal;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Crash;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Disk.DiskFile;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.journal.Journal.Recovered;
import org.mailgauge.queue.journal.JournalListener.Damage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the folder at start; the steps are those of {@code docs/queue-format.md}. Used once. */
final class Recovery {

    /** What was found. */
    record State(
            SegmentBook book,
            SegmentPool pool,
            Committer.Start start,
            List<Recovered> recovered,
            int orphans) {
        State {
            recovered = List.copyOf(recovered);
        }
    }

    /** A segment file with its header, if one is right. */
    private record Found(
            String name,
            DiskFile file,
            long size,
            Optional<SegmentHeader> header,
            List<Integer> bad) {
        private long epoch() {
            return header.map(SegmentHeader::epoch).orElse(0L);
        }

        private SegmentHeader known() {
            return header.orElseThrow();
        }
    }

    private final Disk disk;
    private final Folders folders;
    private final JournalSettings settings;
    private final Bodies bodies;
    private final Quarantine quarantine;
    private final JournalListener listener;
    private final Replay replay = new Replay();
    private final List<Found> files = new ArrayList<>();
    private final List<Segment> segments = new ArrayList<>();
    private long lastSequence;
    private long maxEpoch;
    private int maxSlot;

    Recovery(
            Disk disk,
            Folders folders,
            JournalSettings settings,
            Bodies bodies,
            Quarantine quarantine,
            JournalListener listener) {
        this.disk = disk;
        this.folders = folders;
        this.settings = settings;
        this.bodies = bodies;
        this.quarantine = quarantine;
        this.listener = listener;
    }

    /**
     * Reads everything.
     *
     * @throws NewerFormatException when a newer program wrote it; nothing has been changed then
     */
    State run() throws IOException {
        openFiles();
        deleteUnfinished();
        var log = chain();
        for (int i = 0; i < log.size(); i++) {
            segment(log.get(i), i + 1 < log.size() ? log.get(i + 1).known() : null);
        }
        force();
        var referred = bodiesOfLive();
        var book = book();
        var pool = pool(log);
        int orphans = bodies.reclaim(referred);
        deleteFooters();
        Crash.at("journal.recovered");
        var last = segments.isEmpty() ? null : segments.getLast();
        var start =
                new Committer.Start(
                        maxEpoch + 1,
                        last == null ? 0 : last.epoch(),
                        last == null ? 0 : last.end(),
                        lastSequence + 1,
                        replay.idFloor(),
                        replay.nextOrder());
        return new State(book, pool, start, replay.recovered(), orphans);
    }

    private void openFiles() throws IOException {
        for (var name : disk.list(folders.segments())) {
            if (name.startsWith("seg-") && !name.endsWith(".tmp")) {
                maxSlot = Math.max(maxSlot, slot(name));
                files.add(open(name));
            }
        }
        files.sort(Comparator.comparingLong(Found::epoch));
        for (var found : files) {
            maxEpoch = Math.max(maxEpoch, found.epoch());
            found.header.ifPresent(header -> replay.tail(header.tail()));
        }
        for (var name : disk.list(folders.footers())) {
            epochOf(name).ifPresent(epoch -> maxEpoch = Math.max(maxEpoch, epoch));
        }
    }

    private static int slot(String name) {
        try {
            return Integer.parseInt(name.substring(4));
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private static Optional<Long> epochOf(String footer) {
        try {
            return footer.length() == 16
                    ? Optional.of(java.util.HexFormat.fromHexDigitsToLong(footer))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private Found open(String name) throws IOException {
        var file = disk.open(folders.segments() + "/" + name);
        var block = ByteBuffer.allocate(Format.GROUPS);
        file.read(0, block);
        block.clear();
        var read = SegmentHeader.read(name, block);
        return new Found(name, file, file.size(), read.header(), read.damaged());
    }

    private void deleteUnfinished() throws IOException {
        for (var folder : List.of(folders.segments(), folders.footers())) {
            for (var name : disk.list(folder)) {
                if (name.endsWith(".tmp")) {
                    disk.delete(folder + "/" + name);
                }
            }
        }
    }

    /** The segments that count, oldest first: from the newest with a group down to the tail. */
    private List<Found> chain() throws IOException {
        var log = new ArrayList<Found>();
        long wanted = -1;
        for (var found : files.reversed()) {
            if (found.header.isEmpty()) {
                headless(found);
                continue;
            }
            if (found.epoch() < replay.tail()) {
                continue;
            }
            boolean newest = wanted == -1;
            if (newest ? !begun(found) : found.epoch() > wanted) {
                // A header whose force failed; nothing was ever written behind it.
                continue;
            }
            if (!newest && found.epoch() < wanted) {
                missing(wanted);
            }
            log.addFirst(found);
            wanted = found.known().previousEpoch();
        }
        if (!log.isEmpty() && wanted >= replay.tail() && wanted > 0) {
            missing(wanted);
        }
        return log;
    }

    /** Whether a segment has a group at all, or is sealed with a footer. */
    private boolean begun(Found found) throws IOException {
        if (disk.exists(Footer.path(folders.footers(), found.epoch()))) {
            return true;
        }
        var window = new Window(found.file);
        for (long at = Format.GROUPS; at + Format.SECTOR <= window.size(); at += Format.SECTOR) {
            int i = window.at(at, Format.GROUP_HEADER);
            if (i >= 0 && GroupHeader.at(window.buffer(), i, found.known()).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private void missing(long epoch) {
        quarantine.report(
                new Damage(
                        folders.segments(),
                        epoch,
                        0,
                        1,
                        "segment with epoch " + epoch + " is missing",
                        Optional.empty()));
    }

    /** A file without a right header: never used, or its header is damaged. */
    private void headless(Found found) {
        for (int offset : found.bad) {
            damage(found, 0, offset, Format.SECTOR, "wrong segment header", Optional.empty());
        }
    }

    private void damage(
            Found found, long epoch, long offset, long length, String what, Optional<QueueId> id) {
        var path = folders.segments() + "/" + found.name;
        quarantine.segment(found.file, new Damage(path, epoch, offset, length, what, id));
    }

    /** Replays one segment. */
    private void segment(Found found, @Nullable SegmentHeader next) throws IOException {
        var header = found.known();
        for (int offset : found.bad) {
            damage(found, found.epoch(), offset, Format.SECTOR, "wrong header", Optional.empty());
        }
        replay.idFloor(header.idFloor());
        replay.nextOrder(header.nextOrder());
        lastSequence = Math.max(lastSequence, header.durableThrough());
        var footer = footer(found.epoch());
        long end =
                next != null && next.previousEpoch() == found.epoch()
                        ? next.previousEnd()
                        : footer.map(Footer::end).orElse(SegmentScan.OPEN);
        boolean footed = footer.isPresent() && footer.get().end() == end;
        if (footed) {
            replay(footer.get());
        } else {
            end = scan(found, end);
        }
        if (found.size < end) {
            damage(found, found.epoch(), found.size, end - found.size, "cut off", Optional.empty());
        }
        var segment = new Segment(found.name, found.file, header, end);
        segment.sealed = true;
        segment.footed = footed;
        segments.add(segment);
    }

    private Optional<Footer> footer(long epoch) throws IOException {
        var path = Footer.path(folders.footers(), epoch);
        if (!disk.exists(path)) {
            return Optional.empty();
        }
        var footer = Footer.read(disk, path, epoch);
        if (footer.isEmpty()) {
            quarantine.file(
                    "footer-" + java.util.HexFormat.of().toHexDigits(epoch),
                    new Damage(path, epoch, 0, size(path), "wrong footer", Optional.empty()));
        }
        return footer;
    }

    private long size(String path) throws IOException {
        try (var file = disk.open(path)) {
            return Math.max(1, file.size());
        }
    }

    private void replay(Footer footer) {
        for (var entry : footer.entries()) {
            replay.record(footer.epoch(), entry.header(), entry.first(), entry.second());
        }
        replay.idFloor(footer.idFloor());
        replay.nextOrder(footer.nextOrder());
        replay.tail(footer.tail());
        lastSequence = Math.max(lastSequence, footer.lastSequence());
    }

    private long scan(Found found, long end) throws IOException {
        var visitor =
                new SegmentScan.Visitor() {
                    @Override
                    public void record(RecordHeader header, byte[] first, byte[] second) {
                        replay.record(found.epoch(), header, first, second);
                    }

                    @Override
                    public void damaged(
                            long offset, long length, String what, Optional<QueueId> id) {
                        damage(found, found.epoch(), offset, length, what, id);
                    }
                };
        var window = new Window(found.file);
        var result = new SegmentScan(window, found.known(), true, visitor).run(end);
        lastSequence = Math.max(lastSequence, result.lastSequence());
        if (result.torn()) {
            // The number of the dropped group is not used again.
            lastSequence++;
        }
        found.file.force();
        return result.end();
    }

    /** What was read may so far be in a cache only. */
    private void force() throws IOException {
        disk.forceFolder(folders.segments());
        disk.forceFolder(folders.footers());
        disk.forceFolder(folders.bodies());
    }

    /** The body files of live messages; messages whose file is missing or cut are taken out. */
    private Set<BodyName> bodiesOfLive() throws IOException {
        var referred = new HashSet<BodyName>();
        for (var message : List.copyOf(replay.live())) {
            if (!Format.bodyFileAt(message.place())) {
                continue;
            }
            var name = reference(message);
            name.ifPresent(referred::add);
            if (name.isEmpty() || !whole(name.get(), message)) {
                replay.drop(message.id());
            }
        }
        return referred;
    }

    private Optional<BodyName> reference(Replay.Live message) throws IOException {
        var found = byEpoch(Format.epochOf(message.place()));
        var header = message.header();
        var region = ByteBuffer.allocate((int) Format.regionOctets(Format.REFERENCE));
        long at = header.offset() + Format.RECORD_HEADER + header.length() - region.capacity();
        found.file.read(at, region);
        region.clear();
        var name = Bodies.name(header, region, 0);
        if (name.isEmpty()) {
            damage(
                    found,
                    found.epoch(),
                    header.offset(),
                    header.span(),
                    "wrong reference",
                    Optional.of(message.id()));
        }
        return name;
    }

    private Found byEpoch(long epoch) {
        return files.stream().filter(found -> found.epoch() == epoch).findFirst().orElseThrow();
    }

    private boolean whole(BodyName name, Replay.Live message) throws IOException {
        long wanted = Format.BODY_HEADER + Format.regionOctets(message.octets());
        long has = -1;
        if (bodies.exists(name)) {
            try (var file = bodies.open(name)) {
                has = file.size();
            }
        }
        if (has == wanted) {
            return true;
        }
        var damage =
                new Damage(
                        bodies.path(name),
                        Format.epochOf(message.place()),
                        0,
                        Math.max(1, has),
                        has < 0 ? "body file is missing" : "body file has the wrong size",
                        Optional.of(message.id()));
        if (has < 0) {
            quarantine.report(damage);
        } else {
            quarantine.file("body-" + name, damage);
        }
        return false;
    }

    private SegmentBook book() {
        var book = new SegmentBook(replay.tail());
        segments.forEach(book::add);
        replay.live().stream()
                .sorted(Comparator.comparingLong(Replay.Live::place))
                .forEach(message -> book.born(message.place(), message.header().span()));
        return book;
    }

    /** Files that are not part of the log, if they can be used. */
    private SegmentPool pool(List<Found> log) throws IOException {
        var pool = new SegmentPool(disk, folders.segments(), settings, maxSlot + 1);
        for (var found : files) {
            if (log.contains(found)) {
                continue;
            }
            boolean damaged = found.header.isEmpty() && !found.bad.isEmpty();
            if (settings.preallocate()
                    && !damaged
                    && found.size == settings.segmentOctets()
                    && pool.size() < settings.spareSegments()) {
                pool.add(new SegmentPool.Spare(found.name, found.file, false));
            } else {
                found.file.close();
                disk.delete(folders.segments() + "/" + found.name);
            }
        }
        return pool;
    }

    private void deleteFooters() throws IOException {
        long oldest = segments.isEmpty() ? Long.MAX_VALUE : segments.getFirst().epoch();
        for (var name : disk.list(folders.footers())) {
            if (epochOf(name).filter(epoch -> epoch >= oldest).isEmpty()) {
                disk.delete(folders.footers() + "/" + name);
            }
        }
    }

    /** Closes all files after a recovery that failed. */
    void abort() {
        for (var found : files) {
            try {
                found.file.close();
            } catch (IOException e) {
                listener.failed("closing " + found.name, e);
            }
        }
    }
}
