package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.observe.Backlog;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.Stock;
import org.mailgauge.queue.Slot.Outcome;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Router;
import org.mailgauge.sim.Await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Levels, groups and the operator's views. */
class QueueLevelsTest {

    @Test
    void messageBelongsToTheMostActiveOfItsRecipientsStates() {
        try (var rig = new Rig()) {
            rig.send("a@x.test", "1@one.test", "2@one.test");
            assertEquals(2, rig.level("STATE ready").recipients());
            var held = rig.slots().getFirst();
            held.slot.reached();
            var job = held.next().orElseThrow();
            assertEquals(1, rig.level("STATE in-delivery").messages());
            held.slot.settle(
                    job, List.of(new Outcome.Relayed(Rig.OK), new Outcome.Deferred(Rig.LATER)));
            assertEquals(0, rig.level("STATE in-delivery").messages());
            assertEquals(1, rig.level("STATE deferred").recipients());
            assertEquals(100, rig.level("STATE deferred").octets());
        }
    }

    @Test
    void oldestIsSincePlacementInTheGroup() {
        try (var rig = new Rig("one.test")) {
            long sent = rig.time.ticks();
            rig.send("a@x.test", "b@one.test");
            rig.advance(Duration.ofMinutes(1));
            rig.send("a@x.test", "c@one.test");
            assertEquals(sent, rig.level("DESTINATION one.test").oldestTicks());
            var held = rig.slots().getFirst();
            held.slot.reached();
            rig.settle(held, new Outcome.Deferred(Rig.LATER));
            assertEquals(rig.time.ticks(), rig.level("STATE deferred").oldestTicks());
            assertEquals(sent, rig.level("OUTBOUND smtp-out").oldestTicks());
            assertEquals(rig.time.wall(), rig.level("STATE deferred").oldest());
            assertEquals(
                    "<" + sent + "@client.test>", rig.level("OUTBOUND smtp-out").oldestMessageId());
            assertNull(rig.level("STATE ready").nextRetryTicks());
        }
    }

    @Test
    void messageIdOfALaterOldestIsReadBack() {
        try (var rig = new Rig()) {
            for (int i = 0; i < 2100; i++) {
                rig.commit(rig.envelope("a@x.test", i + "@one.test"), 1);
                rig.time.advance(Duration.ofMillis(1));
            }
            var held = rig.slots().getFirst();
            held.slot.reached();
            for (int i = 0; i < 2050; i++) {
                var job = held.next().orElseThrow();
                held.slot.settle(job, List.of(new Outcome.Relayed(Rig.OK)));
            }
            Await.until(
                    "the Message-ID is read", () -> rig.levels().total().oldestMessageId() != null);
            var oldest = rig.levels().total();
            assertEquals("<" + oldest.oldestTicks() + "@client.test>", oldest.oldestMessageId());
            assertTrue(rig.journal.envelopesRead() > 0);
        }
    }

    @Test
    void admissionMovesADomainsRecipients() {
        try (var rig = new Rig()) {
            for (int i = 0; i < 30; i++) {
                rig.send("a@x.test", i + "@big.test", i + "@small.test");
            }
            rig.advance(Duration.ofMinutes(10));
            assertEquals(
                    List.of(
                            new Backlog.Waiting("big.test", 30),
                            new Backlog.Waiting("small.test", 30)),
                    rig.queue.waiting(rig.groups.destination("x"), 20, 10).stream()
                            .sorted((a, b) -> a.domain().compareTo(b.domain()))
                            .toList());
            rig.groups.admit("big.test");
            rig.queue.regroup("big.test", rig.groups.destination("big.test"));
            rig.queue.regroup("big.test", rig.groups.destination("big.test"));
            var moved = rig.books.all(MtaEvent.Moved.class);
            assertEquals(1, moved.size());
            assertEquals(30, moved.getFirst().recipients());
            assertEquals(0, moved.getFirst().messages(), "all have a recipient left in other");
            assertEquals(30, rig.level("DESTINATION big.test").messages());
            assertEquals(rig.time.ticks(), rig.level("DESTINATION big.test").oldestTicks());
            rig.check();
            rig.relayAll();
        }
    }

    // --- views

    @Test
    void listsInPagesAndByFilter() {
        try (var rig = new Rig()) {
            rig.routes.put("held.test", new Router.Decision("hold", new NextHop.Hold()));
            var all = new ArrayList<QueueId>();
            for (int i = 0; i < 1300; i++) {
                var to = i % 2 == 0 ? i + "@one.test" : i + "@held.test";
                var from = i % 13 == 0 ? "" : "s" + i % 3 + "@x.test";
                var commit = rig.commit(rig.envelope(from, to), 1);
                all.add(((Intake.Commit.Durable) commit).id());
            }
            var view = rig.queue.view();
            var listed = new ArrayList<QueueId>();
            String after = null;
            do {
                var page = view.list(Selection.ALL, after, 77);
                page.rows().forEach(row -> listed.add(row.id()));
                after = page.next();
                rig.queue.delete(listed.getLast()); // a page may end at one that leaves
            } while (after != null);
            assertEquals(all, listed);
            var held =
                    Selection.of(
                            new Criterion.State(RecipientState.HELD),
                            new Criterion.Channel("hold"),
                            new Criterion.Destination("held.test"));
            assertEquals(
                    rig.level("STATE held").messages(), view.list(held, null, 1000).rows().size());
            var sender = Selection.of(new Criterion.Sender("s1", "x.test"));
            assertTrue(
                    view.list(sender, null, 1000).rows().stream()
                            .allMatch(row -> row.reversePath().equals("s1@x.test")));
            assertTrue(
                    view
                            .list(Selection.of(new Criterion.Sender(null, null)), null, 1000)
                            .rows()
                            .stream()
                            .allMatch(row -> row.reversePath().isEmpty()));
            assertEquals(
                    List.of(),
                    view.list(Selection.of(new Criterion.Destination("no.test")), null, 10).rows());
        }
    }

    @Test
    void summarisesByDestination() {
        try (var rig = new Rig("one.test")) {
            rig.send("a@x.test", 10, "1@one.test", "2@one.test", "3@two.test");
            rig.advance(Duration.ofMinutes(3));
            rig.send("a@x.test", 20, "4@one.test");
            for (var held : rig.slots()) {
                held.slot.unreachable(Rig.DOWN);
                rig.end(held);
            }
            var lines = rig.queue.view().summary(10);
            assertEquals(2, lines.size());
            var one = lines.getFirst();
            assertEquals("one.test one.test", one.domain() + " " + one.group());
            assertEquals(List.of("smtp-out smtp:[sink.test]:25"), one.routes());
            assertEquals(2, one.messages());
            assertEquals(3, one.recipients());
            assertEquals(30, one.octets());
            assertEquals(Duration.ofMinutes(3), one.age());
            assertEquals(Rig.DOWN, one.lastReply());
            assertTrue(one.nextRetry() != null && one.nextRetry().isAfter(rig.time.wall()));
            assertEquals("other", lines.getLast().group());
            assertEquals(1, rig.queue.view().summary(1).size());
        }
    }

    @Test
    void showsAMessageInFull() {
        try (var rig = new Rig()) {
            var id = rig.send("a@x.test", "b@one.test", "c@one.test");
            var held = rig.slots().getFirst();
            held.slot.reached();
            var job = held.next().orElseThrow();
            held.slot.settle(
                    job, List.of(new Outcome.Relayed(Rig.OK), new Outcome.Deferred(Rig.LATER)));
            var shown = rig.queue.view().show(id).orElseThrow();
            assertEquals(2, shown.envelope().recipients().size());
            assertEquals(1, shown.settled());
            var waiting = shown.recipients().getFirst();
            assertEquals("c@one.test", waiting.path());
            assertEquals("smtp:[sink.test]:25", waiting.nextHop());
            assertEquals(Rig.LATER, waiting.lastReply());
            var wait =
                    Duration.between(
                            rig.time.wall(),
                            java.util.Objects.requireNonNull(waiting.nextAttempt()));
            assertTrue(wait.toSeconds() >= 270 && wait.toSeconds() <= 330, wait::toString);
            assertTrue(rig.queue.view().show(new QueueId(1, 1)).isEmpty());
        }
    }

    // --- random operations against a naive recount

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {42, 1})
    void levelsAreThoseOfANaiveRecountOverRandomOperations(long seed) {
        var delivery = new DeliveryConfig(2, 4, Map.of());
        var config =
                new QueueConfig(
                        1 << 20,
                        0,
                        false,
                        1 << 20,
                        0,
                        0,
                        Duration.ofMinutes(5),
                        Duration.ofHours(3),
                        Duration.ofHours(30),
                        Duration.ofHours(10),
                        null);
        try (var rig = new Rig(config, delivery, "d0.test", "d1.test")) {
            var chaos = new Chaos(rig, new SplittableRandom(seed));
            for (int i = 0; i < 4_000; i++) {
                chaos.step();
                if (i % 25 == 0) {
                    NaiveCount.check(rig.queue, rig.levels(), rig.time.ticks());
                    rig.books.check(rig.queue);
                }
            }
            assertTrue(chaos.settled > 80, () -> chaos.settled + " jobs");
            chaos.endAll();
        }
    }

    /** Random operations on a queue. */
    private static final class Chaos {
        private final Rig rig;
        private final SplittableRandom random;
        private final Map<Slot, List<Slot.Job>> jobs = new LinkedHashMap<>();
        private int settled;

        Chaos(Rig rig, SplittableRandom random) {
            this.rig = rig;
            this.random = random;
        }

        void step() {
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3 -> send();
                case 4, 5, 6, 7 -> take();
                case 8, 9, 10, 11 -> settle();
                case 12 -> trouble();
                case 13 -> reached();
                case 14 -> end();
                case 15 -> operate();
                case 16 -> route();
                case 17 -> admit();
                default -> rig.time.advance(Duration.ofSeconds(random.nextInt(2000)));
            }
            if (random.nextInt(2500) == 0) {
                jobs.clear();
                rig.restart();
            }
            rig.calm();
        }

        private void send() {
            int count = 1 + random.nextInt(random.nextInt(4) == 0 ? 12 : 2);
            var to =
                    IntStream.range(0, count)
                            .mapToObj(i -> "u" + i + "@d" + random.nextInt(7) + ".test")
                            .toArray(String[]::new);
            var from = random.nextInt(6) == 0 ? "" : "a@s" + random.nextInt(3) + ".test";
            rig.commit(rig.envelope(from, to), random.nextInt(50));
        }

        private ManualAgent.@org.jspecify.annotations.Nullable Held anySlot() {
            var all = rig.slots();
            return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
        }

        private void take() {
            var held = anySlot();
            if (held != null) {
                held.next()
                        .ifPresent(
                                job ->
                                        jobs.computeIfAbsent(held.slot, _ -> new ArrayList<>())
                                                .add(job));
            }
        }

        private void settle() {
            for (var entry : jobs.entrySet()) {
                if (!entry.getValue().isEmpty()) {
                    settle(entry.getKey(), entry.getValue().removeFirst());
                    return;
                }
            }
        }

        private void settle(Slot slot, Slot.Job job) {
            slot.settle(job, job.recipients().stream().map(_ -> outcome()).toList());
            settled++;
        }

        private Outcome outcome() {
            return switch (random.nextInt(6)) {
                case 0, 1 -> new Outcome.Relayed(Rig.OK);
                case 2 -> new Outcome.Bounced(Rig.NEVER);
                case 3 -> new Outcome.Discarded();
                default -> new Outcome.Deferred(Rig.LATER);
            };
        }

        private void trouble() {
            var held = anySlot();
            if (held != null) {
                held.slot.unreachable(Rig.DOWN);
            }
        }

        private void reached() {
            var held = anySlot();
            if (held != null) {
                held.slot.reached();
            }
        }

        private void end() {
            var held = anySlot();
            if (held != null) {
                jobs.remove(held.slot);
                rig.end(held);
            }
        }

        void endAll() {
            for (var held : rig.slots()) {
                jobs.remove(held.slot);
                rig.end(held);
            }
        }

        private void operate() {
            var page = rig.queue.view().list(Selection.ALL, null, 40);
            if (page.rows().isEmpty()) {
                return;
            }
            var id = page.rows().get(random.nextInt(page.rows().size())).id();
            switch (random.nextInt(6)) {
                case 0 -> rig.queue.hold(id);
                case 1, 2 -> rig.queue.release(id);
                case 3 -> rig.queue.retry(id);
                case 4 -> rig.queue.delete(id);
                default -> rig.queue.bounce(id, Rig.NEVER);
            }
        }

        private void route() {
            var domain = "d" + random.nextInt(7) + ".test";
            switch (random.nextInt(6)) {
                case 0 -> rig.routes.put(domain, new Router.Decision("hold", new NextHop.Hold()));
                case 1 -> rig.routes.put(domain, new Router.Decision("local", new NextHop.Local()));
                case 2 -> rig.routes.put(domain, Rig.host("b.test"));
                case 3 ->
                        rig.routes.put(
                                domain, new Router.Decision("lab", Rig.host("c.test").nextHop()));
                default -> rig.routes.remove(domain);
            }
        }

        private void admit() {
            var domain = "d" + random.nextInt(7) + ".test";
            if (random.nextInt(20) == 0) {
                rig.groups.admit(domain);
                rig.queue.regroup(domain, rig.groups.destination(domain));
            }
        }
    }

    /** A look at a level that a test of its own would miss: an empty queue. */
    @Test
    void emptyQueueHasNoAgesAndNoRetries() {
        try (var rig = new Rig()) {
            rig.send("a@x.test", "b@one.test");
            rig.relayAll();
            for (var entry : rig.levels().groups()) {
                assertEquals(Stock.Level.EMPTY, entry.level(), () -> entry.group().name());
            }
            assertEquals(Stock.Level.EMPTY, rig.levels().total());
        }
    }
}
