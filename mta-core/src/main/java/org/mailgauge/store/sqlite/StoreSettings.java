package org.mailgauge.store.sqlite;

import org.mailgauge.store.StoreLimits;
import org.mailgauge.store.log.LogSettings;

import java.time.Duration;

/**
 * How a store is laid out and what it keeps.
 *
 * @param shards of a new store; one that is there keeps its number
 * @param fileOctets a content with more has a file of its own
 * @param groupOctets a group ends with the record that makes it as large
 * @param readers threads of each shard that read
 * @param retention how long what was removed is kept
 * @param reserveOctets what must stay free for anything to be added
 * @param reserveInodes likewise
 * @param dumpOctets a dump is due when the log has grown by so much, and by more than the last dump
 * @param history how many ranges of vanished UIDs a mailbox remembers; when there are more the
 *     older half is forgotten
 * @param cachedMessages rows of mailboxes that are kept in memory, over all views
 */
public record StoreSettings(
        int shards,
        LogSettings log,
        int fileOctets,
        int groupOctets,
        int readers,
        Duration retention,
        long reserveOctets,
        long reserveInodes,
        long dumpOctets,
        int history,
        int cachedMessages,
        StoreLimits limits) {

    public StoreSettings {
        if (shards < 1 || shards > 64 || readers < 1 || fileOctets > 16 << 20) {
            throw new IllegalArgumentException(shards + " shards, " + readers + " readers");
        }
        if (limits.keywords() > Long.SIZE) {
            throw new IllegalArgumentException(limits.keywords() + " keywords");
        }
    }

    public static final StoreSettings DEFAULT =
            new StoreSettings(
                    2,
                    new LogSettings(64 << 20, true),
                    256 << 10,
                    8 << 20,
                    2,
                    Duration.ofDays(14),
                    64 << 20,
                    1000,
                    64 << 20,
                    20_000,
                    2_000_000,
                    StoreLimits.DEFAULT);

    /** The same, as an operator wants it. */
    public StoreSettings with(int otherShards, Duration otherRetention, int otherCached) {
        return new StoreSettings(
                otherShards,
                log,
                fileOctets,
                groupOctets,
                readers,
                otherRetention,
                reserveOctets,
                reserveInodes,
                dumpOctets,
                history,
                otherCached,
                limits);
    }

    /** The same with other limits. */
    public StoreSettings with(StoreLimits other) {
        return new StoreSettings(
                shards,
                log,
                fileOctets,
                groupOctets,
                readers,
                retention,
                reserveOctets,
                reserveInodes,
                dumpOctets,
                history,
                cachedMessages,
                other);
    }
}
