package org.mailgauge.store.sqlite;

import org.mailgauge.mailbox.UidSet;
import org.mailgauge.mime.Summary;
import org.mailgauge.store.MailboxStore.SummaryVisitor;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Summaries;
import org.mailgauge.store.sqlite.Change.SummaryPut;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows the summaries of one mailbox, a page at a time: a reader's thread fetches it, and the
 * caller's thread sees it. Used by one thread, for one request.
 */
final class SummaryReader {
    /** Rows of a page, and octets with which it ends. */
    private static final int ROWS = 500;

    private static final int OCTETS = 256 << 10;

    private final Shard shard;
    private final long mailbox;

    SummaryReader(Shard shard, long mailbox) {
        this.shard = shard;
        this.mailbox = mailbox;
    }

    /** A message and its summary, as far as there is one. */
    private record Row(long uid, StoredMessage content, byte[] summary) {}

    /** Rows, and what may have more behind them. */
    private static final class Page {
        final List<Row> rows = new ArrayList<>();
        private int octets;

        boolean isFull() {
            return rows.size() >= ROWS || octets >= OCTETS;
        }

        boolean add(Row row) {
            rows.add(row);
            octets += row.summary().length;
            return !isFull();
        }
    }

    boolean show(UidSet uids, SummaryVisitor visitor) throws IOException {
        long from = 1;
        while (true) {
            long first = from;
            var page = shard.read(sql -> page(sql, uids, first));
            if (!show(page, visitor)) {
                return false;
            }
            if (!page.isFull()) {
                return true;
            }
            from = page.rows.getLast().uid() + 1;
        }
    }

    private Page page(Sql sql, UidSet uids, long from) throws SQLException {
        var page = new Page();
        if (Rows.mailbox(sql, mailbox).isEmpty()) {
            return page;
        }
        for (int i = uids.rangeAt(from); i < uids.ranges() && !page.isFull(); i++) {
            sql.some(
                    "SELECT m.uid, m.content, m.octets, c.place, s.octets FROM message m"
                            + " JOIN content c ON c.number=m.content"
                            + " LEFT JOIN summary s ON s.content=m.content"
                            + " WHERE m.mailbox=? AND m.uid BETWEEN ? AND ? ORDER BY m.uid",
                    row -> page.add(row(row)),
                    mailbox,
                    Math.max(from, uids.first(i)),
                    uids.last(i));
        }
        return page;
    }

    private Row row(ResultSet row) throws SQLException {
        byte[] summary = row.getBytes(5);
        return new Row(
                row.getLong(1),
                new StoredMessage(shard, row.getLong(2), row.getLong(3), row.getLong(4)),
                summary == null ? new byte[0] : summary);
    }

    private boolean show(Page page, SummaryVisitor visitor) throws IOException {
        var made = new ArrayList<SummaryPut>();
        try {
            for (var row : page.rows) {
                if (!show(row, visitor, made)) {
                    return false;
                }
            }
            return true;
        } finally {
            keep(made);
        }
    }

    private boolean show(Row row, SummaryVisitor visitor, List<SummaryPut> made)
            throws IOException {
        var kept = Summary.read(row.summary());
        if (kept.isPresent()) {
            return visitor.see(row.uid(), kept.get());
        }
        Summary summary;
        try {
            summary = Summaries.of(row.content());
        } catch (IOException e) {
            return visitor.unreadable(row.uid());
        }
        summary.toBytes(shard.limits().summaryOctets())
                .ifPresent(octets -> made.add(new SummaryPut(row.content().number(), octets)));
        return visitor.see(row.uid(), summary);
    }

    private void keep(List<SummaryPut> made) {
        if (!made.isEmpty()) {
            shard.later(
                    tx -> {
                        for (var put : made) {
                            tx.record(put);
                        }
                        return new Outcome.Done<>(true);
                    });
        }
    }
}
