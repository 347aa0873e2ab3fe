package org.mailgauge.store.sqlite;

import org.mailgauge.mailbox.UidSet;
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

    private SqliteMailbox(Shard shard, AccountName owner, long account, long number, ObjectId id) {
        this.shard = shard;
        this.owner = owner;
        this.account = account;
        this.number = number;
        this.id = id;
    }

    static SqliteMailbox of(Shard shard, AccountName owner, Rows.Mailbox row) {
        return new SqliteMailbox(shard, owner, row.account(), row.number(), new ObjectId(row.id()));
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
        var received = shard.receiver.receive(messages);
        var outcome = adding.with(received);
        if (outcome instanceof Refused<Stored>) {
            shard.receiver.discard(received);
        }
        return outcome;
    }

    static Outcome<Stored> append(
            Shard shard,
            Transaction tx,
            AccountName owner,
            Rows.Target target,
            List<Incoming> received)
            throws SQLException, IOException {
        return shard.isScarce()
                ? new Refused<>(new Refusal.Full("less than the reserve is free"))
                : MessageWorks.append(tx, owner, target, received);
    }

    private <T> Outcome<T> change(BoxWork<T> work) throws IOException {
        return shard.change(tx -> onBox(tx, work));
    }

    private <T> Outcome<T> onBox(Transaction tx, BoxWork<T> work) throws SQLException, IOException {
        var box = Rows.mailbox(tx.sql, number);
        return box.isEmpty() ? new Refused<>(absent(tx)) : work.on(tx, box.get());
    }

    /** Why the mailbox is not there. */
    private Refusal absent(Transaction tx) throws SQLException {
        var owning = Rows.account(tx.sql, account).filter(row -> row.removed() < 0);
        return owning.isEmpty() ? new Refusal.NoSuchAccount() : new Refusal.NoSuchMailbox();
    }

    @Override
    public ObjectId id() {
        return id;
    }

    @Override
    public AccountName owner() {
        return owner;
    }

    @Override
    public Outcome<MailboxStatus> status() throws IOException {
        var known = shard.listed(number);
        if (known.isPresent()) {
            return new Done<>(status(known.get()));
        }
        return shard.read(
                sql -> {
                    var row = Rows.mailbox(sql, number);
                    return row.isEmpty()
                            ? new Refused<>(new Refusal.NoSuchMailbox())
                            : new Done<>(status(sql, row.get()));
                });
    }

    private MailboxStatus status(Snapshots.Listed known) {
        var row = known.row();
        var list = known.snapshot();
        long unseen = row.unseen() == 0 ? 0 : list.firstUnseen();
        return status(row, unseen, (int) list.uidsFrom(shard.recents.from(row)).size());
    }

    private MailboxStatus status(Sql sql, Rows.Mailbox row) throws SQLException {
        long recent = recent(sql, row, shard.recents.from(row));
        return status(row, firstUnseen(sql, row), (int) recent);
    }

    /** How many messages have a UID that is at least as great. */
    static long recent(Sql sql, Rows.Mailbox row, long from) throws SQLException {
        return from <= 1
                ? row.messages()
                : sql.number(
                        "SELECT count(*) FROM message WHERE mailbox=? AND uid>=?",
                        row.number(),
                        from);
    }

    /** The UID of the first that is not seen; 0 when all are. */
    static long firstUnseen(Sql sql, Rows.Mailbox row) throws SQLException {
        return row.unseen() == 0
                ? 0
                : sql.number(
                        "SELECT min(uid) FROM message WHERE mailbox=? AND flags & 1 = 0",
                        row.number());
    }

    static MailboxStatus status(Rows.Mailbox row, long firstUnseen, int recent) {
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
                recent,
                Set.copyOf(row.keywordList()));
    }

    @Override
    public Outcome<Stored> append(List<NewMessage> messages) throws IOException {
        return adding(
                shard,
                messages,
                received ->
                        shard.change(
                                tx -> {
                                    var target = Rows.target(tx.sql, number);
                                    return target.isEmpty()
                                            ? new Refused<>(absent(tx))
                                            : append(shard, tx, owner, target.get(), received);
                                }));
    }

    @Override
    public Outcome<FlagsChanged> change(UidSet uids, FlagChange change) throws IOException {
        var touched = new Watchers.Touched(number, account, id.text());
        var work = new FlagWork(touched, uids, change);
        return shard.change(
                new Work<>() {
                    @Override
                    public Outcome<FlagsChanged> on(Transaction tx)
                            throws SQLException, IOException {
                        return onBox(tx, work::on);
                    }

                    @Override
                    public Optional<Outcome<FlagsChanged>> on(Transaction tx, Known known) {
                        return work.on(tx, known);
                    }
                });
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
        return contents(List.of(uid)).getFirst();
    }

    @Override
    public List<Optional<Content>> contents(List<Long> uids) throws IOException {
        return shard.ask(sql -> new ContentOpener(shard, number).contents(sql, uids));
    }

    @Override
    public boolean summaries(UidSet uids, SummaryVisitor visitor) throws IOException {
        return new SummaryReader(shard, number).show(uids, visitor);
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
        var view = begin(mode, wake);
        if (view instanceof Done<MailboxView>(var begun)) {
            try {
                begun.settle();
            } catch (IOException | RuntimeException e) {
                begun.close();
                throw e;
            }
        }
        return view;
    }

    @Override
    public Outcome<MailboxView> begin(Mode mode, Runnable wake) throws IOException {
        var end = shard.watchers.view(number, wake);
        try {
            Optional<Opening> found = opening();
            if (found.isPresent()) {
                return new Done<>(found.get().view(shard, mode == Mode.READ_WRITE, end));
            }
        } catch (IOException | RuntimeException e) {
            end.run();
            throw e;
        }
        end.run();
        return new Refused<>(new Refusal.NoSuchMailbox());
    }

    private Optional<Opening> opening() throws IOException {
        var known = shard.listed(number);
        if (known.isPresent()) {
            return known.map(listed -> Opening.whole(listed.row(), listed.snapshot()));
        }
        long groups = shard.groups();
        return shard.begin((sql, answer) -> Opening.read(shard, sql, number, groups, answer));
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
        return change((tx, box) -> MailboxWorks.annotate(tx, box, changes));
    }
}
