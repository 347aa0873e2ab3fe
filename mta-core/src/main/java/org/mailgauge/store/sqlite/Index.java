package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Crash;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.log.Contents;
import org.mailgauge.store.log.Frame;
import org.mailgauge.store.log.LogListener.Damage;
import org.mailgauge.store.log.LogStart;
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
    static final String FILE = "index.sqlite";
    static final String DOUBTFUL = "index-doubtful";
    private static final int BATCH = 2000;

    /** Octets in SQLite's own log that are put into the index's file at once. */
    private static final long WAL = 4 << 20;

    /** And which part of the file's octets they must be. */
    private static final long SHARE = 16;

    private final Shard.Surroundings world;
    private final StoreLog log;
    private final String folder;
    private final int number;
    private final Dumps dumps;
    private final Counters counters;
    private final Set<Long> harmed = new HashSet<>();
    private @Nullable Sql writer;
    private @Nullable Applier applier;
    private String rebuilding = "";
    private long records;
    private boolean lostAll;
    private boolean shortened;

    // Of the last checkpoint.
    private long lastSalt;
    private long lastOctets;

    Index(Shard.Surroundings world, StoreLog log, Counters counters, String folder, int number) {
        this.world = world;
        this.log = log;
        this.counters = counters;
        this.folder = folder;
        this.number = number;
        this.dumps = new Dumps(world.disk(), world.entropy(), folder, world.events());
    }

    String path() {
        return world.folder().resolve(folder).resolve(FILE).toString();
    }

    Sql sql() {
        var sql = writer;
        if (sql == null) {
            throw new IllegalStateException("the index is not open");
        }
        return sql;
    }

    /**
     * Opens it, making it anew where it must be, and reads what the log has more.
     *
     * @param sweeps whether files of contents that the index doesn't know go: nobody may be about
     *     to store one
     */
    LogWriter open(boolean sweeps) throws IOException {
        world.disk().makeFolder(folder);
        try {
            return attempt(sweeps);
        } catch (IOException e) {
            if (!rebuilding.isEmpty() || !Sql.isWrong(e)) {
                throw e;
            }
            doubt();
            harmed.clear();
            lostAll = false;
            shortened = false;
            records = 0;
            return attempt(sweeps);
        }
    }

    private LogWriter attempt(boolean sweeps) throws IOException {
        try {
            openFile();
            var end = catchUp();
            if (sweeps) {
                sweep();
            }
            return end;
        } catch (SQLException e) {
            abandon();
            throw new IOException("the index of shard " + number + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            abandon();
            throw e;
        }
    }

    private LogWriter catchUp() throws IOException, SQLException {
        var promised = IndexMark.read(world.disk(), folder).map(IndexMark::sequence).orElse(0L);
        counters.load(sql());
        applier = new Applier(sql(), counters);
        if (rebuilding.isEmpty()) {
            sql().pragma("BEGIN IMMEDIATE");
            checkTail();
        } else {
            readDump();
        }
        var end = log.open(new LogStart(counters.place, counters.sequence, promised), this);
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
        return end;
    }

    /**
     * Finds out whether the log has lost its end: what a whole dump tells of may be gone from it.
     */
    private void checkTail() throws IOException {
        if (counters.tail == 0
                || log.reaches(counters.tail, counters.sequence)
                || isDumped(counters.tail)) {
            return;
        }
        log.shortened(counters.tail, counters.place);
        shortened = true;
    }

    private boolean isDumped(long place) throws IOException {
        var dump = dumps.latest();
        return dump != null && dump.place() > place;
    }

    /** Whether a dump must stand in for what the log has no more. */
    boolean wantsDump() {
        return shortened || !harmed.isEmpty();
    }

    /** Begins with the latest dump, where there is one; the log goes on from its place. */
    private void readDump() throws IOException {
        var point = dumps.latest();
        if (point != null) {
            dumps.read(point, this);
            counters.place = point.place();
            counters.sequence = point.sequence();
            counters.tail = 0;
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
            // In one transaction with all that it will hold: one that was not finished is none.
            sql.pragma("BEGIN IMMEDIATE");
            Schema.create(sql);
        }
    }

    /** Opens what is there. @return what is wrong with it */
    private String fault() throws IOException {
        var mark = IndexMark.read(world.disk(), folder);
        if (mark.isPresent() && !mark.get().fits(world.disk(), folder + "/" + FILE)) {
            return "it is not as it was noted";
        }
        try {
            var sql = Sql.writer(path());
            try {
                if (!Schema.isCurrent(sql)) {
                    return "it is of another version, or was not finished";
                }
                if ((mark.isEmpty() || !isAlone()) && !Schema.isSound(sql)) {
                    return "it is damaged";
                }
                writer = sql;
                return "";
            } finally {
                if (writer == null) {
                    sql.close();
                }
            }
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
                Crash.at("store.index-aside");
            }
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
            counters.tail = place;
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

    /** Until {@link #settle} is through, a start must make it anew, and find a loss again. */
    void doubt() throws IOException {
        if (!world.disk().exists(folder + "/" + DOUBTFUL)) {
            world.disk().create(folder + "/" + DOUBTFUL).close();
            world.disk().forceFolder(folder);
            Crash.at("store.index-doubted");
        }
    }

    /**
     * Puts back messages that only their contents tell of, and gives mailboxes that may have lost
     * something a new UIDVALIDITY.
     */
    void settle(Committer committer, Receiver receiver) throws IOException, SQLException {
        if (!harmed.isEmpty()) {
            putBack(committer, receiver);
        }
        boolean doubtful = world.disk().exists(folder + "/" + DOUBTFUL);
        if (doubtful || !rebuilding.isEmpty()) {
            // What is in the index now must outlive the marks that it may lack something.
            sql().pragma("PRAGMA wal_checkpoint(TRUNCATE)");
            mark(counters.sequence, 0, 0);
        }
        if (doubtful) {
            world.disk().delete(folder + "/" + DOUBTFUL);
            world.disk().forceFolder(folder);
            Crash.at("store.index-trusted");
        }
    }

    private void mark(long sequence, long frames, long salt) throws IOException {
        var file = folder + "/" + FILE;
        IndexMark.write(world.disk(), folder, file, sequence, (int) frames, salt);
    }

    private boolean isAlone() throws IOException {
        return Wal.glance(world.disk(), folder + "/" + FILE).frames() == 0;
    }

    private void putBack(Committer committer, Receiver receiver) throws IOException {
        var salvage = new Salvage(log, committer, receiver, box -> lostAll || harmed.contains(box));
        long found = salvage.run();
        if (found > 0) {
            world.stats().salvaged.add(found);
            var what = found + " messages were put back of which only the contents were left";
            world.events().damaged(new Damage(folder + "/log", 0, 0, 0, 0, what));
        }
        Crash.at("store.salvaged");
        harmed.addAll(salvage.mailboxes());
        renew(committer);
        Crash.at("store.renewed");
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

    /**
     * Moves what SQLite's own log holds into the index's file, without holding anyone up, once that
     * is worth to read the file for its sum.
     */
    void checkpoint() throws IOException {
        var wal = Wal.glance(world.disk(), folder + "/" + FILE);
        long fresh = wal.octets() - (wal.salt() == lastSalt ? lastOctets : 0);
        if (fresh < WAL || fresh < sizeOfFile() / SHARE) {
            return;
        }
        IndexMark.forget(world.disk(), folder);
        try (var sql = Sql.reader(path())) {
            sql.pragma("PRAGMA query_only=0");
            long frames =
                    sql.one("PRAGMA wal_checkpoint(PASSIVE)", row -> row.getLong(3)).orElse(0L);
            mark(sql.number("SELECT sequence FROM state"), Math.max(0, frames), wal.salt());
        } catch (SQLException e) {
            throw new IOException("a checkpoint of shard " + number, e);
        }
        lastSalt = wal.salt();
        lastOctets = wal.octets();
    }

    private long sizeOfFile() throws IOException {
        try (var file = world.disk().open(folder + "/" + FILE)) {
            return file.size();
        }
    }

    /**
     * Closes it, unless that was done.
     *
     * @param inOrder whether it has all that the log has, and nobody else has it open
     */
    void close(boolean inOrder) throws IOException {
        var sql = writer;
        writer = null;
        if (sql == null) {
            return;
        }
        if (!world.disk().exists(folder + "/" + DOUBTFUL)) {
            // The last to close it puts SQLite's log into its file.
            IndexMark.forget(world.disk(), folder);
        }
        boolean whole = inOrder;
        try (sql) {
            if (inOrder) {
                sql.pragma("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        } catch (SQLException e) {
            whole = false;
            world.events().failed("closing the index of shard " + number, e);
        }
        if (whole && isAlone()) {
            mark(counters.sequence, 0, 0);
        }
    }

    /** Closes what could not be opened as a whole; what was noted of it stays. */
    private void abandon() {
        var sql = writer;
        writer = null;
        try {
            if (sql != null) {
                sql.close();
            }
        } catch (SQLException e) {
            world.events().failed("closing the index of shard " + number, e);
        }
    }
}
