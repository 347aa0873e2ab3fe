package org.mailgauge.whole;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A simulated day of mail with its rush hours and 1 % faults, on a disk whose segments are used
 * again. {@code -Dmailgauge.soak-messages=N} says how many; {@code -Dmailgauge.soak-alone=true}
 * that no other test runs in this process, so that its heap can be judged.
 */
class SoakTest {
    private static final int MESSAGES = Integer.getInteger("mailgauge.soak-messages", 4_000);
    private static final boolean ALONE = Boolean.getBoolean("mailgauge.soak-alone");

    /** The hour with which the end is compared: all code has run, and little mail comes yet. */
    private static final int EARLY = 2;

    private static final long LEFT = 512 << 10;
    private static final long SEED = Long.getLong("mailgauge.world-seed", 20_261);

    @Test
    @DisplayName("after a day the queue is empty, and heap and disk are as they were")
    void dayLeavesNothingBehind() {
        var day = new Day(SEED, MESSAGES);
        long began = System.nanoTime();
        day.run();
        System.out.printf(
                "soak: %d messages, %d recipients relayed, %d deferred, %d sent again, in %d s;"
                        + " deepest queue %d; live octets after each hour: %s; disk at most %d KiB%n",
                day.messages(),
                day.relayed(),
                day.deferred(),
                day.again(),
                (System.nanoTime() - began) / 1_000_000_000,
                day.deepest(),
                day.heaps(),
                day.disk() / 1024);
        assertEquals(MESSAGES, day.messages(), "all were taken");
        assertEquals(0, day.stored(), "the queue is empty");
        assertTrue(day.deferred() > 0, "there were faults");
        var heaps = day.heaps();
        int last = heaps.size() - 1;
        // At noon it is larger by what waits, and by where the survivors of old segments went in
        // the last hour. Hours after the last message nothing may be left of the day.
        assertTrue(
                !ALONE || heaps.get(last) < heaps.get(EARLY) + LEFT,
                () -> "the heap grows: " + heaps + "; " + day.growth(EARLY, last));
    }
}
