package org.mailgauge.store.sqlite;

import org.mailgauge.mailbox.UidSet;
import org.mailgauge.queue.Content;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens contents of one mailbox. On a reader's thread. */
record ContentOpener(Shard shard, long mailbox) {

    /** The contents of messages, each in the place of its UID; empty where there is none. */
    List<Optional<Content>> contents(Sql sql, List<Long> uids) throws SQLException {
        var found = isThere(sql) ? found(sql, uids) : Map.<Long, Content>of();
        var contents = new ArrayList<Optional<Content>>(uids.size());
        for (long uid : uids) {
            contents.add(Optional.ofNullable(found.get(uid)));
        }
        return contents;
    }

    private boolean isThere(Sql sql) throws SQLException {
        return sql.number(
                        "SELECT 1 FROM mailbox b JOIN account a ON a.number=b.account"
                                + " WHERE b.number=? AND b.removed<0 AND a.removed<0",
                        mailbox)
                != 0;
    }

    private Map<Long, Content> found(Sql sql, List<Long> uids) throws SQLException {
        var all = UidSet.of(uids.stream().mapToLong(Long::longValue).toArray());
        var found = HashMap.<Long, Content>newHashMap(uids.size());
        for (int i = 0; i < all.ranges(); i++) {
            sql.each(
                    "SELECT m.uid, c.number, c.octets, c.place FROM message m"
                            + " JOIN content c ON c.number=m.content"
                            + " WHERE m.mailbox=? AND m.uid BETWEEN ? AND ?",
                    row -> found.put(row.getLong(1), content(row)),
                    mailbox,
                    all.first(i),
                    all.last(i));
        }
        return found;
    }

    private Content content(ResultSet row) throws SQLException {
        return new StoredMessage(shard, row.getLong(2), row.getLong(3), row.getLong(4)).begun();
    }
}
