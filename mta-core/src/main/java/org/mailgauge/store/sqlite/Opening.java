package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A mailbox at the moment at which it is opened. What it lists may come later, as it was then.
 *
 * @param snapshot null when it is being read
 * @param loading gives it then
 * @param recentFrom the UID from which on messages were recent
 * @param recent how many were
 * @param firstUnseen the UID of the first message that is not seen, and how many are up to it
 */
record Opening(
        Rows.Mailbox row,
        @Nullable Snapshot snapshot,
        Answer<Snapshot> loading,
        long recentFrom,
        long recent,
        long firstUnseen,
        long firstUnseenAt) {

    /** What has fewer messages is read while one waits. */
    private static final int FEW = 1_000;

    /**
     * Reads it. On a reader's thread, at one moment.
     *
     * @param groups {@link Shard#groups} before that
     * @param answer given as soon as there is enough for {@link #view}; empty for no mailbox
     */
    static void read(
            Shard shard, Sql sql, long mailbox, long groups, Answer<Optional<Opening>> answer)
            throws SQLException {
        var row = Rows.mailbox(sql, mailbox);
        if (row.isEmpty()) {
            answer.give(Optional.empty());
            return;
        }
        var now = row.get();
        if (now.messages() < FEW || shard.known(now).isPresent()) {
            answer.give(Optional.of(whole(now, shard.snapshot(sql, now, groups))));
            return;
        }
        var begun = begun(shard, sql, now);
        answer.give(Optional.of(begun));
        try {
            begun.loading.give(shard.snapshot(sql, now, groups));
        } catch (SQLException | RuntimeException | Error e) {
            begun.loading.fail(e);
            throw e;
        }
    }

    static Opening whole(Rows.Mailbox row, Snapshot snapshot) {
        long unseen = row.unseen() == 0 ? 0 : snapshot.firstUnseen();
        return new Opening(row, snapshot, new Answer<>(), 0, 0, unseen, 0);
    }

    private static Opening begun(Shard shard, Sql sql, Rows.Mailbox row) throws SQLException {
        long from = shard.recents.from(row);
        long unseen = SqliteMailbox.firstUnseen(sql, row);
        long unseenAt =
                unseen == 0
                        ? 0
                        : sql.number(
                                "SELECT count(*) FROM message WHERE mailbox=? AND uid<=?",
                                row.number(),
                                unseen);
        return new Opening(
                row,
                null,
                new Answer<>(),
                from,
                SqliteMailbox.recent(sql, row, from),
                unseen,
                unseenAt);
    }

    /**
     * A view of it.
     *
     * @param claims whether what is recent is claimed
     * @param end run when the view is closed
     */
    SqliteView view(Shard shard, boolean claims, Runnable end) throws IOException {
        if (snapshot == null) {
            long from = recent == 0 ? row.next() : shard.recents.from(row, claims);
            if (recent == 0 || from == recentFrom) {
                var status = SqliteMailbox.status(row, firstUnseen, (int) recent);
                return new SqliteView(shard, this, status, from, claims, end);
            }
            // Somebody else claimed some of them in between: they must be counted again.
            return view(shard, shard.rest(loading), from, claims, end);
        }
        var recents = snapshot.uidsFrom(shard.recents.from(row));
        long from = recents.isEmpty() ? row.next() : shard.recents.from(row, claims);
        return view(shard, snapshot, from, claims, end);
    }

    private SqliteView view(Shard shard, Snapshot listed, long from, boolean claims, Runnable end) {
        var whole = new Opening(row, listed, loading, from, 0, firstUnseen, 0);
        var status = SqliteMailbox.status(row, firstUnseen, (int) listed.uidsFrom(from).size());
        return new SqliteView(shard, whole, status, from, claims, end);
    }
}
