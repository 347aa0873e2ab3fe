package org.mailgauge.collect.postfix.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

class RowsTest {
    private record Id(long stamp, long inode) {}

    @Test
    void findsWhatAMapFinds() {
        for (int seed = 0; seed < 20; seed++) {
            var random = new SplittableRandom(seed);
            var rows = new Rows();
            Map<Id, Integer> model = new HashMap<>();
            for (int i = 0; i < 20_000; i++) {
                var id = new Id(random.nextInt(60) << 20, random.nextInt(100));
                int row = rows.find(id.stamp(), id.inode(), random.nextInt(4000));
                assertEquals(model.getOrDefault(id, -1), row);
                if (row < 0) {
                    model.put(id, rows.add(id.stamp(), id.inode()));
                } else if (random.nextBoolean()) {
                    rows.remove(row);
                    model.remove(id);
                }
                assertEquals(model.size(), rows.count());
            }
        }
    }

    @Test
    void rowsAreUsedAgain() {
        var rows = new Rows();
        for (int round = 0; round < 50; round++) {
            var made = new ArrayList<Integer>();
            for (int i = 0; i < 1000; i++) {
                made.add(rows.add(round, i));
            }
            made.forEach(rows::remove);
        }
        assertEquals(1000, rows.size());
        assertEquals(0, rows.count());
    }

    @Test
    void aFreedRowIsNotFoundByGuess() {
        var rows = new Rows();
        int row = rows.add(1, 2);
        rows.remove(row);
        assertEquals(-1, rows.find(1, 2, row));
        assertTrue(rows.add(1, 2) == row);
    }
}
