package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.queue.Slot.Outcome;
import org.mailgauge.queue.journal.Journal;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Router;
import org.mailgauge.smtp.EnhancedStatus;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** What is taken in goes out in order, and is told as it happens. */
class QueueDeliveryTest {

    @Test
    void relaysWhatCameIn() throws IOException {
        try (var rig = new Rig("one.test")) {
            var id = rig.send("a@x.test", 300, "b@one.test");
            var held = rig.slot();
            held.slot.reached();
            var job = held.next().orElseThrow();
            assertEquals(id, job.id());
            assertEquals("b@one.test", job.recipients().getFirst().path().toString());
            assertEquals("a@x.test", job.reversePath().toString());
            assertEquals(300, job.sizeOctets());
            assertEquals(300, job.content().read(0, new byte[400], 0, 400));
            assertEquals(1, rig.level("STATE in-delivery").messages());
            held.slot.settle(job, List.of(new Outcome.Relayed(Rig.OK)));
            assertTrue(held.next().isEmpty());
            assertFalse(rig.journal.holds(id));
            assertEquals(0, rig.levels().total().messages());
            var told = rig.books.all(MtaEvent.Settled.class).getFirst();
            assertEquals(MtaEvent.Outcome.RELAYED, told.outcome());
            assertTrue(told.messageFirst());
            assertEquals(2, told.shares().size());
            assertTrue(told.shares().stream().allMatch(MtaEvent.Share::first));
        }
    }

    @Test
    void whatWasHandedOnIsWhatIsTransmitted() {
        try (var rig = new Rig("one.test")) {
            rig.send("a@x.test", "b@one.test", "c@one.test");
            var held = rig.slot();
            held.slot.reached();
            var job = held.next().orElseThrow();
            held.slot.handsOn(job, 12_345);
            held.slot.relayed(job, Map.of(0, Rig.OK));
            held.slot.settle(
                    job, List.of(new Outcome.Relayed(Rig.OK), new Outcome.Relayed(Rig.OK)));
            var told = rig.books.all(MtaEvent.Settled.class);
            assertEquals(List.of(12_345L, 12_345L), told.stream().map(e -> e.octets()).toList());
            rig.send("a@x.test", "b@one.test");
            var other = held.next().orElseThrow();
            held.slot.settle(other, List.of(new Outcome.Relayed(Rig.OK)));
            assertEquals(
                    other.sizeOctets(), rig.books.all(MtaEvent.Settled.class).getLast().octets());
        }
    }

    @Test
    void whoIsRelayedBeforeTheOthersNeverGoesAgain() {
        try (var rig = new Rig("one.test")) {
            rig.send("a@x.test", "b@one.test", "c@one.test", "d@one.test");
            var held = rig.slot();
            held.slot.reached();
            var job = held.next().orElseThrow();
            held.slot.relayed(job, Map.of(1, Rig.OK));
            assertEquals(2, rig.levels().total().recipients());
            assertEquals(1, rig.books.transmittedMessages());
            assertEquals(1, rig.books.settled(MtaEvent.Outcome.RELAYED));
            held.slot.settle(
                    job,
                    List.of(
                            new Outcome.Relayed(Rig.OK),
                            new Outcome.Relayed(Rig.OK),
                            new Outcome.Deferred(Rig.LATER)));
            assertEquals(1, rig.levels().total().recipients());
            assertEquals(1, rig.books.transmittedMessages());
            assertEquals(2, rig.books.settled(MtaEvent.Outcome.RELAYED));
        }
    }

    @Test
    void whoIsRelayedBeforeAFaultIsNotPutOff() {
        try (var rig = new Rig("one.test")) {
            rig.send("a@x.test", "b@one.test", "c@one.test");
            var held = rig.slot();
            held.slot.reached();
            var job = held.next().orElseThrow();
            held.slot.relayed(job, Map.of(0, Rig.OK));
            rig.agent.crash(held);
            rig.calm();
            assertEquals(1, rig.levels().total().recipients());
            assertEquals(1, rig.level("STATE deferred").recipients());
            assertEquals(1, rig.books.settled(MtaEvent.Outcome.RELAYED));
        }
    }

    @Test
    void whoIsRelayedBeforeAKillIsNotThereAfterIt() {
        try (var rig = new Rig("one.test")) {
            rig.send("a@x.test", "b@one.test", "c@one.test");
            var held = rig.slot();
            held.slot.reached();
            var job = held.next().orElseThrow();
            held.slot.relayed(job, Map.of(0, Rig.OK));
            rig.restart();
            var again = rig.slot().next().orElseThrow();
            assertEquals(
                    List.of("c@one.test"),
                    again.recipients().stream().map(to -> to.path().toString()).toList());
        }
    }

    @Test
    void receivedIsToldOncePerGroupWithItsRecipients() {
        try (var rig = new Rig("one.test")) {
            rig.send("a@x.test", "1@one.test", "2@one.test", "3@two.test", "4@three.test");
            var received = rig.books.all(MtaEvent.Received.class).getFirst();
            assertEquals(4, received.recipients());
            var shares =
                    received.placements().stream()
                            .map(s -> s.group().name() + " " + s.recipients() + " " + s.first())
                            .sorted()
                            .toList();
            assertEquals(List.of("one.test 2 true", "other 2 true", "smtp-out 4 true"), shares);
        }
    }

    @Test
    void duplicatesAreRemovedBeforeWeTakeResponsibility() {
        try (var rig = new Rig()) {
            rig.send("a@x.test", "b@one.test", "b@ONE.test", "B@one.test");
            assertEquals(2, rig.books.takenIn());
        }
    }

    @Test
    void goesByArrival() {
        try (var rig = new Rig()) {
            var sent = new ArrayList<QueueId>();
            for (int i = 0; i < 20; i++) {
                sent.add(rig.send("a@x.test", i + "@one.test"));
                rig.time.advance(Duration.ofMillis(i % 3));
            }
            var held = rig.slots().getFirst();
            held.slot.reached();
            var taken = new ArrayList<QueueId>();
            for (int i = 0; i < 20; i++) {
                taken.add(rig.settle(held, new Outcome.Relayed(Rig.OK)).id());
            }
            assertEquals(sent, taken);
        }
    }

    @Test
    void recipientsOfOneMessageGoInOneJobOfAtMostAHundred() {
        try (var rig = new Rig()) {
            var to = IntStream.range(0, 250).mapToObj(i -> i + "@one.test").toArray(String[]::new);
            rig.send("a@x.test", to);
            var held = rig.slots().getFirst();
            held.slot.reached();
            var sizes = new ArrayList<Integer>();
            for (int i = 0; i < 3; i++) {
                sizes.add(rig.settle(held, new Outcome.Relayed(Rig.OK)).recipients().size());
            }
            assertEquals(List.of(100, 100, 50), sizes);
            assertEquals(1, rig.books.transmittedMessages());
            assertEquals(250, rig.books.settled(MtaEvent.Outcome.RELAYED));
        }
    }

    @Test
    void messageCountsOncePerGroupAtItsFirstSuccessThere() {
        try (var rig = new Rig("one.test", "two.test")) {
            rig.routes.put("two.test", Rig.host("other.test"));
            rig.send("a@x.test", "1@one.test", "2@one.test", "3@two.test");
            // Slots come on threads of their own: the test decides which is used first.
            var slots = new ArrayList<>(rig.slots());
            slots.sort(
                    Comparator.comparing(held -> !held.slot.nextHop().equals(Rig.SINK.nextHop())));
            for (var held : slots) {
                held.slot.reached();
                var job = held.next().orElseThrow();
                var outcomes = new ArrayList<Outcome>();
                job.recipients().forEach(_ -> outcomes.add(new Outcome.Relayed(Rig.OK)));
                if (job.recipients().size() == 2) {
                    outcomes.set(1, new Outcome.Deferred(Rig.LATER));
                }
                held.slot.settle(job, outcomes);
            }
            rig.advance(Duration.ofMinutes(6));
            rig.relayAll();
            var firsts =
                    rig.books.all(MtaEvent.Settled.class).stream()
                            .map(
                                    s ->
                                            s.messageFirst()
                                                    + " "
                                                    + s.shares().stream()
                                                            .filter(MtaEvent.Share::first)
                                                            .map(x -> x.group().name())
                                                            .sorted()
                                                            .toList())
                            .toList();
            assertEquals(
                    List.of("true [one.test, smtp-out]", "false [two.test]", "false []"), firsts);
        }
    }

    @Test
    void eachOutcomeOfAJobIsToldAndWritten() {
        try (var rig = new Rig()) {
            var id = rig.send("a@x.test", "1@one.test", "2@one.test", "3@one.test");
            var held = rig.slots().getFirst();
            held.slot.reached();
            var job = held.next().orElseThrow();
            held.slot.settle(
                    job,
                    List.of(
                            new Outcome.Relayed(Rig.OK),
                            new Outcome.Deferred(Rig.LATER),
                            new Outcome.Bounced(Rig.NEVER)));
            rig.calm();
            assertEquals(1, rig.books.settled(MtaEvent.Outcome.RELAYED));
            assertEquals(1, rig.books.settled(MtaEvent.Outcome.BOUNCED));
            var deferred = rig.books.all(MtaEvent.Deferred.class).getFirst();
            assertEquals(new EnhancedStatus(4, 7, 1), deferred.status());
            var waiting = rig.only(id);
            assertEquals(1, waiting.ordinal());
            assertEquals(WaitReason.PUT_OFF, waiting.reason());
            assertEquals(1, waiting.attempts());
            // What was decided at once, and what became true with the report.
            assertEquals(2, rig.journal.states(id).size());
        }
    }

    @Test
    void aDestinationGetsItsShareOfSlotsAndAllTheirSum() {
        var delivery = new DeliveryConfig(3, 5, Map.of());
        try (var rig = new Rig(QueueConfig.DEFAULT, delivery)) {
            rig.routes.put("two.test", Rig.host("other.test"));
            for (int i = 0; i < 10; i++) {
                rig.send("a@x.test", i + "@one.test");
            }
            assertEquals(3, rig.slots().size());
            var id = rig.send("a@x.test", "b@one.test");
            for (var held : rig.slots()) {
                var _ = held.next().orElseThrow();
            }
            assertEquals(WaitReason.DESTINATION_BUSY, rig.only(id).reason());
            rig.send("a@x.test", "first@two.test");
            rig.settle(rig.slots().getLast(), new Outcome.Relayed(Rig.OK)); // it answers
            for (int i = 0; i < 10; i++) {
                rig.send("a@x.test", i + "@two.test");
            }
            assertEquals(5, rig.slots().size());
            var last = rig.send("a@x.test", "c@two.test");
            assertEquals(WaitReason.ASSOCIATIONS_FULL, rig.only(last).reason());
            for (var held : rig.slots()) {
                rig.agent.end(held);
            }
            rig.advance(Duration.ofHours(4));
            rig.relayAll();
        }
    }

    @Test
    void holdRouteKeepsUntilTheRouteIsAnother() {
        try (var rig = new Rig()) {
            rig.routes.put("held.test", new Router.Decision("hold", new NextHop.Hold()));
            var id = rig.send("a@x.test", "b@held.test");
            assertEquals(WaitReason.HELD_BY_ROUTE, rig.only(id).reason());
            assertEquals(1, rig.level("STATE held").messages());
            assertEquals(1, rig.level("LOCAL hold").messages());
            rig.advance(Duration.ofDays(30));
            assertEquals(1, rig.queue.release(id));
            assertEquals(WaitReason.HELD_BY_ROUTE, rig.only(id).reason());
            rig.restart();
            assertEquals(RecipientState.HELD, rig.only(id).state());
        }
    }

    @Test
    void discardRouteDropsAtOnce() {
        try (var rig = new Rig()) {
            rig.routes.put("void.test", new Router.Decision("discard", new NextHop.Discard()));
            var id = rig.send("a@x.test", "b@void.test");
            assertEquals(1, rig.books.settled(MtaEvent.Outcome.DISCARDED));
            assertEquals(0, rig.books.transmittedMessages());
            assertFalse(rig.journal.holds(id));
        }
    }

    @Test
    void errorRouteBounces() {
        try (var rig = new Rig()) {
            var status = new EnhancedStatus(5, 1, 2);
            rig.routes.put(
                    "bad.test", new Router.Decision("error", new NextHop.Refuse(status, "no")));
            rig.send("a@x.test", "b@bad.test", "c@good.test");
            assertEquals(1, rig.books.settled(MtaEvent.Outcome.BOUNCED));
            var error = rig.books.all(MtaEvent.ProcessingError.class).getFirst();
            assertEquals(status, error.status());
            assertEquals("error", error.channel().name());
            assertEquals(1, rig.levels().total().recipients());
        }
    }

    @Test
    void errorRouteOfClass4Waits() {
        try (var rig = new Rig()) {
            var status = new EnhancedStatus(4, 3, 2);
            rig.routes.put(
                    "later.test", new Router.Decision("error", new NextHop.Refuse(status, "wait")));
            var id = rig.send("a@x.test", "b@later.test");
            assertEquals(0, rig.books.settled(MtaEvent.Outcome.BOUNCED));
            assertEquals(RecipientState.DEFERRED, rig.only(id).state());
            assertEquals(WaitReason.PUT_OFF, rig.only(id).reason());
            assertEquals("450 4.3.2 wait", String.valueOf(rig.only(id).lastReply()));
            rig.routes.put("later.test", Rig.SINK);
            rig.advance(Duration.ofHours(4));
            assertEquals(1, rig.relayAll());
        }
    }

    @Test
    void routeThatIsNotBuiltWaitsAndSaysSo() {
        try (var rig = new Rig()) {
            rig.routes.put("here.test", new Router.Decision("local", new NextHop.Local()));
            var id = rig.send("a@x.test", "b@here.test");
            assertEquals(RecipientState.DEFERRED, rig.only(id).state());
            assertEquals(WaitReason.ROUTE_NOT_BUILT, rig.only(id).reason());
            assertEquals(1, rig.level("LOCAL local").messages());
            rig.routes.put("here.test", Rig.SINK);
            rig.advance(Duration.ofHours(4));
            assertEquals(0, rig.level("LOCAL local").messages());
            var moved = rig.books.all(MtaEvent.Moved.class).getFirst();
            assertEquals(
                    "local smtp-out 1",
                    moved.from().name() + " " + moved.to().name() + " " + moved.messages());
            assertEquals(1, rig.relayAll());
        }
    }

    @Test
    void routeIsLookedUpAgainBeforeTheAttempt() {
        try (var rig = new Rig()) {
            rig.send("a@x.test", "b@one.test");
            var held = rig.slot();
            rig.routes.put("one.test", new Router.Decision("lab", Rig.host("lab.test").nextHop()));
            assertTrue(held.next().isEmpty());
            rig.end(held);
            assertEquals("lab", rig.slot().slot.channel().name());
            assertEquals(1, rig.books.all(MtaEvent.Moved.class).size());
            assertEquals(1, rig.relayAll());
        }
    }

    @Test
    void faultOfAnAgentPutsItsJobOff() {
        try (var rig = new Rig()) {
            var id = rig.send("a@x.test", "b@one.test");
            var held = rig.slot();
            var _ = held.next().orElseThrow();
            rig.agent.crash(held);
            rig.calm();
            assertEquals(RecipientState.DEFERRED, rig.only(id).state());
            assertEquals(WaitReason.INTERNAL_FAULT, rig.only(id).reason());
            rig.advance(Duration.ofMinutes(10));
            assertEquals(1, rig.relayAll());
        }
    }

    @Test
    void settlingTwiceIsOurBug() {
        try (var rig = new Rig()) {
            rig.send("a@x.test", "b@one.test");
            var held = rig.slot();
            var job = rig.settle(held, new Outcome.Relayed(Rig.OK));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> held.slot.settle(job, List.of(new Outcome.Relayed(Rig.OK))));
        }
    }

    @Test
    void operatorHoldsReleasesRetriesBouncesAndDeletes() {
        try (var rig = new Rig()) {
            var first = rig.send("a@x.test", "b@one.test");
            assertEquals(1, rig.queue.hold(first));
            assertEquals(WaitReason.HELD_BY_OPERATOR, rig.only(first).reason());
            var held = rig.slot();
            assertTrue(held.next().isEmpty());
            rig.end(held);
            assertEquals(1, rig.queue.release(first));
            rig.settle(rig.slot(), new Outcome.Deferred(Rig.LATER));
            rig.end(rig.slot());
            assertEquals(1, rig.queue.retry(first));
            assertEquals(RecipientState.READY, rig.only(first).state());
            assertEquals(1, rig.queue.delete(first));
            var second = rig.send("a@x.test", "c@one.test");
            assertEquals(1, rig.queue.bounce(second, Rig.NEVER));
            var third = rig.send("a@x.test", "d@one.test");
            assertEquals(1, rig.queue.quarantine(third, "damaged"));
            assertEquals(0, rig.queue.delete(third));
            assertEquals(1, rig.books.settled(MtaEvent.Outcome.DELETED));
            assertEquals(1, rig.books.settled(MtaEvent.Outcome.BOUNCED));
            assertEquals(1, rig.books.settled(MtaEvent.Outcome.QUARANTINED));
        }
    }

    @Test
    void damageFoundInDeliverySetsTheMessageAsideWhenTheAttemptEnds() {
        try (var rig = new Rig()) {
            var id = rig.send("a@x.test", "b@one.test");
            var held = rig.slot();
            var job = held.next().orElseThrow();
            assertEquals(0, rig.queue.quarantine(id, "checksum"));
            held.slot.settle(job, List.of(new Outcome.Deferred(Rig.LATER)));
            assertEquals(1, rig.books.settled(MtaEvent.Outcome.QUARANTINED));
            assertFalse(rig.journal.holds(id));
        }
    }

    @Test
    void operatorLeavesRecipientsInDeliveryAlone() {
        try (var rig = new Rig()) {
            var id = rig.send("a@x.test", "b@one.test");
            var held = rig.slot();
            var job = held.next().orElseThrow();
            assertEquals(0, rig.queue.delete(id));
            assertEquals(0, rig.queue.hold(id));
            held.slot.settle(job, List.of(new Outcome.Relayed(Rig.OK)));
        }
    }

    @Test
    void refusesWhatTheJournalDoesNotTake() {
        try (var rig = new Rig()) {
            rig.journal.full(true);
            var commit = rig.commit(rig.envelope("a@x.test", "b@one.test"), 10);
            assertInstanceOf(Intake.Commit.Full.class, commit);
            rig.journal.full(false);
            rig.journal.failing(true);
            commit = rig.commit(rig.envelope("a@x.test", "b@one.test"), 10);
            assertInstanceOf(Intake.Commit.Failed.class, commit);
            assertEquals(0, rig.books.takenIn());
        }
    }

    @Test
    void roomFollowsDiskJournalAndReserve() throws IOException {
        try (var rig = new Rig()) {
            long reserve = QueueConfig.DEFAULT.reserveOctets();
            assertInstanceOf(Intake.Room.Enough.class, rig.queue.room(0));
            rig.disk.octets = OptionalLong.of(reserve + 1000);
            rig.awaitSample();
            assertInstanceOf(Intake.Room.Enough.class, rig.queue.room(1000));
            assertInstanceOf(Intake.Room.Full.class, rig.queue.room(1001));
            try (var draft = rig.queue.draft()) {
                draft.write(new byte[600], 0, 600);
                assertInstanceOf(Intake.Room.Full.class, rig.queue.room(500));
            }
            assertInstanceOf(Intake.Room.Enough.class, rig.queue.room(500));
            rig.disk.inodes = OptionalLong.of(QueueConfig.DEFAULT.reserveInodes());
            rig.awaitSample();
            assertInstanceOf(Intake.Room.Full.class, rig.queue.room(0));
            rig.disk.inodes = OptionalLong.empty();
            rig.awaitSample();
            rig.journal.condition(new Journal.Condition.Congested("slow"));
            assertInstanceOf(Intake.Room.Busy.class, rig.queue.room(0));
            rig.journal.condition(new Journal.Condition.Broken("broken"));
            assertInstanceOf(Intake.Room.Busy.class, rig.queue.room(0));
            rig.journal.condition(new Journal.Condition.Full("no space left"));
            assertInstanceOf(Intake.Room.Full.class, rig.queue.room(0));
        }
    }

    @Test
    void deliversWhenTheDiskIsFull() throws IOException {
        try (var rig = new Rig()) {
            rig.send("a@x.test", "b@one.test");
            rig.disk.octets = OptionalLong.of(0);
            rig.awaitSample();
            assertInstanceOf(Intake.Room.Full.class, rig.queue.room(0));
            assertEquals(1, rig.relayAll());
        }
    }

    @Test
    void deliveryThatIsCutOffAtTheEndIsNoFaultOfTheNextHop() throws InterruptedException {
        try (var rig = new Rig()) {
            var id = rig.send("a@x.test", "b@one.test");
            var held = rig.slot();
            held.slot.reached();
            assertTrue(held.next().isPresent());
            rig.queue.quiesce(Duration.ofMillis(20));
            rig.calm();
            assertEquals(RecipientState.READY, rig.only(id).state());
            assertEquals(0, rig.only(id).attempts());
            assertEquals(List.of(), rig.books.all(MtaEvent.Deferred.class));
            rig.restart();
            assertEquals(RecipientState.READY, rig.only(id).state());
            assertEquals(1, rig.relayAll());
        }
    }

    @Test
    void quiescesBoundedAndKeepsWhatIsLeft() throws InterruptedException {
        try (var rig = new Rig()) {
            rig.send("a@x.test", "b@one.test");
            var left = rig.send("a@x.test", "c@one.test");
            var held = rig.slots().getFirst();
            var job = held.next().orElseThrow();
            held.slot.settle(job, List.of(new Outcome.Relayed(Rig.OK)));
            rig.queue.quiesce(Duration.ofMillis(20));
            assertInstanceOf(Intake.Room.Busy.class, rig.queue.room(0));
            assertTrue(held.next().isEmpty());
            assertTrue(rig.journal.closed());
            rig.calm();
            assertEquals(1, rig.levels().total().messages());
            rig.restart();
            assertEquals(RecipientState.READY, rig.only(left).state());
            assertEquals(1, rig.relayAll());
        }
    }
}
