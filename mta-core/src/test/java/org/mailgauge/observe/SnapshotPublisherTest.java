package org.mailgauge.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.sim.Await;
import org.mailgauge.sim.SimTasks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

class SnapshotPublisherTest {
    private static final List<String> DOMAINS =
            List.of("one.test", "two.test", "three.test", "four.test", "five.test");

    private final Observed mta = new Observed();

    @Test
    void publishesNothingWhileNothingChanges() {
        var first = mta.publisher.fresh();
        mta.time.advance(Duration.ofHours(1));
        assertSame(first, mta.publisher.fresh());
        mta.publisher.refresh();
        assertSame(first, mta.publisher.current());
    }

    @Test
    void aChangeIsPublishedUnderTheNextNumber() {
        var first = mta.publisher.fresh();
        mta.queue.accept("smtp-in", 10, "smtp-out", "one.test");
        assertSame(first, mta.publisher.current());
        mta.publisher.refresh();
        assertEquals(first.sequence() + 1, mta.publisher.current().sequence());
        assertEquals(mta.time.ticks(), mta.publisher.current().takenTicks());
    }

    @Test
    void aLevelThatChangesWithoutAnEventIsPublished() {
        var message = mta.queue.accept("smtp-in", 10, "smtp-out", "one.test");
        mta.mark();
        mta.queue.state(message, Groups.QueueState.DEFERRED);
        assertEquals(
                """
                [deferred].stored.messages=+1
                [deferred].stored.octets=+10
                [deferred].stored.recipients=+1
                [ready].stored.messages=-1
                [ready].stored.octets=-10
                [ready].stored.recipients=-1
                """,
                mta.changes());
    }

    @Test
    void probesAreBoundedAndOnlyFiniteValuesAreTaken() {
        Probe many =
                into -> {
                    into.accept("broken", Double.NaN);
                    for (int i = 0; i < 600; i++) {
                        into.accept("value_" + i, i);
                    }
                };
        var health = publisher(many).fresh().health();
        assertEquals(101.0, health.get("probe_values_dropped"));
        assertEquals(499.0, health.get("value_499"));
        assertEquals(0.0, health.get("ledger_imbalance_recipients"));
        assertTrue(health.size() <= 510, health.toString());
    }

    @Test
    void healthAloneIsPublishedOnceASecond() {
        var value = new AtomicLong();
        var publisher = publisher(into -> into.accept("memory_octets", (double) value.get()));
        var first = publisher.fresh();
        value.set(7);
        mta.time.advance(Duration.ofMillis(999));
        publisher.refresh();
        assertSame(first, publisher.current());
        mta.time.advance(Duration.ofMillis(1));
        publisher.refresh();
        assertNotSame(first, publisher.current());
        value.set(8);
        assertEquals(8.0, publisher.fresh().health().get("memory_octets"));
    }

    private SnapshotPublisher publisher(Probe probe) {
        return new SnapshotPublisher(
                mta.time,
                List.of(new SnapshotPublisher.Source(mta.ledger, mta.groups, mta.queue)),
                List.of(probe));
    }

    /** A stock that is there, that does not answer, or that has a defect. */
    private final class Doubtful implements Stock {
        private String mood = "answers";

        @Override
        public void read(Consumer<Levels> reader) {
            mta.queue.read(reader);
        }

        @Override
        public boolean read(Duration atMost, Consumer<Levels> reader) {
            if (mood.equals("fails")) {
                throw new IllegalStateException("a defect, made for this test");
            }
            if (mood.equals("answers")) {
                read(reader);
            }
            return mood.equals("answers");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"is silent", "fails"})
    void whatALostStockHoldsIsUnknownUntilItIsBack(String mood) {
        var stock = new Doubtful();
        var source = new SnapshotPublisher.Source(mta.ledger, mta.groups, stock);
        var publisher = new SnapshotPublisher(mta.time, List.of(source), List.of());
        mta.ledger.tell(new MtaEvent.StatusChanged(MtaEvent.OperStatus.UP));
        mta.queue.accept("smtp-in", 10, "smtp-out", "one.test");
        var before = publisher.fresh().applications().getFirst();
        stock.mood = mood;
        mta.time.advance(Duration.ofSeconds(5));
        var lost = publisher.fresh();
        var application = lost.applications().getFirst();
        assertEquals(MtaEvent.OperStatus.DOWN, application.status());
        assertEquals(mta.time.ticks(), application.lastChangeTicks());
        var of = Objects.requireNonNull(application.mta());
        assertNull(of.stored());
        assertNull(of.imbalance());
        assertEquals(1, of.receivedMessages());
        assertTrue(of.groups().stream().allMatch(row -> row.stored() == null));
        assertTrue(of.groups().stream().allMatch(row -> row.imbalance() == null));
        assertTrue(!lost.health().containsKey("ledger_imbalance_recipients"));
        mta.time.advance(Duration.ofSeconds(5));
        assertSame(lost, publisher.fresh(), "nothing has changed");
        stock.mood = "answers";
        var back = publisher.fresh().applications().getFirst();
        assertEquals(before.mta(), back.mta());
        assertEquals(MtaEvent.OperStatus.UP, back.status());
        assertEquals(mta.time.ticks(), back.lastChangeTicks());
    }

    @Test
    void anImbalanceIsShown() {
        mta.ledger.tell(new MtaEvent.Received(null, 10, 3, List.of()));
        var health = mta.publisher.fresh().health();
        assertEquals(3.0, health.get("ledger_imbalance_recipients"));
        assertEquals(3, mta.mta().imbalance());
        mta.ledger.tell(
                new MtaEvent.Moved(
                        mta.groups.channel("smtp-out"), mta.groups.channel("local"), 1, 2, 10));
        assertEquals(4.0, mta.publisher.fresh().health().get("ledger_group_imbalance_recipients"));
    }

    @Test
    void theLoopKeepsTheSnapshotFresh() {
        try (var tasks = new SimTasks();
                var loop =
                        new ObserverLoop(
                                mta.time,
                                mta.publisher,
                                List.of(new ObserverLoop.Mta(mta.groups, mta.queue)))) {
            loop.start(tasks);
            Await.until(() -> "the loop sleeps", () -> mta.time.timers() == 1);
            mta.queue.accept("smtp-in", 10, "smtp-out", "one.test");
            mta.time.advance(Duration.ofMillis(250));
            Await.until(() -> "the message is shown", () -> shown() == 1);
        }
    }

    private long shown() {
        var totals = mta.publisher.current().applications().getFirst().mta();
        return totals == null ? -1 : totals.receivedMessages();
    }

    /** A seeded stream of what a queue does; after each step everything adds up. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everySnapshotOfARandomRunAddsUp(long seed) {
        var run = new Run(mta, new SplittableRandom(seed));
        for (int step = 0; step < 400; step++) {
            run.step();
            assertAddsUp(mta.publisher.fresh());
        }
    }

    @Test
    void snapshotsTakenWhileThreadsWorkAddUp() {
        var stop = new AtomicBoolean();
        var started = new CountDownLatch(3);
        try (var tasks = new SimTasks()) {
            for (int worker = 0; worker < 3; worker++) {
                var run = new Run(mta, new SplittableRandom(worker));
                tasks.startPlatform(
                        "worker-" + worker,
                        () -> {
                            run.step();
                            started.countDown();
                            for (int i = 0; i < 20_000 && !stop.get(); i++) {
                                run.step();
                            }
                        });
            }
            started.await();
            long last = 0;
            for (int i = 0; i < 300; i++) {
                var snapshot = mta.publisher.fresh();
                assertTrue(snapshot.sequence() >= last);
                last = snapshot.sequence();
                assertAddsUp(snapshot);
            }
            stop.set(true);
            tasks.awaitEnd();
            assertEquals(List.of(), tasks.failures());
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        assertAddsUp(mta.publisher.fresh());
    }

    private static void assertAddsUp(MtaSnapshot snapshot) {
        var mta = snapshot.applications().getFirst().mta();
        if (mta == null) {
            throw new AssertionError("no mtaTable row");
        }
        assertEquals(0, mta.imbalance(), () -> mta.ownBooks().toString());
        var stored = new long[4];
        long stateMessages = 0;
        for (var row : mta.groups()) {
            var imbalance = row.imbalance();
            assertEquals(0, imbalance == null ? 0 : imbalance, () -> row.toString());
            var level = row.stored();
            if (level != null) {
                stored[-row.group().kind().collection()] += level.ownRecipients();
                if (row.group().kind() == MtaGroup.Kind.STATE) {
                    stateMessages += level.messages();
                }
            }
        }
        assertEquals(requireNonNull(mta.stored()).messages(), stateMessages);
        for (int collection = 1; collection <= 3; collection++) {
            assertEquals(
                    requireNonNull(mta.stored()).recipients(),
                    stored[collection],
                    "-" + collection);
        }
    }

    /** Random work with the messages of one worker. */
    private static final class Run {
        private final Observed mta;
        private final SplittableRandom random;
        private final List<QueueDouble.Message> mine = new ArrayList<>();

        Run(Observed mta, SplittableRandom random) {
            this.mta = mta;
            this.random = random;
        }

        void step() {
            if (mine.isEmpty() || (mine.size() < 50 && random.nextInt(3) == 0)) {
                mine.add(arrival());
                return;
            }
            var message = mine.get(random.nextInt(mine.size()));
            switch (random.nextInt(6)) {
                case 0 -> mta.queue.reroute(message, random.nextBoolean() ? "smtp-out" : "branch");
                case 1 -> mta.queue.expand(message, domains(random.nextInt(4)));
                case 2 -> mta.queue.state(message, pick(Groups.QueueState.values()));
                case 3 ->
                        mta.groups
                                .admitByBacklog(pick(DOMAINS.toArray(String[]::new)))
                                .ifPresent(group -> mta.queue.regroup(group.name(), group));
                default -> {
                    int count = 1 + random.nextInt(message.waiting.size());
                    mta.queue.settle(message, count, pick(MtaEvent.Outcome.values()));
                }
            }
            mine.removeIf(one -> one.waiting.isEmpty());
        }

        private QueueDouble.Message arrival() {
            int octets = random.nextInt(10_000);
            var domains = domains(1 + random.nextInt(4));
            return switch (random.nextInt(4)) {
                case 0 -> mta.queue.carry(octets, "smtp-out", domains);
                case 1 -> mta.queue.accept("", octets, "smtp-out", domains);
                default -> mta.queue.accept("smtp-in", octets, "smtp-out", domains);
            };
        }

        private String[] domains(int count) {
            var domains = new String[count];
            for (int i = 0; i < count; i++) {
                domains[i] = DOMAINS.get(random.nextInt(DOMAINS.size()));
            }
            return domains;
        }

        private <T> T pick(T[] from) {
            return from[random.nextInt(from.length)];
        }
    }
}
