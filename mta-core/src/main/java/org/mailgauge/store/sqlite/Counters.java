package org.mailgauge.store.sqlite;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The greatest numbers that a shard has given, and where its index stands in the log. Of one
 * thread, but for the numbers of contents.
 */
final class Counters {
    long place;
    long sequence;

    /** Place of the frame with that sequence; 0 when that is not known. */
    long tail;

    long account;
    long mailbox;
    long validity;
    final AtomicLong content = new AtomicLong();

    void load(Sql sql) throws SQLException {
        sql.each(
                "SELECT place, sequence, account, mailbox, content, validity, tail FROM state",
                row -> {
                    place = row.getLong(1);
                    sequence = row.getLong(2);
                    account = row.getLong(3);
                    mailbox = row.getLong(4);
                    content.accumulateAndGet(row.getLong(5), Math::max);
                    validity = row.getLong(6);
                    tail = row.getLong(7);
                });
    }

    void save(Sql sql) throws SQLException {
        sql.run(
                "UPDATE state SET place=?, sequence=?, account=?, mailbox=?, content=?, validity=?,"
                        + " tail=?",
                place,
                sequence,
                account,
                mailbox,
                content.get(),
                validity,
                tail);
    }

    /** A UIDVALIDITY greater than all before: the wall clock's seconds as a rule. */
    long nextValidity(long now) {
        return Math.max(validity + 1, Math.clamp(now, 1, 0xF000_0000L));
    }
}
