package org.mailgauge.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;

class BucketsTest {
    private final Buckets buckets = new Buckets("wait_seconds", 1e-3, 10, 100);

    @Test
    void aBucketHoldsWhatIsAtMostItsBound() {
        for (long value : new long[] {0, 10, 11, 100, 101, 5000}) {
            buckets.add(value);
        }
        var read = buckets.read();
        assertEquals(List.of(0.01, 0.1), read.bounds());
        assertEquals(List.of(2L, 2L, 2L), read.counts());
        assertEquals(6, read.count());
        assertEquals(5.222, read.sum(), 1e-9);
    }

    @Test
    void aQuantileIsTheBoundBelowWhichThatPartLies() {
        assertEquals(0, buckets.read().quantile(0.5));
        for (int i = 0; i < 99; i++) {
            buckets.add(1);
        }
        buckets.add(50);
        assertEquals(0.01, buckets.read().quantile(0.5));
        assertEquals(0.01, buckets.read().quantile(0.99));
        assertEquals(0.1, buckets.read().quantile(1));
        buckets.add(1000);
        assertEquals(Double.POSITIVE_INFINITY, buckets.read().quantile(1));
    }
}
