package org.mailgauge.store.sqlite;

import java.sql.SQLException;
import java.util.List;

/** The tables of an index. An index of another version is made anew from the log. */
final class Schema {

    static final int VERSION = 3;

    private static final String MESSAGE =
            """
            mailbox INTEGER NOT NULL, uid INTEGER NOT NULL, modseq INTEGER NOT NULL,
            flags INTEGER NOT NULL, keywords INTEGER NOT NULL, octets INTEGER NOT NULL,
            date INTEGER NOT NULL, saved INTEGER NOT NULL, content INTEGER NOT NULL,
            email INTEGER NOT NULL, thread INTEGER NOT NULL, traits INTEGER NOT NULL""";

    /** The columns of a message in the order of the table. */
    static final String COLUMNS =
            "mailbox, uid, modseq, flags, keywords, octets, date, saved, content, email, thread,"
                    + " traits";

    private static final List<String> TABLES =
            List.of(
                    """
                    CREATE TABLE state (place INTEGER NOT NULL, sequence INTEGER NOT NULL,
                    account INTEGER NOT NULL, mailbox INTEGER NOT NULL, content INTEGER NOT NULL,
                    validity INTEGER NOT NULL, tail INTEGER NOT NULL)""",
                    "INSERT INTO state VALUES (0, 0, 0, 0, 0, 0, 0)",
                    """
                    CREATE TABLE account (number INTEGER PRIMARY KEY, id TEXT NOT NULL,
                    name TEXT NOT NULL, created INTEGER NOT NULL, removed INTEGER NOT NULL,
                    quota_octets INTEGER NOT NULL, quota_messages INTEGER NOT NULL,
                    octets INTEGER NOT NULL DEFAULT 0, messages INTEGER NOT NULL DEFAULT 0)""",
                    "CREATE INDEX account_name ON account (name)",
                    """
                    CREATE TABLE mailbox (number INTEGER PRIMARY KEY, account INTEGER NOT NULL,
                    id TEXT NOT NULL, name TEXT NOT NULL, validity INTEGER NOT NULL,
                    next INTEGER NOT NULL, modseq INTEGER NOT NULL, uses INTEGER NOT NULL,
                    removed INTEGER NOT NULL, keywords TEXT NOT NULL DEFAULT '',
                    recent INTEGER NOT NULL DEFAULT 1, messages INTEGER NOT NULL DEFAULT 0,
                    octets INTEGER NOT NULL DEFAULT 0, unseen INTEGER NOT NULL DEFAULT 0,
                    deleted INTEGER NOT NULL DEFAULT 0,
                    deleted_octets INTEGER NOT NULL DEFAULT 0,
                    forgotten INTEGER NOT NULL DEFAULT 0)""",
                    "CREATE INDEX mailbox_account ON mailbox (account, name)",
                    "CREATE INDEX mailbox_id ON mailbox (id)",
                    "CREATE TABLE message ("
                            + MESSAGE
                            + ", PRIMARY KEY (mailbox, uid)) WITHOUT ROWID",
                    "CREATE INDEX message_unseen ON message (mailbox, uid) WHERE flags & 1 = 0",
                    "CREATE TABLE retained (serial INTEGER PRIMARY KEY, "
                            + MESSAGE
                            + ", removed INTEGER NOT NULL)",
                    "CREATE UNIQUE INDEX retained_uid ON retained (mailbox, uid)",
                    "CREATE INDEX retained_removed ON retained (removed)",
                    """
                    CREATE TABLE vanished (mailbox INTEGER NOT NULL, modseq INTEGER NOT NULL,
                    first INTEGER NOT NULL, last INTEGER NOT NULL,
                    PRIMARY KEY (mailbox, modseq, first)) WITHOUT ROWID""",
                    """
                    CREATE TABLE content (number INTEGER PRIMARY KEY, octets INTEGER NOT NULL,
                    place INTEGER NOT NULL, span INTEGER NOT NULL,
                    refs INTEGER NOT NULL DEFAULT 0)""",
                    "CREATE TABLE summary (content INTEGER PRIMARY KEY, octets BLOB NOT NULL)",
                    "CREATE INDEX content_place ON content (place)",
                    "CREATE INDEX content_garbage ON content (number) WHERE refs <= 0",
                    """
                    CREATE TABLE subscription (account INTEGER NOT NULL, name TEXT NOT NULL,
                    PRIMARY KEY (account, name)) WITHOUT ROWID""",
                    """
                    CREATE TABLE acl (mailbox INTEGER NOT NULL, identifier TEXT NOT NULL,
                    rights TEXT NOT NULL, PRIMARY KEY (mailbox, identifier)) WITHOUT ROWID""",
                    "CREATE INDEX acl_identifier ON acl (identifier)",
                    """
                    CREATE TABLE annotation (account INTEGER NOT NULL, mailbox INTEGER NOT NULL,
                    user TEXT NOT NULL, path TEXT NOT NULL, value BLOB NOT NULL,
                    PRIMARY KEY (account, mailbox, user, path)) WITHOUT ROWID""",
                    """
                    CREATE TABLE delivery (high INTEGER NOT NULL, low INTEGER NOT NULL,
                    recipient INTEGER NOT NULL, until INTEGER NOT NULL,
                    PRIMARY KEY (high, low, recipient)) WITHOUT ROWID""",
                    "CREATE INDEX delivery_until ON delivery (until)",
                    """
                    CREATE TABLE thread_key (account INTEGER NOT NULL, key INTEGER NOT NULL,
                    thread INTEGER NOT NULL, born INTEGER NOT NULL,
                    PRIMARY KEY (account, key)) WITHOUT ROWID""",
                    """
                    CREATE TABLE shown (account INTEGER NOT NULL, name TEXT NOT NULL,
                    validity INTEGER NOT NULL, PRIMARY KEY (account, name)) WITHOUT ROWID""",
                    "PRAGMA user_version=" + VERSION);

    private Schema() {}

    /** Makes them in the transaction that is open. */
    static void create(Sql sql) throws SQLException {
        for (var table : TABLES) {
            sql.pragma(table);
        }
    }

    /** Whether it is an index of this version. */
    static boolean isCurrent(Sql sql) throws SQLException {
        return sql.pragma("PRAGMA user_version").equals(Integer.toString(VERSION));
    }

    /** Whether it passes SQLite's own quick check. */
    static boolean isSound(Sql sql) throws SQLException {
        return sql.pragma("PRAGMA quick_check(1)").equals("ok");
    }
}
