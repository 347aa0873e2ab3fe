package org.mailgauge.mailaccess;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

class SearchTurnsTest {

    @Test
    @Timeout(60)
    @DisplayName("two work at a time, and however long one searches, all others come to their turn")
    void nobodyStarves() throws InterruptedException {
        var turns = new SearchTurns();
        var working = new AtomicInteger();
        var most = new AtomicInteger();
        var all = new CountDownLatch(20);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        boolean first = true;
                                        while (all.getCount() > 0) {
                                            turns.take();
                                            most.accumulateAndGet(
                                                    working.incrementAndGet(), Math::max);
                                            if (first) {
                                                all.countDown();
                                                first = false;
                                            }
                                            working.decrementAndGet();
                                            turns.end();
                                        }
                                    }));
        }
        all.await();
        for (var thread : threads) {
            thread.join();
        }
        assertTrue(most.get() <= 2, most::toString);
    }
}
