package org.mailgauge.store.sqlite;

import org.mailgauge.store.AccountInfo;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Keyword;
import org.mailgauge.store.MailboxInfo;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.ObjectId;
import org.mailgauge.store.Quota;
import org.mailgauge.store.QuotaUse;
import org.mailgauge.store.SpecialUse;
import org.mailgauge.store.sqlite.Change.AccountPut;
import org.mailgauge.store.sqlite.Change.MailboxPut;
import org.mailgauge.store.sqlite.Change.Message;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rows of the index as values, and the questions that bring them. */
final class Rows {

    private Rows() {}

    /** An account. */
    record Account(long number, String id, String name, long created, long removed, QuotaUse use) {

        AccountInfo info() {
            return new AccountInfo(
                    new ObjectId(id),
                    new AccountName(name),
                    Instant.ofEpochSecond(created),
                    removed < 0 ? null : Instant.ofEpochSecond(removed));
        }

        AccountPut put(long newRemoved, Quota quota) {
            return new AccountPut(
                    number, id, name, created, newRemoved, quota.octets(), quota.messages());
        }
    }

    /**
     * A mailbox.
     *
     * @param forgotten what vanished up to this mod-sequence is no longer known
     */
    record Mailbox(
            long number,
            long account,
            String id,
            String name,
            long validity,
            long next,
            long modSequence,
            int uses,
            long removed,
            String keywords,
            long recent,
            long messages,
            long octets,
            long unseen,
            long deleted,
            long deletedOctets,
            long forgotten) {

        MailboxInfo info() {
            return new MailboxInfo(new ObjectId(id), new MailboxName(name), validity, useSet(uses));
        }

        MailboxPut put(String newName, long newValidity, int newUses, long newRemoved) {
            return new MailboxPut(
                    number,
                    account,
                    id,
                    newName,
                    newValidity,
                    next,
                    modSequence,
                    newUses,
                    newRemoved);
        }

        /** It as it is, with the next mod-sequence. */
        MailboxPut touched() {
            return new MailboxPut(
                    number, account, id, name, validity, next, modSequence + 1, uses, removed);
        }

        List<Keyword> keywordList() {
            return keywordsOf(keywords);
        }
    }

    static List<Keyword> keywordsOf(String text) {
        var list = new ArrayList<Keyword>();
        if (!text.isEmpty()) {
            for (var one : text.split(" ", -1)) {
                list.add(new Keyword(one));
            }
        }
        return list;
    }

    static Set<SpecialUse> useSet(int bits) {
        var uses = EnumSet.noneOf(SpecialUse.class);
        for (var use : SpecialUse.values()) {
            if ((bits & bit(use)) != 0) {
                uses.add(use);
            }
        }
        return uses;
    }

    /** Never to be changed: they are on disks. */
    private static int bit(SpecialUse use) {
        return switch (use) {
            case ALL -> 1;
            case ARCHIVE -> 2;
            case DRAFTS -> 4;
            case FLAGGED -> 8;
            case IMPORTANT -> 16;
            case JUNK -> 32;
            case SENT -> 64;
            case TRASH -> 128;
        };
    }

    static int bits(Set<SpecialUse> uses) {
        return uses.stream().mapToInt(Rows::bit).sum();
    }

    private static final String ACCOUNT =
            "SELECT number, id, name, created, removed, quota_octets, quota_messages, octets,"
                    + " messages FROM account ";

    private static Account account(ResultSet row) throws SQLException {
        return new Account(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                new QuotaUse(
                        new Quota(row.getLong(6), row.getLong(7)), row.getLong(8), row.getLong(9)));
    }

    static Optional<Account> account(Sql sql, long number) throws SQLException {
        return sql.one(ACCOUNT + "WHERE number=?", Rows::account, number);
    }

    /** The account of a name that is in use. */
    static Optional<Account> account(Sql sql, AccountName name) throws SQLException {
        return sql.one(ACCOUNT + "WHERE name=? AND removed<0", Rows::account, name.text());
    }

    static Optional<Account> accountById(Sql sql, ObjectId id) throws SQLException {
        return sql.one(ACCOUNT + "WHERE id=?", Rows::account, id.text());
    }

    static List<Account> accounts(Sql sql) throws SQLException {
        var all = new ArrayList<Account>();
        sql.each(ACCOUNT + "ORDER BY name, number", row -> all.add(account(row)));
        return all;
    }

    /** A mailbox that messages are added to, and what its account keeps. */
    record Target(Mailbox mailbox, QuotaUse use) {}

    private static final String COLUMNS =
            "SELECT m.number, m.account, m.id, m.name, m.validity, m.next, m.modseq, m.uses,"
                    + " m.removed, m.keywords, m.recent, m.messages, m.octets, m.unseen, m.deleted,"
                    + " m.deleted_octets, m.forgotten";

    private static final String MAILBOX = COLUMNS + " FROM mailbox m ";

    private static final String JOIN =
            "JOIN account a ON a.number=m.account AND a.removed<0 WHERE m.removed<0 ";

    private static final String LIVE = MAILBOX + JOIN;

    private static final String TARGET =
            COLUMNS
                    + ", a.quota_octets, a.quota_messages, a.octets, a.messages FROM mailbox m "
                    + JOIN;

    private static Mailbox mailbox(ResultSet row) throws SQLException {
        return new Mailbox(
                row.getLong(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getInt(8),
                row.getLong(9),
                row.getString(10),
                row.getLong(11),
                row.getLong(12),
                row.getLong(13),
                row.getLong(14),
                row.getLong(15),
                row.getLong(16),
                row.getLong(17));
    }

    /** A mailbox that exists, of an account that is in use. */
    static Optional<Mailbox> mailbox(Sql sql, long number) throws SQLException {
        return sql.one(LIVE + "AND m.number=?", Rows::mailbox, number);
    }

    static Optional<Mailbox> mailbox(Sql sql, long account, MailboxName name) throws SQLException {
        return sql.one(LIVE + "AND m.account=? AND m.name=?", Rows::mailbox, account, name.text());
    }

    static Optional<Mailbox> mailbox(Sql sql, AccountName account, MailboxName name)
            throws SQLException {
        return sql.one(
                LIVE + "AND a.name=? AND m.name=?", Rows::mailbox, account.text(), name.text());
    }

    static Optional<Mailbox> mailbox(Sql sql, long account, ObjectId id) throws SQLException {
        return sql.one(LIVE + "AND m.account=? AND m.id=?", Rows::mailbox, account, id.text());
    }

    /** A mailbox that exists, of an account that is in use, to add to it. */
    static Optional<Target> target(Sql sql, long account, MailboxName name) throws SQLException {
        return sql.one(TARGET + "AND m.account=? AND m.name=?", Rows::target, account, name.text());
    }

    static Optional<Target> target(Sql sql, long mailbox) throws SQLException {
        return sql.one(TARGET + "AND m.number=?", Rows::target, mailbox);
    }

    private static Target target(ResultSet row) throws SQLException {
        var limit = new Quota(row.getLong(18), row.getLong(19));
        return new Target(mailbox(row), new QuotaUse(limit, row.getLong(20), row.getLong(21)));
    }

    /** All that exist of an account, by name. */
    static List<Mailbox> mailboxes(Sql sql, long account) throws SQLException {
        var all = new ArrayList<Mailbox>();
        sql.each(LIVE + "AND m.account=? ORDER BY m.name", row -> all.add(mailbox(row)), account);
        return all;
    }

    /** A mailbox, even one that was deleted. */
    static Optional<Mailbox> anyMailbox(Sql sql, long number) throws SQLException {
        return sql.one(MAILBOX + "WHERE m.number=?", Rows::mailbox, number);
    }

    static Optional<Mailbox> anyMailbox(Sql sql, String id) throws SQLException {
        return sql.one(MAILBOX + "WHERE m.id=?", Rows::mailbox, id);
    }

    /** Those that were deleted too, of all accounts. */
    static List<Mailbox> allMailboxes(Sql sql) throws SQLException {
        var all = new ArrayList<Mailbox>();
        sql.each(MAILBOX + "ORDER BY m.number", row -> all.add(mailbox(row)));
        return all;
    }

    /** A message in the order of {@link Schema#COLUMNS}. */
    static Message message(ResultSet row) throws SQLException {
        return new Message(
                row.getLong(2),
                row.getLong(3),
                row.getInt(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getInt(12));
    }

    static Optional<Message> message(Sql sql, String table, long mailbox, long uid)
            throws SQLException {
        return sql.one(
                "SELECT " + Schema.COLUMNS + " FROM " + table + " WHERE mailbox=? AND uid=?",
                Rows::message,
                mailbox,
                uid);
    }
}
