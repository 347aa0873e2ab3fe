package org.mailgauge.store.sqlite;

import org.mailgauge.store.Outcome;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Keeps bounded what would grow for ever in a mailbox that lives: what vanished from it, and the
 * keys of threads of which no message is left. Used by one thread at a time.
 */
final class Pruner {
    /*
     * Whether a key's thread has messages is found out by a reader, beside the work. A message that
     * arrives meanwhile may join a thread that had none; so the committer notes, from before the reader
     * looks until the last key is gone, to which threads messages are put, and their keys stay.
     */

    private static final int STEP = 500;
    private static final int MOST_KEYS = 50_000;
    private static final int HOURS = 24;

    private final List<Shard> shards;
    private final int history;

    /**
     * @param history ranges of UIDs that a mailbox remembers at most
     */
    Pruner(List<Shard> shards, int history) {
        this.shards = shards;
        this.history = history;
    }

    /**
     * Does all of it.
     *
     * @param between run after keys were looked for, and before they are forgotten
     */
    void prune(Runnable between) throws IOException {
        for (var shard : shards) {
            histories(shard);
            for (int hour = 0; hour < HOURS; hour++) {
                threads(shard, hour, between);
            }
        }
    }

    /** Does what an hour is due: threads of each account once a day. */
    void hour(Instant now) throws IOException {
        for (var shard : shards) {
            histories(shard);
            threads(shard, now.atOffset(ZoneOffset.UTC).getHour(), () -> {});
        }
    }

    private record Excess(long mailbox, long rows) {}

    private void histories(Shard shard) throws IOException {
        var tooLong =
                shard.read(
                        sql ->
                                sql.all(
                                        "SELECT mailbox, count(*) FROM vanished GROUP BY mailbox"
                                                + " HAVING count(*)>?",
                                        row -> new Excess(row.getLong(1), row.getLong(2)),
                                        history));
        for (var box : tooLong) {
            for (long left = box.rows - history / 2; left > 0; left -= STEP) {
                long rows = Math.min(STEP, left);
                shard.change(tx -> history(tx, box.mailbox, rows));
            }
        }
    }

    /** Forgets the oldest rows of a mailbox, and those that have the same mod-sequence. */
    private static Outcome<Boolean> history(Transaction tx, long mailbox, long rows)
            throws SQLException {
        Optional<Long> through =
                tx.sql.one(
                        "SELECT modseq FROM vanished WHERE mailbox=? ORDER BY modseq, first"
                                + " LIMIT 1 OFFSET ?",
                        row -> row.getLong(1),
                        mailbox,
                        rows - 1);
        if (through.isPresent()) {
            tx.record(new Change.HistoryForgotten(mailbox, through.get()));
        }
        return new Outcome.Done<>(through.isPresent());
    }

    private record Key(long key, long thread) {}

    private static void threads(Shard shard, int hour, Runnable between) throws IOException {
        var accounts =
                shard.read(
                        sql ->
                                sql.all(
                                        "SELECT number FROM account WHERE number % ? = ?",
                                        row -> row.getLong(1), HOURS, hour));
        for (long account : accounts) {
            shard.change(
                    tx -> {
                        tx.applier.noteThreads();
                        return new Outcome.Done<>(true);
                    });
            try {
                var orphans = shard.read(sql -> orphans(sql, account));
                between.run();
                for (int from = 0; from < orphans.size(); from += STEP) {
                    var some = orphans.subList(from, Math.min(orphans.size(), from + STEP));
                    shard.change(tx -> forget(tx, account, some));
                }
            } finally {
                shard.later(
                        tx -> {
                            tx.applier.forgetThreads();
                            return new Outcome.Done<>(true);
                        });
            }
        }
    }

    private static List<Key> orphans(Sql sql, long account) throws SQLException {
        return sql.all(
                "WITH box AS (SELECT number FROM mailbox WHERE account=?)"
                        + " SELECT key, thread FROM thread_key WHERE account=? AND thread NOT IN"
                        + " (SELECT thread FROM message WHERE mailbox IN box UNION ALL"
                        + " SELECT thread FROM retained WHERE mailbox IN box) LIMIT ?",
                row -> new Key(row.getLong(1), row.getLong(2)),
                account,
                account,
                MOST_KEYS);
    }

    private static Outcome<Boolean> forget(Transaction tx, long account, List<Key> keys)
            throws SQLException {
        var living = tx.applier.notedThreads();
        var gone =
                keys.stream()
                        .filter(key -> !living.contains(key.thread))
                        .mapToLong(Key::key)
                        .toArray();
        if (gone.length > 0) {
            tx.record(new Change.ThreadKeysGone(account, gone));
        }
        return new Outcome.Done<>(true);
    }
}
