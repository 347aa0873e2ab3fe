package org.mailgauge.agent.agentx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

class MasterClockTest {
    private static final long HUNDREDTH = 10_000_000;
    private static final long SECOND = 100 * HUNDREDTH;
    private static final long WRAP = 1L << 32;

    /** A response that takes some time each way, of a master that started at some moment. */
    private static MasterClock heard(
            MasterClock clock, long started, long sent, long there, long back) {
        long read = sent + there;
        long upTime = Math.floorMod(Math.floorDiv(read - started, HUNDREDTH), WRAP);
        return clock.heard(upTime, sent, read + back);
    }

    @Test
    void theStartIsKnownToLessThanAHundredthAndHowLongTheAnswerTook() {
        var random = new SplittableRandom(1);
        for (int i = 0; i < 1000; i++) {
            long started = random.nextLong(-1000 * SECOND, 1000 * SECOND);
            long sent = started + random.nextLong(500 * SECOND);
            long took = random.nextLong(HUNDREDTH);
            var clock = heard(MasterClock.UNKNOWN, started, sent, took / 3, took - took / 3);
            assertTrue(clock.earliest() < started && started <= clock.latest());
            assertTrue(Math.abs(clock.started() - started) <= (HUNDREDTH + took) / 2 + 1);
        }
    }

    @Test
    void moreAnswersMakeItExacterAndNeverLoseIt() {
        var random = new SplittableRandom(2);
        long started = -123_456_789;
        var clock = MasterClock.UNKNOWN;
        long sent = SECOND;
        for (int i = 0; i < 200; i++) {
            sent += 15 * SECOND + random.nextLong(SECOND);
            clock = heard(clock, started, sent, random.nextLong(500_000), 200_000);
            assertTrue(clock.earliest() < started && started <= clock.latest());
        }
        assertTrue(clock.latest() - clock.earliest() < HUNDREDTH / 10);
    }

    @Test
    void whatIsReckonedWithStaysWhileItCanBeTrue() {
        var random = new SplittableRandom(3);
        long started = 55_555_555;
        var clock = heard(MasterClock.UNKNOWN, started, 10 * SECOND, 1000, 1000);
        int moves = 0;
        for (int i = 0; i < 1000; i++) {
            var next = heard(clock, started, 20 * SECOND + random.nextLong(SECOND), 1000, 1000);
            moves += next.started() == clock.started() ? 0 : 1;
            assertFalse(next.restarted(clock));
            clock = next;
        }
        assertTrue(moves < 20, moves + " moves");
    }

    @Test
    void anotherStartIsSeenAndCountsAlone() {
        var old = heard(MasterClock.UNKNOWN, 0, 100 * SECOND, 1000, 1000);
        long again = 200 * SECOND;
        var clock = heard(old, again, 201 * SECOND, 1000, 1000);
        assertTrue(clock.restarted(old));
        assertTrue(Math.abs(clock.started() - again) < HUNDREDTH);
        assertFalse(clock.restarted(MasterClock.UNKNOWN));
    }

    @Test
    void sysUpTimeMayWrap() {
        long started = -496 * 86_400 * SECOND;
        var clock = heard(MasterClock.UNKNOWN, started, 0, 1000, 1000);
        for (long day = 0; day < 1100; day++) {
            var next = heard(clock, started, day * 86_400 * SECOND, 1000, 1000);
            assertFalse(next.restarted(clock), "day " + day);
            clock = next;
        }
        assertTrue(Math.abs(clock.started() - started) < HUNDREDTH);
    }

    @Test
    void aStartAfterMoreThanHalfAWrapIsNotTakenForAWrap() {
        var old = heard(MasterClock.UNKNOWN, 0, SECOND, 1000, 1000);
        long again = 300L * 86_400 * SECOND;
        var clock = heard(old, again, again + SECOND, 1000, 1000);
        assertTrue(clock.restarted(old));
        assertEquals((double) again, (double) clock.started(), (double) HUNDREDTH);
    }
}
