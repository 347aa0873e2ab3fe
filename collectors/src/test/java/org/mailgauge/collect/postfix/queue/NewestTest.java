package org.mailgauge.collect.postfix.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class NewestTest {
    @Test
    void keepsTheGreatestInOrder() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new SplittableRandom(seed);
            long[] keys = random.longs(random.nextInt(400)).toArray();
            int most = 1 + random.nextInt(200);
            var newest = new Newest(most);
            for (int i = 0; i < keys.length; i++) {
                newest.offer(keys[i], i);
            }
            var expected =
                    IntStream.range(0, keys.length)
                            .boxed()
                            .sorted((one, other) -> Long.compare(keys[other], keys[one]))
                            .limit(most)
                            .toList();
            assertEquals(expected, Arrays.stream(newest.drain()).boxed().toList());
        }
    }
}
