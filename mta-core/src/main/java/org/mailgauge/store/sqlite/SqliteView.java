package org.mailgauge.store.sqlite;

import org.mailgauge.store.Changes;
import org.mailgauge.store.MailboxStatus;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.MessageInfo;
import org.mailgauge.store.UidSet;

import java.io.IOException;
import java.util.Optional;

/** A session's view of a mailbox. One thread uses it at a time. */
final class SqliteView implements MailboxView {
    private final Shard shard;
    private final long mailbox;
    private final MailboxStatus opened;
    private final boolean claims;
    private final Runnable end;

    /** What the session sees; shared with others unless expunges are held back. */
    private Snapshot seen;

    /** The latest that was taken in. */
    private Snapshot latest;

    private UidSet held = UidSet.NONE;
    private UidSet recent;
    private long told;

    SqliteView(
            Shard shard,
            long mailbox,
            MailboxStatus opened,
            Snapshot snapshot,
            boolean claims,
            Runnable end)
            throws IOException {
        this.shard = shard;
        this.mailbox = mailbox;
        this.opened = opened;
        this.claims = claims;
        this.end = end;
        this.seen = snapshot;
        this.latest = snapshot;
        this.told = snapshot.modSequence;
        this.recent = recentOf(snapshot.uids());
    }

    /** Those of them that nobody has claimed; claims them if this view does so. */
    private UidSet recentOf(UidSet arrived) throws IOException {
        if (arrived.isEmpty()) {
            return UidSet.NONE;
        }
        var row = shard.read(sql -> Rows.mailbox(sql, mailbox));
        if (row.isEmpty()) {
            return UidSet.NONE;
        }
        long from =
                claims
                        ? shard.claim(mailbox, row.get().recent(), arrived.last() + 1)
                        : shard.recentFrom(row.get());
        return arrived.where(uid -> uid >= from);
    }

    @Override
    public MailboxStatus opened() {
        return opened;
    }

    @Override
    public int messages() {
        return seen.size();
    }

    @Override
    public long uid(int sequence) {
        if (sequence < 1 || sequence > seen.size()) {
            throw new IndexOutOfBoundsException("sequence number " + sequence);
        }
        return seen.uid(sequence - 1);
    }

    @Override
    public int sequence(long uid) {
        return Math.max(0, seen.find(uid) + 1);
    }

    @Override
    public UidSet uids() {
        return seen.uids();
    }

    @Override
    public Optional<MessageInfo> message(long uid) {
        int at = seen.find(uid);
        return at < 0 ? Optional.empty() : Optional.of(seen.info(at));
    }

    @Override
    public boolean visit(UidSet uids, Visitor visitor) throws IOException {
        var now = seen;
        for (int range = 0; range < uids.ranges(); range++) {
            int at = now.find(uids.first(range));
            for (int i = at < 0 ? -at - 1 : at;
                    i < now.size() && now.uid(i) <= uids.last(range);
                    i++) {
                if (!visitor.see(now.info(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public UidSet changedSince(long modSequence) {
        var changed = new UidSet.Builder();
        for (int i = 0; i < seen.size(); i++) {
            if (seen.modSequence(i) > modSequence) {
                changed.add(seen.uid(i));
            }
        }
        return changed.build();
    }

    @Override
    public UidSet vanishedSince(long modSequence) throws IOException {
        return shard.read(sql -> Snapshots.vanished(sql, mailbox, modSequence)).minus(seen.uids());
    }

    @Override
    public UidSet recent() {
        return recent;
    }

    @Override
    public Changes poll(boolean expunges) throws IOException {
        var found = shard.isClosed() ? Optional.<Snapshot>empty() : shard.snapshot(mailbox);
        if (found.isEmpty() || found.get().validity != opened.mailbox().uidValidity()) {
            return new Changes(UidSet.NONE, new int[0], UidSet.NONE, UidSet.NONE, told, true);
        }
        var now = found.get();
        if (now.modSequence < latest.modSequence) {
            now = latest;
        }
        if (now == latest && (held.isEmpty() || !expunges)) {
            return new Changes(UidSet.NONE, new int[0], UidSet.NONE, UidSet.NONE, told, false);
        }
        return take(now, expunges);
    }

    private Changes take(Snapshot now, boolean expunges) throws IOException {
        var gone = new UidSet.Builder();
        var changed = new UidSet.Builder();
        var arrived = new UidSet.Builder();
        int j = 0;
        for (int i = 0; i < seen.size(); i++) {
            long uid = seen.uid(i);
            while (j < now.size() && now.uid(j) < uid) {
                arrived.add(now.uid(j++));
            }
            if (j < now.size() && now.uid(j) == uid) {
                if (now.modSequence(j) != seen.modSequence(i)) {
                    changed.add(uid);
                }
                j++;
            } else {
                gone.add(uid);
            }
        }
        while (j < now.size()) {
            arrived.add(now.uid(j++));
        }
        var vanished = gone.build();
        var tell = expunges ? vanished : UidSet.NONE;
        var sequences = sequences(tell);
        held = vanished.minus(tell);
        var came = arrived.build();
        seen = held.isEmpty() ? now : now.holding(seen, held);
        latest = now;
        recent = recent.minus(tell).or(recentOf(came));
        told = Math.max(told, held.isEmpty() ? now.modSequence : firstHeld() - 1);
        return new Changes(tell, sequences, came, changed.build(), told, false);
    }

    /** The sequence numbers of UIDs, highest first. */
    private int[] sequences(UidSet uids) {
        var sequences = uids.stream().mapToInt(this::sequence).toArray();
        for (int i = 0, j = sequences.length - 1; i < j; i++, j--) {
            int other = sequences[i];
            sequences[i] = sequences[j];
            sequences[j] = other;
        }
        return sequences;
    }

    /** The mod-sequence of the first expunge that is held back. */
    private long firstHeld() throws IOException {
        return shard.read(
                sql -> {
                    long[] first = {latest.modSequence + 1};
                    sql.each(
                            "SELECT modseq, first, last FROM vanished WHERE mailbox=? AND modseq>?",
                            row -> {
                                var range = UidSet.range(row.getLong(2), row.getLong(3));
                                if (!range.and(held).isEmpty()) {
                                    first[0] = Math.min(first[0], row.getLong(1));
                                }
                            },
                            mailbox,
                            told);
                    return first[0];
                });
    }

    @Override
    public void close() {
        end.run();
    }
}
