package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.store.sqlite.Change.AccountGone;
import org.mailgauge.store.sqlite.Change.AccountPut;
import org.mailgauge.store.sqlite.Change.AnnotationPut;
import org.mailgauge.store.sqlite.Change.Claimed;
import org.mailgauge.store.sqlite.Change.ContentMoved;
import org.mailgauge.store.sqlite.Change.ContentPut;
import org.mailgauge.store.sqlite.Change.Delivered;
import org.mailgauge.store.sqlite.Change.Expunged;
import org.mailgauge.store.sqlite.Change.FlagsPut;
import org.mailgauge.store.sqlite.Change.HistoryForgotten;
import org.mailgauge.store.sqlite.Change.KeywordsPut;
import org.mailgauge.store.sqlite.Change.MailboxGone;
import org.mailgauge.store.sqlite.Change.MailboxPut;
import org.mailgauge.store.sqlite.Change.Message;
import org.mailgauge.store.sqlite.Change.MessagePut;
import org.mailgauge.store.sqlite.Change.NameShown;
import org.mailgauge.store.sqlite.Change.Remarked;
import org.mailgauge.store.sqlite.Change.RetainedGone;
import org.mailgauge.store.sqlite.Change.RightsPut;
import org.mailgauge.store.sqlite.Change.SubscriptionPut;
import org.mailgauge.store.sqlite.Change.SummaryPut;
import org.mailgauge.store.sqlite.Change.ThreadKeys;
import org.mailgauge.store.sqlite.Change.ThreadKeysGone;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;

/**
 * Applies changes to the index: the same code for what is new and for what comes from the log. Used
 * by the thread that writes the index, inside a transaction.
 */
final class Applier {
    private static final int SEEN = SystemFlag.SEEN.bit();
    private static final int DELETED = SystemFlag.DELETED.bit();

    private final Sql sql;
    private final Counters counters;

    /** Threads of messages that were put since {@link #noteThreads}; null while they aren't. */
    private @Nullable Set<Long> threads;

    Applier(Sql sql, Counters counters) {
        this.sql = sql;
        this.counters = counters;
    }

    /** From now on the threads of messages that are put are noted. */
    void noteThreads() {
        threads = new HashSet<>();
    }

    /** Those that were noted. */
    Set<Long> notedThreads() {
        return threads == null ? Set.of() : threads;
    }

    /** No more are noted. */
    void forgetThreads() {
        threads = null;
    }

    void apply(Change change) throws SQLException {
        switch (change) {
            case AccountPut c -> account(c);
            case AccountGone c -> accountGone(c.account());
            case MailboxPut c -> mailbox(c);
            case MailboxGone c -> mailboxGone(c.mailbox());
            case KeywordsPut c ->
                    sql.run(
                            "UPDATE mailbox SET keywords=? WHERE number=?",
                            String.join(" ", c.keywords()),
                            c.mailbox());
            case NameShown c ->
                    sql.run(
                            "INSERT INTO shown VALUES (?,?,?) ON CONFLICT DO UPDATE"
                                    + " SET validity=max(validity, excluded.validity)",
                            c.account(),
                            c.name(),
                            c.uidValidity());
            case Claimed c ->
                    sql.run(
                            "UPDATE mailbox SET recent=max(recent, ?) WHERE number=?",
                            c.uid(),
                            c.mailbox());
            case MessagePut c -> message(c.mailbox(), c.message());
            case FlagsPut c -> new FlagRuns(sql).apply(c);
            case Expunged c -> expunged(c);
            case RetainedGone c -> retainedGone(c);
            case SubscriptionPut c -> subscription(c);
            case RightsPut c -> rights(c);
            case AnnotationPut c -> annotation(c);
            case Delivered c ->
                    sql.run(
                            "INSERT OR REPLACE INTO delivery VALUES (?,?,?,?)",
                            c.high(),
                            c.low(),
                            c.recipient(),
                            c.until());
            case ThreadKeys c -> {
                for (long key : c.keys()) {
                    sql.run(
                            "INSERT OR IGNORE INTO thread_key VALUES (?,?,?,?)",
                            c.account(),
                            key,
                            c.thread(),
                            c.born());
                }
            }
            case ContentPut c -> content(c, 0);
            case SummaryPut c ->
                    sql.run(
                            "INSERT OR REPLACE INTO summary SELECT number, ? FROM content"
                                    + " WHERE number=?",
                            c.summary(),
                            c.content());
            case ContentMoved c ->
                    sql.run(
                            "UPDATE content SET place=?, span=? WHERE number=?",
                            c.place(),
                            c.span(),
                            c.content());
            case HistoryForgotten c -> forget(c);
            case ThreadKeysGone c -> {
                for (var key : c.keys()) {
                    sql.run("DELETE FROM thread_key WHERE account=? AND key=?", c.account(), key);
                }
            }
            case Remarked c -> remark(c);
        }
    }

    private void forget(HistoryForgotten c) throws SQLException {
        sql.run("DELETE FROM vanished WHERE mailbox=? AND modseq<=?", c.mailbox(), c.modSequence());
        sql.run(
                "UPDATE mailbox SET forgotten=max(forgotten, ?) WHERE number=?",
                c.modSequence(),
                c.mailbox());
    }

    private void remark(Remarked c) throws SQLException {
        sql.run("UPDATE message SET modseq=? WHERE mailbox=?", c.modSequence(), c.mailbox());
        sql.run(
                "UPDATE mailbox SET modseq=max(modseq, ?) WHERE number=?",
                c.modSequence(),
                c.mailbox());
    }

    private void account(AccountPut c) throws SQLException {
        counters.account = Math.max(counters.account, c.account());
        sql.run(
                "INSERT INTO account (number, id, name, created, removed, quota_octets,"
                        + " quota_messages) VALUES (?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET"
                        + " name=excluded.name, removed=excluded.removed,"
                        + " quota_octets=excluded.quota_octets,"
                        + " quota_messages=excluded.quota_messages",
                c.account(),
                c.id(),
                c.name(),
                c.created(),
                c.removed(),
                c.quotaOctets(),
                c.quotaMessages());
    }

    private void accountGone(long account) throws SQLException {
        var mailboxes = new ArrayList<Long>();
        sql.each(
                "SELECT number FROM mailbox WHERE account=?",
                row -> mailboxes.add(row.getLong(1)),
                account);
        for (long mailbox : mailboxes) {
            mailboxGone(mailbox);
        }
        sql.run("DELETE FROM subscription WHERE account=?", account);
        sql.run("DELETE FROM annotation WHERE account=?", account);
        sql.run("DELETE FROM thread_key WHERE account=?", account);
        sql.run("DELETE FROM shown WHERE account=?", account);
        sql.run("DELETE FROM account WHERE number=?", account);
    }

    private void mailbox(MailboxPut c) throws SQLException {
        counters.mailbox = Math.max(counters.mailbox, c.mailbox());
        counters.validity = Math.max(counters.validity, c.uidValidity());
        sql.run(
                "INSERT INTO mailbox (number, account, id, name, validity, next, modseq, uses,"
                        + " removed) VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET"
                        + " name=excluded.name, validity=excluded.validity,"
                        + " next=max(next, excluded.next), modseq=max(modseq, excluded.modseq),"
                        + " uses=excluded.uses, removed=excluded.removed",
                c.mailbox(),
                c.account(),
                c.id(),
                c.name(),
                c.uidValidity(),
                c.uidNext(),
                c.modSequence(),
                c.uses(),
                c.removed());
    }

    private void mailboxGone(long mailbox) throws SQLException {
        release("message", mailbox, 0, Long.MAX_VALUE);
        release("retained", mailbox, 0, Long.MAX_VALUE);
        sql.run("DELETE FROM message WHERE mailbox=?", mailbox);
        sql.run("DELETE FROM retained WHERE mailbox=?", mailbox);
        sql.run("DELETE FROM vanished WHERE mailbox=?", mailbox);
        sql.run("DELETE FROM acl WHERE mailbox=?", mailbox);
        sql.run("DELETE FROM annotation WHERE mailbox=?", mailbox);
        sql.run("DELETE FROM mailbox WHERE number=?", mailbox);
    }

    /** Takes the references of rows away. */
    private void release(String table, long mailbox, long first, long last) throws SQLException {
        var contents = new ArrayList<Long>();
        sql.each(
                "SELECT content FROM " + table + " WHERE mailbox=? AND uid BETWEEN ? AND ?",
                row -> contents.add(row.getLong(1)),
                mailbox,
                first,
                last);
        for (long content : contents) {
            sql.run("UPDATE content SET refs=refs-1 WHERE number=?", content);
        }
    }

    /** Applies a content that is new and the one message that it came with. */
    void apply(ContentPut content, MessagePut message) throws SQLException {
        content(content, 1);
        add(message.mailbox(), message.message());
    }

    private void message(long mailbox, Message m) throws SQLException {
        sql.run("UPDATE content SET refs=refs+1 WHERE number=?", m.content());
        add(mailbox, m);
    }

    private void add(long mailbox, Message m) throws SQLException {
        if (threads != null) {
            threads.add(m.thread());
        }
        sql.run(
                "INSERT OR REPLACE INTO message VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                mailbox,
                m.uid(),
                m.modSequence(),
                m.flags(),
                m.keywords(),
                m.octets(),
                m.date(),
                m.saved(),
                m.content(),
                m.email(),
                m.thread(),
                m.traits());
        boolean deleted = (m.flags() & DELETED) != 0;
        sql.run(
                "UPDATE mailbox SET next=max(next, ?), modseq=max(modseq, ?), messages=messages+1,"
                        + " octets=octets+?, unseen=unseen+?, deleted=deleted+?,"
                        + " deleted_octets=deleted_octets+? WHERE number=?",
                m.uid() + 1,
                m.modSequence(),
                m.octets(),
                (m.flags() & SEEN) == 0 ? 1 : 0,
                deleted ? 1 : 0,
                deleted ? m.octets() : 0L,
                mailbox);
        used(mailbox, m.octets(), 1);
    }

    private void used(long mailbox, long octets, long messages) throws SQLException {
        sql.run(
                "UPDATE account SET octets=octets+?, messages=messages+?"
                        + " WHERE number=(SELECT account FROM mailbox WHERE number=?)",
                octets,
                messages,
                mailbox);
    }

    private void expunged(Expunged c) throws SQLException {
        for (int i = 0; i < c.uids().ranges(); i++) {
            long first = c.uids().first(i);
            long last = c.uids().last(i);
            count(c.mailbox(), first, last);
            if (c.removed() >= 0) {
                sql.run(
                        "INSERT OR REPLACE INTO retained SELECT NULL, "
                                + Schema.COLUMNS
                                + ", ? FROM message WHERE mailbox=? AND uid BETWEEN ? AND ?"
                                + " ORDER BY uid",
                        c.removed(),
                        c.mailbox(),
                        first,
                        last);
            } else {
                release("message", c.mailbox(), first, last);
            }
            sql.run(
                    "DELETE FROM message WHERE mailbox=? AND uid BETWEEN ? AND ?",
                    c.mailbox(),
                    first,
                    last);
            sql.run(
                    "INSERT OR REPLACE INTO vanished VALUES (?,?,?,?)",
                    c.mailbox(),
                    c.modSequence(),
                    first,
                    last);
        }
        sql.run(
                "UPDATE mailbox SET modseq=max(modseq, ?) WHERE number=?",
                c.modSequence(),
                c.mailbox());
    }

    /** Takes messages that are about to go out of the figures. */
    private void count(long mailbox, long first, long last) throws SQLException {
        long[] sums = new long[5];
        sql.each(
                "SELECT count(*), sum(octets), sum(flags & 1 = 0), sum(flags & ? <> 0),"
                        + " sum(iif(flags & ? <> 0, octets, 0)) FROM message"
                        + " WHERE mailbox=? AND uid BETWEEN ? AND ?",
                row -> {
                    for (int i = 0; i < sums.length; i++) {
                        sums[i] = row.getLong(i + 1);
                    }
                },
                DELETED,
                DELETED,
                mailbox,
                first,
                last);
        sql.run(
                "UPDATE mailbox SET messages=messages-?, octets=octets-?, unseen=unseen-?,"
                        + " deleted=deleted-?, deleted_octets=deleted_octets-? WHERE number=?",
                sums[0],
                sums[1],
                sums[2],
                sums[3],
                sums[4],
                mailbox);
        used(mailbox, -sums[1], -sums[0]);
    }

    private void retainedGone(RetainedGone c) throws SQLException {
        for (int i = 0; i < c.uids().ranges(); i++) {
            release("retained", c.mailbox(), c.uids().first(i), c.uids().last(i));
            sql.run(
                    "DELETE FROM retained WHERE mailbox=? AND uid BETWEEN ? AND ?",
                    c.mailbox(),
                    c.uids().first(i),
                    c.uids().last(i));
        }
    }

    private void subscription(SubscriptionPut c) throws SQLException {
        sql.run(
                c.subscribed()
                        ? "INSERT OR IGNORE INTO subscription VALUES (?,?)"
                        : "DELETE FROM subscription WHERE account=? AND name=?",
                c.account(),
                c.name());
    }

    private void rights(RightsPut c) throws SQLException {
        if (c.rights().isEmpty()) {
            sql.run(
                    "DELETE FROM acl WHERE mailbox=? AND identifier=?",
                    c.mailbox(),
                    c.identifier());
        } else {
            sql.run(
                    "INSERT OR REPLACE INTO acl VALUES (?,?,?)",
                    c.mailbox(),
                    c.identifier(),
                    c.rights());
        }
    }

    private void annotation(AnnotationPut c) throws SQLException {
        if (c.value() == null) {
            sql.run(
                    "DELETE FROM annotation WHERE account=? AND mailbox=? AND user=? AND path=?",
                    c.account(),
                    c.mailbox(),
                    c.user(),
                    c.path());
        } else {
            sql.run(
                    "INSERT OR REPLACE INTO annotation VALUES (?,?,?,?,?)",
                    c.account(),
                    c.mailbox(),
                    c.user(),
                    c.path(),
                    c.value());
        }
    }

    private void content(ContentPut c, int refs) throws SQLException {
        counters.content.accumulateAndGet(c.content(), Math::max);
        sql.run(
                "INSERT INTO content (number, octets, place, span, refs) VALUES (?,?,?,?,?)"
                        + " ON CONFLICT DO UPDATE SET place=excluded.place, span=excluded.span",
                c.content(),
                c.octets(),
                c.place(),
                c.span(),
                refs);
        if (c.summary().length > 0) {
            sql.run("INSERT OR REPLACE INTO summary VALUES (?,?)", c.content(), c.summary());
        }
    }

    /** Computes every figure anew from the rows that it counts: after a rebuild from a dump. */
    void recount() throws SQLException {
        sql.pragma(
                "CREATE TEMP TABLE used AS SELECT content, count(*) AS refs FROM (SELECT content"
                        + " FROM message UNION ALL SELECT content FROM retained) GROUP BY content");
        sql.pragma("CREATE UNIQUE INDEX temp.used_content ON used (content)");
        sql.pragma(
                "UPDATE content SET refs="
                        + "ifnull((SELECT refs FROM used WHERE used.content=content.number), 0)");
        sql.pragma("DROP TABLE used");
        sql.pragma(
                "UPDATE mailbox SET (messages, octets, unseen, deleted, deleted_octets)="
                        + "(SELECT count(*), ifnull(sum(octets), 0), ifnull(sum(flags & 1 = 0), 0),"
                        + " ifnull(sum(flags & 8 <> 0), 0),"
                        + " ifnull(sum(iif(flags & 8 <> 0, octets, 0)), 0)"
                        + " FROM message WHERE message.mailbox=mailbox.number)");
        sql.pragma(
                "UPDATE account SET (octets, messages)="
                        + "(SELECT ifnull(sum(octets), 0), ifnull(sum(messages), 0)"
                        + " FROM mailbox WHERE mailbox.account=account.number)");
    }
}
