package org.mailgauge.store.sqlite;

import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.store.sqlite.Change.FlagsPut;

import java.sql.SQLException;

/** Puts flags into the index: neighbours that become the same are changed at once. */
record FlagRuns(Sql sql) {
    private static final int SEEN = SystemFlag.SEEN.bit();
    private static final int DELETED = SystemFlag.DELETED.bit();

    void apply(FlagsPut c) throws SQLException {
        long[] moved = new long[3];
        for (int i = 0; i < c.uids().length; ) {
            int next = i + 1;
            while (next < c.uids().length && follows(c, next)) {
                next++;
            }
            apply(c, i, next - 1, moved);
            i = next;
        }
        sql.run(
                "UPDATE mailbox SET modseq=max(modseq, ?), unseen=unseen+?, deleted=deleted+?,"
                        + " deleted_octets=deleted_octets+? WHERE number=?",
                c.modSequence(),
                moved[0],
                moved[1],
                moved[2],
                c.mailbox());
    }

    private static boolean follows(FlagsPut c, int at) {
        return c.uids()[at] == c.uids()[at - 1] + 1
                && c.flags()[at] == c.flags()[at - 1]
                && c.keywords()[at] == c.keywords()[at - 1];
    }

    /**
     * @param moved by how many there are more that are unseen and deleted, and octets of these
     */
    private void apply(FlagsPut c, int first, int last, long[] moved) throws SQLException {
        int now = c.flags()[first];
        long from = c.uids()[first];
        long to = c.uids()[last];
        sql.each(
                "SELECT count(*), total(flags & ? <> 0), total(flags & ? <> 0), total(octets),"
                        + " total(CASE WHEN flags & ? THEN octets ELSE 0 END)"
                        + " FROM message WHERE mailbox=? AND uid BETWEEN ? AND ?",
                row -> {
                    long messages = row.getLong(1);
                    moved[0] += row.getLong(2) - messages * bit(now, SEEN);
                    moved[1] += messages * bit(now, DELETED) - row.getLong(3);
                    moved[2] += row.getLong(4) * bit(now, DELETED) - row.getLong(5);
                },
                SEEN,
                DELETED,
                DELETED,
                c.mailbox(),
                from,
                to);
        sql.run(
                "UPDATE message SET flags=?, keywords=?, modseq=?"
                        + " WHERE mailbox=? AND uid BETWEEN ? AND ?",
                now,
                c.keywords()[first],
                c.modSequence(),
                c.mailbox(),
                from,
                to);
    }

    private static int bit(int flags, int bit) {
        return (flags & bit) == 0 ? 0 : 1;
    }
}
