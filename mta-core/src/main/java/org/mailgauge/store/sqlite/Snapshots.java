package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.store.sqlite.Change.Message;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The latest snapshots of mailboxes, as many as there is room for; those that were not asked for
 * longest go first. Safe for use by any thread; one lock guards all of it and holds no I/O.
 */
final class Snapshots {
    /*
     * Problem: whoever asks for a mailbox would have to read its row to learn that nothing happened, and
     * the rows that changed to learn what did, though the committer knows both.
     * State: a snapshot is current when it and what waits beside it are all that was committed. The
     * committer adds what each group did, between its commit and telling anybody of it; whoever
     * asks next applies that to the snapshot.
     * Rule: what was read from the index is current only if no group was made known from before the
     * reading on: else one might have come between, which the reading missed and nobody will bring
     * again. What does not follow the snapshot's mod-sequence, or is more than is worth keeping,
     * makes it one that has to be asked for again.
     */

    /** Messages in what waits beside one snapshot: as many as that has, but so many always... */
    private static final long FEW = 64;

    /** ...and no more than that. */
    private static final long MANY = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<Long, Entry> latest = new LinkedHashMap<>(16, 0.75f, true);

    /** The same entries: to look at one here is not to ask for it. */
    private final HashMap<Long, Entry> all = new HashMap<>();

    private final long most;
    private final StoreStats stats;
    private long held;
    private long octets;
    private long groups;

    /** A mailbox. */
    private static final class Entry {
        private Snapshot snapshot;
        private boolean current;
        private List<Delta> waiting = new ArrayList<>();
        private long messages;

        /** As of the snapshot, while nothing waits; null when it must be read. */
        private Rows.@Nullable Mailbox row;

        Entry(Snapshot snapshot) {
            this.snapshot = snapshot;
        }

        private void asksAgain() {
            current = false;
            waiting = new ArrayList<>();
            messages = 0;
            row = null;
        }

        private void add(Delta delta) {
            if (!current || (delta.isKnown() && delta.modSequence() <= reaches())) {
                return;
            }
            messages += delta.messages();
            row = null;
            if (!delta.isKnown()
                    || delta.modSequence() != reaches() + 1
                    || messages > Math.clamp(snapshot.size(), FEW, MANY)) {
                asksAgain();
            } else {
                waiting.add(delta);
            }
        }

        private boolean isAhead(Snapshot other) {
            return snapshot.validity == other.validity && reaches() > other.modSequence;
        }

        private boolean isCurrently(Snapshot other) {
            return current && snapshot == other && waiting.isEmpty();
        }

        private long reaches() {
            return waiting.isEmpty() ? snapshot.modSequence : waiting.getLast().modSequence();
        }
    }

    /**
     * @param most messages over all of them
     */
    Snapshots(long most, StoreStats stats) {
        this.most = most;
        this.stats = stats;
    }

    /** How many groups were made known; to be asked for before a reading. */
    long groups() {
        lock.lock();
        try {
            return groups;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes what a group did. After its commit, before anybody is told of it.
     *
     * @param first the least key of the shard
     * @param works the changes of each
     */
    void committed(long first, List<List<Change>> works) {
        if (works.stream().allMatch(List::isEmpty)) {
            return;
        }
        var deltas = Delta.of(works);
        lock.lock();
        try {
            groups++;
            if (deltas.accounts()) {
                latest.forEach((key, entry) -> entry.asksAgain());
            }
            deltas.mailboxes()
                    .forEach(
                            (mailbox, list) -> {
                                var entry = all.get(first + mailbox);
                                if (entry != null) {
                                    list.forEach(entry::add);
                                }
                            });
        } finally {
            lock.unlock();
        }
    }

    /** The mailbox as it is now, where that is known without asking the index. */
    Optional<Snapshot> current(long key) {
        Snapshot known;
        List<Delta> since;
        lock.lock();
        try {
            var entry = latest.get(key);
            if (entry == null || !entry.current) {
                return Optional.empty();
            }
            stats.cacheHits.increment();
            if (entry.waiting.isEmpty()) {
                return Optional.of(entry.snapshot);
            }
            known = entry.snapshot;
            since = List.copyOf(entry.waiting);
        } finally {
            lock.unlock();
        }
        var fresh = known.after(since);
        replace(key, known, fresh, since.size());
        return Optional.of(fresh);
    }

    /** The mailbox with its row as they are now, where both are known without asking the index. */
    Optional<Listed> listed(long key) {
        lock.lock();
        try {
            var entry = latest.get(key);
            if (entry == null || entry.row == null) {
                return Optional.empty();
            }
            stats.cacheHits.increment();
            return Optional.of(new Listed(entry.row, entry.snapshot));
        } finally {
            lock.unlock();
        }
    }

    /** A mailbox's row, and what the mailbox lists then. */
    record Listed(Rows.Mailbox row, Snapshot snapshot) {}

    /** Unless another thread was faster. */
    private void replace(long key, Snapshot known, Snapshot fresh, int applied) {
        lock.lock();
        try {
            var entry = latest.get(key);
            if (entry != null && entry.snapshot == known && entry.waiting.size() >= applied) {
                put(entry, fresh);
                var applying = entry.waiting.subList(0, applied);
                applying.forEach(delta -> entry.messages -= delta.messages());
                applying.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The mailbox as it is now; empty when it does not exist. On a reader's thread.
     *
     * @param key of the mailbox over all shards
     * @param began {@link #groups} before the reading
     */
    Optional<Snapshot> of(Sql sql, long key, long mailbox, long began) throws SQLException {
        var row = Rows.mailbox(sql, mailbox);
        return row.isEmpty() ? Optional.empty() : Optional.of(of(sql, key, row.get(), began));
    }

    /** The mailbox as its row says that it is. In the reading that brought the row. */
    Snapshot of(Sql sql, long key, Rows.Mailbox now, long began) throws SQLException {
        var known = known(key);
        if (known != null && isAsOf(known, now)) {
            stats.cacheHits.increment();
            keep(key, known, now, began);
            return known;
        }
        boolean usable =
                known != null
                        && known.validity == now.validity()
                        && known.modSequence < now.modSequence()
                        && known.modSequence >= now.forgotten();
        var fresh = usable && known != null ? advanced(sql, known, now) : loaded(sql, now);
        keep(key, fresh, now, began);
        return fresh;
    }

    /** The mailbox as its row says, when it is at hand. */
    Optional<Snapshot> known(long key, Rows.Mailbox now) {
        return Optional.ofNullable(known(key)).filter(known -> isAsOf(known, now));
    }

    private static boolean isAsOf(Snapshot known, Rows.Mailbox now) {
        return known.validity == now.validity() && known.modSequence == now.modSequence();
    }

    private @Nullable Snapshot known(long key) {
        lock.lock();
        try {
            var entry = latest.get(key);
            return entry == null ? null : entry.snapshot;
        } finally {
            lock.unlock();
        }
    }

    private Snapshot loaded(Sql sql, Rows.Mailbox now) throws SQLException {
        stats.cacheMisses.increment();
        var all =
                new Snapshot.Builder(
                        now.validity(), now.modSequence(), now.keywordList(), now.messages());
        // Each value that is asked for costs as much as a row's step: small ones share one.
        sql.each(
                "SELECT (uid << 32) | octets, modseq, (date << 16) | (traits << 8) | flags,"
                        + " keywords, saved, email, thread FROM message WHERE mailbox=? ORDER BY uid",
                row ->
                        all.add(
                                row.getLong(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getLong(7)),
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
        var gone = vanished(sql, now.number(), known.modSequence);
        return known.with(now.modSequence(), now.keywordList(), changed, gone);
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

    private void keep(long key, Snapshot fresh, Rows.Mailbox row, long began) {
        lock.lock();
        try {
            var entry = latest.get(key);
            if (entry != null && entry.isCurrently(fresh)) {
                entry.row = groups == began ? row : entry.row;
                return;
            }
            if (entry != null && entry.isAhead(fresh)) {
                return;
            }
            if (entry == null) {
                entry = new Entry(fresh);
                latest.put(key, entry);
                all.put(key, entry);
                gain(fresh, 1);
            } else if (entry.snapshot != fresh) {
                put(entry, fresh);
            }
            entry.asksAgain();
            entry.current = groups == began;
            entry.row = entry.current ? row : null;
            var oldest = latest.entrySet().iterator();
            while (held > most && latest.size() > 1) {
                remove(oldest.next(), oldest);
            }
        } finally {
            lock.unlock();
        }
    }

    private void remove(Map.Entry<Long, Entry> next, Iterator<Map.Entry<Long, Entry>> at) {
        gain(next.getValue().snapshot, -1);
        all.remove(next.getKey());
        at.remove();
    }

    private void put(Entry entry, Snapshot fresh) {
        gain(entry.snapshot, -1);
        gain(fresh, 1);
        entry.snapshot = fresh;
    }

    /** Forgets those with a key from one up to another: what they were made of was wrong. */
    void forget(long first, long last) {
        lock.lock();
        try {
            groups++;
            var entries = latest.entrySet().iterator();
            while (entries.hasNext()) {
                var next = entries.next();
                if (next.getKey() >= first && next.getKey() <= last) {
                    remove(next, entries);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void gain(Snapshot snapshot, int sign) {
        held += (long) sign * snapshot.size();
        octets += sign * snapshot.octets();
    }

    /** What they take of memory, in octets. */
    long octets() {
        lock.lock();
        try {
            return octets;
        } finally {
            lock.unlock();
        }
    }

    /** Their messages. */
    long held() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }
}
