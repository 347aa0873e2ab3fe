package org.mailgauge.store.sqlite;

import org.mailgauge.mailbox.UidSet;
import org.mailgauge.store.FlagChange;
import org.mailgauge.store.Flags;
import org.mailgauge.store.FlagsChanged;
import org.mailgauge.store.Keyword;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Outcome.Done;
import org.mailgauge.store.Outcome.Refused;
import org.mailgauge.store.Refusal;
import org.mailgauge.store.sqlite.Change.FlagsPut;
import org.mailgauge.store.sqlite.Work.Known;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** A change of flags in a mailbox: decided by what is known of it, or else by the index. */
record FlagWork(Watchers.Touched mailbox, UidSet uids, FlagChange change) {

    /** Decides by the index. */
    Outcome<FlagsChanged> on(Transaction tx, Rows.Mailbox box) throws SQLException {
        var impossible = change.refusal(tx.limits);
        if (impossible.isPresent()) {
            return new Refused<>(impossible.get());
        }
        var decision = new Decision(box.keywordList(), box.modSequence());
        for (int i = 0; i < uids.ranges(); i++) {
            tx.sql.each(
                    "SELECT (uid << 8) | flags, modseq, keywords FROM message"
                            + " WHERE mailbox=? AND uid BETWEEN ? AND ? ORDER BY uid",
                    row -> {
                        long uidAndFlags = row.getLong(1);
                        decision.see(
                                uidAndFlags >> 8,
                                row.getLong(2),
                                (int) (uidAndFlags & 0xFF),
                                row.getLong(3));
                    },
                    box.number(),
                    uids.first(i),
                    uids.last(i));
        }
        return decision.record(tx);
    }

    /** Decides by what is known; empty when that is nothing. */
    Optional<Outcome<FlagsChanged>> on(Transaction tx, Known known) {
        var impossible = change.refusal(tx.limits);
        if (impossible.isPresent()) {
            return Optional.of(new Refused<>(impossible.get()));
        }
        return known.of(mailbox.mailbox())
                .map(
                        now -> {
                            var decision = new Decision(now.keywords(), now.modSequence);
                            for (int i = 0; i < uids.ranges(); i++) {
                                now.flags(uids.first(i), uids.last(i), decision);
                            }
                            return decision.record(tx);
                        });
    }

    /** Sees messages by their UIDs, and what becomes of them. */
    private final class Decision implements Snapshot.FlagSight {
        private final List<Keyword> list;
        private final Keywords keywords;
        private final long last;
        private final UidSet.Builder changed = new UidSet.Builder();
        private final UidSet.Builder same = new UidSet.Builder();
        private final UidSet.Builder modified = new UidSet.Builder();
        private final FlagArrays after = new FlagArrays();

        // Of the message before: neighbours often have the same flags.
        private int system = -1;
        private long words;
        private boolean differs;
        private int systemThen;
        private long wordsThen;

        Decision(List<Keyword> list, long last) {
            this.list = list;
            this.last = last;
            keywords = new Keywords(list);
        }

        @Override
        public void see(long uid, long modSequence, int systemNow, long wordsNow) {
            if (modSequence > change.unchangedSince()) {
                modified.add(uid);
                return;
            }
            if (systemNow != system || wordsNow != words) {
                system = systemNow;
                words = wordsNow;
                decide(Keywords.flags(list, systemNow, wordsNow));
            }
            if (differs) {
                changed.add(uid);
                after.add(uid, systemThen, wordsThen);
            } else {
                same.add(uid);
            }
        }

        private void decide(Flags now) {
            var then = change.on(now);
            differs = !then.equals(now);
            systemThen = then.system();
            wordsThen = differs ? keywords.bits(then) : words;
        }

        Outcome<FlagsChanged> record(Transaction tx) {
            Optional<Refusal> refusal = keywords.refusal(tx.limits);
            if (refusal.isPresent()) {
                return new Refused<>(refusal.get());
            }
            long modSequence = last + (after.isEmpty() ? 0 : 1);
            if (!after.isEmpty()) {
                keywords.change(mailbox.mailbox()).ifPresent(tx::recordLast);
                tx.recordLast(after.put(mailbox.mailbox(), modSequence));
                tx.touched.add(mailbox);
            }
            return new Done<>(
                    new FlagsChanged(changed.build(), same.build(), modified.build(), modSequence));
        }
    }

    /** Grows to the arrays of a {@link FlagsPut}. */
    private static final class FlagArrays {
        private long[] uids = new long[16];
        private int[] flags = new int[16];
        private long[] keywords = new long[16];
        private int size;

        void add(long uid, int system, long words) {
            if (size == uids.length) {
                fit(2 * size);
            }
            uids[size] = uid;
            flags[size] = system;
            keywords[size++] = words;
        }

        private void fit(int room) {
            uids = java.util.Arrays.copyOf(uids, room);
            flags = java.util.Arrays.copyOf(flags, room);
            keywords = java.util.Arrays.copyOf(keywords, room);
        }

        boolean isEmpty() {
            return size == 0;
        }

        FlagsPut put(long mailbox, long modSequence) {
            fit(size);
            return new FlagsPut(mailbox, modSequence, uids, flags, keywords);
        }
    }
}
