package org.mailgauge.store.sqlite;

import org.mailgauge.port.Disk;
import org.mailgauge.port.Entropy;
import org.mailgauge.store.log.Contents;
import org.mailgauge.store.log.Frame;
import org.mailgauge.store.log.LogListener;
import org.mailgauge.store.log.LogStart;
import org.mailgauge.store.log.LogVisitor;
import org.mailgauge.store.log.Place;
import org.mailgauge.store.log.StoreLog;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** Looks at a store that nobody uses, or has its indexes made anew. On a platform thread. */
public final class StoreCheck {

    private StoreCheck() {}

    /**
     * What was found, over all shards.
     *
     * @param faults each in words, with its file
     */
    public record Report(Map<String, Long> numbers, List<String> faults) {
        public Report {
            faults = List.copyOf(faults);
        }
    }

    /**
     * Reads dumps, logs, indexes and every content; changes nothing.
     *
     * @throws org.mailgauge.disk.NewerFormatException when a newer program wrote it
     */
    public static Report verify(Disk disk, Path root, String folder, Entropy entropy)
            throws IOException {
        return verify(disk, root, folder, entropy, _ -> false);
    }

    /**
     * The same, without reading the contents in some files.
     *
     * @param known whether the contents in a file, by its path, were looked at before
     */
    public static Report verify(
            Disk disk, Path root, String folder, Entropy entropy, Predicate<String> known)
            throws IOException {
        var found = new Found(known);
        int shards = StoreFormat.read(disk, folder);
        for (int i = 0; i < shards; i++) {
            shard(new LookingDisk(disk), root, folder + "/" + i, entropy, found);
        }
        var numbers = new LinkedHashMap<String, Long>();
        numbers.put("shards", (long) shards);
        numbers.put("records", found.records);
        numbers.put("messages", found.messages);
        numbers.put("contents", found.contents);
        numbers.put("faults", (long) found.faults.size());
        return new Report(numbers, found.faults);
    }

    private static void shard(Disk disk, Path root, String folder, Entropy entropy, Found found)
            throws IOException {
        var settings = StoreSettings.DEFAULT.log();
        try (var log = new StoreLog(disk, entropy, folder, settings, found)) {
            shard(log, disk, root, folder, entropy, found);
        }
    }

    private static void shard(
            StoreLog log, Disk disk, Path root, String folder, Entropy entropy, Found found)
            throws IOException {
        var dumps = new Dumps(disk, entropy, folder, found);
        var point = dumps.latest();
        // To find the latest dump is to read it, so what is wrong in it has been told.
        long place = point == null ? 0 : point.place();
        long last;
        var mark = IndexMark.read(disk, folder);
        var start =
                new LogStart(
                        place,
                        point == null ? 0 : point.sequence(),
                        mark.map(IndexMark::sequence).orElse(0L));
        try (var end = log.open(start, found)) {
            last = end.lastSequence();
        }
        if (!disk.exists(folder + "/index.sqlite")) {
            found.faults.add(folder + "/index.sqlite: there is none; a start makes it anew");
            return;
        }
        if (mark.isPresent() && !mark.get().fits(disk, folder + "/index.sqlite")) {
            found.faults.add(folder + "/index.sqlite: it is not as it was noted");
            return;
        }
        try (var sql = look(disk, root, folder)) {
            if (sql.number("SELECT sequence FROM state") > last) {
                found.faults.add(folder + "/log: frames at its end are gone or damaged");
            }
            index(sql, folder, log, found);
        } catch (SQLException e) {
            found.faults.add(folder + "/index.sqlite: " + e.getMessage());
        }
    }

    private static Sql look(Disk disk, Path root, String folder) throws IOException, SQLException {
        var path = root.resolve(folder).resolve("index.sqlite").toString();
        return Wal.glance(disk, folder + "/index.sqlite").frames() > 0
                ? Sql.looker(path)
                : Sql.reader(path);
    }

    private static void index(Sql sql, String folder, StoreLog log, Found found)
            throws SQLException {
        var said = sql.pragma("PRAGMA quick_check(1)");
        if (!said.equals("ok")) {
            found.faults.add(folder + "/index.sqlite: " + said);
            return;
        }
        found.messages += sql.number("SELECT count(*) FROM message");
        sql.each(
                "SELECT number, octets, place FROM content WHERE refs>0",
                row -> content(log, folder, row.getLong(1), row.getLong(2), row.getLong(3), found));
    }

    private static void content(
            StoreLog log, String folder, long number, long octets, long place, Found found) {
        found.contents++;
        var file =
                place == Contents.OWN_FILE
                        ? Contents.file(number)
                        : String.format(Locale.ROOT, "log/%016x", Place.epoch(place));
        if (found.known.test(folder + "/" + file)) {
            return;
        }
        var piece = new byte[1 << 16];
        try {
            for (long at = 0; at < octets; ) {
                at += log.contents().read(number, place, octets, at, piece, 0, piece.length);
            }
        } catch (IOException e) {
            found.faults.add(folder + ": content " + number + ": " + e.getMessage());
        }
    }

    /** Has the indexes of all shards made anew when the store is opened next. */
    public static void doubt(Disk disk, String folder) throws IOException {
        int shards = StoreFormat.read(disk, folder);
        for (int i = 0; i < shards; i++) {
            var mark = folder + "/" + i + "/" + Index.DOUBTFUL;
            if (!disk.exists(mark)) {
                disk.create(mark).close();
                disk.forceFolder(folder + "/" + i);
            }
        }
    }

    private static final class Found implements LogListener, LogVisitor {
        private final Predicate<String> known;
        private final List<String> faults = new ArrayList<>();
        private long records;
        private long messages;
        private long contents;

        private Found(Predicate<String> known) {
            this.known = known;
        }

        @Override
        public void damaged(Damage damage) {
            faults.add(
                    damage.file()
                            + " at "
                            + damage.offset()
                            + ", "
                            + damage.length()
                            + " octets: "
                            + damage.what());
        }

        @Override
        public void failed(String what, Exception why) {
            faults.add(what + ": " + why.getMessage());
        }

        @Override
        public void frame(Frame frame, long place, byte[] record) {
            records++;
        }

        @Override
        public void lost(long subject, long frames) {
            // Told as damage.
        }
    }
}
