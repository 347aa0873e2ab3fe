package org.mailgauge.store.sqlite;

import org.mailgauge.queue.Content;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Acl;
import org.mailgauge.store.AnnotationChange;
import org.mailgauge.store.AnnotationName;
import org.mailgauge.store.Copied;
import org.mailgauge.store.FlagChange;
import org.mailgauge.store.FlagsChanged;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStatus;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.ObjectId;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Outcome.Done;
import org.mailgauge.store.Outcome.Refused;
import org.mailgauge.store.Refusal;
import org.mailgauge.store.Removed;
import org.mailgauge.store.Rights;
import org.mailgauge.store.Stored;
import org.mailgauge.store.UidSet;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A mailbox of the store. Safe for use by any thread. */
final class SqliteMailbox implements MailboxStore {
    private final Shard shard;
    private final AccountName owner;
    private final long account;
    private final long number;
    private final ObjectId id;

    SqliteMailbox(Shard shard, AccountName owner, long account, long number, ObjectId id) {
        this.shard = shard;
        this.owner = owner;
        this.account = account;
        this.number = number;
        this.id = id;
    }

    /** A work on the mailbox's row of now. */
    private interface BoxWork<T> {
        Outcome<T> on(Transaction tx, Rows.Mailbox box) throws SQLException, IOException;
    }

    /** What is done with contents that are at hand. */
    interface Adding {
        Outcome<Stored> with(List<Incoming> received) throws IOException;
    }

    /** Receives contents and adds them; leaves no file where that is refused. */
    static Outcome<Stored> adding(Shard shard, List<NewMessage> messages, Adding adding)
            throws IOException {
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("no messages");
        }
        var received = shard.receive(messages);
        var outcome = adding.with(received);
        if (outcome instanceof Refused<Stored>) {
            shard.discard(received);
        }
        return outcome;
    }

    static Outcome<Stored> append(
            Shard shard,
            Transaction tx,
            AccountName owner,
            Rows.Mailbox box,
            List<Incoming> received)
            throws SQLException, IOException {
        return shard.isScarce()
                ? new Refused<>(new Refusal.Full("less than the reserve is free"))
                : MessageWorks.append(tx, owner, box, received);
    }

    private <T> Outcome<T> change(BoxWork<T> work) throws IOException {
        return shard.change(
                tx -> {
                    var account = Rows.account(tx.sql, this.account);
                    if (account.isEmpty() || account.get().removed() >= 0) {
                        return new Refused<>(new Refusal.NoSuchAccount());
                    }
                    var box = Rows.mailbox(tx.sql, number);
                    return box.isEmpty()
                            ? new Refused<>(new Refusal.NoSuchMailbox())
                            : work.on(tx, box.get());
                });
    }

    @Override
    public ObjectId id() {
        return id;
    }

    @Override
    public Outcome<MailboxStatus> status() throws IOException {
        return shard.read(
                sql -> {
                    var row = Rows.mailbox(sql, number);
                    return row.isEmpty()
                            ? new Refused<>(new Refusal.NoSuchMailbox())
                            : new Done<>(status(sql, row.get()));
                });
    }

    private MailboxStatus status(Sql sql, Rows.Mailbox row) throws SQLException {
        long recent =
                sql.number(
                        "SELECT count(*) FROM message WHERE mailbox=? AND uid>=?",
                        number,
                        shard.recentFrom(row));
        long firstUnseen =
                row.unseen() == 0
                        ? 0
                        : sql.number(
                                "SELECT min(uid) FROM message WHERE mailbox=? AND flags & 1 = 0",
                                number);
        return new MailboxStatus(
                row.info(),
                row.next(),
                row.modSequence(),
                (int) row.messages(),
                row.octets(),
                (int) row.unseen(),
                firstUnseen,
                (int) row.deleted(),
                row.deletedOctets(),
                (int) recent,
                Set.copyOf(row.keywordList()));
    }

    @Override
    public Outcome<Stored> append(List<NewMessage> messages) throws IOException {
        return adding(
                shard,
                messages,
                received -> change((tx, box) -> append(shard, tx, owner, box, received)));
    }

    @Override
    public Outcome<FlagsChanged> change(UidSet uids, FlagChange change) throws IOException {
        return change((tx, box) -> MessageWorks.change(tx, box, uids, change));
    }

    @Override
    public Outcome<Removed> expunge(UidSet uids) throws IOException {
        return change((tx, box) -> MessageWorks.remove(tx, box, uids, true));
    }

    @Override
    public Outcome<Removed> remove(UidSet uids) throws IOException {
        return change((tx, box) -> MessageWorks.remove(tx, box, uids, false));
    }

    @Override
    public Outcome<Copied> copy(UidSet uids, MailboxName to) throws IOException {
        return transfer(uids, to, false);
    }

    @Override
    public Outcome<Copied> move(UidSet uids, MailboxName to) throws IOException {
        return transfer(uids, to, true);
    }

    private Outcome<Copied> transfer(UidSet uids, MailboxName to, boolean move) throws IOException {
        return change(
                (tx, box) -> {
                    var target = Rows.mailbox(tx.sql, account, to);
                    if (target.isEmpty()) {
                        return new Refused<>(new Refusal.NoSuchMailbox());
                    }
                    return !move && shard.isScarce()
                            ? new Refused<>(new Refusal.Full("less than the reserve is free"))
                            : MessageWorks.transfer(tx, box, target.get(), uids, move);
                });
    }

    @Override
    public Optional<Content> content(long uid) throws IOException {
        return shard.read(
                sql ->
                        Rows.mailbox(sql, number).isEmpty()
                                ? Optional.empty()
                                : sql.one(
                                        "SELECT c.number, c.octets, c.place FROM message m"
                                                + " JOIN content c ON c.number=m.content"
                                                + " WHERE m.mailbox=? AND m.uid=?",
                                        row ->
                                                new StoredMessage(
                                                        shard,
                                                        row.getLong(1),
                                                        row.getLong(2),
                                                        row.getLong(3)),
                                        number,
                                        uid));
    }

    @Override
    public Optional<byte[]> summary(long uid) throws IOException {
        return shard.read(
                sql ->
                        Rows.mailbox(sql, number).isEmpty()
                                ? Optional.empty()
                                : sql.one(
                                        "SELECT c.summary FROM message m"
                                                + " JOIN content c ON c.number=m.content"
                                                + " WHERE m.mailbox=? AND m.uid=?",
                                        row -> row.getBytes(1),
                                        number,
                                        uid));
    }

    @Override
    public void summarize(long uid, byte[] summary) throws IOException {
        if (summary.length > shardLimit()) {
            throw new IllegalArgumentException("a summary of " + summary.length + " octets");
        }
        change(
                (tx, box) -> {
                    var message = Rows.message(tx.sql, "message", number, uid);
                    if (message.isPresent()) {
                        tx.record(new Change.SummaryPut(message.get().content(), summary));
                    }
                    return new Done<>(message.isPresent());
                });
    }

    private int shardLimit() {
        return shard.limits().summaryOctets();
    }

    @Override
    public Acl acl() throws IOException {
        return shard.read(
                sql ->
                        Rows.mailbox(sql, number).isEmpty()
                                ? Acl.NONE
                                : MailboxWorks.acl(sql, number));
    }

    @Override
    public Outcome<Acl> permit(String identifier, Rights rights) throws IOException {
        return change((tx, box) -> MailboxWorks.permit(tx, box, identifier, rights));
    }

    @Override
    public Outcome<MailboxView> open(Mode mode, Runnable wake) throws IOException {
        var end = shard.watchers.view(number, wake);
        try {
            var status = status();
            var snapshot = shard.snapshot(number);
            if (status instanceof Done<MailboxStatus>(var opened) && snapshot.isPresent()) {
                boolean claims = mode == Mode.READ_WRITE;
                return new Done<>(
                        new SqliteView(shard, number, opened, snapshot.get(), claims, end));
            }
        } catch (IOException | RuntimeException e) {
            end.run();
            throw e;
        }
        end.run();
        return new Refused<>(new Refusal.NoSuchMailbox());
    }

    @Override
    public Map<AnnotationName, byte[]> annotations() throws IOException {
        return shard.read(
                sql ->
                        Rows.mailbox(sql, number).isEmpty()
                                ? Map.of()
                                : MailboxWorks.annotations(sql, account, number));
    }

    @Override
    public Outcome<Boolean> annotate(List<AnnotationChange> changes) throws IOException {
        return change((tx, box) -> MailboxWorks.annotate(tx, account, number, changes));
    }
}
