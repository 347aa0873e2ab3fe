package org.mailgauge.store.sqlite;

import org.mailgauge.store.log.LogListener;

/** Is told what an operator should know of a store; called by any of its threads, briefly. */
public interface StoreEvents extends LogListener {

    /** The index of a shard was made anew; {@code why} it had to be. */
    void rebuilt(int shard, String why, long records);

    /** The store came from a backup, and its mailboxes go on behind a gap of UIDs. */
    default void resumed(int shard, int mailboxes) {}

    /** Mailboxes that may have lost something have a new UIDVALIDITY. */
    void renewed(int shard, int mailboxes);
}
