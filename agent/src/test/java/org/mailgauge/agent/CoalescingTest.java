package org.mailgauge.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.mailgauge.sim.Await;
import org.mailgauge.sim.SimTasks;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

class CoalescingTest {
    @Test
    void manyWhoAskWhileItIsDoneGetItOnceMore() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var times = new AtomicInteger();
        try (var tasks = new SimTasks()) {
            var coalescing =
                    new Coalescing(
                            tasks,
                            "it",
                            () -> {
                                times.incrementAndGet();
                                begun.countDown();
                                try {
                                    go.await();
                                } catch (InterruptedException stopped) {
                                    Thread.currentThread().interrupt();
                                }
                            });
            coalescing.ask();
            begun.await();
            for (int i = 0; i < 50; i++) {
                coalescing.ask();
            }
            assertEquals(1, times.get());
            go.countDown();
            Await.until(() -> times.get() + " times", () -> times.get() == 2);
            Await.until(() -> tasks.running() == 0);
            assertEquals(2, times.get());
            coalescing.ask();
            Await.until(() -> times.get() == 3);
            assertEquals(List.of(), tasks.failures());
        }
    }
}
