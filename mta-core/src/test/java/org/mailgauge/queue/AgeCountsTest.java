package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The age profile against a naive count, and the matrix over a queue. */
class AgeCountsTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private static long[] naive(List<Long> arrivals, long now) {
        var columns = new long[AgeCounts.COLUMNS];
        for (long arrived : arrivals) {
            long age = Math.floorDiv(now, MINUTE) - Math.floorDiv(arrived, MINUTE);
            int column = 0;
            while (column < AgeCounts.UP_TO.length && age >= AgeCounts.UP_TO[column]) {
                column++;
            }
            columns[column]++;
        }
        return columns;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void countsAsOneWhoLooksAtAll(long seed) {
        var random = new Random(seed);
        var ages = new AgeCounts();
        var arrivals = new ArrayList<Long>();
        long now = random.nextLong(-1_000_000, 1_000_000) * MINUTE;
        for (int step = 0; step < 4000; step++) {
            switch (random.nextInt(seed % 2 == 0 ? 12 : 5)) {
                case 0, 1 -> {
                    long back = random.nextInt(20) == 0 ? random.nextLong(2000 * MINUTE) : 0;
                    arrivals.add(now - back);
                    ages.add(now - back);
                }
                case 2 -> {
                    if (!arrivals.isEmpty()) {
                        int at = random.nextBoolean() ? 0 : random.nextInt(arrivals.size());
                        ages.remove(arrivals.remove(at));
                    }
                }
                case 3 -> now += random.nextLong(10 * MINUTE);
                default -> {
                    var columns = new long[AgeCounts.COLUMNS];
                    ages.read(now, columns);
                    assertArrayEquals(naive(arrivals, now), columns);
                }
            }
        }
    }

    @Test
    void matrixShowsTheLargestAndAllTogether() {
        try (var rig = new Rig()) {
            rig.send("a@x.test", "1@one.test", "2@one.test", "1@two.test");
            rig.advance(Duration.ofMinutes(7));
            rig.send("a@x.test", "3@one.test", "1@three.test");
            var matrix = rig.queue.view().matrix(2);
            assertEquals(3, matrix.domains());
            assertEquals(5, matrix.total().recipients());
            assertEquals(List.of(2L, 3L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L), matrix.total().columns());
            assertEquals(2, matrix.rows().size());
            assertEquals("one.test", matrix.rows().getFirst().name());
            assertEquals(
                    List.of(1L, 2L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L),
                    matrix.rows().getFirst().columns());
            rig.relayAll();
            assertEquals(0, rig.queue.view().matrix(2).rows().size());
            assertEquals(0, rig.queue.view().matrix(2).total().recipients());
        }
    }
}
