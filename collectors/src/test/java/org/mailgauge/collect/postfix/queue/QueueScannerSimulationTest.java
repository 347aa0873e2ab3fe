package org.mailgauge.collect.postfix.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Test;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.observe.StateLevel;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A Postfix that works while it is looked at; once it rests, levels are those of its queue. */
class QueueScannerSimulationTest {
    private static final int SEEDS = Integer.getInteger("mailgauge.scan-seeds", 200);
    private static final int BUSY_TICKS = 12;

    /** Enough for every slice, all details and what is tried again only now and then. */
    private static final int QUIET_TICKS = 45;

    private static final ScanLimits LIMITS = new ScanLimits(9, 40, 1000, 100, 100);
    private static final Duration TICK = Duration.ofSeconds(15);

    @Test
    void levelsAreThoseOfTheQueueOnceItRests() {
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                run(seed);
            } catch (AssertionError | RuntimeException failed) {
                throw new AssertionError("seed " + seed, failed);
            }
        }
    }

    private static void run(int seed) {
        var postfix = new SimulatedPostfix(seed);
        var host = postfix.host;
        var scanner =
                new QueueScanner(
                        postfix.setup,
                        host,
                        new SetTime(host::now),
                        SimulatedPostfix::classOf,
                        LIMITS);
        var denied = postfix.random.nextInt(4) == 0 ? postfix.anyFolder() : null;
        for (int i = 0; i < BUSY_TICKS; i++) {
            if (denied != null && i == BUSY_TICKS / 2) {
                host.deny(denied);
            }
            host.meanwhile(postfix::maybeAct);
            tick(scanner, host);
            host.meanwhile(() -> {});
            for (int n = postfix.random.nextInt(20); n > 0; n--) {
                postfix.act();
            }
            host.pass(TICK.plusMillis(postfix.random.nextInt(2000)));
        }
        postfix.finishWriting();
        for (int i = 0; i < QUIET_TICKS; i++) {
            tick(scanner, host);
            host.pass(TICK);
        }
        var levels = tick(scanner, host);
        if (denied != null) {
            assertAbsent(postfix, denied, levels);
            host.allow(denied);
            for (int i = 0; i < QUIET_TICKS; i++) {
                host.pass(TICK);
                levels = tick(scanner, host);
            }
        }
        assertLevels(postfix, levels);
        assertDestinations(postfix, levels);
        assertRests(postfix, scanner, host);
    }

    private static QueueLevels tick(QueueScanner scanner, MemoryHost host) {
        int opens = host.opens();
        var levels = scanner.tick();
        // A message that was begun is finished: the queue file in two blocks, and its defer file.
        assertTrue(host.opens() - opens <= LIMITS.opens() + 1, "opens");
        assertTrue(scanner.looked() <= LIMITS.stats(), "stats");
        levels.queues()
                .values()
                .forEach(
                        level -> {
                            assertTrue(level.messages() >= level.known());
                            assertTrue(level.known() >= 0);
                        });
        return levels;
    }

    private static void assertAbsent(SimulatedPostfix postfix, String denied, QueueLevels levels) {
        for (var queue : PostfixQueue.values()) {
            boolean lost = denied.startsWith(postfix.setup.directory() + "/" + queue.folder());
            assertEquals(!lost, levels.queues().containsKey(queue), queue + " " + denied);
        }
        assertNull(levels.destinations());
        assertTrue(levels.troubles().getFirst().denied());
    }

    /** When nothing changes, few folders are listed, and only active messages are read again. */
    private static void assertRests(
            SimulatedPostfix postfix, QueueScanner scanner, MemoryHost host) {
        int folders = 0;
        for (var queue : PostfixQueue.values()) {
            folders += postfix.setup.folders(queue.folder()).size();
        }
        for (int i = 0; i < 3; i++) {
            int lists = host.lists();
            scanner.tick();
            assertTrue(host.lists() - lists <= 4 + folders / 10, "lists");
            assertTrue(scanner.opened() <= postfix.in(PostfixQueue.ACTIVE).size(), "opens");
        }
    }

    private static void assertLevels(SimulatedPostfix postfix, QueueLevels levels) {
        for (var queue : PostfixQueue.values()) {
            var level = levels.queues().get(queue);
            assertNotNull(level, queue.name());
            var those = postfix.in(queue);
            assertEquals(those.size(), level.messages(), queue + " messages");
            assertEquals(those.size(), level.known(), queue + " known");
            long recipients = those.stream().mapToLong(SimulatedPostfix.Message::open).sum();
            assertEquals(recipients, level.recipients(), queue + " recipients");
            assertEquals(
                    those.stream().mapToLong(m -> m.size).sum(), level.octets(), queue + " octets");
            assertEquals(
                    those.stream()
                            .map(m -> PostfixId.instant(m.arrived))
                            .min(Instant::compareTo)
                            .orElse(null),
                    level.oldest(),
                    queue + " oldest");
            assertEquals(ages(those, levels.taken()), level.ages(), queue + " ages");
            if (queue == PostfixQueue.DEFERRED) {
                assertEquals(
                        those.stream().map(m -> m.retry).min(Instant::compareTo).orElse(null),
                        level.nextRetry());
                assertEquals(
                        those.stream().filter(m -> !m.retry.isAfter(levels.taken())).count(),
                        level.overdue());
            } else {
                assertNull(level.nextRetry());
            }
        }
        assertEquals(1.0, levels.coverage());
    }

    private static List<Long> ages(List<SimulatedPostfix.Message> messages, Instant now) {
        var ends = StateLevel.UP_TO;
        var ages = new ArrayList<Long>();
        for (int i = 0; i <= ends.size(); i++) {
            ages.add(0L);
        }
        for (var message : messages) {
            long minutes = Duration.between(PostfixId.instant(message.arrived), now).toMinutes();
            int at = 0;
            while (at < ends.size() && minutes >= ends.get(at)) {
                at++;
            }
            ages.set(at, ages.get(at) + 1);
        }
        return ages;
    }

    private static void assertDestinations(SimulatedPostfix postfix, QueueLevels levels) {
        Map<String, long[]> expected = new TreeMap<>();
        Map<String, Map<ReplyClass, Long>> deferred = new TreeMap<>();
        postfix.count(expected, deferred);
        var destinations = levels.destinations();
        assertNotNull(destinations);
        Map<String, long[]> found = new TreeMap<>();
        for (var row : destinations.rows()) {
            found.put(row.name(), new long[] {row.messages(), row.recipients()});
            assertEquals(deferred.getOrDefault(row.name(), Map.of()), row.deferred(), row.name());
            boolean told = row.deferred().keySet().stream().anyMatch(c -> c != ReplyClass.NONE);
            assertFalse(told && row.told() == null, row.name());
            assertEquals(postfix.firstRetry(row.name()), row.nextRetry(), row.name());
        }
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach(
                (name, counts) -> {
                    assertEquals(counts[0], requireNonNull(found.get(name))[0], name + " messages");
                    assertEquals(
                            counts[1], requireNonNull(found.get(name))[1], name + " recipients");
                });
        assertEquals(new QueueLevels.Rest(0, 0), destinations.rest());
        assertEquals(expected.size(), destinations.count());
    }
}
