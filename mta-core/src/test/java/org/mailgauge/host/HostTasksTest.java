package org.mailgauge.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

class HostTasksTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void fileWorkOfVirtualThreadsRunsOnPlatformThreads() throws Exception {
        try (var tasks = new HostTasks(2)) {
            var where = new AtomicReference<Object>("nowhere");
            var task = tasks.start("ask", () -> where.set(ask(tasks)));
            assertTrue(task.join(LONG));
            assertEquals("platform", where.get());
        }
    }

    private static Object ask(HostTasks tasks) {
        try {
            return tasks.io(() -> Thread.currentThread().isVirtual() ? "virtual" : "platform");
        } catch (IOException failed) {
            return failed;
        }
    }

    @Test
    void whatTheWorkThrewIsThrown() throws Exception {
        try (var tasks = new HostTasks(1)) {
            var thrown = new AtomicReference<Object>("nothing");
            var task = tasks.start("fail", () -> thrown.set(failure(tasks)));
            assertTrue(task.join(LONG));
            assertEquals("java.io.IOException: planted", thrown.get().toString());
        }
    }

    private static IOException failure(HostTasks tasks) {
        return assertThrows(
                IOException.class,
                () ->
                        tasks.io(
                                () -> {
                                    throw new IOException("planted");
                                }));
    }

    @Test
    void moreWorkThanThePoolHoldsWaitsForRoom() throws Exception {
        try (var tasks = new HostTasks(2)) {
            int count = 3_000;
            var done = new AtomicInteger();
            var all = new CountDownLatch(count);
            for (int i = 0; i < count; i++) {
                tasks.start(
                        "work",
                        () -> {
                            ask(tasks);
                            done.incrementAndGet();
                            all.countDown();
                        });
            }
            all.await();
            assertEquals(count, done.get());
        }
    }

    @Test
    void closedPoolRefuses() throws Exception {
        var tasks = new HostTasks(1);
        tasks.close();
        var answer = new AtomicReference<Object>("nothing");
        assertTrue(tasks.start("late", () -> answer.set(ask(tasks))).join(LONG));
        assertTrue(answer.get() instanceof IOException, () -> String.valueOf(answer.get()));
    }

    @Test
    void timersFireUnlessCancelled() throws Exception {
        try (var time = new HostTime()) {
            var fired = new CountDownLatch(1);
            var never = new AtomicInteger();
            time.after(Duration.ofHours(1), never::incrementAndGet).cancel();
            time.after(Duration.ofMillis(1), fired::countDown);
            fired.await();
            assertEquals(0, never.get());
        }
    }
}
