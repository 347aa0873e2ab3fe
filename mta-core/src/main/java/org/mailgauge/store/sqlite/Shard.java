package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.disk.Space;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Refusal;
import org.mailgauge.store.log.Contents;
import org.mailgauge.store.log.StoreLog;
import org.mailgauge.store.sqlite.Committer.Job;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A part of the store with its own log, index, committer and readers. Safe for use by any thread,
 * but opened and closed by one platform thread.
 */
final class Shard {
    private static final int WAITING = 4096;
    private static final Duration ENOUGH = Duration.ofSeconds(60);

    /** How long a reading waits for an index that is opened again. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Between two tries to open an index again. */
    private static final long RETRY = Duration.ofSeconds(5).toNanos();

    /** What a shard is made with. */
    record Surroundings(
            Disk disk,
            Path folder,
            Time time,
            Tasks tasks,
            Entropy entropy,
            StoreSettings settings,
            StoreEvents events,
            StoreStats stats,
            Snapshots snapshots,
            FileHold hold) {}

    /*
     * Problem: SQLite may find its file damaged while it is used, or fail to commit what is durable
     * in the log already; then nothing that it says can be trusted, or it lacks something. After
     * any other failure amid a group nobody knows what the index has of it.
     * Rule: the thread that keeps house opens it again, which makes it anew from the log where it is
     * damaged. Changes wait meanwhile, in their row and on the lock of the committing thread; what is
     * read waits for the readers that follow. What met the damage has failed, for now.
     */

    private final Surroundings world;
    private final String folder;
    private final int number;
    final StoreLog log;
    private final Counters counters = new Counters();
    private final ReentrantLock committing = new ReentrantLock();
    private volatile Opened opened;

    /** Whether a reader found the index damaged. */
    private volatile boolean suspect;

    private final WorkQueue<Job<?>> queue = new WorkQueue<>(WAITING);
    private final Tasks.Task thread;
    private final Space space;
    private final FileHold hold;
    final Watchers watchers = new Watchers();
    final Directory directory = new Directory();
    final Census census = new Census();

    final RecentClaims recents = new RecentClaims(this);

    final Receiver receiver;
    private final Reclaimer reclaimer;
    private volatile boolean closed;

    /** Segments of the log; negative while that is not known. */
    private volatile int segments = -1;

    /** Held by whoever keeps house; guards what follows. */
    private final ReentrantLock upkeep = new ReentrantLock();

    private long dumpedAt;
    private long lastDump;
    private long triedAt;

    Shard(Surroundings world, String folder, int number) throws IOException {
        this.world = world;
        this.folder = folder;
        this.number = number;
        this.triedAt = world.time.ticks() - RETRY;
        this.hold = world.hold;
        this.space =
                new Space(
                        world.disk,
                        world.time,
                        world.settings.reserveOctets(),
                        world.settings.reserveInodes());
        this.log =
                new StoreLog(world.disk, world.entropy, folder, world.settings.log(), world.events);
        this.reclaimer = new Reclaimer(this, log, world.stats);
        this.receiver = new Receiver(world, log.contents(), counters);
        this.opened = open(true);
        this.thread = world.tasks.startPlatform("store-committer-" + number, this::commit);
    }

    private Opened open(boolean first) throws IOException {
        var index = new Index(world, log, counters, folder, number);
        var writer = index.open(first);
        try {
            var committer =
                    new Committer(
                            index.sql(),
                            writer,
                            counters,
                            world.settings,
                            world.time,
                            world.entropy,
                            queue,
                            watchers,
                            listener(),
                            world.stats);
            index.settle(committer, receiver);
            new Resumption(world, folder, number, committer).run(index.sql());
            var readers =
                    new Readers(
                            world.tasks,
                            "store-reader-" + number,
                            index.path(),
                            world.settings.readers());
            return new Opened(index, writer, committer, readers);
        } catch (SQLException e) {
            writer.close();
            index.close(false);
            throw new IOException("the index of shard " + number, e);
        } catch (IOException | RuntimeException e) {
            writer.close();
            index.close(false);
            throw e;
        }
    }

    private Committer.Listener listener() {
        return new Committer.Listener() {
            @Override
            public void committed(List<List<Change>> works) {
                directory.committed(works);
                world.snapshots.committed(key(0), works);
            }

            @Override
            public Optional<Snapshot> current(long mailbox) {
                return world.snapshots.current(key(mailbox));
            }
        };
    }

    /** Makes groups until the queue is closed and empty. */
    private void commit() {
        while (!queue.isOver()) {
            var job = queue.take(opened.committer.patience());
            committing.lock();
            try {
                if (job == null) {
                    opened.committer.settle();
                } else {
                    opened.committer.run(job);
                }
            } finally {
                committing.unlock();
            }
        }
        committing.lock();
        try {
            opened.committer.settle();
        } finally {
            committing.unlock();
        }
    }

    /** Parks until the index has all that was made known before. @return whether it has */
    boolean awaitIndex() {
        try {
            opened.awaitIndex(PATIENCE, upkeep.isHeldByCurrentThread());
            return true;
        } catch (IOException e) {
            world.events.failed("bring its index " + number + " up to date", e);
            return false;
        }
    }

    /** Parks until a reading that went on after its answer has given the rest. */
    <T> T rest(Answer<T> answer) throws IOException {
        try {
            return answer.await();
        } catch (IOException e) {
            suspect(e);
            throw e;
        }
    }

    private void suspect(IOException why) {
        if (Sql.isDamage(why)) {
            suspect = true;
        }
    }

    /** Opens the index again where that is needed. */
    private void reopen() throws IOException {
        var old = opened;
        var fault = old.committer.fault();
        long now = world.time.ticks();
        if ((fault == null && !suspect) || now - triedAt < RETRY) {
            return;
        }
        triedAt = now;
        committing.lock();
        try {
            if (suspect || (fault != null && Sql.isDamage(fault))) {
                old.index.doubt();
            }
            if (fault != null) {
                var why = fault instanceof Exception e ? e : new IllegalStateException(fault);
                world.events.failed("keep its index " + number + " open; it is opened again", why);
            }
            old.close(false);
            opened = open(false);
            suspect = false;
        } finally {
            committing.unlock();
        }
        dumpedAt = 0;
        lastDump = 0;
        directory.drop();
        world.snapshots.forget(key(0), key(-1L >>> 16));
        old.follow();
        watchers.wakeAll();
    }

    /** Does a work and parks until it is durable. */
    <T> Outcome<T> change(Work<T> work) throws IOException {
        var answer = new Answer<Outcome<T>>();
        if (closed || !queue.add(new Job<>(work, answer))) {
            return new Outcome.Refused<>(new Refusal.Busy("the store is closed"));
        }
        return answer.await();
    }

    /** Has a work done some time; what comes of it is nobody's business. */
    <T> void later(Work<T> work) {
        if (!closed) {
            queue.add(new Job<>(work, new Answer<>()));
        }
    }

    <T> T read(Readers.Reading<T> reading) throws IOException {
        return read(reading, true);
    }

    /** Reads at one moment, and goes on at it after the answer. */
    <T> T begin(Readers.Beginning<T> reading) throws IOException {
        return begin(reading, true);
    }

    /** Reads with statements that each may see a moment of its own. */
    <T> T ask(Readers.Reading<T> reading) throws IOException {
        return read(reading, false);
    }

    private <T> T read(Readers.Reading<T> reading, boolean steady) throws IOException {
        return begin((sql, answer) -> answer.give(reading.of(sql)), steady);
    }

    private <T> T begin(Readers.Beginning<T> reading, boolean steady) throws IOException {
        while (true) {
            var now = opened;
            try {
                now.awaitIndex(PATIENCE, upkeep.isHeldByCurrentThread());
                return now.readers.begin(reading, steady);
            } catch (Readers.ClosedException e) {
                if (closed || !now.isFollowed(PATIENCE)) {
                    throw e;
                }
            } catch (IOException e) {
                suspect(e);
                throw e;
            }
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether what is new must be refused. */
    boolean isScarce() throws IOException {
        var justNow = space.scarceJustNow();
        return justNow.isPresent() ? justNow.get() : world.tasks.io(space::scarce);
    }

    Optional<Snapshot> snapshot(long mailbox) throws IOException {
        var current = world.snapshots.current(key(mailbox));
        if (current.isPresent()) {
            return current;
        }
        long began = world.snapshots.groups();
        return read(sql -> world.snapshots.of(sql, key(mailbox), mailbox, began));
    }

    /** The mailbox with its row, where both are known without a reading. */
    Optional<Snapshots.Listed> listed(long mailbox) {
        return closed ? Optional.empty() : world.snapshots.listed(key(mailbox));
    }

    /** To be asked for before the reading of {@link #snapshot(Sql, Rows.Mailbox, long)}. */
    long groups() {
        return world.snapshots.groups();
    }

    /** The same, when it need not be read. */
    Optional<Snapshot> known(Rows.Mailbox row) {
        return world.snapshots.known(key(row.number()), row);
    }

    /** A mailbox as its row says; in the reading that brought the row. */
    Snapshot snapshot(Sql sql, Rows.Mailbox row, long began) throws SQLException {
        return world.snapshots.of(sql, key(row.number()), row, began);
    }

    /** Of a mailbox over all shards. */
    private long key(long mailbox) {
        return number * (1L << 48) + mailbox;
    }

    Contents contents() {
        return log.contents();
    }

    org.mailgauge.store.StoreLimits limits() {
        return world.settings.limits();
    }

    StoreStats stats() {
        return world.stats;
    }

    Tasks tasks() {
        return world.tasks;
    }

    int waiting() {
        return queue.size();
    }

    /** Segments of the log; negative while that is not known. */
    int segments() {
        return segments;
    }

    /** Which part of what could be reclaimed lives; negative while that is not known. */
    double liveShare() {
        return reclaimer.liveShare();
    }

    /** Contents that live, as of the last housekeeping; negative before it. */
    long livingContents() {
        return reclaimer.living();
    }

    @Nullable String broken() {
        return opened.committer.broken();
    }

    /** A piece of housekeeping. */
    private interface Chore {
        void run() throws IOException;
    }

    private void alone(Chore chore) throws IOException {
        upkeep.lock();
        try {
            // Else nobody would open the index again while this waits for it.
            if (broken() == null) {
                chore.run();
            }
        } finally {
            upkeep.unlock();
        }
    }

    /** A turn of housekeeping. */
    void keepHouse() throws IOException {
        upkeep.lock();
        try {
            if (!closed) {
                reopen();
            }
        } finally {
            upkeep.unlock();
        }
        alone(this::turn);
    }

    private void turn() throws IOException {
        if (closed) {
            return;
        }
        if (opened.committer.written() > world.settings.log().segmentOctets() / 2) {
            log.prepare();
        }
        checkpoint();
        segments = log.count();
        if (isDumpDue() && hold.enter()) {
            try {
                writeDump();
            } finally {
                hold.leave();
            }
        }
    }

    private void checkpoint() throws IOException {
        try {
            opened.index.checkpoint();
        } catch (IOException e) {
            suspect(e);
            throw e;
        }
    }

    private boolean isDumpDue() throws IOException {
        long written = opened.committer.written();
        // A damaged log is replaced by a dump, lest every rebuild meet the damage again.
        return (opened.index.wantsDump() && lastDump == 0)
                || written - dumpedAt > Math.max(world.settings.dumpOctets(), lastDump);
    }

    /** Writes a dump, and takes back what it makes superfluous. */
    void dump() throws IOException {
        alone(this::writeDump);
    }

    private void writeDump() throws IOException {
        var dumps = opened.index.dumps();
        dumpedAt = opened.committer.written();
        var point =
                read(
                        sql -> {
                            var now = new Counters();
                            now.load(sql);
                            return new Dumps.Point(now.place, now.sequence);
                        });
        if (!dumps.isWhole(point)) {
            try (var out = dumps.write(point)) {
                new Dumper(this, out).run();
            }
            world.stats.dumps.increment();
        }
        dumps.keepOnly(point);
        lastDump = dumps.octets(point);
        reclaimer.reclaim(org.mailgauge.store.log.Place.epoch(point.place()));
    }

    /** Counts accounts. */
    void countAccounts() throws IOException {
        alone(() -> read(census::count));
    }

    /** Forgets contents that nobody has referred to for two turns. */
    void collect() throws IOException {
        alone(reclaimer::collect);
    }

    /** Refuses what comes from now on, finishes what waits, and closes. */
    void close() throws IOException {
        closed = true;
        queue.close();
        boolean ended = false;
        try {
            ended = thread.join(ENOUGH);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var fault = opened.committer.fault();
        if (suspect || (fault != null && Sql.isDamage(fault))) {
            opened.index.doubt();
        }
        opened.committer.end();
        opened.close(ended && !suspect);
        log.close();
        watchers.wakeAll();
    }
}
