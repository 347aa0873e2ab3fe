package org.mailgauge.store.sqlite;

import org.mailgauge.mailbox.UidSet;
import org.mailgauge.store.Outcome;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Forgets what was removed long ago, in steps of a bounded number of rows that hold nobody up. Used
 * by one thread at a time.
 */
final class Purger {
    /*
     * An account with a million messages goes in thousands of steps. From the first one on it is marked,
     * by a removal in 1970, so that it cannot be restored when part of it is gone; a start after a
     * crash goes on with it.
     */

    private static final int STEP = 500;

    /** When an account was removed that is being purged. */
    static final long PURGED = 0;

    private final List<Shard> shards;

    Purger(List<Shard> shards) {
        this.shards = shards;
    }

    /** Forgets what was removed before a second. */
    void purge(long before) throws IOException {
        for (var shard : shards) {
            repeat(shard, tx -> retained(tx, before));
            repeat(shard, tx -> account(tx, before));
            repeat(shard, tx -> mailbox(tx, before));
            repeat(shard, Purger::deliveries);
        }
    }

    /** Does steps until one finds nothing to do. */
    static void repeat(Shard shard, Work<Boolean> step) throws IOException {
        while (true) {
            switch (shard.change(step)) {
                case Outcome.Done<Boolean>(var more) -> {
                    if (!more) {
                        return;
                    }
                }
                case Outcome.Refused<Boolean>(var why) -> throw new IOException("purge: " + why);
            }
        }
    }

    private static Outcome<Boolean> done(boolean more) {
        return new Outcome.Done<>(more);
    }

    private static Outcome<Boolean> retained(Transaction tx, long before) throws SQLException {
        var uids = new TreeMap<Long, UidSet.Builder>();
        tx.sql.each(
                "SELECT mailbox, uid FROM (SELECT mailbox, uid FROM retained WHERE removed<?"
                        + " LIMIT ?) ORDER BY mailbox, uid",
                row ->
                        uids.computeIfAbsent(row.getLong(1), _ -> new UidSet.Builder())
                                .add(row.getLong(2)),
                before,
                STEP);
        for (var box : uids.entrySet()) {
            tx.record(new Change.RetainedGone(box.getKey(), box.getValue().build()));
        }
        return done(!uids.isEmpty());
    }

    /** Takes something of an account away, at last the account itself. */
    static Outcome<Boolean> account(Transaction tx, long before) throws SQLException {
        var found =
                tx.sql.one(
                        "SELECT number FROM account WHERE removed BETWEEN 0 AND ?",
                        row -> row.getLong(1),
                        before - 1);
        if (found.isEmpty()) {
            return done(false);
        }
        var account = Rows.account(tx.sql, found.get()).orElseThrow();
        if (account.removed() != PURGED) {
            tx.record(account.put(PURGED, account.use().limit()));
        }
        var box =
                tx.sql.one(
                        "SELECT number FROM mailbox WHERE account=?",
                        row -> row.getLong(1),
                        account.number());
        if (box.isPresent()) {
            mailbox(tx, Rows.anyMailbox(tx.sql, box.get()).orElseThrow());
        } else if (!threadKeys(tx, account.number())) {
            tx.record(new Change.AccountGone(account.number()));
        }
        return done(true);
    }

    /** Takes messages out of a mailbox, or what was retained of it, or forgets it. */
    private static void mailbox(Transaction tx, Rows.Mailbox box) throws SQLException {
        var messages = some(tx, "message", box.number());
        var retained = messages.isEmpty() ? some(tx, "retained", box.number()) : messages;
        if (!messages.isEmpty()) {
            long now = box.modSequence() + 1;
            tx.record(new Change.Expunged(box.number(), now, messages, Change.NEVER));
            tx.record(new Change.HistoryForgotten(box.number(), now));
        } else if (!retained.isEmpty()) {
            tx.record(new Change.RetainedGone(box.number(), retained));
        } else {
            tx.record(new Change.MailboxGone(box.number()));
        }
    }

    private static UidSet some(Transaction tx, String table, long mailbox) throws SQLException {
        var uids = new UidSet.Builder();
        tx.sql.each(
                "SELECT uid FROM " + table + " WHERE mailbox=? ORDER BY uid LIMIT ?",
                row -> uids.add(row.getLong(1)),
                mailbox,
                STEP);
        return uids.build();
    }

    /** Takes keys of threads away. @return whether there were any */
    private static boolean threadKeys(Transaction tx, long account) throws SQLException {
        var keys =
                tx.sql.all(
                        "SELECT key FROM thread_key WHERE account=? LIMIT ?",
                        row -> row.getLong(1),
                        account,
                        STEP);
        if (!keys.isEmpty()) {
            tx.record(
                    new Change.ThreadKeysGone(
                            account, keys.stream().mapToLong(Long::longValue).toArray()));
        }
        return !keys.isEmpty();
    }

    private static Outcome<Boolean> mailbox(Transaction tx, long before) throws SQLException {
        Optional<Long> empty =
                tx.sql.one(
                        "SELECT number FROM mailbox m WHERE removed BETWEEN 0 AND ?"
                                + " AND NOT EXISTS"
                                + " (SELECT 1 FROM retained r WHERE r.mailbox=m.number) LIMIT 1",
                        row -> row.getLong(1),
                        before - 1);
        if (empty.isPresent()) {
            tx.record(new Change.MailboxGone(empty.get()));
        }
        return done(empty.isPresent());
    }

    /** Not in the log: what it brings back after a rebuild goes again. */
    private static Outcome<Boolean> deliveries(Transaction tx) throws SQLException {
        int gone =
                tx.sql.run(
                        "DELETE FROM delivery WHERE (high, low, recipient) IN (SELECT high, low,"
                                + " recipient FROM delivery WHERE until<? LIMIT ?)",
                        tx.now,
                        STEP);
        return done(gone > 0);
    }
}
