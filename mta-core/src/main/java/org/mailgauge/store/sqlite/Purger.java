package org.mailgauge.store.sqlite;

import org.mailgauge.store.Outcome;
import org.mailgauge.store.UidSet;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Forgets what was removed long ago, in steps that hold nobody up. */
final class Purger {
    private static final int STEP = 500;

    private final List<Shard> shards;

    Purger(List<Shard> shards) {
        this.shards = shards;
    }

    /** Forgets what was removed before a second. */
    void purge(long before) throws IOException {
        for (var shard : shards) {
            while (step(shard, before)) {
                // Until nothing is left.
            }
        }
    }

    private static boolean step(Shard shard, long before) throws IOException {
        return switch (shard.change(tx -> purge(tx, before))) {
            case Outcome.Done<Boolean>(var more) -> more;
            case Outcome.Refused<Boolean>(var why) -> throw new IOException("purge: " + why);
        };
    }

    private static Outcome<Boolean> purge(Transaction tx, long before) throws SQLException {
        var uids = new TreeMap<Long, UidSet.Builder>();
        int[] count = {0};
        tx.sql.each(
                "SELECT mailbox, uid FROM (SELECT mailbox, uid FROM retained WHERE removed<?"
                        + " LIMIT ?) ORDER BY mailbox, uid",
                row -> {
                    uids.computeIfAbsent(row.getLong(1), _ -> new UidSet.Builder())
                            .add(row.getLong(2));
                    count[0]++;
                },
                before,
                STEP);
        for (var box : uids.entrySet()) {
            tx.record(new Change.RetainedGone(box.getKey(), box.getValue().build()));
        }
        if (count[0] == STEP) {
            return new Outcome.Done<>(true);
        }
        for (long account :
                numbers(
                        tx,
                        "SELECT number FROM account WHERE removed BETWEEN 0 AND ?",
                        before - 1)) {
            tx.record(new Change.AccountGone(account));
        }
        var empty =
                "SELECT number FROM mailbox m WHERE removed BETWEEN 0 AND ?"
                        + " AND NOT EXISTS (SELECT 1 FROM retained r WHERE r.mailbox=m.number)";
        for (long mailbox : numbers(tx, empty, before - 1)) {
            tx.record(new Change.MailboxGone(mailbox));
        }
        tx.sql.run("DELETE FROM delivery WHERE until<?", tx.now);
        return new Outcome.Done<>(false);
    }

    private static List<Long> numbers(Transaction tx, String query, long before)
            throws SQLException {
        var numbers = new ArrayList<Long>();
        tx.sql.each(query, row -> numbers.add(row.getLong(1)), before);
        return numbers;
    }
}
