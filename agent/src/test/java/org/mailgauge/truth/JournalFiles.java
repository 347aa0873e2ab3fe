package org.mailgauge.truth;

import org.jspecify.annotations.Nullable;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimDisk.Fate;
import org.mailgauge.sim.SimDisk.Op;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The files of a journal, read as {@code docs/queue-format.md} describes them and with nothing of
 * the journal's own code: what MAILGAUGE-MIB says of it is compared with them. Used by one thread.
 */
final class JournalFiles {
    static final String SEGMENTS = "queue/segments/";
    static final String BODIES = "queue/bodies/";
    static final String QUARANTINE = "queue/quarantine/";

    private static final String BODY = "x".repeat(98) + "\r\n";
    private static final String UNFINISHED = ".tmp";
    private static final int ACCEPT = 1;
    private static final int DONE = 3;
    private static final int SURVIVOR = 4;
    private static final int CHECKPOINT = 6;

    private static final long SEGMENT_MAGIC = 0x4d41494c474a524eL; // MAILGJRN
    private static final int GROUP_MAGIC = 0x4d474752; // MGGR
    private static final int SECTOR = 512;
    private static final int FIRST_GROUP = 8192;
    private static final int HEADER = 64;

    private final SimDisk disk;

    /** Groups of this run that were ever seen, by sequence: released segments have gone. */
    private final TreeMap<Long, Group> groups = new TreeMap<>();

    private long before;
    private List<Segment> segments = List.of();
    private int spares;

    /**
     * @param disk of a journal that has written nothing yet in this run
     */
    JournalFiles(SimDisk disk) {
        this.disk = disk;
        look();
        before = groups.isEmpty() ? 0 : groups.lastKey();
        groups.clear();
    }

    /**
     * A record.
     *
     * @param tail of a checkpoint
     */
    private record Entry(int type, Id id, int octets, long tail) {}

    private record Id(long high, long low) {}

    private record Group(long sequence, int octets, List<Entry> entries) {}

    /** A file with a header that is right, and with what counts of it. */
    private record Segment(
            long epoch, long tail, long previousEpoch, long previousEnd, List<Group> groups) {}

    /** Reads everything anew. */
    JournalFiles look() {
        var found = new ArrayList<ByteBuffer>();
        spares = 0;
        for (var path : names(SEGMENTS)) {
            var file = ByteBuffer.wrap(disk.content(path));
            if (file.limit() >= FIRST_GROUP && file.getLong(0) == SEGMENT_MAGIC) {
                found.add(file);
            } else {
                spares++;
            }
        }
        found.sort(Comparator.comparingLong(file -> file.getLong(16)));
        var all = new ArrayList<Segment>();
        for (var file : found.reversed()) {
            all.addFirst(segment(file, all.isEmpty() ? null : all.getFirst()));
        }
        long tail = all.stream().mapToLong(JournalFiles::tail).max().orElse(0);
        all.removeIf(segment -> segment.epoch < tail);
        segments = all;
        for (var segment : segments) {
            segment.groups.forEach(group -> groups.put(group.sequence, group));
        }
        groups.headMap(before, true).clear();
        return this;
    }

    private List<String> names(String folder) {
        return disk.files().stream()
                .filter(path -> path.startsWith(folder) && !path.endsWith(UNFINISHED))
                .toList();
    }

    /**
     * @param newer which says where this one ends; null when there is none
     */
    private static Segment segment(ByteBuffer file, @Nullable Segment newer) {
        long epoch = file.getLong(16);
        long end = newer != null && newer.previousEpoch == epoch ? newer.previousEnd : file.limit();
        var read = new ArrayList<Group>();
        for (int at = FIRST_GROUP; at + HEADER <= end; at += read.getLast().octets) {
            if (file.getInt(at) != GROUP_MAGIC || file.getLong(at + 8) != epoch) {
                break;
            }
            read.add(group(file, at));
        }
        return new Segment(epoch, file.getLong(32), file.getLong(40), file.getLong(48), read);
    }

    private static Group group(ByteBuffer file, int start) {
        int length = file.getInt(start + 32);
        var entries = new ArrayList<Entry>();
        int at = start + HEADER;
        while (at < start + HEADER + length) {
            int octets = up(HEADER + file.getInt(at), 8);
            var id = new Id(file.getLong(at + 8), file.getLong(at + 16));
            int type = file.get(at + 4);
            long tail = type == CHECKPOINT ? file.getLong(at + HEADER) : 0;
            entries.add(new Entry(type, id, octets, tail));
            at += octets;
        }
        if (at != start + HEADER + length || entries.size() != file.getInt(start + 36)) {
            throw new AssertionError("a group of " + entries + " at " + start);
        }
        return new Group(file.getLong(start + 16), up(HEADER + length, SECTOR), entries);
    }

    private static int up(int octets, int unit) {
        return (octets + unit - 1) / unit * unit;
    }

    private static long tail(Segment segment) {
        return segment.groups.stream()
                .flatMap(group -> group.entries.stream())
                .filter(entry -> entry.type == CHECKPOINT)
                .mapToLong(Entry::tail)
                .reduce(segment.tail, Math::max);
    }

    /** Groups of this run. */
    int groups() {
        return groups.size();
    }

    /** The numbers from that of the first of them to that of the last. */
    long numbers() {
        return groups.isEmpty() ? 0 : groups.lastKey() - groups.firstKey() + 1;
    }

    /** Records in the groups of this run. */
    int records() {
        return groups.values().stream().mapToInt(group -> group.entries.size()).sum();
    }

    /** Octets of the groups of this run. */
    long octets() {
        return groups.values().stream().mapToLong(Group::octets).sum();
    }

    /** Messages that were copied forward in this run. */
    long survivors() {
        return groups.values().stream()
                .flatMap(group -> group.entries.stream())
                .filter(entry -> entry.type == SURVIVOR)
                .count();
    }

    /** Segments that count. */
    int segments() {
        return segments.size();
    }

    /** Segment files without a header, which are ready for use. */
    int spares() {
        return spares;
    }

    private Map<Id, Integer> live() {
        var live = new HashMap<Id, Integer>();
        for (var segment : segments) {
            for (var group : segment.groups) {
                for (var entry : group.entries) {
                    if (entry.type == ACCEPT || entry.type == SURVIVOR) {
                        live.put(entry.id, entry.octets);
                    } else if (entry.type == DONE) {
                        live.remove(entry.id);
                    }
                }
            }
        }
        return live;
    }

    /** Messages that have not ended. */
    int messages() {
        return live().size();
    }

    /** Their records' part of the groups in segments that count, in thousandths. */
    long share() {
        long used =
                segments.stream()
                        .flatMap(segment -> segment.groups.stream())
                        .mapToLong(Group::octets)
                        .sum();
        long live = live().values().stream().mapToLong(octets -> octets).sum();
        return Math.round(1000.0 * live / used);
    }

    /** Contents in files of their own. */
    List<String> bodies() {
        return names(BODIES);
    }

    /** What was set aside. */
    List<String> quarantined() {
        return names(QUARANTINE);
    }

    /** An octet of the content of the message with that id changes in the segments of a disk. */
    static void damage(SimDisk disk, String id) {
        try {
            for (var path : disk.files()) {
                var text = new String(disk.content(path), StandardCharsets.ISO_8859_1);
                int start = text.indexOf("Message-ID: <" + id + "@client.test>");
                if (path.startsWith(SEGMENTS) && start >= 0) {
                    try (var file = disk.open(path)) {
                        file.write(text.indexOf(BODY, start), ByteBuffer.wrap(new byte[] {'y'}));
                    }
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The next so many forces of segments fail, and what they were to make durable never is. */
    static SimDisk.Watch losing(AtomicInteger times) {
        return (op, path) ->
                op == Op.FORCE && path.startsWith(SEGMENTS) && times.getAndDecrement() > 0
                        ? Fate.LOST
                        : Fate.WELL;
    }

    @Override
    public String toString() {
        return segments + " and " + spares + " spares";
    }
}
