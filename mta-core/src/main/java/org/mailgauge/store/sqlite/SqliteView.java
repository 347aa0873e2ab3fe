package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.mime.Traits;
import org.mailgauge.store.Changes;
import org.mailgauge.store.Keyword;
import org.mailgauge.store.MailboxStatus;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.MessageInfo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A session's view of a mailbox. One thread uses it at a time. */
final class SqliteView implements MailboxView {
    private final Shard shard;
    private final long mailbox;
    private final long uidValidity;
    private final long uidNext;
    private final boolean claims;
    private final Runnable end;

    /** Until the first poll. */
    private @Nullable MailboxStatus opened;

    /** What the session sees, once it is at hand; shared unless expunges are held back. */
    private @Nullable Snapshot seen;

    /** The latest that was taken in. */
    private @Nullable Snapshot latest;

    /** Gives what the session sees, until then. */
    private @Nullable Answer<Snapshot> loading;

    private List<Keyword> keywords = List.of();
    private final int firstUnseenAt;
    private final long recentFrom;
    private UidSet held = UidSet.NONE;
    private UidSet recent = UidSet.NONE;
    private long told;

    /**
     * @param recentFrom the UID from which on messages are recent to it
     */
    SqliteView(
            Shard shard,
            Opening opening,
            MailboxStatus opened,
            long recentFrom,
            boolean claims,
            Runnable end) {
        this.shard = shard;
        this.mailbox = opening.row().number();
        this.opened = opened;
        this.uidValidity = opened.mailbox().uidValidity();
        this.uidNext = opened.uidNext();
        this.recentFrom = recentFrom;
        this.claims = claims;
        this.end = end;
        this.told = opening.row().modSequence();
        this.firstUnseenAt = (int) opening.firstUnseenAt();
        if (opening.snapshot() == null) {
            loading = opening.loading();
            keywords = opening.row().keywordList();
        } else {
            list(opening.snapshot());
        }
    }

    private void list(Snapshot snapshot) {
        seen = snapshot;
        latest = snapshot;
        recent = snapshot.uidsFrom(recentFrom);
    }

    @Override
    public void settle() throws IOException {
        if (loading != null) {
            list(shard.rest(loading));
            loading = null;
            keywords = List.of();
        }
    }

    private Snapshot seen() {
        if (seen == null) {
            try {
                settle();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Objects.requireNonNull(seen);
    }

    private Snapshot latest() {
        var _ = seen();
        return Objects.requireNonNull(latest);
    }

    /** Those of them that nobody has claimed; claims them if this view does so. */
    private UidSet recentOf(UidSet arrived) throws IOException {
        if (arrived.isEmpty()) {
            return UidSet.NONE;
        }
        var row = shard.read(sql -> Rows.mailbox(sql, mailbox));
        return row.isEmpty() ? UidSet.NONE : shard.recents.of(row.get(), claims, arrived);
    }

    @Override
    public MailboxStatus opened() {
        if (opened == null) {
            throw new IllegalStateException("it was opened long ago");
        }
        return opened;
    }

    @Override
    public long uidValidity() {
        return uidValidity;
    }

    @Override
    public long uidNext() {
        return uidNext;
    }

    @Override
    public int messages() {
        return seen == null ? opened().messages() : seen.size();
    }

    @Override
    public long uid(int sequence) {
        return seen().uid(index(sequence));
    }

    @Override
    public long octets(int sequence) {
        return seen().octets(index(sequence));
    }

    @Override
    public Traits traits(int sequence) {
        return seen().traits(index(sequence));
    }

    private int index(int sequence) {
        if (sequence < 1 || sequence > messages()) {
            throw new IndexOutOfBoundsException("sequence number " + sequence);
        }
        return sequence - 1;
    }

    @Override
    public int firstUnseen() {
        return seen == null ? firstUnseenAt : MailboxView.super.firstUnseen();
    }

    @Override
    public int sequence(long uid) {
        return Math.max(0, seen().find(uid) + 1);
    }

    @Override
    public UidSet uids() {
        return seen().uids();
    }

    @Override
    public Optional<MessageInfo> message(long uid) {
        int at = seen().find(uid);
        return at < 0 ? Optional.empty() : Optional.of(seen().info(at));
    }

    @Override
    public boolean visit(UidSet uids, Visitor visitor) throws IOException {
        settle();
        var now = seen();
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
    public List<Keyword> keywords() {
        return seen == null ? keywords : seen.keywords();
    }

    @Override
    public UidSet changedSince(long modSequence) {
        var changed = new UidSet.Builder();
        var now = seen();
        for (int i = 0; i < now.size(); i++) {
            if (now.modSequence(i) > modSequence) {
                changed.add(now.uid(i));
            }
        }
        return changed.build();
    }

    @Override
    public UidSet vanishedSince(long modSequence) throws IOException {
        return shard.read(
                        sql -> {
                            var row = Rows.mailbox(sql, mailbox);
                            return row.isPresent() && modSequence < row.get().forgotten()
                                    ? notThere(sql, row.get())
                                    : Snapshots.vanished(sql, mailbox, modSequence);
                        })
                .minus(seen().uids());
    }

    /** All UIDs that were ever given and have no message now. */
    private UidSet notThere(Sql sql, Rows.Mailbox row) throws SQLException {
        if (row.next() == 1) {
            return UidSet.NONE;
        }
        var there = new UidSet.Builder();
        sql.each(
                "SELECT uid FROM message WHERE mailbox=? ORDER BY uid",
                found -> there.add(found.getLong(1)),
                mailbox);
        return UidSet.range(1, row.next() - 1).minus(there.build());
    }

    @Override
    public UidSet recent() {
        var _ = seen();
        return recent;
    }

    @Override
    public Changes poll(boolean expunges) throws IOException {
        settle();
        opened = null;
        var found = shard.isClosed() ? Optional.<Snapshot>empty() : shard.snapshot(mailbox);
        if (found.isEmpty() || found.get().validity != uidValidity) {
            return new Changes(
                    UidSet.NONE, new int[0], UidSet.NONE, UidSet.NONE, told, false, true);
        }
        var now = found.get();
        if (now.modSequence < latest().modSequence) {
            now = latest();
        }
        if (now == latest() && (held.isEmpty() || !expunges)) {
            boolean holds = !held.isEmpty();
            return new Changes(
                    UidSet.NONE, new int[0], UidSet.NONE, UidSet.NONE, told, holds, false);
        }
        if (held.isEmpty() && now.differsInFlagsOnly(seen())) {
            var changed = now.changedFrom(seen());
            seen = now;
            latest = now;
            told = Math.max(told, now.modSequence);
            return new Changes(UidSet.NONE, new int[0], UidSet.NONE, changed, told, false, false);
        }
        return take(now, expunges);
    }

    private Changes take(Snapshot now, boolean expunges) throws IOException {
        var gone = new UidSet.Builder();
        var changed = new UidSet.Builder();
        var arrived = new UidSet.Builder();
        var before = seen();
        int j = 0;
        for (int i = 0; i < before.size(); i++) {
            long uid = before.uid(i);
            while (j < now.size() && now.uid(j) < uid) {
                arrived.add(now.uid(j++));
            }
            if (j < now.size() && now.uid(j) == uid) {
                if (now.modSequence(j) != before.modSequence(i)) {
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
        seen = held.isEmpty() ? now : now.holding(before, held);
        latest = now;
        recent = recent.minus(tell).or(recentOf(came));
        told = Math.max(told, held.isEmpty() ? now.modSequence : firstHeld() - 1);
        boolean holds = !held.isEmpty();
        return new Changes(tell, sequences, came, changed.build(), told, holds, false);
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
                    long[] first = {latest().modSequence + 1};
                    var box = Rows.mailbox(sql, mailbox);
                    if (box.isPresent() && box.get().forgotten() > told) {
                        return told + 1;
                    }
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
