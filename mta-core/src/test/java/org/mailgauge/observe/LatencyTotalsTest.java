package org.mailgauge.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.SplittableRandom;

class LatencyTotalsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final LatencyTotals totals = new LatencyTotals();

    private MtaSnapshot.Recent recent(long now) {
        var recent = totals.read(now).recent();
        if (recent == null) {
            throw new AssertionError("nothing in the window");
        }
        return recent;
    }

    @Test
    void eachBucketEndsWhereTheNextBegins() {
        long micros = 1;
        for (int bucket = 0; bucket < 300; bucket++) {
            assertEquals(bucket, LatencyTotals.bucket(micros - 1));
            assertEquals(micros, LatencyTotals.end(bucket));
            assertEquals(bucket + 1, LatencyTotals.bucket(micros));
            micros = LatencyTotals.end(bucket + 1);
        }
    }

    @Test
    @DisplayName("percentiles are those of the last five minutes, at most an eighth too long")
    void percentilesAreThoseOfANaiveCount() {
        var random = new SplittableRandom(3);
        record One(long at, long took) {}
        var all = new ArrayDeque<One>();
        long now = -40 * SECOND;
        for (int i = 0; i < 4000; i++) {
            now += random.nextLong(SECOND / 2);
            long took = (long) Math.exp(random.nextDouble(5, 30));
            totals.add(took, 1, now);
            all.add(new One(now, took));
            long slice = LatencyTotals.SLICE.toNanos();
            long from = (Math.floorDiv(now, slice) - 20) * slice;
            all.removeIf(one -> one.at < from);
            if (i % 50 == 0) {
                var sorted = all.stream().mapToLong(One::took).sorted().toArray();
                check(sorted, 50, recent(now).median());
                check(sorted, 90, recent(now).percentile90());
                check(sorted, 99, recent(now).percentile99());
                assertEquals(sorted[sorted.length - 1], recent(now).longest());
            }
        }
        assertEquals(4000, totals.read(now).count());
    }

    private static void check(long[] sorted, int part, long told) {
        long exact = sorted[(sorted.length * part + 99) / 100 - 1];
        assertTrue(
                told >= exact && told <= exact + exact / 8 + 1000,
                () -> part + " %: " + told + " told, is " + exact);
    }

    @Test
    void whatEndedMoreThanFiveMinutesAgoIsGoneAndTheTotalsStay() {
        totals.add(7 * SECOND, 3, 0);
        long almost = LatencyTotals.WINDOW.toNanos() - 1;
        assertEquals(7 * SECOND, recent(almost).median());
        totals.add(SECOND, 1, almost);
        var later = almost + 2 * LatencyTotals.SLICE.toNanos();
        assertEquals(new MtaSnapshot.Recent(SECOND, SECOND, SECOND, SECOND), recent(later));
        var last = totals.read(later + Duration.ofDays(1).toNanos());
        assertNull(last.recent());
        assertEquals(4, last.count());
        assertEquals(22 * SECOND, last.totalNanos());
    }

    @Test
    void readingTwiceGivesOneValue() {
        totals.add(SECOND, 1, 0);
        assertSame(totals.read(1), totals.read(2), "nothing is made anew while nothing changed");
    }
}
