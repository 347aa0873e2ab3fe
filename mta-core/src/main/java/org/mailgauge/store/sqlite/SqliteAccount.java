package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mime.Traits;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.AnnotationChange;
import org.mailgauge.store.AnnotationName;
import org.mailgauge.store.DeliveryKey;
import org.mailgauge.store.MailboxInfo;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MessageInfo;
import org.mailgauge.store.MessageKey;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.ObjectId;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Outcome.Done;
import org.mailgauge.store.Outcome.Refused;
import org.mailgauge.store.Quota;
import org.mailgauge.store.QuotaUse;
import org.mailgauge.store.Refusal;
import org.mailgauge.store.Retained;
import org.mailgauge.store.SpecialUse;
import org.mailgauge.store.StoreListener;
import org.mailgauge.store.Stored;
import org.mailgauge.store.sqlite.Change.SubscriptionPut;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** An account of the store. Safe for use by any thread. */
final class SqliteAccount implements AccountStore {
    private final Shard shard;
    private final AccountName name;
    private final long number;

    SqliteAccount(Shard shard, AccountName name, long number) {
        this.shard = shard;
        this.name = name;
        this.number = number;
    }

    @Override
    public AccountName name() {
        return name;
    }

    /** A work that is refused when the account is not in use. */
    private <T> Outcome<T> change(Work<T> work) throws IOException {
        return shard.change(
                tx -> isGone(tx.sql) ? new Refused<>(new Refusal.NoSuchAccount()) : work.on(tx));
    }

    private boolean isGone(Sql sql) throws SQLException {
        return Rows.account(sql, number).filter(account -> account.removed() < 0).isEmpty();
    }

    @Override
    public List<MailboxInfo> mailboxes() throws IOException {
        return shard.read(
                sql ->
                        Rows.mailboxes(sql, number).stream()
                                .map(Rows.Mailbox::info)
                                .sorted(java.util.Comparator.comparing(MailboxInfo::name))
                                .toList());
    }

    @Override
    public Optional<MailboxStore> mailbox(MailboxName wanted) throws IOException {
        var known = shard.directory.mailbox(number, wanted);
        if (known.isPresent()) {
            return known;
        }
        long began = shard.directory.dropped();
        var found = shard.ask(sql -> Rows.mailbox(sql, number, wanted)).map(this::store);
        found.ifPresent(mailbox -> shard.directory.keep(number, wanted, mailbox, began));
        return found;
    }

    @Override
    public Optional<MailboxStore> mailbox(ObjectId id) throws IOException {
        return shard.ask(sql -> Rows.mailbox(sql, number, id)).map(this::store);
    }

    private MailboxStore store(Rows.Mailbox row) {
        return SqliteMailbox.of(shard, name, row);
    }

    @Override
    public Outcome<MailboxInfo> create(MailboxName wanted, Set<SpecialUse> uses)
            throws IOException {
        return change(tx -> MailboxWorks.create(tx, number, wanted, uses));
    }

    @Override
    public Outcome<MailboxInfo> delete(MailboxName wanted) throws IOException {
        return change(tx -> MailboxWorks.delete(tx, number, wanted));
    }

    @Override
    public Outcome<MailboxInfo> rename(MailboxName from, MailboxName to) throws IOException {
        return change(tx -> MailboxWorks.rename(tx, number, from, to));
    }

    @Override
    public Outcome<MailboxInfo> use(MailboxName wanted, Set<SpecialUse> uses) throws IOException {
        return change(tx -> MailboxWorks.use(tx, number, wanted, uses));
    }

    @Override
    public SortedSet<MailboxName> subscriptions() throws IOException {
        return shard.read(
                sql -> {
                    var names = new TreeSet<MailboxName>();
                    if (!isGone(sql)) {
                        sql.each(
                                "SELECT name FROM subscription WHERE account=?",
                                row -> names.add(new MailboxName(row.getString(1))),
                                number);
                    }
                    return names;
                });
    }

    @Override
    public Outcome<Boolean> subscribe(MailboxName wanted, boolean subscribed) throws IOException {
        return change(tx -> subscribe(tx, wanted, subscribed));
    }

    private Outcome<Boolean> subscribe(Transaction tx, MailboxName wanted, boolean subscribed)
            throws SQLException {
        boolean before =
                tx.sql.number(
                                "SELECT count(*) FROM subscription WHERE account=? AND name=?",
                                number,
                                wanted.text())
                        > 0;
        if (before == subscribed) {
            return new Done<>(false);
        }
        int most = tx.limits.subscriptions();
        if (subscribed
                && tx.sql.number("SELECT count(*) FROM subscription WHERE account=?", number)
                        >= most) {
            return new Refused<>(new Refusal.TooMany(Refusal.TooMany.Kind.SUBSCRIPTIONS, most));
        }
        tx.record(new SubscriptionPut(number, wanted.text(), subscribed));
        tx.renamed.add(number);
        return new Done<>(true);
    }

    @Override
    public Outcome<Stored> deliver(@Nullable DeliveryKey key, MailboxName to, NewMessage message)
            throws IOException {
        var outcome =
                SqliteMailbox.adding(
                        shard,
                        List.of(message),
                        received -> shard.change(tx -> deliver(tx, key, to, received)));
        if (outcome instanceof Refused<Stored>(Refusal.OverQuota _)) {
            shard.stats().overQuota.increment();
        }
        return outcome;
    }

    private Outcome<Stored> deliver(
            Transaction tx, @Nullable DeliveryKey key, MailboxName to, List<Incoming> received)
            throws SQLException, IOException {
        var target = Rows.target(tx.sql, number, to);
        if (target.isEmpty() && isGone(tx.sql)) {
            return new Refused<>(new Refusal.NoSuchAccount());
        }
        if (key != null && MessageWorks.isKnown(tx, key)) {
            return new Refused<>(new Refusal.AlreadyStored());
        }
        if (target.isEmpty()) {
            return new Refused<>(new Refusal.NoSuchMailbox());
        }
        var stored = SqliteMailbox.append(shard, tx, name, target.get(), received);
        if (stored instanceof Done<Stored>) {
            MessageWorks.remember(tx, key);
        }
        return stored;
    }

    @Override
    public QuotaUse quota() throws IOException {
        long began = shard.directory.dropped();
        var use =
                shard.ask(sql -> Rows.account(sql, number))
                        .filter(account -> account.removed() < 0)
                        .map(Rows.Account::use)
                        .orElse(new QuotaUse(Quota.NONE, 0, 0));
        shard.directory.keep(number, use.limit(), began);
        return use;
    }

    @Override
    public boolean hasRoom(long moreOctets, long moreMessages) throws IOException {
        boolean unlimited = shard.directory.quota(number).filter(Quota.NONE::equals).isPresent();
        return unlimited || quota().hasRoom(moreOctets, moreMessages);
    }

    @Override
    public Outcome<QuotaUse> limit(Quota quota) throws IOException {
        return change(
                tx -> {
                    var account = Rows.account(tx.sql, number).orElseThrow();
                    tx.record(account.put(Change.NEVER, quota));
                    return new Done<>(Rows.account(tx.sql, number).orElseThrow().use());
                });
    }

    @Override
    public List<Retained> retained(Instant since, int most) throws IOException {
        return shard.read(
                sql -> {
                    var all = new ArrayList<Retained>();
                    if (!isGone(sql)) {
                        sql.each(
                                "SELECT r.mailbox, r.uid, r.modseq, r.flags, r.keywords, r.octets,"
                                        + " r.date, r.saved, r.content, r.email, r.thread, r.traits,"
                                        + " r.removed, m.id, m.name, m.keywords FROM retained r JOIN"
                                        + " mailbox m ON m.number=r.mailbox WHERE m.account=? AND"
                                        + " r.removed>=? ORDER BY r.removed DESC, r.serial DESC LIMIT"
                                        + " ?",
                                row -> all.add(retained(row)),
                                number,
                                since.getEpochSecond() + (since.getNano() > 0 ? 1 : 0),
                                most);
                    }
                    return all;
                });
    }

    private static Retained retained(ResultSet row) throws SQLException {
        var m = Rows.message(row);
        var info =
                new MessageInfo(
                        m.uid(),
                        m.modSequence(),
                        Keywords.flags(Rows.keywordsOf(row.getString(16)), m.flags(), m.keywords()),
                        m.octets(),
                        Instant.ofEpochSecond(m.date()),
                        Instant.ofEpochSecond(m.saved()),
                        ObjectId.of('E', m.email()),
                        ObjectId.of('T', m.thread()),
                        new Traits(m.traits()));
        return new Retained(
                new MessageKey(new ObjectId(row.getString(14)), m.uid()),
                new MailboxName(row.getString(15)),
                info,
                Instant.ofEpochSecond(row.getLong(13)));
    }

    @Override
    public Outcome<Stored> undelete(List<MessageKey> messages, MailboxName to) throws IOException {
        return change(
                tx -> {
                    var box = Rows.mailbox(tx.sql, number, to);
                    return box.isEmpty()
                            ? new Refused<>(new Refusal.NoSuchMailbox())
                            : MessageWorks.undelete(tx, number, messages, box.get());
                });
    }

    @Override
    public Watch watch(StoreListener listener) {
        var end = shard.watchers.account(number, listener);
        return end::run;
    }

    @Override
    public Map<AnnotationName, byte[]> annotations() throws IOException {
        return shard.read(sql -> isGone(sql) ? Map.of() : MailboxWorks.annotations(sql, number, 0));
    }

    @Override
    public Outcome<Boolean> annotate(List<AnnotationChange> changes) throws IOException {
        return change(tx -> MailboxWorks.annotate(tx, number, changes));
    }
}
