package org.mailgauge.store.sqlite;

import org.mailgauge.mime.Traits;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Entropy;
import org.mailgauge.queue.Content;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Keyword;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MessageInfo;
import org.mailgauge.store.ObjectId;
import org.mailgauge.store.QuotaUse;
import org.mailgauge.store.log.LogListener;
import org.mailgauge.store.log.StoreLog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads the mail of one account in a store that nobody writes, such as a backup, and changes
 * nothing. Used by one platform thread.
 */
public final class StoreReader implements Closeable {
    private static final int PAGE = 500;

    private final StoreLog log;
    private final Sql sql;
    private final long account;

    private StoreReader(StoreLog log, Sql sql, long account) {
        this.log = log;
        this.sql = sql;
        this.account = account;
    }

    /**
     * The mail of an account; empty when the store has none of that name.
     *
     * @param root the folder of {@code disk}
     * @param folder of the store in it
     */
    public static Optional<StoreReader> of(
            Disk disk, Path root, String folder, Entropy entropy, AccountName name)
            throws IOException {
        int shard = SqliteMailStore.shard(name, StoreFormat.read(disk, folder));
        var own = folder + "/" + shard;
        try {
            var sql = Sql.reader(root.resolve(own).resolve(Index.FILE).toString());
            var account = Rows.account(sql, name);
            if (account.isEmpty()) {
                sql.close();
                return Optional.empty();
            }
            var log =
                    new StoreLog(
                            new LookingDisk(disk),
                            entropy,
                            own,
                            StoreSettings.DEFAULT.log(),
                            new Nobody());
            return Optional.of(new StoreReader(log, sql, account.get().number()));
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private static IOException failure(SQLException e) {
        return new IOException("the index of a store that is only read: " + e.getMessage(), e);
    }

    /** A mailbox and its figures. */
    public record Box(MailboxName name, long messages, long unseen, long octets) {}

    /** All its mailboxes by name. */
    public List<Box> boxes() throws IOException {
        try {
            return Rows.mailboxes(sql, account).stream()
                    .map(
                            row ->
                                    new Box(
                                            new MailboxName(row.name()),
                                            row.messages(),
                                            row.unseen(),
                                            row.octets()))
                    .toList();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** What it uses and may. */
    public QuotaUse quota() throws IOException {
        try {
            return Rows.account(sql, account).orElseThrow().use();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Sees messages. */
    public interface Seer {
        void see(MessageInfo message, Content content) throws IOException;
    }

    private record Row(MessageInfo message, Content content) {}

    /** Shows all messages of a mailbox by UID. @return false when there is no such mailbox */
    public boolean visit(MailboxName name, Seer seer) throws IOException {
        try {
            var box = Rows.mailbox(sql, account, name);
            if (box.isEmpty()) {
                return false;
            }
            var keywords = box.get().keywordList();
            long last = 0;
            while (true) {
                var page = page(box.get().number(), keywords, last);
                for (var row : page) {
                    seer.see(row.message, row.content);
                    last = row.message.uid();
                }
                if (page.size() < PAGE) {
                    return true;
                }
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private List<Row> page(long mailbox, List<Keyword> keywords, long after) throws SQLException {
        return sql.all(
                "SELECT m.mailbox, m.uid, m.modseq, m.flags, m.keywords, m.octets, m.date,"
                        + " m.saved, m.content, m.email, m.thread, m.traits, c.place FROM message m"
                        + " JOIN content c ON c.number=m.content"
                        + " WHERE m.mailbox=? AND m.uid>? ORDER BY m.uid LIMIT ?",
                row -> row(Rows.message(row), row.getLong(13), keywords),
                mailbox,
                after,
                PAGE);
    }

    private Row row(Change.Message m, long place, List<Keyword> keywords) {
        var info =
                new MessageInfo(
                        m.uid(),
                        m.modSequence(),
                        Keywords.flags(keywords, m.flags(), m.keywords()),
                        m.octets(),
                        Instant.ofEpochSecond(m.date()),
                        Instant.ofEpochSecond(m.saved()),
                        ObjectId.of('E', m.email()),
                        ObjectId.of('T', m.thread()),
                        new Traits(m.traits()));
        return new Row(info, new Stored(m.content(), m.octets(), place));
    }

    /** A content where it lies. */
    private final class Stored implements Content {
        private final long number;
        private final long octets;
        private final long place;

        Stored(long number, long octets, long place) {
            this.number = number;
            this.octets = octets;
            this.place = place;
        }

        @Override
        public long octets() {
            return octets;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) throws IOException {
            return log.contents().read(number, place, octets, position, into, offset, length);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            sql.close();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** A check tells what is wrong. */
    private static final class Nobody implements LogListener {
        @Override
        public void damaged(Damage damage) {
            // Thrown where it is read.
        }

        @Override
        public void failed(String what, Exception why) {
            // Thrown too.
        }
    }
}
