package org.mailgauge.observe;

import org.mailgauge.port.Disk;
import org.mailgauge.port.Tasks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;

/**
 * Indexes and traffic as two small text files in a folder of the data directory. Safe for use by
 * any thread; {@code lock} keeps calls apart and is held over I/O.
 */
public final class DiskIndexStore implements IndexStore {
    /*
     * indexes: a header line, then one line per entry, appended and forced: CRC32C of the rest (8
     * hex digits), scope, index, name. What follows the last good line is a torn tail: nobody saw
     * its indexes, it is overwritten. A bad line before a good one is damage: it is skipped, and as
     * many indexes are skipped as it can have held.
     * traffic: a header line, then one line per domain, count and name; replaced as a whole. The
     * first version had no header line: it is read as it is, and gets one when it is next replaced.
     */
    private static final String HEADER = "mailgauge-indexes 1";
    private static final String TRAFFIC = "mailgauge-traffic ";
    private static final int TRAFFIC_VERSION = 2;
    private static final int SHORTEST_LINE = 17; // crc, space, STATE, space, 1001, space? and LF
    private static final int LIMIT = 64 << 20;

    private final Disk disk;
    private final Tasks tasks;
    private final String folder;
    private final ReentrantLock lock = new ReentrantLock();
    private long end = -1; // of the good part of indexes; guarded by lock

    /** {@code folder} is relative to the data directory and is created when needed. */
    public DiskIndexStore(Disk disk, Tasks tasks, String folder) {
        this.disk = disk;
        this.tasks = tasks;
        this.folder = folder;
    }

    @Override
    public Indexes indexes() throws IOException {
        return locked(this::load);
    }

    @Override
    public void add(List<Entry> entries) throws IOException {
        locked(
                () -> {
                    append(entries);
                    return true;
                });
    }

    @Override
    public Map<String, Long> traffic() throws IOException {
        return locked(this::loadTraffic);
    }

    @Override
    public void saveTraffic(Map<String, Long> traffic) throws IOException {
        var text = new StringBuilder(TRAFFIC).append(TRAFFIC_VERSION).append('\n');
        traffic.forEach(
                (domain, count) -> text.append(count).append(' ').append(domain).append('\n'));
        locked(
                () -> {
                    replace(path("traffic"), text.toString());
                    return true;
                });
    }

    private <T> T locked(Tasks.Work<T> work) throws IOException {
        lock.lock();
        try {
            return tasks.io(work);
        } finally {
            lock.unlock();
        }
    }

    private Indexes load() throws IOException {
        if (!disk.exists(path("indexes"))) {
            disk.makeFolder(folder);
            replace(path("indexes"), HEADER + "\n");
        }
        secure();
        var text = read(path("indexes"));
        int at = text.indexOf('\n') + 1;
        if (at == 0 || !text.substring(0, at - 1).equals(HEADER)) {
            throw new IOException(
                    path("indexes") + " is not of this version (expected \"" + HEADER + "\")");
        }
        return parse(text, at);
    }

    /**
     * Makes durable what is there: a process that was killed may have left what only the cache
     * holds, and what is read here will be shown.
     */
    private void secure() throws IOException {
        try (var file = disk.open(path("indexes"))) {
            file.force();
        }
        disk.forceFolder(folder);
        disk.forceFolder("");
    }

    /** {@code text} has one character for each octet. */
    private Indexes parse(String text, int begin) {
        var entries = new ArrayList<Entry>();
        int good = begin;
        int lost = 0;
        int at = begin;
        for (int lf = text.indexOf('\n', at); lf >= 0; lf = text.indexOf('\n', at)) {
            var entry = entry(text.substring(at, lf));
            if (entry.isPresent()) {
                entries.add(entry.get());
                lost += most(at - good);
                good = lf + 1;
            }
            at = lf + 1;
        }
        end = good;
        return new Indexes(entries, lost + most(text.length() - good));
    }

    /** How many entries so many bad octets can have held. */
    private static int most(int octets) {
        return (octets + SHORTEST_LINE - 1) / SHORTEST_LINE;
    }

    private static Optional<Entry> entry(String line) {
        var parts = line.split(" ", 4);
        if (parts.length != 4 || !parts[0].equals(crc(line.substring(parts[0].length() + 1)))) {
            return Optional.empty();
        }
        var name = new String(octets(parts[3]), StandardCharsets.UTF_8);
        return Optional.of(new Entry(Scope.valueOf(parts[1]), name, Integer.parseInt(parts[2])));
    }

    private void append(List<Entry> entries) throws IOException {
        if (end < 0) {
            load();
        }
        var text = new StringBuilder();
        for (var entry : entries) {
            var name =
                    new String(
                            entry.name().getBytes(StandardCharsets.UTF_8),
                            StandardCharsets.ISO_8859_1);
            var line = entry.scope() + " " + entry.index() + " " + name;
            text.append(crc(line)).append(' ').append(line).append('\n');
        }
        var octets = octets(text.toString());
        try (var file = disk.open(path("indexes"))) {
            file.truncate(end);
            file.write(end, ByteBuffer.wrap(octets));
            file.force();
        }
        end += octets.length;
    }

    private Map<String, Long> loadTraffic() throws IOException {
        var traffic = new LinkedHashMap<String, Long>();
        if (!disk.exists(path("traffic"))) {
            return traffic;
        }
        var text = new String(octets(read(path("traffic"))), StandardCharsets.UTF_8);
        refuseNewerTraffic(text);
        for (var line : text.lines().toList()) {
            int space = line.indexOf(' ');
            if (space > 0
                    && space <= 18
                    && line.chars().limit(space).allMatch(Character::isDigit)) {
                traffic.put(line.substring(space + 1), Long.parseLong(line.substring(0, space)));
            }
        }
        return traffic;
    }

    private void refuseNewerTraffic(String text) throws IOException {
        var first = text.lines().findFirst().orElse("");
        if (first.matches(TRAFFIC + "[0-9]{1,6}")) {
            int version = Integer.parseInt(first.substring(TRAFFIC.length()));
            if (version > TRAFFIC_VERSION) {
                throw new IOException(
                        path("traffic")
                                + " has format version "
                                + version
                                + "; this program knows up to "
                                + TRAFFIC_VERSION);
            }
        }
    }

    /** Replaces a file as a whole, durably. */
    private void replace(String path, String text) throws IOException {
        var fresh = path + ".new";
        if (disk.exists(fresh)) {
            disk.delete(fresh);
        }
        try (var file = disk.create(fresh)) {
            file.write(0, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            file.force();
        }
        disk.rename(fresh, path);
        disk.forceFolder(folder);
    }

    private String read(String path) throws IOException {
        try (var file = disk.open(path)) {
            long size = file.size();
            if (size > LIMIT) {
                throw new IOException(path + " has " + size + " octets");
            }
            var buffer = ByteBuffer.allocate((int) size);
            file.read(0, buffer);
            return new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
        }
    }

    private String path(String name) {
        return folder + "/" + name;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String crc(String text) {
        var crc = new CRC32C();
        crc.update(octets(text));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
