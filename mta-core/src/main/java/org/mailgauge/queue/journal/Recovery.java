package org.mailgauge.queue.journal;

import org.mailgauge.port.Crash;
import org.mailgauge.port.Disk;
import org.mailgauge.queue.journal.Journal.Recovered;
import org.mailgauge.queue.journal.JournalListener.Damage;
import org.mailgauge.queue.journal.SegmentLoader.Found;
import org.mailgauge.queue.journal.SegmentLoader.Loaded;

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

    private final Disk disk;
    private final Folders folders;
    private final JournalSettings settings;
    private final Bodies bodies;
    private final Quarantine quarantine;
    private final JournalListener listener;
    private final SegmentLoader loader;
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
        this.loader = new SegmentLoader(disk, folders, quarantine);
    }

    /**
     * Reads everything.
     *
     * @throws NewerFormatException when a newer program wrote it; nothing has been changed then
     */
    State run() throws IOException {
        openFiles();
        deleteUnfinished();
        var log = load();
        log.forEach(this::replay);
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
            found.header().ifPresent(header -> replay.tail(header.tail()));
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

    /**
     * The segments that count, oldest first: read from the newest with a group down to the tail,
     * which the newer ones tell.
     */
    private List<Loaded> load() throws IOException {
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
            if (stray || found.epoch() < replay.tail()) {
                // Released, or a header whose force failed: nothing was written behind it.
                continue;
            }
            if (newer != null && found.epoch() < newer.previousEpoch()) {
                missing(newer.previousEpoch());
            }
            var loaded = loader.load(found, newer, atLeast(found, strays));
            replay.tail(loaded.tail());
            log.addFirst(loaded);
            newer = found.known();
        }
        if (newer != null && newer.previousEpoch() > 0 && newer.previousEpoch() >= replay.tail()) {
            missing(newer.previousEpoch());
        }
        return log;
    }

    private static long atLeast(Found found, List<SegmentHeader> strays) {
        return strays.stream()
                .filter(stray -> stray.previousEpoch() == found.epoch())
                .mapToLong(SegmentHeader::previousEnd)
                .max()
                .orElse(Format.GROUPS);
    }

    private void replay(Loaded loaded) {
        var header = loaded.found().known();
        replay.idFloor(Math.max(header.idFloor(), loaded.idFloor()));
        replay.nextOrder(Math.max(header.nextOrder(), loaded.nextOrder()));
        lastSequence =
                Math.max(lastSequence, Math.max(header.durableThrough(), loaded.lastSequence()));
        for (var entry : loaded.entries()) {
            replay.record(header.epoch(), entry.header(), entry.first(), entry.second());
        }
        var segment =
                new Segment(loaded.found().name(), loaded.found().file(), header, loaded.end());
        segment.sealed = true;
        segment.footed = loaded.footed();
        segment.unread = loaded.footed();
        segments.add(segment);
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
        found.file().read(at, region);
        region.clear();
        var name = Bodies.name(header, region, 0);
        if (name.isEmpty()) {
            loader.damage(
                    found,
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
    private SegmentPool pool(List<Loaded> loaded) throws IOException {
        var log = loaded.stream().map(Loaded::found).toList();
        var pool = new SegmentPool(disk, folders.segments(), settings, maxSlot + 1);
        for (var found : files) {
            if (log.contains(found)) {
                continue;
            }
            boolean damaged = found.header().isEmpty() && !found.bad().isEmpty();
            if (settings.preallocate()
                    && !damaged
                    && found.size() == settings.segmentOctets()
                    && pool.size() < settings.spareSegments()) {
                pool.add(new SegmentPool.Spare(found.name(), found.file(), false));
            } else {
                found.file().close();
                disk.delete(folders.segments() + "/" + found.name());
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
                found.file().close();
            } catch (IOException e) {
                listener.failed("closing " + found.name(), e);
            }
        }
    }
}
