package org.mailgauge.queue.journal;

import org.jspecify.annotations.Nullable;
import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.disk.PatchyFile;
import org.mailgauge.disk.Region;
import org.mailgauge.port.Disk;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.journal.JournalListener.Damage;
import org.mailgauge.queue.journal.SegmentLoader.Found;
import org.mailgauge.queue.journal.SegmentLoader.Loaded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reads a whole journal that nobody has open, every octet that counts, and changes nothing. Beside
 * buffers it keeps one entry in memory for each live message and the records of one segment. Used
 * by one thread, once, on a platform thread.
 */
public final class JournalCheck {

    private record Live(long place, long octets) {}

    private final Disk disk;
    private final Folders folders;
    private final RecordFormats formats;
    private final DamageSink sink;
    private final LogFolder log;
    private final Map<QueueId, Live> live = new HashMap<>();
    private final Map<QueueId, Damage> lost = new LinkedHashMap<>();
    private final Map<String, Long> records = new TreeMap<>();
    private final Set<BodyName> referred = new HashSet<>();
    private int segments;
    private long groups;
    private long logOctets;
    private long footers;
    private boolean torn;
    private boolean clean = true;

    private JournalCheck(Disk disk, Folders folders, RecordFormats formats, DamageSink sink) {
        this.disk = disk;
        this.folders = folders;
        this.formats = formats;
        this.sink = sink;
        this.log = new LogFolder(disk, folders, sink);
    }

    /**
     * Checks the journal in a folder.
     *
     * @param folder below the data directory
     * @param damaged told of everything that is wrong, as it is found
     * @throws NewerFormatException when a newer program wrote it
     */
    public static JournalReport of(
            Disk disk, String folder, RecordFormats formats, Consumer<Damage> damaged)
            throws IOException {
        var findings = new Findings(damaged);
        var check = new JournalCheck(disk, new Folders(folder), formats, findings);
        try (var _ = check.log) {
            check.run();
            return check.report(findings.count());
        }
    }

    /** Tells a sink of all damage. */
    static void into(DamageSink sink, Disk disk, Folders folders, RecordFormats formats)
            throws IOException {
        var check = new JournalCheck(disk, folders, formats, sink);
        try (var _ = check.log) {
            check.run();
        }
    }

    private void run() throws IOException {
        log.open();
        for (var segment : log.load(false)) {
            log.takeLost(segment.found().epoch()).forEach(this::lost);
            segments++;
            segment(segment);
        }
        log.takeLost(Long.MAX_VALUE).forEach(this::lost);
        lost.values().forEach(sink::report);
        bodies();
    }

    private JournalReport report(long damage) throws IOException {
        return new JournalReport(
                Format.VERSION,
                segments,
                log.files().size() - segments,
                groups,
                logOctets,
                records,
                live.size(),
                live.values().stream().mapToLong(Live::octets).sum(),
                referred.size(),
                count(folders.bodies(), name -> orphan(name, referred)),
                footers,
                segments - footers,
                count(folders.segments(), name -> name.endsWith(".tmp"))
                        + count(folders.footers(), name -> name.endsWith(".tmp")),
                count(folders.quarantine(), _ -> true),
                torn,
                clean,
                damage);
    }

    private static boolean orphan(String name, Set<BodyName> referred) {
        return BodyName.parse(name).filter(body -> !referred.contains(body)).isPresent();
    }

    private long count(String folder, java.util.function.Predicate<String> which)
            throws IOException {
        return disk.exists(folder) ? disk.list(folder).stream().filter(which).count() : 0;
    }

    /** Reads a segment whole, and takes its records as a start would: from a right footer. */
    private void segment(Loaded loaded) throws IOException {
        var footer = footer(loaded);
        var visit = new Visit(loaded.found(), footer);
        var scan =
                new SegmentScan(
                                new PatchyFile(loaded.found().file()).window(),
                                loaded.found().known(),
                                true,
                                visit)
                        .run(loaded.end());
        groups += scan.groups();
        logOctets += loaded.end() - Format.GROUPS;
        torn |= loaded.torn();
        clean = scan.cleanClose();
        if (footer != null) {
            footers++;
            footer.entries().forEach(entry -> replay(loaded.found().epoch(), entry.header()));
            visit.compare(footer, scan);
        }
    }

    private @Nullable Footer footer(Loaded loaded) throws IOException {
        var path = Footer.path(folders.footers(), loaded.found().epoch());
        return loaded.footed()
                ? Footer.read(disk, path, loaded.found().epoch()).orElse(null)
                : null;
    }

    /** What the footer of a missing segment tells. */
    private void lost(Footer footer) {
        for (var entry : footer.entries()) {
            var header = entry.header();
            if (!header.carriesMessage()) {
                replay(footer.epoch(), header);
            } else if (!live.containsKey(header.id())) {
                lost.put(header.id(), log.lost(footer.epoch(), header));
            }
        }
    }

    private void replay(long epoch, RecordHeader header) {
        if (header.carriesMessage() || header.type() == Format.DONE) {
            lost.remove(header.id());
        }
        if (header.carriesMessage()) {
            long place = Format.place(epoch, header.offset(), header.bodyFile());
            live.put(header.id(), new Live(place, header.octets()));
        } else if (header.type() == Format.DONE) {
            live.remove(header.id());
        }
    }

    /** What the scan of one segment tells. */
    private final class Visit implements SegmentScan.Visitor {
        private final Found found;
        private final @Nullable Footer footer;
        private final Footer.Builder rebuilt = new Footer.Builder();

        Visit(Found found, @Nullable Footer footer) {
            this.found = found;
            this.footer = footer;
        }

        @Override
        public void record(RecordHeader header, byte[] first, byte[] second) throws IOException {
            records.merge(Format.name(header.type()), 1L, Long::sum);
            formats(header, first, second);
            if (footer == null) {
                replay(found.epoch(), header);
            } else {
                rebuilt.record(header, first, second);
            }
        }

        private void formats(RecordHeader header, byte[] first, byte[] second) throws IOException {
            switch (header.type()) {
                case Format.ACCEPT -> {
                    formats.refuseNewer(header.id(), first, List.of());
                    flaw(header, "envelope", formats.envelopeFlaw(first));
                }
                case Format.SURVIVOR -> {
                    formats.refuseNewer(header.id(), first, List.of(second));
                    flaw(header, "envelope", formats.envelopeFlaw(first));
                    flaw(header, "state", formats.stateFlaw(second));
                }
                case Format.CHANGE -> {
                    formats.refuseNewer(header.id(), Item.EMPTY, List.of(first));
                    flaw(header, "state", formats.stateFlaw(first));
                }
                default -> {
                    // The journal's own, checked by the scan.
                }
            }
        }

        private void flaw(RecordHeader header, String what, Optional<String> flaw) {
            flaw.ifPresent(
                    why ->
                            damaged(
                                    header.offset(),
                                    header.span(),
                                    JournalCheck.flaw(what, why),
                                    Optional.of(header.id())));
        }

        @Override
        public void damaged(long offset, long length, String what, Optional<QueueId> id) {
            rebuilt.damaged(offset, length, what, id);
            log.loader().damage(found, offset, length, what, id);
            if (id.isEmpty() && footer != null) {
                hit(footer, offset, offset + length, what);
            }
        }

        /** The messages whose records can no longer tell that they are hit; the footer can. */
        private void hit(Footer from, long begin, long end, String what) {
            var readable = rebuilt.offsets();
            for (var entry : from.entries()) {
                var header = entry.header();
                if (header.carriesMessage()
                        && header.offset() < end
                        && header.offset() + header.span() > begin
                        && !readable.contains(header.offset())) {
                    log.loader()
                            .damage(
                                    found,
                                    header.offset(),
                                    header.span(),
                                    what,
                                    Optional.of(header.id()));
                }
            }
        }

        /** An undamaged segment's footer is the one that would be written today. */
        void compare(Footer footer, SegmentScan.Result scan) throws IOException {
            if (rebuilt.damaged() > 0) {
                return;
            }
            var segment = found.known();
            var right = rebuilt.footer(segment, scan, footer.cleanClose()).encode(segment.salt());
            if (!right.equals(footer.encode(segment.salt()))) {
                sink.file(
                        "footer-" + HexFormat.of().toHexDigits(found.epoch()),
                        new Damage(
                                Footer.path(folders.footers(), found.epoch()),
                                found.epoch(),
                                0,
                                right.limit(),
                                "footer does not tell what its segment holds",
                                Optional.empty()));
            }
        }
    }

    /** What is said of a part that is right and yet tells the journal's owner nothing. */
    static String flaw(String part, String why) {
        return part + " cannot be read: " + why;
    }

    /** Reads the body files of live messages. */
    private void bodies() throws IOException {
        for (var message :
                live.entrySet().stream()
                        .filter(one -> Format.bodyFileAt(one.getValue().place()))
                        .collect(Collectors.toList())) {
            body(message.getKey(), message.getValue()).ifPresent(referred::add);
        }
    }

    private Optional<BodyName> body(QueueId id, Live message) throws IOException {
        var found = log.byEpoch(Format.epochOf(message.place()));
        long offset = Format.offsetOf(message.place());
        var header = header(found, id, offset);
        if (header.isEmpty()) {
            // The scan has told of it.
            return Optional.empty();
        }
        var region = ByteBuffer.allocate((int) Region.octets(Format.REFERENCE));
        new PatchyFile(found.file()).read(header.get().regionOffset(), region);
        region.clear();
        var name = Bodies.name(header.get(), region, 0);
        if (name.isPresent()) {
            int sum = region.getInt(16);
            new BodyCheck(disk, folders.bodies(), name.get())
                    .run(message.octets(), sum)
                    .ifPresent(
                            flaw ->
                                    body(
                                            name.get(),
                                            new Damage(
                                                    folders.bodies() + "/" + name.get(),
                                                    found.epoch(),
                                                    flaw.offset(),
                                                    flaw.length(),
                                                    flaw.what(),
                                                    Optional.of(id))));
        }
        return name;
    }

    private void body(BodyName name, Damage damage) {
        if (damage.what().endsWith("missing")) {
            sink.report(damage);
        } else {
            sink.file("body-" + name, damage);
        }
    }

    private static Optional<RecordHeader> header(Found found, QueueId id, long offset)
            throws IOException {
        var octets = ByteBuffer.allocate(Format.RECORD_HEADER);
        if (new PatchyFile(found.file()).read(offset, octets) < Format.RECORD_HEADER) {
            return Optional.empty();
        }
        return RecordHeader.at(octets, 0, found.known().salt())
                .filter(header -> header.offset() == offset && header.id().equals(id));
    }
}
