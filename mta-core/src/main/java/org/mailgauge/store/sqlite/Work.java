package org.mailgauge.store.sqlite;

import org.mailgauge.store.Outcome;

import java.io.IOException;
import java.sql.SQLException;

/** One change of a shard: decides on what the index holds, and records what is to be. */
interface Work<T> {
    /**
     * Does it on the committer's thread.
     *
     * @return a refusal only when nothing was recorded
     */
    Outcome<T> on(Transaction tx) throws SQLException, IOException;
}
