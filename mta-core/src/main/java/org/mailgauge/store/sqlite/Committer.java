package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Crash;
import org.mailgauge.port.DiskFullException;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Time;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Refusal;
import org.mailgauge.store.log.GroupTooLargeException;
import org.mailgauge.store.log.LogWriter;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Makes groups of what waits, durable in the log and then visible in the index. Of one thread. */
final class Committer {
    /*
     * Problem: log and index must say the same, with one force for both, and nobody is to wait for
     * more than that.
     * Order: the index's transaction is open while works decide; the group is forced in the log, and
     * done; who waits is told; then the index gets what it lacks yet of the group's last work, and
     * the transaction, which also holds the log's new end, is committed without a force. Works that
     * can do without the index make groups of their own, which it gets some time (Arrears). Who reads
     * the index meanwhile waits for that (awaitIndex). So the index never has what the log has not,
     * and lacks after a power cut only what the log can give it again. When the force fails the
     * transaction is rolled back. When the commit fails the log is ahead: this committer takes
     * nothing more, and the index is opened again to catch up; so it is after every failure that is
     * not a work's own. When SQLite finds its file damaged before the force nothing of the group is
     * kept: who knows what was decided on. A work that fails or is too large for the log is undone
     * in both; the others of its group are done, though those before it twice, so a work has no
     * effect but what it records.
     */

    private static final int SQLITE_FULL = 13;

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

    /** Is told of what was committed, before who waits for it. */
    interface Listener {
        /**
         * A group was committed.
         *
         * @param works the changes of each
         */
        void committed(List<List<Change>> works);

        /** What a mailbox lists after all groups, where that is known without the index. */
        Optional<Snapshot> current(long mailbox);
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
    private final Listener listener;
    private final StoreStats stats;

    private volatile @Nullable String broken;
    private volatile @Nullable Throwable fault;

    private final Arrears arrears;

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
            Listener listener,
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
        this.listener = listener;
        this.stats = stats;
        this.arrears = new Arrears(time);
    }

    @Nullable String broken() {
        return broken;
    }

    /** Octets that were written into the log since the shard was opened. */
    long written() {
        return written.get();
    }

    /** Why the index must be opened again; null when it need not. */
    @Nullable Throwable fault() {
        return fault;
    }

    /** Makes a group that begins with this job, or two. */
    void run(Job<?> first) {
        var taken = new ArrayList<Job<?>>();
        taken.add(first);
        try {
            group(taken);
        } catch (SQLException | RuntimeException | Error e) {
            broke(e);
            // Whoever waits has met a failure of the store, and no error of their own.
            var why = e instanceof Error ? new IllegalStateException(broken, e) : e;
            for (var job : taken) {
                if (!job.answer.isGiven()) {
                    job.answer.fail(why);
                }
            }
        }
    }

    private void group(List<Job<?>> taken) throws SQLException {
        if (!begin(taken.getFirst())) {
            return;
        }
        var done = new ArrayList<Done<?>>();
        var next = (Job<?>) taken.getFirst();
        while (next != null && isDone(next, done)) {
            next = another(taken);
        }
        if (next == null) {
            finish(done, false);
            return;
        }
        if (!done.isEmpty()) {
            finish(done, false);
            done.clear();
            if (!begin(next)) {
                return;
            }
        }
        bring();
        sql.run("BEGIN IMMEDIATE");
        for (; next != null; next = another(taken)) {
            perform(next, done);
        }
        finish(done, true);
    }

    /** One more for the group; null when there is none, or the group is large enough. */
    private @Nullable Job<?> another(List<Job<?>> taken) {
        var next = log.size() < settings.groupOctets() ? queue.poll() : null;
        if (next != null) {
            taken.add(next);
        }
        return next;
    }

    /** Begins a group. @return false when it can't; then the job has its answer */
    private boolean begin(Job<?> first) {
        var why = broken;
        if (why != null) {
            first.refuse(new Refusal.Busy(why));
            return false;
        }
        try {
            log.begin();
            return true;
        } catch (DiskFullException e) {
            first.refuse(new Refusal.Full(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            stats.failures.increment();
            first.answer.fail(e);
        }
        return false;
    }

    private Transaction transaction() {
        long now = time.wall().getEpochSecond();
        return new Transaction(sql, counters, settings.limits(), now, applier, log, entropy);
    }

    /** Does a work if that needs no index. */
    private <T> boolean isDone(Job<T> job, List<Done<?>> done) {
        var tx = transaction();
        var mark = log.mark();
        try {
            var outcome = job.work.on(tx, mailbox -> known(mailbox, done));
            if (outcome.isEmpty()) {
                return false;
            }
            tx.seal();
            done.add(new Done<>(job, outcome.get(), tx));
        } catch (GroupTooLargeException e) {
            log.back(mark);
            tooLarge(job, e);
        } catch (RuntimeException e) {
            log.back(mark);
            job.answer.fail(e);
        }
        return true;
    }

    /** What a mailbox lists, unless this group changes it. */
    private Optional<Snapshot> known(long mailbox, List<Done<?>> done) {
        boolean changes = done.stream().anyMatch(one -> one.tx.touches(mailbox));
        return changes ? Optional.empty() : listener.current(mailbox);
    }

    private void tooLarge(Job<?> job, GroupTooLargeException why) {
        stats.failures.increment();
        job.refuse(new Refusal.Full(String.valueOf(why.getMessage())));
    }

    private <T> void perform(Job<T> job, List<Done<?>> done) throws SQLException {
        if (!done.isEmpty()) {
            done.getLast().tx.settle();
        }
        var tx = transaction();
        try {
            var outcome = job.work.on(tx);
            tx.seal();
            done.add(new Done<>(job, outcome, tx));
        } catch (SQLException e) {
            if (Sql.isDamage(e)) {
                throw e;
            }
            undo(done);
            if (e.getErrorCode() == SQLITE_FULL) {
                job.refuse(new Refusal.Full("no space for the index"));
            } else {
                job.answer.fail(e);
            }
        } catch (GroupTooLargeException e) {
            undo(done);
            tooLarge(job, e);
        } catch (IOException | RuntimeException e) {
            undo(done);
            job.answer.fail(e);
        }
    }

    /**
     * Takes back what a work did. It seldom comes to that, so no savepoint is made for each work:
     * the group begins anew, and those that were done before are done again.
     */
    private void undo(List<Done<?>> done) throws SQLException {
        log.drop();
        sql.run("ROLLBACK");
        sql.run("BEGIN IMMEDIATE");
        var again = List.copyOf(done);
        done.clear();
        for (var one : again) {
            perform(one.job, done);
        }
    }

    /**
     * Makes a group durable and known.
     *
     * @param transaction whether the index's transaction is open; if not, the index gets it later
     */
    private void finish(List<Done<?>> done, boolean transaction) throws SQLException {
        if (log.frames() == 0) {
            if (transaction) {
                sql.run("COMMIT");
            }
            publish(done);
            return;
        }
        long place = log.endOfGroup();
        long sequence = log.lastSequence();
        long tail = log.lastPlace();
        Crash.at("store.group-applied");
        long octets = log.size();
        long begun = time.ticks();
        try {
            log.flush();
        } catch (IOException e) {
            stats.failures.increment();
            if (transaction) {
                sql.run("ROLLBACK");
                counters.load(sql);
            }
            done.forEach(one -> failed(one.job, e));
            return;
        }
        counters.place = place;
        counters.sequence = sequence;
        counters.tail = tail;
        written.addAndGet(octets);
        stats.flushes.add(done.size(), octets, time.ticks() - begun);
        if (transaction) {
            arrears.begin();
            publish(done);
            done.getLast().tx.settle();
            commit();
        } else {
            done.forEach(one -> arrears.add(one.tx.changes()));
            publish(done);
        }
    }

    /** Ends a transaction by which the index lacks nothing. */
    private void commit() throws SQLException {
        counters.save(sql);
        sql.run("COMMIT");
        Crash.at("store.index-committed");
        arrears.end();
    }

    /** Brings into the index what it lacks. */
    private void bring() throws SQLException {
        if (!arrears.isEmpty()) {
            sql.run("BEGIN IMMEDIATE");
            for (var change : arrears.take()) {
                applier.apply(change);
            }
            commit();
        }
    }

    /** The same, of the thread that makes groups. */
    void settle() {
        try {
            if (broken == null) {
                bring();
            } else {
                var _ = arrears.take(); // another index takes it from the log
            }
        } catch (SQLException | RuntimeException | Error e) {
            broke(e);
        }
    }

    /** How long a group may be waited for before {@link #settle}, in nanoseconds. */
    long patience() {
        return arrears.patience();
    }

    private void publish(List<Done<?>> done) {
        listener.committed(done.stream().map(one -> one.tx.changes()).toList());
        for (var one : done) {
            one.publish();
        }
        Crash.at("store.published");
        for (var one : done) {
            watchers.tell(one.tx.touched, one.tx.renamed, one.tx.annotated);
            watchers.permitted(one.tx.permitted);
        }
    }

    /**
     * Parks until the index has all that was made known before.
     *
     * @return false when that takes longer, and when this one is broken
     */
    boolean awaitIndex(Duration atMost) throws InterruptedException {
        if (arrears.isOver()) {
            return true;
        }
        queue.hurry();
        return arrears.await(atMost);
    }

    /** Lets go of those who wait for the index: another one follows, or none. */
    void end() {
        arrears.end();
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
        fault = why;
        broken = "the shard has stopped: " + why.getMessage();
        arrears.giveUp();
    }
}
