package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.observe.Destinations;
import org.mailgauge.observe.Destinations.Way;
import org.mailgauge.observe.Groups.QueueState;
import org.mailgauge.observe.StateLevel;
import org.mailgauge.queue.Slot.Outcome;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Router;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/** Destinations one by one, and channels by state, as the levels tell of them. */
class DestinationRowsTest {

    private static Destinations destinations(Rig rig) {
        return Objects.requireNonNull(rig.levels().destinations());
    }

    private static Destinations.Row row(Rig rig, String name) {
        return destinations(rig).rows().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static StateLevel state(Rig rig, QueueState state) {
        return rig.levels().states().stream()
                .filter(level -> level.channel().name().equals("smtp-out"))
                .filter(level -> level.state() == state)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRowSaysWhatWaitsAndWhy() {
        try (var rig = new Rig()) {
            long sent = rig.time.ticks();
            rig.send("a@x.test", 10, "1@one.test", "2@one.test", "3@two.test");
            assertEquals(2, destinations(rig).count());
            assertEquals(List.of("one.test", "two.test"), names(rig), "the largest first");
            var row = row(rig, "one.test");
            assertEquals("smtp:[sink.test]:25 OPEN", route(row));
            assertEquals(sent, row.dueTicks());
            assertNull(row.trouble());
            assertNull(row.servedTicks());
            rig.advance(Duration.ofSeconds(7));
            long failed = rig.time.ticks();
            for (var held : rig.slots()) {
                held.slot.unreachable(Rig.DOWN);
                rig.end(held);
            }
            row = row(rig, "one.test");
            assertEquals("smtp:[sink.test]:25 BACKING_OFF", route(row));
            assertEquals(0, there(row).allowed());
            assertNull(row.dueTicks(), "nothing is due while the next hop backs off");
            assertNotNull(row.nextRetryTicks());
            var trouble = Objects.requireNonNull(row.trouble());
            assertEquals(Rig.DOWN, trouble.reply());
            assertEquals(failed, trouble.ticks());
            rig.advance(Duration.ofMinutes(10));
            var probe = rig.slot();
            row = row(rig, "two.test");
            assertEquals("smtp:[sink.test]:25 PROBING", route(row));
            assertEquals(failed, Objects.requireNonNull(row.trouble()).ticks());
            assertEquals(1, there(row).allowed());
            probe.slot.reached();
            rig.settle(probe, new Outcome.Relayed(Rig.OK));
            assertEquals(0, rig.levels().total().ownRecipients() - remaining(rig));
            rig.relayAll();
            assertEquals(0, destinations(rig).count());
            assertEquals(List.of(), destinations(rig).rows());
        }
    }

    private static long remaining(Rig rig) {
        return destinations(rig).rows().stream().mapToLong(Destinations.Row::recipients).sum();
    }

    private static List<String> names(Rig rig) {
        return destinations(rig).rows().stream().map(Destinations.Row::name).toList();
    }

    private static String route(Destinations.Row row) {
        return there(row).nextHop() + " " + there(row).way();
    }

    @Test
    void pausedIsWhatTheOperatorStopped() {
        try (var rig = new Rig("one.test")) {
            rig.routes.put("held.test", new Router.Decision("hold", new NextHop.Hold()));
            rig.send("a@x.test", "1@one.test", "2@two.test", "3@held.test");
            rig.queue.pause(new Pause(Pause.Kind.DESTINATION, "one.test", "", "", Instant.EPOCH));
            rig.advance(Duration.ofMillis(10));
            assertEquals(Way.PAUSED, there(row(rig, "one.test")).way());
            assertEquals(Way.OPEN, there(row(rig, "two.test")).way());
            assertEquals(Way.NONE, there(row(rig, "held.test")).way());
            assertNull(there(row(rig, "held.test")).allowed());
            var stopped = Objects.requireNonNull(rig.levels().paused());
            assertTrue(stopped.destinations().contains("one.test"));
            assertTrue(stopped.channels().isEmpty());
            assertNull(row(rig, "one.test").dueTicks());
            assertNull(rig.level("DESTINATION one.test").dueTicks());
            rig.queue.pause(new Pause(Pause.Kind.CHANNEL, "smtp-out", "", "", Instant.EPOCH));
            rig.advance(Duration.ofMillis(10));
            assertEquals(Way.PAUSED, there(row(rig, "two.test")).way());
            assertNull(row(rig, "two.test").dueTicks());
            rig.queue.resume(Pause.Kind.CHANNEL, "smtp-out");
            rig.queue.resume(Pause.Kind.DESTINATION, "one.test");
            rig.advance(Duration.ofMillis(10));
            assertEquals(Way.OPEN, there(row(rig, "one.test")).way());
        }
    }

    @Test
    void aMessageIsInOneStateOfAChannelAndItsRecipientsInTheirOwn() {
        try (var rig = new Rig()) {
            long sent = rig.time.ticks();
            rig.send("a@x.test", 10, "1@one.test", "2@one.test", "3@one.test");
            var held = rig.slots().getFirst();
            held.slot.reached();
            var job = held.next().orElseThrow();
            rig.advance(Duration.ofMinutes(11));
            assertEquals(3, state(rig, QueueState.IN_DELIVERY).recipients());
            assertNull(state(rig, QueueState.IN_DELIVERY).nextRetryTicks());
            held.slot.settle(
                    job,
                    List.of(
                            new Outcome.Relayed(Rig.OK),
                            new Outcome.Deferred(Rig.LATER),
                            new Outcome.Deferred(Rig.LATER)));
            var id = rig.queue.view().list(Selection.ALL, null, 1).rows().getFirst().id();
            var deferred = state(rig, QueueState.DEFERRED);
            assertEquals(2, deferred.recipients());
            assertEquals(1, deferred.messages());
            assertEquals(10, deferred.octets());
            assertEquals(sent, deferred.oldestTicks());
            assertEquals(List.of(0L, 0L, 2L, 0L, 0L, 0L, 0L, 0L, 0L, 0L), deferred.ages());
            assertTrue(Objects.requireNonNull(deferred.nextRetryTicks()) > rig.time.ticks());
            rig.queue.hold(id);
            assertEquals(0, state(rig, QueueState.DEFERRED).recipients());
            assertNull(state(rig, QueueState.DEFERRED).oldestTicks());
            assertEquals(2, state(rig, QueueState.HELD).recipients());
            assertNull(state(rig, QueueState.HELD).nextRetryTicks());
            rig.end(held);
        }
    }

    @Test
    void rowsAreTheLargestAndThoseThatHaveWaitedLongest() {
        var ranks = new Ranks();
        var random = new SplittableRandom(5);
        var group = new DestinationGroup(0, new TestGroups().destination("other"));
        var all = new ArrayList<Domain>();
        for (int i = 0; i < 300; i++) {
            var domain = new Domain(i + 1, i + ".test", ranks);
            domain.group = group;
            all.add(domain);
        }
        for (int round = 0; round < 5000; round++) {
            var domain = all.get(random.nextInt(all.size()));
            domain.recipients = random.nextInt(5) == 0 ? 0 : random.nextInt(1000);
            domain.dueKey = domain.recipients == 0 ? Long.MAX_VALUE : random.nextInt(1_000_000);
            ranks.place(domain);
            if (round % 100 == 0) {
                check(ranks, all, 40);
            }
        }
    }

    private static void check(Ranks ranks, List<Domain> all, int limit) {
        var stored = all.stream().filter(domain -> domain.recipients > 0).toList();
        assertEquals(stored.size(), ranks.destinations());
        var rows = ranks.first(limit);
        assertEquals(Math.min(limit, stored.size()), rows.size());
        assertEquals(rows.size(), rows.stream().distinct().count());
        if (stored.size() > limit) {
            stored.stream()
                    .sorted(Comparator.comparingLong(domain -> domain.dueKey))
                    .limit(limit / 4)
                    .forEach(domain -> assertTrue(rows.contains(domain), domain.name));
        }
        long least = rows.isEmpty() ? 0 : rows.get(Math.min(rows.size(), limit / 2) - 1).recipients;
        long larger = stored.stream().filter(domain -> domain.recipients > least).count();
        long told = rows.stream().filter(domain -> domain.recipients > least).count();
        assertEquals(larger, told, "none of the larger half is left out");
        for (int i = 1; i < rows.size(); i++) {
            assertTrue(rows.get(i - 1).recipients >= rows.get(i).recipients, "the largest first");
        }
    }

    /** The way there, which one of our own has. */
    private static Destinations.Route there(Destinations.Row row) {
        return Objects.requireNonNull(row.route());
    }
}
