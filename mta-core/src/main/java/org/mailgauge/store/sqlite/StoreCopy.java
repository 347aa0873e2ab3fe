package org.mailgauge.store.sqlite;

import org.mailgauge.port.Disk;
import org.mailgauge.port.DiskFullException;
import org.mailgauge.port.Entropy;
import org.mailgauge.store.log.Contents;
import org.mailgauge.store.log.LogListener;
import org.mailgauge.store.log.Place;
import org.mailgauge.store.log.StoreLog;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Begins a copy of a store, which may be in use: copies the indexes, each as it is at one moment,
 * and says which octets of which files belong to it. These don't change any more, as long as the
 * store's {@link FileHold} is held. On a platform thread.
 */
public final class StoreCopy {
    /*
     * An index says where in the log it stands, and is behind the log or level with it, never before it.
     * So its copy, made in one transaction of SQLite's, defines the moment: the log up to that place,
     * the files of contents that it knows, and the latest dump, which is whole and from before.
     */

    /** SQLite's code for no space. */
    private static final int FULL = 13;

    /** All of a file. */
    public static final long WHOLE = -1;

    private final Disk disk;
    private final Path root;
    private final String folder;
    private final Entropy entropy;

    /**
     * Of a store.
     *
     * @param root the data directory, that of {@code disk}
     * @param folder of the store in it
     */
    public StoreCopy(Disk disk, Path root, String folder, Entropy entropy) {
        this.disk = new LookingDisk(disk);
        this.root = root;
        this.folder = folder;
        this.entropy = entropy;
    }

    /**
     * A file to be copied.
     *
     * @param path in the store's folder
     * @param octets how many of it, or {@link #WHOLE}
     */
    public record Part(String path, long octets) {}

    /**
     * Where a shard's copy stands.
     *
     * @param sequence of the last record
     */
    public record Point(int shard, long place, long sequence) {}

    /** What belongs to a copy beside the indexes. */
    public record Plan(List<Part> parts, List<Point> points, long messages) {
        public Plan {
            parts = List.copyOf(parts);
            points = List.copyOf(points);
        }
    }

    /**
     * Copies the indexes.
     *
     * @param to the disk of the copy
     * @param toRoot its folder
     * @param toFolder the store's folder in it, which is made
     * @throws IOException when an index cannot be read, or the copy not be written
     */
    public Plan begin(Disk to, Path toRoot, String toFolder) throws IOException {
        int shards = StoreFormat.read(disk, folder);
        var parts = new ArrayList<Part>();
        var points = new ArrayList<Point>();
        long messages = 0;
        parts.add(new Part("format", WHOLE));
        for (int i = 0; i < shards; i++) {
            var own = folder + "/" + i;
            if (disk.exists(own + "/" + Index.DOUBTFUL)) {
                throw new IOException(
                        "the index of shard "
                                + i
                                + " was found damaged; restart the server, which makes it anew");
            }
            var target = toFolder + "/" + i;
            to.makeFolder(target);
            to.create(target + "/" + Resumption.MARK).close();
            var copy = toRoot.resolve(target).resolve(Index.FILE);
            try {
                index(root.resolve(own).resolve(Index.FILE), copy);
                messages += files(i, copy, parts, points);
            } catch (SQLException e) {
                if (e.getErrorCode() == FULL) {
                    throw new DiskFullException("no space for the index", e);
                }
                throw new IOException("the index of shard " + i + ": " + e.getMessage(), e);
            }
        }
        return new Plan(parts, points, messages);
    }

    private static void index(Path from, Path to) throws SQLException {
        try (var sql = Sql.reader(from.toString())) {
            sql.pragma("PRAGMA query_only=0");
            sql.pragma("VACUUM INTO '" + to.toString().replace("'", "''") + "'");
        }
    }

    /** Finds what belongs to the index's copy. @return how many messages it has */
    private long files(int shard, Path copy, List<Part> parts, List<Point> points)
            throws IOException, SQLException {
        var now = new Counters();
        long messages;
        try (var sql = Sql.reader(copy.toString())) {
            sql.pragma("PRAGMA query_only=0");
            sql.pragma("PRAGMA journal_mode=DELETE");
            now.load(sql);
            messages = sql.number("SELECT count(*) FROM message");
            sql.each(
                    "SELECT number FROM content WHERE place=? ORDER BY number",
                    row -> parts.add(new Part(shard + "/" + Contents.file(row.getLong(1)), WHOLE)),
                    Contents.OWN_FILE);
        }
        points.add(new Point(shard, now.place, now.sequence));
        log(shard, now.place, parts);
        dump(shard, parts);
        return messages;
    }

    private StoreLog log(String shard) {
        var settings = StoreSettings.DEFAULT.log();
        return new StoreLog(disk, entropy, folder + "/" + shard, settings, new Silent());
    }

    private void log(int shard, long place, List<Part> parts) throws IOException {
        for (var extent : log(Integer.toString(shard)).extents().entrySet()) {
            long epoch = extent.getKey();
            if (epoch <= Place.epoch(place)) {
                boolean last = epoch == Place.epoch(place);
                long octets = last ? Place.offset(place) : extent.getValue();
                parts.add(new Part(name(shard + "/log/", epoch), octets));
            }
        }
    }

    private void dump(int shard, List<Part> parts) throws IOException {
        var dumps = new Dumps(disk, entropy, folder + "/" + shard, new Silent());
        var point = dumps.latest();
        if (point != null) {
            var own = name(shard + "/dump/", point.place());
            for (var extent : log(own).extents().entrySet()) {
                parts.add(new Part(name(own + "/log/", extent.getKey()), extent.getValue()));
            }
        }
    }

    private static String name(String folder, long number) {
        return folder + String.format(Locale.ROOT, "%016x", number);
    }

    /** A check of the copy tells what is wrong. */
    private static final class Silent implements LogListener {
        @Override
        public void damaged(Damage damage) {
            // Told by the check of the copy.
        }

        @Override
        public void failed(String what, Exception why) {
            // Thrown too.
        }
    }
}
