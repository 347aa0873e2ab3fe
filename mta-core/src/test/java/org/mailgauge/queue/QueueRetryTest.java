package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.queue.Slot.Outcome;
import org.mailgauge.smtp.SmtpReply;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Retry, back-off of destinations, expiry and restart, on virtual time. */
class QueueRetryTest {

    @Test
    void putOffRecipientsAreTriedBySchedule() {
        try (var rig = new Rig()) {
            rig.send("a@x.test", "b@one.test");
            var minutes = new ArrayList<Long>();
            long start = rig.time.ticks();
            for (int i = 0; i < 9; i++) {
                var held = rig.slot();
                held.slot.reached();
                minutes.add(Duration.ofNanos(rig.time.ticks() - start).toMinutes());
                rig.settle(held, new Outcome.Deferred(SmtpReply.of(451, 3, 0, "not now")));
                rig.end(held);
                var next = rig.level("STATE deferred").nextRetryTicks();
                assertNotNull(next);
                rig.advance(Duration.ofNanos(next - rig.time.ticks()));
            }
            assertTrue(minutes.get(1) <= 60, () -> "second try after " + minutes);
            for (int i = 1; i < minutes.size(); i++) {
                double regular = Math.min(180, 5 * Math.pow(2, i - 1));
                double gap = minutes.get(i) - minutes.get(i - 1);
                assertTrue(Math.abs(gap - regular) <= 0.1 * regular + 1, minutes::toString);
            }
        }
    }

    @Test
    void hundredLongRepliesFitIntoStateRecords() {
        try (var rig = new Rig()) {
            var to = new String[100];
            for (int i = 0; i < to.length; i++) {
                to[i] = "u" + i + "@one.test";
            }
            rig.send("a@x.test", to);
            var held = rig.slot();
            held.slot.reached();
            var job = held.next().orElseThrow();
            assertEquals(100, job.recipients().size());
            var outcomes = new ArrayList<Outcome>();
            for (var recipient : job.recipients()) {
                var text = recipient.path() + " \u00ff".repeat(300);
                outcomes.add(new Outcome.Deferred(SmtpReply.of(451, 7, 1, text)));
            }
            held.slot.settle(job, outcomes);
            rig.end(held);
            rig.restart();
            assertEquals(100, rig.level("STATE deferred").recipients());
        }
    }

    @Test
    void unreachableDestinationKeepsAllThatWaitsForIt() {
        try (var rig = new Rig("one.test")) {
            var ids = new ArrayList<QueueId>();
            for (int i = 0; i < 5; i++) {
                ids.add(rig.send("a@x.test", i + "@one.test"));
            }
            var both = rig.slots();
            assertEquals(2, both.size());
            both.getFirst().slot.unreachable(Rig.DOWN);
            both.getLast().slot.unreachable(Rig.DOWN);
            both.forEach(rig::end);
            assertEquals(5, rig.level("STATE deferred").messages());
            assertEquals(0, rig.level("STATE ready").messages());
            var waiting = rig.only(ids.getLast());
            assertEquals(WaitReason.DESTINATION_UNREACHABLE, waiting.reason());
            assertEquals(Rig.DOWN, waiting.lastReply());
            assertEquals(0, waiting.attempts());
            assertEquals(
                    5,
                    rig.books.all(MtaEvent.Deferred.class).stream()
                            .mapToInt(MtaEvent.Deferred::recipients)
                            .sum());
            var retry = rig.level("OUTBOUND smtp-out").nextRetryTicks();
            assertNotNull(retry);
            assertEquals(retry, rig.level("DESTINATION one.test").nextRetryTicks());
            assertEquals(retry, rig.levels().total().nextRetryTicks());
            assertEquals(0, rig.slots().size());
        }
    }

    @Test
    void oneProbeBeforeAFlood() {
        try (var rig = new Rig()) {
            for (int i = 0; i < 5; i++) {
                rig.send("a@x.test", i + "@one.test");
            }
            for (var held : rig.slots()) {
                held.slot.unreachable(Rig.DOWN);
                rig.end(held);
            }
            rig.advance(Duration.ofMinutes(6));
            var probe = rig.slot();
            assertEquals(
                    WaitReason.PROBING,
                    rig.queue.view().list(Selection.ALL, null, 1).rows().getFirst().reason());
            var job = probe.next().orElseThrow();
            assertTrue(probe.next().isEmpty(), "a probe takes one message");
            probe.slot.reached();
            assertEquals(0, rig.level("STATE ready").messages());
            probe.slot.settle(job, List.of(new Outcome.Relayed(Rig.OK)));
            assertEquals(4, rig.level("STATE ready").messages());
            assertEquals(2, rig.slots().size());
            rig.relayAll();
            assertEquals(0, rig.levels().total().messages());
        }
    }

    @Test
    void failedProbeBacksOffFurtherAndItsMessageWaitsWithTheRest() {
        try (var rig = new Rig()) {
            var id = rig.send("a@x.test", "b@one.test");
            var gaps = new ArrayList<Long>();
            for (int i = 0; i < 4; i++) {
                var held = rig.slot();
                var job = held.next().orElseThrow();
                held.slot.unreachable(Rig.DOWN);
                held.slot.settle(job, List.of(new Outcome.Deferred(Rig.DOWN)));
                rig.end(held);
                assertEquals(WaitReason.DESTINATION_UNREACHABLE, rig.only(id).reason());
                assertEquals(i + 1, rig.only(id).attempts());
                var next = rig.levels().total().nextRetryTicks();
                assertNotNull(next);
                gaps.add(Duration.ofNanos(next - rig.time.ticks()).toMinutes());
                rig.advance(Duration.ofNanos(next - rig.time.ticks()));
            }
            assertTrue(gaps.get(3) >= 36 && gaps.get(3) <= 44, gaps::toString);
            assertEquals(1, rig.relayAll());
        }
    }

    @Test
    void whatComesWhileADestinationBacksOffWaitsToo() {
        try (var rig = new Rig()) {
            rig.send("a@x.test", "b@one.test");
            var held = rig.slot();
            held.slot.unreachable(Rig.DOWN);
            rig.end(held);
            var id = rig.send("a@x.test", "c@one.test");
            assertEquals(RecipientState.DEFERRED, rig.only(id).state());
            assertEquals(0, rig.slots().size());
            rig.routes.put("two.test", Rig.host("other.test"));
            rig.send("a@x.test", "d@two.test");
            assertEquals(1, rig.slots().size());
        }
    }

    @Test
    void failedAssociationBesideOthersDoesNotBackOff() {
        try (var rig = new Rig()) {
            for (int i = 0; i < 5; i++) {
                rig.send("a@x.test", i + "@one.test");
            }
            var both = rig.slots();
            both.getFirst().slot.reached();
            both.getLast().slot.unreachable(Rig.DOWN);
            rig.end(both.getLast());
            assertEquals(1, rig.slots().size());
            assertEquals(5, rig.level("STATE ready").messages());
            assertEquals(5, rig.relayAll());
        }
    }

    @Test
    void largeQueueIsCountedAnewInSlices() {
        try (var rig = new Rig()) {
            for (int i = 0; i < 2600; i++) {
                rig.commit(rig.envelope("a@x.test", i + "@one.test"), 1);
            }
            for (var held : rig.slots()) {
                held.slot.unreachable(Rig.DOWN);
                rig.end(held);
            }
            rig.advance(Duration.ofSeconds(1));
            assertEquals(2600, rig.level("STATE deferred").messages());
            rig.check();
            rig.advance(Duration.ofMinutes(6));
            var probe = rig.slot();
            probe.slot.reached();
            rig.settle(probe, new Outcome.Relayed(Rig.OK));
            rig.advance(Duration.ofSeconds(1));
            assertEquals(2599, rig.level("STATE ready").messages());
            assertEquals(2599, rig.relayAll());
        }
    }

    @Test
    void givesUpAfterFiveDays() {
        try (var rig = new Rig()) {
            rig.send("a@x.test", "b@one.test");
            var held = rig.slot();
            held.slot.unreachable(Rig.DOWN);
            rig.end(held);
            for (int i = 0; i < 200 && rig.levels().total().messages() > 0; i++) {
                rig.advance(Duration.ofHours(1));
                for (var one : rig.slots()) {
                    one.slot.unreachable(Rig.DOWN);
                    rig.end(one);
                }
            }
            var lived = Duration.between(org.mailgauge.sim.SimTime.START, rig.time.wall());
            assertEquals(5, lived.toDays());
            assertTrue(lived.toHours() <= 121, lived::toString);
            assertEquals(1, rig.books.settled(MtaEvent.Outcome.EXPIRED));
            var error = rig.books.all(MtaEvent.ProcessingError.class).getFirst();
            assertEquals("4.4.7", error.status().toString());
        }
    }

    @Test
    void givesUpAReportAfterADay() {
        try (var rig = new Rig()) {
            rig.send("a@x.test", "b@one.test");
            rig.send("", "b@one.test");
            for (var held : rig.slots()) {
                held.slot.unreachable(Rig.DOWN);
                rig.end(held);
            }
            rig.advance(Duration.ofHours(23));
            rig.slots().forEach(one -> one.slot.unreachable(Rig.DOWN));
            rig.slots().forEach(rig::end);
            assertEquals(2, rig.levels().total().messages());
            rig.advance(Duration.ofMinutes(61));
            assertEquals(1, rig.levels().total().messages());
            assertEquals(1, rig.books.settled(MtaEvent.Outcome.EXPIRED));
        }
    }

    @Test
    void attemptThatFailsAfterExpiryIsTheLast() {
        try (var rig = new Rig()) {
            rig.send("", "b@one.test");
            var held = rig.slot();
            var job = held.next().orElseThrow();
            rig.advance(Duration.ofDays(2));
            assertEquals(1, rig.levels().total().messages());
            held.slot.settle(job, List.of(new Outcome.Deferred(Rig.LATER)));
            assertEquals(1, rig.books.settled(MtaEvent.Outcome.EXPIRED));
        }
    }

    @Test
    void restartTakesUpWhereItWas() {
        try (var rig = new Rig("one.test")) {
            var both = rig.send("a@x.test", 70, "b@one.test", "c@one.test");
            var held = rig.slot();
            held.slot.reached();
            var job = held.next().orElseThrow();
            held.slot.settle(
                    job, List.of(new Outcome.Relayed(Rig.OK), new Outcome.Deferred(Rig.LATER)));
            var inDelivery = rig.send("a@x.test", "d@one.test");
            var _ = held.next().orElseThrow();
            var due = rig.only(both).nextAttempt();
            rig.time.advance(Duration.ofMinutes(1));
            rig.restart();
            assertEquals(1, rig.books.all(MtaEvent.Carried.class).size());
            assertEquals(2, rig.books.takenIn());
            var waiting = rig.only(both);
            assertEquals(RecipientState.DEFERRED, waiting.state());
            assertEquals(1, waiting.ordinal());
            assertEquals(1, waiting.attempts());
            assertEquals(Rig.LATER, waiting.lastReply());
            assertEquals(due, waiting.nextAttempt());
            assertEquals(RecipientState.READY, rig.only(inDelivery).state());
            assertEquals(Duration.ofMinutes(1), rig.queue.view().show(both).orElseThrow().age());
            rig.advance(Duration.ofMinutes(6));
            assertEquals(2, rig.relayAll());
            assertEquals(1, rig.books.transmittedMessages(), "the other counted in its first run");
        }
    }

    @Test
    void whatExpiredWhileWeWereDownExpiresAtStart() {
        try (var rig = new Rig()) {
            rig.send("a@x.test", "b@one.test");
            rig.journal.reopen();
            rig.time.stepWall(Duration.ofDays(6));
            rig.restart();
            rig.calm();
            assertEquals(0, rig.levels().total().messages());
            assertEquals(1, rig.books.settled(MtaEvent.Outcome.EXPIRED));
        }
    }

    @Test
    void agesAndRetriesSurviveAWallClockThatJumps() {
        try (var rig = new Rig()) {
            var id = rig.send("a@x.test", "b@one.test");
            rig.settle(rig.slot(), new Outcome.Deferred(Rig.LATER));
            rig.end(rig.slot());
            for (var jump : List.of(Duration.ofDays(400), Duration.ofDays(-900))) {
                rig.time.stepWall(jump);
                rig.advance(Duration.ofMinutes(1));
                assertEquals(RecipientState.DEFERRED, rig.only(id).state());
            }
            assertEquals(Duration.ofMinutes(2), rig.queue.view().show(id).orElseThrow().age());
            rig.advance(Duration.ofMinutes(4));
            assertEquals(1, rig.relayAll());
        }
    }

    @Test
    void restartAfterTheWallWasSetBackDoesNotWaitLongerThanRegular() {
        try (var rig = new Rig()) {
            var id = rig.send("a@x.test", "b@one.test");
            rig.settle(rig.slot(), new Outcome.Deferred(Rig.LATER));
            rig.time.stepWall(Duration.ofDays(-100));
            rig.restart();
            assertEquals(Duration.ZERO, rig.queue.view().show(id).orElseThrow().age());
            rig.advance(Duration.ofMinutes(6));
            assertEquals(1, rig.relayAll());
        }
    }

    @Test
    void damagedEnvelopeIsLeftInTheJournalAndCounted() {
        try (var rig = new Rig()) {
            var damaged = rig.send("a@x.test", "b@one.test");
            rig.send("a@x.test", "c@one.test");
            rig.journal.damage(damaged);
            rig.restart();
            assertEquals(1, rig.levels().total().messages());
            assertTrue(rig.journal.holds(damaged));
            assertEquals(1.0, rig.probe("queue_unreadable_envelopes"));
        }
    }

    @Test
    void survivorCarriesTheWholeState() {
        try (var rig = new Rig()) {
            var id = rig.send("a@x.test", "b@one.test", "c@one.test", "d@one.test");
            var held = rig.slots().getFirst();
            var job = held.next().orElseThrow();
            held.slot.settle(
                    job,
                    List.of(
                            new Outcome.Relayed(Rig.OK),
                            new Outcome.Deferred(Rig.LATER),
                            new Outcome.Bounced(Rig.NEVER)));
            rig.calm();
            var read = QueueRecords.change(rig.queue.state(id).orElseThrow());
            var states =
                    read instanceof QueueRecords.Read.Good<StateChange>(var change)
                            ? change.entries().stream().map(StateChange.Entry::state).toList()
                            : List.of();
            assertEquals(
                    List.of(
                            RecipientState.RELAYED,
                            RecipientState.DEFERRED,
                            RecipientState.BOUNCED),
                    states);
            assertTrue(rig.queue.state(new QueueId(1, 1)).isEmpty());
        }
    }
}
