package org.mailgauge.store.sqlite;

import org.mailgauge.store.Outcome;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/** One change of a shard: decides on what the index holds, and records what is to be. */
interface Work<T> {
    /**
     * Does it on the committer's thread; again when another one of its group fails.
     *
     * @return a refusal only when nothing was recorded
     */
    Outcome<T> on(Transaction tx) throws SQLException, IOException;

    /**
     * The same without the index, which it neither reads nor changes at once.
     *
     * @param known what is known of mailboxes
     * @return empty when that does not suffice; then nothing was recorded
     */
    default Optional<Outcome<T>> on(Transaction tx, Known known) {
        return Optional.empty();
    }

    /** What mailboxes list now, where that is known without the index. */
    interface Known {
        Optional<Snapshot> of(long mailbox);
    }
}
