package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Crash;
import org.mailgauge.port.DiskFullException;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Time;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Refusal;
import org.mailgauge.store.log.LogWriter;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Makes groups of what waits, durable in the log and then visible in the index. Of one thread. */
final class Committer {
    /*
     * Problem: log and index must say the same, with one force for both.
     * Order: the index's transaction is open while works decide and apply; the group is forced in the
     * log; the transaction, which also holds the log's new end, is committed without a force. So the
     * index never has what the log has not, and lacks after a power cut only what the log can give it
     * again. When the force fails the transaction is rolled back. When the commit fails the log is
     * ahead: the shard takes nothing more until it is opened again, and catches up then.
     */

    private static final int SQLITE_FULL = 13;
    private static final int SQLITE_CORRUPT = 11;
    private static final int SQLITE_NOT_A_DATABASE = 26;

    /** A work and who waits for it. */
    record Job<T>(Work<T> work, Answer<Outcome<T>> answer) {
        void refuse(Refusal why) {
            if (!answer.isGiven()) {
                answer.give(new Outcome.Refused<>(why));
            }
        }
    }

    /** A work that was done in the group. */
    private record Done<T>(Job<T> job, Outcome<T> outcome, Transaction tx) {
        void publish() {
            job.answer.give(outcome);
        }
    }

    private final Sql sql;
    private final LogWriter log;
    private final Counters counters;
    private final Applier applier;
    private final StoreSettings settings;
    private final Time time;
    private final Entropy entropy;
    private final WorkQueue<Job<?>> queue;
    private final Watchers watchers;
    private final StoreStats stats;

    private volatile @Nullable String broken;
    private volatile boolean corrupt;
    private final AtomicLong written = new AtomicLong();

    Committer(
            Sql sql,
            LogWriter log,
            Counters counters,
            StoreSettings settings,
            Time time,
            Entropy entropy,
            WorkQueue<Job<?>> queue,
            Watchers watchers,
            StoreStats stats) {
        this.sql = sql;
        this.log = log;
        this.counters = counters;
        this.applier = new Applier(sql, counters);
        this.settings = settings;
        this.time = time;
        this.entropy = entropy;
        this.queue = queue;
        this.watchers = watchers;
        this.stats = stats;
    }

    @Nullable String broken() {
        return broken;
    }

    /** Octets that were written into the log since the shard was opened. */
    long written() {
        return written.get();
    }

    /** Whether SQLite found its file damaged. */
    boolean isCorrupt() {
        return corrupt;
    }

    /** Runs until the queue is closed and empty. */
    void loop() {
        for (var first = queue.take(1); !first.isEmpty(); first = queue.take(1)) {
            run(first.getFirst());
        }
    }

    /** Makes one group that begins with this job. */
    void run(Job<?> first) {
        var taken = new ArrayList<Job<?>>();
        taken.add(first);
        try {
            group(taken);
        } catch (RuntimeException | Error | SQLException e) {
            broke(e);
            taken.forEach(job -> job.answer.fail(e));
        }
    }

    private void group(List<Job<?>> taken) throws SQLException {
        var why = broken;
        if (why != null) {
            taken.getFirst().refuse(new Refusal.Busy(why));
            return;
        }
        try {
            log.begin();
        } catch (DiskFullException e) {
            taken.getFirst().refuse(new Refusal.Full(String.valueOf(e.getMessage())));
            return;
        } catch (IOException e) {
            stats.failures.increment();
            taken.getFirst().answer.fail(e);
            return;
        }
        sql.pragma("BEGIN IMMEDIATE");
        var done = new ArrayList<Done<?>>();
        perform(taken.getFirst(), done);
        while (log.size() < settings.groupOctets()) {
            var next = queue.poll();
            if (next == null) {
                break;
            }
            taken.add(next);
            perform(next, done);
        }
        finish(done);
    }

    private <T> void perform(Job<T> job, List<Done<?>> done) throws SQLException {
        long now = time.wall().getEpochSecond();
        var tx = new Transaction(sql, counters, settings.limits(), now, applier, log, entropy);
        sql.pragma("SAVEPOINT work");
        try {
            var outcome = job.work.on(tx);
            tx.seal();
            sql.pragma("RELEASE work");
            done.add(new Done<>(job, outcome, tx));
        } catch (SQLException e) {
            undo();
            if (e.getErrorCode() == SQLITE_FULL) {
                job.refuse(new Refusal.Full("no space for the index"));
            } else {
                noticeDamage(e);
                job.answer.fail(e);
            }
        } catch (IOException | RuntimeException e) {
            undo();
            job.answer.fail(e);
        }
    }

    private void undo() throws SQLException {
        sql.pragma("ROLLBACK TO work");
        sql.pragma("RELEASE work");
    }

    private void noticeDamage(SQLException e) {
        int code = e.getErrorCode() & 0xFF;
        if (code == SQLITE_CORRUPT || code == SQLITE_NOT_A_DATABASE) {
            corrupt = true;
            broke(e);
        }
    }

    private void finish(List<Done<?>> done) throws SQLException {
        int frames = log.frames();
        if (frames > 0) {
            counters.place = log.endOfGroup();
            counters.sequence = log.lastSequence();
            counters.save(sql);
            Crash.at("store.group-applied");
            long octets = log.size();
            long begun = time.ticks();
            try {
                log.flush();
            } catch (IOException e) {
                stats.failures.increment();
                sql.pragma("ROLLBACK");
                counters.load(sql);
                done.forEach(one -> failed(one.job, e));
                return;
            }
            written.addAndGet(octets);
            stats.flushed(done.size(), octets, time.ticks() - begun);
        }
        sql.pragma("COMMIT");
        Crash.at("store.index-committed");
        for (var one : done) {
            one.publish();
        }
        Crash.at("store.published");
        for (var one : done) {
            watchers.tell(one.tx.touched, one.tx.renamed);
        }
    }

    private static void failed(Job<?> job, IOException e) {
        if (e instanceof DiskFullException) {
            job.refuse(new Refusal.Full(String.valueOf(e.getMessage())));
        } else {
            job.answer.fail(e);
        }
    }

    private void broke(Throwable why) {
        stats.failures.increment();
        broken = "the shard has stopped: " + why.getMessage();
    }
}
