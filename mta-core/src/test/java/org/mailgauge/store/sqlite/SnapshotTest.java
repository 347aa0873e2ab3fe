package org.mailgauge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.store.Keyword;
import org.mailgauge.store.MessageInfo;
import org.mailgauge.store.sqlite.Change.Expunged;
import org.mailgauge.store.sqlite.Change.FlagsPut;
import org.mailgauge.store.sqlite.Change.KeywordsPut;
import org.mailgauge.store.sqlite.Change.Message;
import org.mailgauge.store.sqlite.Change.MessagePut;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** What a mailbox lists follows works as the index does. */
class SnapshotTest {
    private static final long BOX = 7;

    private final TreeMap<Long, Message> rows = new TreeMap<>();
    private List<String> keywords = List.of();
    private long modSequence = 1;
    private long next = 1;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void followsAnyWorks(long seed) {
        var random = new Random(seed);
        var known = snapshot();
        var works = new ArrayList<List<Change>>();
        for (int i = 0; i < 400; i++) {
            works.add(work(random));
            if (random.nextInt(4) == 0) {
                known = known.after(Delta.of(works).mailboxes().getOrDefault(BOX, List.of()));
                works.clear();
                assertEquals(infos(snapshot()), infos(known), "seed " + seed + ", work " + i);
                assertEquals(snapshot().uids(), known.uids());
                assertEquals(modSequence, known.modSequence);
            }
        }
    }

    @Test
    void whatIsNoWorkOfMessagesMustBeAskedForAgain() {
        var renamed = new Change.MailboxPut(BOX, 1, "M1", "Work", 1, 1, 2, 0, Change.NEVER);
        assertEquals(
                List.of(Delta.UNKNOWN), Delta.of(List.of(List.of(renamed))).mailboxes().get(BOX));
        var gone = Delta.of(List.of(List.of(new Change.AccountGone(1))));
        assertTrue(gone.accounts());
        var claimed = Delta.of(List.of(List.of(new Change.Claimed(BOX, 5))));
        assertTrue(claimed.mailboxes().isEmpty());
    }

    private List<Change> work(Random random) {
        modSequence++;
        return switch (rows.isEmpty() ? 0 : random.nextInt(4)) {
            case 0 -> arrivals(random);
            case 1 -> expunged(random);
            default -> flags(random);
        };
    }

    private List<Change> arrivals(Random random) {
        var changes = new ArrayList<Change>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            next += random.nextInt(10) == 0 ? 3 : 0;
            var message =
                    new Message(
                            next,
                            modSequence,
                            random.nextInt(32),
                            bits(random, changes),
                            random.nextInt(1 << 20),
                            1_000_000 + next,
                            2_000_000 + next,
                            next,
                            random.nextLong(),
                            random.nextLong(),
                            random.nextInt(16));
            changes.add(new MessagePut(BOX, message));
            rows.put(next++, message);
        }
        return changes;
    }

    /** Of keywords, one of which may be new. */
    private long bits(Random random, List<Change> changes) {
        if (random.nextInt(40) == 0 && keywords.size() < 10) {
            var more = new ArrayList<>(keywords);
            more.add("word" + more.size());
            keywords = more;
            changes.add(new KeywordsPut(BOX, keywords));
        }
        return keywords.isEmpty() ? 0 : random.nextLong(1L << keywords.size());
    }

    private List<Change> expunged(Random random) {
        var gone = some(random);
        rows.keySet().removeIf(gone::contains);
        return List.of(new Expunged(BOX, modSequence, gone, 0));
    }

    private List<Change> flags(Random random) {
        var changes = new ArrayList<Change>();
        long[] uids = some(random).where(rows::containsKey).toArray();
        var flags = new int[uids.length];
        var bits = new long[uids.length];
        for (int i = 0; i < uids.length; i++) {
            flags[i] = random.nextInt(32);
            bits[i] = bits(random, changes);
            int system = flags[i];
            long words = bits[i];
            rows.computeIfPresent(uids[i], (_, row) -> row.flagged(modSequence, system, words));
        }
        changes.add(new FlagsPut(BOX, modSequence, uids, flags, bits));
        return changes;
    }

    private UidSet some(Random random) {
        long first = rows.firstKey() + random.nextInt((int) (rows.lastKey() - rows.firstKey() + 1));
        return UidSet.range(first, Math.min(rows.lastKey(), first + random.nextInt(4)));
    }

    private Snapshot snapshot() {
        var words = keywords.stream().map(Keyword::new).toList();
        var all = new Snapshot.Builder(1, modSequence, words, rows.size());
        rows.values().forEach(all::add);
        return all.build();
    }

    private static Collection<MessageInfo> infos(Snapshot snapshot) {
        var infos = new ArrayList<MessageInfo>();
        for (int i = 0; i < snapshot.size(); i++) {
            infos.add(snapshot.info(i));
        }
        return infos;
    }
}
