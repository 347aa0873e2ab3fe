package org.mailgauge.store.sqlite;

import org.mailgauge.port.Crash;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.log.Contents;
import org.mailgauge.store.log.DamagedContentException;
import org.mailgauge.store.log.Place;
import org.mailgauge.store.log.StoreLog;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Takes back the space of contents that are gone, of one shard. Segments wholly before a dump hold
 * nothing but contents: one of which less than half lives is copied forward and deleted. Used by
 * one thread at a time.
 */
final class Reclaimer {
    /*
     * Order: survivors are appended and their new places recorded, both durable; then the segment is
     * deleted. After a crash between the two they are there twice, and the next turn deletes the old
     * segment, in which nothing lives.
     * What nobody refers to is not forgotten at once but in the second turn that finds it so, an hour
     * later: who opened a content before may still read it.
     */

    private static final long STEP = 4 << 20;
    private static final int GARBAGE = 50_000;

    private final Shard shard;
    private final StoreLog log;
    private final StoreStats stats;
    private List<Long> garbage = List.of();
    private volatile double liveShare = -1;
    private volatile long contents = -1;

    Reclaimer(Shard shard, StoreLog log, StoreStats stats) {
        this.shard = shard;
        this.log = log;
        this.stats = stats;
    }

    private record Survivor(long content, long octets, long place, long span) {}

    /** Forgets contents to which nobody has referred since the last time. */
    void collect() throws IOException {
        var now = new ArrayList<Long>();
        shard.read(
                sql -> {
                    sql.each(
                            "SELECT number FROM content WHERE refs<=0 LIMIT " + GARBAGE,
                            row -> now.add(row.getLong(1)));
                    return now;
                });
        var old = new ArrayList<>(now);
        old.retainAll(new java.util.HashSet<>(garbage));
        now.removeAll(new java.util.HashSet<>(old));
        garbage = now;
        if (!old.isEmpty()) {
            for (long file : forget(old)) {
                shard.contents().delete(file);
                Crash.at("store.content-deleted");
            }
        }
    }

    private List<Long> forget(List<Long> contents) throws IOException {
        var outcome =
                shard.change(
                        tx -> {
                            var files = new ArrayList<Long>();
                            for (long content : contents) {
                                tx.sql.each(
                                        "SELECT number FROM content WHERE number=? AND refs<=0"
                                                + " AND place=?",
                                        row -> files.add(row.getLong(1)),
                                        content,
                                        Contents.OWN_FILE);
                                tx.sql.run(
                                        "DELETE FROM content WHERE number=? AND refs<=0", content);
                                tx.sql.run(
                                        "DELETE FROM summary WHERE content=?"
                                                + " AND content NOT IN"
                                                + " (SELECT number FROM content WHERE number=?)",
                                        content,
                                        content);
                            }
                            return new Outcome.Done<List<Long>>(files);
                        });
        return outcome.done().orElse(List.of());
    }

    /**
     * Reclaims segments.
     *
     * @param before only those of earlier epochs
     */
    void reclaim(long before) throws IOException {
        contents = shard.read(sql -> sql.number("SELECT count(*) FROM content WHERE refs>0"));
        var live = new TreeMap<Long, Long>();
        shard.read(
                sql -> {
                    sql.each(
                            "SELECT place / 2147483648, sum(span) FROM content"
                                    + " WHERE place BETWEEN 1 AND ? GROUP BY 1",
                            row -> live.put(row.getLong(1), row.getLong(2)),
                            Place.of(before, 0) - 1);
                    return live;
                });
        share(live, before);
        for (long epoch : log.epochs()) {
            if (epoch < before && 2 * live.getOrDefault(epoch, 0L) < log.octets(epoch)) {
                if (move(epoch)) {
                    keepArrivals(epoch);
                    Crash.at("store.arrivals-kept");
                    log.delete(epoch);
                    stats.reclaimed.increment();
                    Crash.at("store.segment-deleted");
                }
            }
        }
    }

    private void share(Map<Long, Long> live, long before) throws IOException {
        long all = 0;
        for (long epoch : log.epochs()) {
            all += epoch < before ? log.octets(epoch) : 0;
        }
        long living = live.values().stream().mapToLong(Long::longValue).sum();
        liveShare = all == 0 ? -1 : (double) living / all;
    }

    /** Which part of the segments before the last dump lives; negative while that is not known. */
    double liveShare() {
        return liveShare;
    }

    /** Contents that live, as of the last turn; negative before it. */
    long living() {
        return contents;
    }

    /** Copies what lives in a segment forward. @return whether nothing lives there any more */
    private boolean move(long epoch) throws IOException {
        long from = Place.of(epoch, 0);
        while (true) {
            var survivors = survivors(from, Place.of(epoch + 1, 0) - 1);
            if (survivors.isEmpty()) {
                return true;
            }
            for (var survivor : survivors) {
                if (!move(survivor)) {
                    return false;
                }
            }
            Crash.at("store.survivors-forced");
        }
    }

    /** Says once more where contents arrived that have files of their own and live. */
    private void keepArrivals(long epoch) throws IOException {
        log.survey(
                epoch,
                epoch,
                (frame, place, record) -> {
                    var arrived = Arrived.of(frame, place, record).filter(Arrived::hasOwnFile);
                    if (arrived.isPresent()) {
                        long content = arrived.get().content();
                        shard.change(tx -> arrived(tx, content, frame.subject(), record));
                    }
                });
    }

    private static Outcome<Boolean> arrived(
            Transaction tx, long content, long mailbox, byte[] record) throws SQLException {
        boolean lives =
                tx.sql.number("SELECT count(*) FROM content WHERE number=? AND refs>0", content)
                        > 0;
        if (lives) {
            tx.arrived(mailbox, record);
        }
        return new Outcome.Done<>(lives);
    }

    private List<Survivor> survivors(long from, long to) throws IOException {
        return shard.read(
                sql -> {
                    var found = new ArrayList<Survivor>();
                    long[] octets = {0};
                    sql.each(
                            "SELECT number, octets, place, span FROM content"
                                    + " WHERE place BETWEEN ? AND ? LIMIT 200",
                            row -> {
                                octets[0] += row.getLong(2);
                                if (octets[0] <= STEP || found.isEmpty()) {
                                    found.add(
                                            new Survivor(
                                                    row.getLong(1),
                                                    row.getLong(2),
                                                    row.getLong(3),
                                                    row.getLong(4)));
                                }
                            },
                            from,
                            to);
                    return found;
                });
    }

    /** Copies one. @return false when it cannot be read: its segment stays */
    private boolean move(Survivor survivor) throws IOException {
        var data = new byte[(int) survivor.octets];
        byte[] record;
        try {
            record = shard.contents().record(survivor.content, survivor.place, survivor.octets);
            for (int at = 0; at < data.length; ) {
                at +=
                        shard.contents()
                                .read(
                                        survivor.content,
                                        survivor.place,
                                        survivor.octets,
                                        at,
                                        data,
                                        at,
                                        data.length - at);
            }
        } catch (DamagedContentException e) {
            return false;
        }
        var moved = shard.change(tx -> put(tx, survivor, record, data)).done();
        if (moved.orElse(false)) {
            stats.moved.increment();
        }
        return moved.isPresent();
    }

    private Outcome<Boolean> put(Transaction tx, Survivor survivor, byte[] record, byte[] data)
            throws SQLException {
        boolean there =
                tx.sql.number("SELECT place FROM content WHERE number=?", survivor.content)
                        == survivor.place;
        if (there) {
            tx.move(survivor.content, record, data);
        }
        return new Outcome.Done<>(there);
    }
}
