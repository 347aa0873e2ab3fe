package org.mailgauge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.sim.SimTime;
import org.mailgauge.store.sqlite.Change.FlagsPut;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

class ArrearsTest {
    private static final long[][] UIDS = {{1, 2, 3}, {2, 3}, {3, 4, 5}, {1}, {5}};

    private final SimTime time = new SimTime();
    private final Arrears arrears = new Arrears(time);

    private static FlagsPut put(long mailbox, long modSequence, long[] uids, int flags) {
        var all = new int[uids.length];
        java.util.Arrays.fill(all, flags);
        return new FlagsPut(mailbox, modSequence, uids, all, new long[uids.length]);
    }

    /** What messages have afterwards, by mailbox and UID: mod-sequence and flags. */
    private static Map<String, String> applied(List<? extends Change> changes) {
        var all = new TreeMap<String, String>();
        for (var change : changes) {
            var put = (FlagsPut) change;
            for (int i = 0; i < put.uids().length; i++) {
                all.put(
                        put.mailbox() + " " + put.uids()[i],
                        put.modSequence() + " " + put.flags()[i]);
            }
        }
        return all;
    }

    @Test
    @DisplayName("flags that are put again at once are left out, and nothing else")
    void leavesOut() {
        var random = new SplittableRandom(6);
        int left = 0;
        for (int n = 0; n < 500; n++) {
            var all = new ArrayList<Change>();
            for (int i = 0; i < 1 + random.nextInt(12); i++) {
                var uids = UIDS[random.nextInt(UIDS.length)];
                all.add(put(1 + random.nextInt(2), i + 1, uids, random.nextInt(32)));
            }
            arrears.add(all);
            var needed = arrears.take();
            assertEquals(applied(all), applied(needed));
            left += all.size() - needed.size();
        }
        assertTrue(left > 100, "left out: " + left);
        arrears.add(List.of(put(1, 1, UIDS[0], 1), put(1, 2, UIDS[0], 0)));
        assertEquals(1, arrears.take().size());
    }

    @Test
    @DisplayName("they wait for more as long as they are few and young")
    void waits() {
        assertEquals(Long.MAX_VALUE, arrears.patience());
        assertTrue(arrears.isOver());
        arrears.add(List.of(put(1, 1, UIDS[0], 1)));
        assertFalse(arrears.isOver());
        assertEquals(Duration.ofMillis(20).toNanos(), arrears.patience());
        time.advance(Duration.ofMillis(249));
        assertEquals(Duration.ofMillis(1).toNanos(), arrears.patience());
        time.advance(Duration.ofMillis(1));
        assertEquals(0, arrears.patience());
        assertEquals(1, arrears.take().size());
        arrears.end();
        assertTrue(arrears.isOver());
        assertEquals(Long.MAX_VALUE, arrears.patience());
        arrears.add(List.of(put(1, 2, new long[5_000], 1)));
        assertEquals(0, arrears.patience());
    }
}
