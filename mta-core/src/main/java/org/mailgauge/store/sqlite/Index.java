package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Crash;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.log.Contents;
import org.mailgauge.store.log.Frame;
import org.mailgauge.store.log.LogListener.Damage;
import org.mailgauge.store.log.LogVisitor;
import org.mailgauge.store.log.LogWriter;
import org.mailgauge.store.log.StoreLog;

import java.io.IOException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/**
 * Opens the index of a shard, and brings it up to what the log says. Used by one platform thread.
 */
final class Index implements LogVisitor {
    private static final String FILE = "index.sqlite";
    static final String DOUBTFUL = "index-doubtful";
    private static final int BATCH = 2000;
    private static final long WAL = 4 << 20;

    private final Shard.Surroundings world;
    private final StoreLog log;
    private final String folder;
    private final int number;
    private final Dumps dumps;
    private final Counters counters = new Counters();
    private final Set<Long> harmed = new HashSet<>();
    private @Nullable Sql writer;
    private @Nullable Applier applier;
    private String rebuilding = "";
    private long records;
    private boolean lostAll;

    Index(Shard.Surroundings world, StoreLog log, String folder, int number) {
        this.world = world;
        this.log = log;
        this.folder = folder;
        this.number = number;
        this.dumps = new Dumps(world.disk(), world.entropy(), folder, world.events());
    }

    String path() {
        return world.folder().resolve(folder).resolve(FILE).toString();
    }

    Counters counters() {
        return counters;
    }

    Sql sql() {
        var sql = writer;
        if (sql == null) {
            throw new IllegalStateException("the index is not open");
        }
        return sql;
    }

    /** Opens it, making it anew where it must be, and reads what the log has more. */
    LogWriter open() throws IOException {
        world.disk().makeFolder(folder);
        try {
            openFile();
            counters.load(sql());
            applier = new Applier(sql(), counters);
            sql().pragma("BEGIN IMMEDIATE");
            if (!rebuilding.isEmpty()) {
                readDump();
            }
            var end = log.open(counters.place, counters.sequence, this);
            if (!rebuilding.isEmpty()) {
                applier.recount();
            }
            counters.sequence = end.lastSequence();
            counters.content.accumulateAndGet(log.contents().greatest(), Math::max);
            counters.save(sql());
            if (!harmed.isEmpty()) {
                doubt();
            }
            sql().pragma("COMMIT");
            Crash.at("store.index-caught-up");
            if (!rebuilding.isEmpty() && records > 0) {
                world.stats().rebuilds.increment();
                world.events().rebuilt(number, rebuilding, records);
            }
            sweep();
            return end;
        } catch (SQLException e) {
            throw new IOException("the index of shard " + number + ": " + e.getMessage(), e);
        }
    }

    /** Begins with the latest dump, where there is one; the log goes on from its place. */
    private void readDump() throws IOException {
        var point = dumps.latest();
        if (point != null) {
            dumps.read(point, this);
            counters.place = point.place();
            counters.sequence = point.sequence();
        }
    }

    Dumps dumps() {
        return dumps;
    }

    private void openFile() throws IOException, SQLException {
        var why = "";
        if (!world.disk().exists(folder + "/" + FILE)) {
            why = "there was none";
        } else if (world.disk().exists(folder + "/" + DOUBTFUL)) {
            why = "it was found damaged while it was used";
        } else {
            why = fault();
        }
        if (!why.isEmpty()) {
            rebuilding = why;
            setAside();
            var sql = Sql.writer(path());
            writer = sql;
            Schema.create(sql);
        }
    }

    /** Opens what is there. @return what is wrong with it */
    private String fault() {
        try {
            var sql = Sql.writer(path());
            if (Schema.isGood(sql)) {
                writer = sql;
                return "";
            }
            sql.close();
            return "it is of another version, or damaged";
        } catch (SQLException e) {
            return "it cannot be opened: " + e.getMessage();
        }
    }

    /** Moves an index that cannot be used out of the way; of those set aside the last one stays. */
    private void setAside() throws IOException {
        for (var suffix : new String[] {"", "-wal", "-shm"}) {
            var path = folder + "/" + FILE + suffix;
            var aside = folder + "/old-" + FILE + suffix;
            if (world.disk().exists(aside)) {
                world.disk().delete(aside);
            }
            if (world.disk().exists(path)) {
                world.disk().rename(path, aside);
            }
        }
        if (world.disk().exists(folder + "/" + DOUBTFUL)) {
            world.disk().delete(folder + "/" + DOUBTFUL);
        }
        world.disk().forceFolder(folder);
    }

    @Override
    public void frame(Frame frame, long place, byte[] record) throws IOException {
        try {
            if (frame.type() == Transaction.CHANGES && applier != null) {
                for (var change : ChangeCodec.decode(record)) {
                    applier.apply(change);
                }
                records++;
            } else {
                counters.content.accumulateAndGet(frame.content(), Math::max);
            }
            counters.place = place + frame.span();
            counters.sequence = frame.sequence();
            if (records % BATCH == BATCH - 1 && rebuilding.isEmpty() && harmed.isEmpty()) {
                counters.save(sql());
                sql().pragma("COMMIT");
                sql().pragma("BEGIN IMMEDIATE");
            }
        } catch (SQLException e) {
            throw new IOException("the index of shard " + number + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void lost(long subject, long frames) {
        harmed.add(subject);
        lostAll |= subject == 0;
        world.stats().damage.add(frames);
    }

    /** Whether changes were lost when it was read from log or dump. */
    boolean isHarmed() {
        return !harmed.isEmpty();
    }

    /** Until {@link #settle} is through, a start must find the loss again. */
    private void doubt() throws IOException {
        if (!world.disk().exists(folder + "/" + DOUBTFUL)) {
            world.disk().create(folder + "/" + DOUBTFUL).close();
            world.disk().forceFolder(folder);
        }
    }

    /**
     * Puts back messages that only their contents tell of, and gives mailboxes that may have lost
     * something a new UIDVALIDITY.
     */
    void settle(Committer committer) throws IOException, SQLException {
        if (harmed.isEmpty()) {
            return;
        }
        var salvage = new Salvage(log, committer, box -> lostAll || harmed.contains(box));
        long found = salvage.run();
        if (found > 0) {
            world.stats().salvaged.add(found);
            var what = found + " messages were put back of which only the contents were left";
            world.events().damaged(new Damage(folder + "/log", 0, 0, 0, 0, what));
        }
        harmed.addAll(salvage.mailboxes());
        renew(committer);
        // What is in the index now must outlive the mark that it may lack something.
        sql().pragma("PRAGMA wal_checkpoint(TRUNCATE)");
        world.disk().delete(folder + "/" + DOUBTFUL);
        world.disk().forceFolder(folder);
    }

    private void renew(Committer committer) throws IOException {
        var answer = new Answer<Outcome<Integer>>();
        committer.run(new Committer.Job<>(this::renew, answer));
        switch (answer.await()) {
            case Outcome.Done<Integer>(var count) -> {
                world.stats().renewed.add(count);
                world.events().renewed(number, count);
            }
            case Outcome.Refused<Integer>(var why) ->
                    throw new IOException("UIDVALIDITYs cannot be renewed: " + why);
        }
    }

    private Outcome<Integer> renew(Transaction tx) throws SQLException {
        int renewed = 0;
        for (var box : Rows.allMailboxes(tx.sql)) {
            if (lostAll || harmed.contains(box.number())) {
                long validity = tx.counters.nextValidity(tx.now);
                tx.record(box.put(box.name(), validity, box.uses(), box.removed()));
                tx.record(new Change.NameShown(box.account(), box.name(), validity));
                renewed++;
            }
        }
        return new Outcome.Done<>(renewed);
    }

    /** Deletes files of contents that were never named. */
    private void sweep() throws IOException, SQLException {
        var known = new HashSet<Long>();
        sql().each(
                        "SELECT number FROM content WHERE place=?",
                        row -> known.add(row.getLong(1)),
                        Contents.OWN_FILE);
        if (harmed.isEmpty()) {
            log.contents().sweep(known);
        }
    }

    /** Moves what SQLite's own log holds into the index's file, without holding anyone up. */
    void checkpoint() throws IOException {
        try (var file = world.disk().open(folder + "/" + FILE + "-wal")) {
            if (file.size() < WAL) {
                return;
            }
        }
        try (var sql = Sql.reader(path())) {
            sql.pragma("PRAGMA query_only=0");
            sql.pragma("PRAGMA wal_checkpoint(PASSIVE)");
        } catch (SQLException e) {
            throw new IOException("a checkpoint of shard " + number, e);
        }
    }

    /**
     * Closes it.
     *
     * @param corrupt whether it must be made anew
     * @param clean whether it has all that the log has
     */
    void close(boolean corrupt, boolean clean) throws IOException {
        if (corrupt) {
            world.disk().create(folder + "/" + DOUBTFUL).close();
        }
        var sql = sql();
        try {
            if (clean) {
                sql.run("UPDATE state SET clean=1");
                sql.pragma("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        } catch (SQLException e) {
            world.events().failed("closing the index of shard " + number, e);
        } finally {
            writer = null;
            try {
                sql.close();
            } catch (SQLException e) {
                world.events().failed("closing the index of shard " + number, e);
            }
        }
    }
}
