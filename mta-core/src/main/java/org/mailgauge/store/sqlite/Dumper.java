package org.mailgauge.store.sqlite;

import org.mailgauge.mailbox.UidSet;
import org.mailgauge.store.sqlite.Change.AccountPut;
import org.mailgauge.store.sqlite.Change.AnnotationPut;
import org.mailgauge.store.sqlite.Change.Claimed;
import org.mailgauge.store.sqlite.Change.ContentPut;
import org.mailgauge.store.sqlite.Change.Delivered;
import org.mailgauge.store.sqlite.Change.Expunged;
import org.mailgauge.store.sqlite.Change.HistoryForgotten;
import org.mailgauge.store.sqlite.Change.KeywordsPut;
import org.mailgauge.store.sqlite.Change.MailboxPut;
import org.mailgauge.store.sqlite.Change.MessagePut;
import org.mailgauge.store.sqlite.Change.NameShown;
import org.mailgauge.store.sqlite.Change.RightsPut;
import org.mailgauge.store.sqlite.Change.SubscriptionPut;
import org.mailgauge.store.sqlite.Change.SummaryPut;
import org.mailgauge.store.sqlite.Change.ThreadKeys;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Writes what the index holds as changes, while it goes on changing. Used by one thread. */
final class Dumper {
    /*
     * Problem: no reader may live long, so the dump is of many moments, all of them at or after the
     * place that it names.
     * Rule: changes are absolute, so what the log has from that place on is applied once more to what
     * the dump has already, and leads to the state of the log's end. Two orders matter: what vanished
     * goes before messages, and these before what is retained, so that a message that is expunged
     * meanwhile is seen at least in one of the last two. Figures are counted anew afterwards.
     */

    private static final int PAGE = 1000;

    /** Rows of a page of summaries: each may have 64 KiB. */
    private static final int SUMMARIES = 100;

    private final Shard shard;
    private final Dumps.Writer out;

    Dumper(Shard shard, Dumps.Writer out) {
        this.shard = shard;
        this.out = out;
    }

    /** Changes that make a row. */
    private interface Maker {
        void make(ResultSet row, List<Change> into) throws SQLException;
    }

    void run() throws IOException {
        table("account", Dumper::account, "number");
        table("mailbox", Dumper::mailbox, "number");
        table("content", Dumper::content, "number");
        table(SUMMARIES, "summary", Dumper::summary, "content");
        table("subscription", Dumper::subscription, "account", "name");
        table("acl", Dumper::rights, "mailbox", "identifier");
        table("annotation", Dumper::annotation, "account", "mailbox", "user", "path");
        table("delivery", Dumper::delivery, "high", "low", "recipient");
        table("thread_key", Dumper::threadKey, "account", "key");
        table("shown", Dumper::shown, "account", "name");
        table("vanished", Dumper::vanished, "mailbox", "modseq", "first");
        table("message", Dumper::message, "mailbox", "uid");
        table("retained", Dumper::retained, "serial");
        out.finish();
    }

    /**
     * Writes a table in pages by its primary key: what changes meanwhile moves no row of a page.
     */
    private void table(String name, Maker maker, String... key) throws IOException {
        table(PAGE, name, maker, key);
    }

    private void table(int rows, String name, Maker maker, String... key) throws IOException {
        var columns = String.join(", ", key);
        var marks = String.join(", ", Collections.nCopies(key.length, "?"));
        var rest = " ORDER BY " + columns + " LIMIT " + rows;
        var first = "SELECT * FROM " + name + rest;
        var next = "SELECT * FROM " + name + " WHERE (" + columns + ") > (" + marks + ")" + rest;
        var last = new Object[key.length];
        for (int count = page(maker, first, key, last); count == rows; ) {
            count = page(maker, next, key, last, last.clone());
        }
    }

    /** Writes a page. @return how many rows it had */
    private int page(Maker maker, String query, String[] key, Object[] last, Object... after)
            throws IOException {
        int[] count = {0};
        var changes =
                shard.read(
                        sql -> {
                            var made = new ArrayList<Change>();
                            sql.each(
                                    query,
                                    row -> {
                                        maker.make(row, made);
                                        count[0]++;
                                        for (int i = 0; i < key.length; i++) {
                                            last[i] = row.getObject(key[i]);
                                        }
                                    },
                                    after);
                            return made;
                        });
        for (int from = 0, to = 0; to <= changes.size(); to++) {
            if (to == changes.size() || changes.get(to).subject() != changes.get(from).subject()) {
                out.add(from < to ? changes.get(from).subject() : 0, changes.subList(from, to));
                from = to;
            }
        }
        return count[0];
    }

    private static void account(ResultSet row, List<Change> into) throws SQLException {
        into.add(
                new AccountPut(
                        row.getLong("number"),
                        row.getString("id"),
                        row.getString("name"),
                        row.getLong("created"),
                        row.getLong("removed"),
                        row.getLong("quota_octets"),
                        row.getLong("quota_messages")));
    }

    private static void mailbox(ResultSet row, List<Change> into) throws SQLException {
        long number = row.getLong("number");
        into.add(
                new MailboxPut(
                        number,
                        row.getLong("account"),
                        row.getString("id"),
                        row.getString("name"),
                        row.getLong("validity"),
                        row.getLong("next"),
                        row.getLong("modseq"),
                        row.getInt("uses"),
                        row.getLong("removed")));
        var words = row.getString("keywords");
        if (!words.isEmpty()) {
            into.add(new KeywordsPut(number, List.of(words.split(" ", -1))));
        }
        into.add(new Claimed(number, row.getLong("recent")));
        if (row.getLong("forgotten") > 0) {
            into.add(new HistoryForgotten(number, row.getLong("forgotten")));
        }
    }

    private static void content(ResultSet row, List<Change> into) throws SQLException {
        into.add(
                new ContentPut(
                        row.getLong("number"),
                        row.getLong("octets"),
                        row.getLong("place"),
                        row.getLong("span"),
                        new byte[0]));
    }

    private static void summary(ResultSet row, List<Change> into) throws SQLException {
        into.add(new SummaryPut(row.getLong(1), row.getBytes(2)));
    }

    private static void subscription(ResultSet row, List<Change> into) throws SQLException {
        into.add(new SubscriptionPut(row.getLong(1), row.getString(2), true));
    }

    private static void rights(ResultSet row, List<Change> into) throws SQLException {
        into.add(new RightsPut(row.getLong(1), row.getString(2), row.getString(3)));
    }

    private static void annotation(ResultSet row, List<Change> into) throws SQLException {
        into.add(
                new AnnotationPut(
                        row.getLong(1),
                        row.getLong(2),
                        row.getString(3),
                        row.getString(4),
                        row.getBytes(5)));
    }

    private static void delivery(ResultSet row, List<Change> into) throws SQLException {
        into.add(new Delivered(row.getLong(1), row.getLong(2), row.getInt(3), row.getLong(4)));
    }

    private static void threadKey(ResultSet row, List<Change> into) throws SQLException {
        var key = new long[] {row.getLong(2)};
        into.add(new ThreadKeys(row.getLong(1), row.getLong(3), row.getLong(4), key));
    }

    private static void shown(ResultSet row, List<Change> into) throws SQLException {
        into.add(new NameShown(row.getLong(1), row.getString(2), row.getLong(3)));
    }

    private static void vanished(ResultSet row, List<Change> into) throws SQLException {
        var uids = UidSet.range(row.getLong(3), row.getLong(4));
        into.add(new Expunged(row.getLong(1), row.getLong(2), uids, Change.NEVER));
    }

    private static void message(ResultSet row, List<Change> into) throws SQLException {
        into.add(new MessagePut(row.getLong(1), Rows.message(row)));
    }

    private static void retained(ResultSet row, List<Change> into) throws SQLException {
        long mailbox = row.getLong("mailbox");
        var message =
                new Change.Message(
                        row.getLong("uid"),
                        row.getLong("modseq"),
                        row.getInt("flags"),
                        row.getLong("keywords"),
                        row.getLong("octets"),
                        row.getLong("date"),
                        row.getLong("saved"),
                        row.getLong("content"),
                        row.getLong("email"),
                        row.getLong("thread"),
                        row.getInt("traits"));
        var uid = UidSet.of(message.uid());
        into.add(new MessagePut(mailbox, message));
        into.add(new Expunged(mailbox, message.modSequence(), uid, row.getLong("removed")));
    }
}
