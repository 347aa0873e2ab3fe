package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.store.UidSet;
import org.mailgauge.store.sqlite.Change.Message;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The latest snapshots of mailboxes, as many as there is room for; those that were not asked for
 * longest go first. Safe for use by any thread; one lock guards the map and holds no I/O.
 */
final class Snapshots {
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<Long, Snapshot> latest = new LinkedHashMap<>(16, 0.75f, true);
    private final long most;
    private final StoreStats stats;
    private long held;

    /**
     * @param most messages over all of them
     */
    Snapshots(long most, StoreStats stats) {
        this.most = most;
        this.stats = stats;
    }

    /**
     * The mailbox as it is now; empty when it does not exist. On a reader's thread.
     *
     * @param key of the mailbox over all shards
     */
    Optional<Snapshot> of(Sql sql, long key, long mailbox) throws SQLException {
        var row = Rows.mailbox(sql, mailbox);
        if (row.isEmpty()) {
            return Optional.empty();
        }
        var now = row.get();
        var known = known(key);
        if (known != null
                && known.validity == now.validity()
                && known.modSequence == now.modSequence()) {
            stats.cacheHits.increment();
            return Optional.of(known);
        }
        boolean usable =
                known != null
                        && known.validity == now.validity()
                        && known.modSequence < now.modSequence();
        var fresh = usable && known != null ? advanced(sql, known, now) : loaded(sql, now);
        keep(key, fresh);
        return Optional.of(fresh);
    }

    private @Nullable Snapshot known(long key) {
        lock.lock();
        try {
            return latest.get(key);
        } finally {
            lock.unlock();
        }
    }

    private Snapshot loaded(Sql sql, Rows.Mailbox now) throws SQLException {
        stats.cacheMisses.increment();
        var all =
                new Snapshot.Builder(
                        now.validity(), now.modSequence(), now.keywordList(), now.messages());
        sql.each(
                "SELECT " + Schema.COLUMNS + " FROM message WHERE mailbox=? ORDER BY uid",
                row -> all.add(Rows.message(row)),
                now.number());
        return all.build();
    }

    private static Snapshot advanced(Sql sql, Snapshot known, Rows.Mailbox now)
            throws SQLException {
        var changed = new TreeMap<Long, Message>();
        sql.each(
                "SELECT " + Schema.COLUMNS + " FROM message WHERE mailbox=? AND modseq>?",
                row -> changed.put(row.getLong(2), Rows.message(row)),
                now.number(),
                known.modSequence);
        return known.with(now, changed, vanished(sql, now.number(), known.modSequence));
    }

    /** What vanished from a mailbox after a mod-sequence. */
    static UidSet vanished(Sql sql, long mailbox, long since) throws SQLException {
        var gone = new UidSet.Builder();
        sql.each(
                "SELECT first, last FROM vanished WHERE mailbox=? AND modseq>? ORDER BY first",
                row -> gone.range(row.getLong(1), row.getLong(2)),
                mailbox,
                since);
        return gone.build();
    }

    private void keep(long key, Snapshot fresh) {
        lock.lock();
        try {
            var before = latest.get(key);
            if (before != null
                    && before.validity == fresh.validity
                    && before.modSequence > fresh.modSequence) {
                return;
            }
            latest.put(key, fresh);
            held += fresh.size() - (before == null ? 0 : before.size());
            var oldest = latest.entrySet().iterator();
            while (held > most && latest.size() > 1) {
                held -= oldest.next().getValue().size();
                oldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    long held() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }
}
