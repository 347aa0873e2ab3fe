package org.mailgauge.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.search.Query;
import org.mailgauge.search.SearchTexts;
import org.mailgauge.search.SequenceSets;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

@DisplayName("what sequence sets cost in a mailbox where every other UID is gone")
class NamedMessagesTest {
    private static final int MESSAGES = 100_000;

    private int saved;
    private int numbers;
    private int converted;

    private UidSet all() {
        var all = new UidSet.Builder();
        for (int i = 1; i <= MESSAGES; i++) {
            all.add(2L * i);
        }
        return all.build();
    }

    private final SequenceSets sets =
            new SequenceSets() {
                @Override
                public UidSet saved() {
                    saved++;
                    return all();
                }

                @Override
                public UidSet numbers(SequenceSet messages, boolean byUid) {
                    numbers++;
                    return UidSet.range(1, MESSAGES);
                }

                @Override
                public int sequence(long uid) {
                    return (int) (uid / 2);
                }

                @Override
                public UidSet uids(UidSet sequences) {
                    converted++;
                    return all();
                }
            };

    private static SequenceSet set(String text) {
        return new Cursor(text).sequenceSet();
    }

    private Query query(List<SearchKey> keys) {
        var key = new SearchKey.And(keys);
        return Query.of(key, SearchTexts.DEFAULT, sets, Instant.EPOCH).orElseThrow();
    }

    @Test
    void equalSetsAreOne() {
        var keys = new ArrayList<SearchKey>();
        for (int i = 0; i < 2_000; i++) {
            keys.add(new SearchKey.Not(new SearchKey.Uids(SequenceSet.SAVED)));
            keys.add(new SearchKey.Uids(SequenceSet.SAVED));
        }
        query(keys);
        assertEquals(1, saved);
        assertEquals(0, converted);
    }

    @Test
    void numbersBecomeUidsOnce() {
        var star = set("1:*");
        var keys = new ArrayList<SearchKey>();
        for (int i = 0; i < 2_000; i++) {
            keys.add(new SearchKey.Numbers(set("1:" + (MESSAGES + i))));
            keys.add(new SearchKey.Numbers(star));
        }
        var query = query(keys);
        assertTrue(query.namesOnly());
        assertEquals(2_001, numbers);
        assertEquals(all(), query.among(all()));
        assertEquals(1, converted);
    }
}
