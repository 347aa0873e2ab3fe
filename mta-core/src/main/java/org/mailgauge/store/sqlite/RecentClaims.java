package org.mailgauge.store.sqlite;

import org.mailgauge.mailbox.UidSet;
import org.mailgauge.store.Outcome;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which messages of a shard no view has claimed as recent (RFC 3501 section 2.3.2). A claim counts
 * at once, and is written down some time. Safe for use by any thread.
 */
final class RecentClaims {
    private final Shard shard;

    /** UIDs from which on messages are recent, of mailboxes of which a view has claimed some. */
    private final Map<Long, Long> claims = new ConcurrentHashMap<>();

    RecentClaims(Shard shard) {
        this.shard = shard;
    }

    /** From which UID on messages are recent to who claims nothing. */
    long from(Rows.Mailbox mailbox) {
        return Math.max(mailbox.recent(), claims.getOrDefault(mailbox.number(), 1L));
    }

    /**
     * Those that nobody has claimed.
     *
     * @param claiming whether they are claimed now
     */
    UidSet of(Rows.Mailbox row, boolean claiming, UidSet of) {
        if (of.isEmpty()) {
            return UidSet.NONE;
        }
        long from = claiming ? claim(row.number(), row.recent(), of.last() + 1) : from(row);
        return of.where(uid -> uid >= from);
    }

    /**
     * From which UID on messages are recent.
     *
     * @param claiming whether they are claimed now
     */
    long from(Rows.Mailbox row, boolean claiming) {
        return claiming ? claim(row.number(), row.recent(), row.next()) : from(row);
    }

    /** Takes what is recent up to a UID for oneself. @return from where on it was recent */
    private long claim(long mailbox, long stored, long uidNext) {
        long[] before = {stored};
        claims.merge(
                mailbox,
                uidNext,
                (old, next) -> {
                    before[0] = Math.max(stored, old);
                    return Math.max(old, next);
                });
        if (uidNext > before[0]) {
            shard.later(
                    tx -> {
                        tx.record(new Change.Claimed(mailbox, uidNext));
                        return new Outcome.Done<>(true);
                    });
        }
        return before[0];
    }
}
