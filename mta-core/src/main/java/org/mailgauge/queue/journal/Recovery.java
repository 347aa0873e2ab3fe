package org.mailgauge.queue.journal;

import org.mailgauge.disk.Holes;
import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.disk.PatchyFile;
import org.mailgauge.disk.Region;
import org.mailgauge.port.Crash;
import org.mailgauge.port.Disk;
import org.mailgauge.queue.journal.Journal.Recovered;
import org.mailgauge.queue.journal.JournalListener.Damage;
import org.mailgauge.queue.journal.SegmentLoader.Found;
import org.mailgauge.queue.journal.SegmentLoader.Loaded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.Set;

/** Reads the folder at start; the steps are those of {@code docs/queue-format.md}. Used once. */
final class Recovery {

    /** What was found. */
    record State(
            SegmentBook book,
            SegmentPool pool,
            Committer.Start start,
            List<Replay.Live> live,
            int orphans) {
        State {
            live = List.copyOf(live);
        }

        /** Each made when it is asked for: a million of them at once would fill the heap. */
        List<Recovered> recovered() {
            return new Messages(live);
        }
    }

    private static final class Messages extends AbstractList<Recovered> implements RandomAccess {
        private final List<Replay.Live> live;

        Messages(List<Replay.Live> live) {
            this.live = live;
        }

        @Override
        public Recovered get(int index) {
            return live.get(index).recovered();
        }

        @Override
        public int size() {
            return live.size();
        }
    }

    private final Disk disk;
    private final Folders folders;
    private final JournalSettings settings;
    private final Bodies bodies;
    private final Quarantine quarantine;
    private final JournalListener listener;
    private final RecordFormats formats;
    private final LogFolder log;
    private final Replay replay = new Replay();
    private final List<Segment> segments = new ArrayList<>();
    private final Set<Long> lost = new HashSet<>();
    private long lastSequence;

    Recovery(
            Disk disk,
            Folders folders,
            JournalSettings settings,
            Bodies bodies,
            Quarantine quarantine,
            JournalListener listener,
            RecordFormats formats) {
        this.formats = formats;
        this.disk = disk;
        this.folders = folders;
        this.settings = settings;
        this.bodies = bodies;
        this.quarantine = quarantine;
        this.listener = listener;
        this.log = new LogFolder(disk, folders, quarantine);
    }

    /**
     * Reads everything.
     *
     * @throws NewerFormatException when a newer program wrote it; nothing has been changed then
     */
    State run() throws IOException {
        log.open();
        var loaded = log.load(true);
        replay(loaded);
        replay.tail(log.tail());
        var referred = bodiesOfLive();
        admit();
        // Up to here nothing has been changed.
        deleteUnfinished();
        force(loaded);
        var book = book();
        var pool = pool(loaded);
        // What belonged to a damaged record looks like an orphan.
        int orphans = bodies.reclaim(referred, quarantine.any() ? quarantine : null);
        deleteFooters();
        Crash.at("journal.recovered");
        var last = segments.isEmpty() ? null : segments.getLast();
        var start =
                new Committer.Start(
                        log.maxEpoch() + 1,
                        last == null ? 0 : last.epoch(),
                        last == null ? 0 : last.end(),
                        lastSequence + 1,
                        replay.idFloor(),
                        replay.nextOrder());
        return new State(book, pool, start, replay.inOrder(), orphans);
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

    private void replay(List<Loaded> loaded) {
        for (var segment : loaded) {
            log.takeLost(segment.found().epoch()).forEach(this::lost);
            replay(segment);
        }
        log.takeLost(Long.MAX_VALUE).forEach(this::lost);
        for (var message : replay.lost()) {
            quarantine.report(log.lost(message.epoch(), message.header()));
        }
    }

    private void lost(Footer footer) {
        replay.footer(footer);
        lastSequence = Math.max(lastSequence, footer.lastSequence());
        lost.add(footer.epoch());
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

    /** What was read may so far be in a cache only. */
    private void force(List<Loaded> loaded) throws IOException {
        for (var segment : loaded) {
            log.loader().secure(segment);
        }
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
        var found = log.byEpoch(Format.epochOf(message.place()));
        var header = message.header();
        var region = ByteBuffer.allocate((int) Region.octets(Format.REFERENCE));
        long at = header.offset() + Format.RECORD_HEADER + header.length() - region.capacity();
        new PatchyFile(found.file()).read(at, region);
        region.clear();
        var name = Bodies.name(header, region, 0);
        if (name.isEmpty()) {
            log.loader()
                    .damage(
                            found,
                            header.offset(),
                            header.span(),
                            "wrong reference",
                            Optional.of(message.id()));
        }
        return name;
    }

    private boolean whole(BodyName name, Replay.Live message) throws IOException {
        long wanted = Format.BODY_HEADER + Region.octets(message.octets());
        var wrong = bodies.exists(name) ? wrong(name, wanted) : "body file is missing";
        if (wrong.isEmpty()) {
            return true;
        }
        long has = wrong.endsWith("missing") ? 0 : bodies.size(name);
        var damage =
                new Damage(
                        bodies.path(name),
                        Format.epochOf(message.place()),
                        0,
                        Math.max(1, has),
                        wrong,
                        Optional.of(message.id()));
        if (wrong.endsWith("missing")) {
            quarantine.report(damage);
        } else {
            quarantine.file("body-" + name, damage);
        }
        return false;
    }

    /** What is wrong with a body file's size or header; empty when they are right. */
    private String wrong(BodyName name, long wanted) throws IOException {
        try (var file = bodies.open(name)) {
            if (file.size() != wanted) {
                return "body file has the wrong size";
            }
            var header = ByteBuffer.allocate(Format.BODY_HEADER);
            var patchy = Folders.patchy(file, disk, bodies.path(name));
            patchy.read(0, header);
            header.flip();
            if (patchy.holes().overlap(0, Format.BODY_HEADER)) {
                return Holes.UNREADABLE;
            }
            Bodies.refuseNewer(bodies.path(name), header);
            return Bodies.begins(name, header) ? "" : "wrong body file header";
        }
    }

    /** Newer records of the journal's owner are refused too. */
    private void admit() throws NewerFormatException {
        for (var message : replay.live()) {
            formats.refuseNewer(message.id(), message.envelope(), message.states());
        }
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
        var used = loaded.stream().map(Loaded::found).toList();
        var pool = new SegmentPool(disk, folders.segments(), settings, log.maxSlot() + 1);
        for (var found : log.files()) {
            if (used.contains(found)) {
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
                drop(found, damaged);
            }
        }
        return pool;
    }

    /** What cannot be read is not deleted. */
    private void drop(Found found, boolean damaged) throws IOException {
        var path = folders.segments() + "/" + found.name();
        if (damaged) {
            quarantine.take(path, "segment-" + found.name());
            disk.forceFolder(folders.segments());
        } else {
            disk.delete(path);
        }
    }

    private void deleteFooters() throws IOException {
        long oldest = segments.isEmpty() ? Long.MAX_VALUE : segments.getFirst().epoch();
        for (var name : disk.list(folders.footers())) {
            var counts =
                    LogFolder.epochOf(name)
                            .filter(epoch -> epoch >= oldest || lost.contains(epoch));
            if (counts.isEmpty()) {
                disk.delete(folders.footers() + "/" + name);
            }
        }
    }

    /** Closes all files after a recovery that failed. */
    void abort() {
        try {
            log.close();
        } catch (IOException e) {
            listener.failed("closing segments", e);
        }
    }
}
