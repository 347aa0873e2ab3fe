package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.queue.Slot.Outcome;
import org.mailgauge.smtp.SmtpReply;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What makes a next hop back off, what does not, and what ends it. */
class NextHopTroubleTest {
    private static final SmtpReply LOST = SmtpReply.of(451, 4, 2, "Connection lost: reset");
    private static final SmtpReply TOO_MUCH = SmtpReply.of(451, 7, 28, "slow down");
    private static final SmtpReply TOO_MANY = SmtpReply.of(452, 5, 3, "Too many recipients");

    private static Rig small(int associations) {
        return new Rig(
                QueueConfig.DEFAULT,
                new DeliveryConfig(20, associations, 5, Duration.ZERO, 10, Map.of()));
    }

    private static void send(Rig rig, int messages) {
        for (int i = 0; i < messages; i++) {
            rig.commit(rig.envelope("a@x.test", i + "@one.test"), 1);
        }
    }

    private static void lose(Rig rig, ManualAgent.Held held) {
        held.slot.reached();
        var job = held.next().orElseThrow();
        held.slot.unreachable(LOST);
        held.slot.settle(job, List.of(new Outcome.Deferred(LOST)));
        rig.end(held);
    }

    private static void backOff(Rig rig) {
        for (var held : rig.slots()) {
            var job = held.next();
            held.slot.unreachable(Rig.DOWN);
            job.ifPresent(one -> held.slot.settle(one, List.of(new Outcome.Deferred(Rig.DOWN))));
            rig.end(held);
        }
        assertEquals(0, rig.slots().size());
    }

    private static Duration untilProbe(Rig rig) {
        var next = rig.levels().total().nextRetryTicks();
        return Duration.ofNanos(next == null ? -1 : next - rig.time.ticks());
    }

    @Test
    void restartProbesSoonHoweverLongTheBackOffWas() {
        try (var rig = new Rig()) {
            rig.send("a@x.test", "b@one.test");
            for (int i = 0; i < 6; i++) {
                backOff(rig);
                rig.advance(untilProbe(rig));
            }
            backOff(rig);
            assertTrue(untilProbe(rig).toMinutes() > 60);
            rig.routes.put("one.test", Rig.host("healthy.test"));
            rig.restart();
            assertTrue(untilProbe(rig).toSeconds() <= 30, () -> "in " + untilProbe(rig));
            rig.advance(Duration.ofSeconds(30));
            assertEquals(Rig.host("healthy.test").nextHop(), rig.slot().slot.nextHop());
            backOff(rig);
            assertTrue(untilProbe(rig).toMinutes() <= 11, "its first failures, not its mail's");
        }
    }

    @Test
    void releasedMessageThatIsTooOldGetsItsTryThoughItsNextHopBacksOff() {
        try (var rig = new Rig()) {
            var id = rig.send("a@x.test", "b@one.test");
            rig.queue.hold(id);
            rig.slots().forEach(rig::end);
            rig.advance(Duration.ofDays(6));
            rig.send("a@x.test", "c@one.test");
            backOff(rig);
            rig.queue.release(id);
            rig.advance(Duration.ofSeconds(1));
            assertEquals(0, rig.books.settled(MtaEvent.Outcome.EXPIRED), "untried");
            rig.advance(Duration.ofMinutes(6));
            assertEquals(2, rig.relayAll());
        }
    }

    @Test
    void associationThatIsUpDoesNotEndABackOffButAJobDoes() {
        try (var rig = new Rig()) {
            send(rig, 3);
            backOff(rig);
            for (int i = 0; i < 3; i++) {
                rig.advance(untilProbe(rig));
                var probe = rig.slot();
                lose(rig, probe);
                assertEquals(0, rig.slots().size());
                assertEquals(0, rig.level("STATE ready").messages());
            }
            assertTrue(untilProbe(rig).toMinutes() >= 36, () -> "it grows: " + untilProbe(rig));
            rig.advance(untilProbe(rig));
            var probe = rig.slot();
            probe.slot.reached();
            var job = probe.next().orElseThrow();
            assertEquals(0, rig.level("STATE ready").messages());
            probe.slot.settle(job, List.of(new Outcome.Bounced(Rig.NEVER)));
            assertEquals(2, rig.level("STATE ready").messages());
            rig.relayAll();
        }
    }

    @Test
    void oneMessageThatBreaksTheOnlyAssociationDoesNotStopTheOthers() {
        try (var rig = new Rig()) {
            var poison = rig.send("a@x.test", "p@one.test");
            lose(rig, rig.slot());
            assertEquals(WaitReason.PUT_OFF, rig.only(poison).reason());
            send(rig, 1);
            assertEquals(1, rig.relayAll());
            rig.advance(Duration.ofMinutes(6));
            lose(rig, rig.slot());
            assertEquals(WaitReason.PUT_OFF, rig.only(poison).reason(), "something was through");
            rig.advance(Duration.ofMinutes(12));
            lose(rig, rig.slot());
            assertEquals(
                    WaitReason.DESTINATION_UNREACHABLE, rig.only(poison).reason(), "a second loss");
        }
    }

    @Test
    void refusedFurtherAssociationCostsItsMessageNothing() {
        try (var rig = new Rig()) {
            send(rig, 5);
            var both = rig.slots();
            both.getFirst().slot.reached();
            var refused = both.getLast();
            var job = refused.next().orElseThrow();
            refused.slot.unreachable(Rig.DOWN);
            refused.slot.settle(job, List.of(new Outcome.Deferred(Rig.DOWN)));
            rig.end(refused);
            assertEquals(5, rig.level("STATE ready").messages());
            assertEquals(0, rig.only(job.id()).attempts());
            assertEquals(5, rig.relayAll());
        }
    }

    @Test
    void firstRefusalAmongThoseBeingMadeTakesAQuarter() {
        try (var rig = small(20)) {
            send(rig, 10);
            var five = rig.slots();
            assertEquals(5, five.size());
            five.getLast().slot.unreachable(Rig.DOWN);
            rig.end(five.getLast());
            five.subList(0, 4).forEach(held -> held.slot.reached());
            int on = 0;
            for (var held : five.subList(0, 4)) {
                if (goesOn(held)) {
                    on++;
                } else {
                    rig.end(held);
                }
            }
            assertEquals(3, on);
            rig.relayAll();
        }
    }

    private static boolean goesOn(ManualAgent.Held held) {
        var job = held.next();
        job.ifPresent(one -> held.slot.settle(one, List.of(new Outcome.Bounced(Rig.NEVER))));
        return job.isPresent();
    }

    @Test
    void threeJobsThatWereTooMuchMakeItBackOff() {
        try (var rig = new Rig()) {
            send(rig, 6);
            for (int i = 0; i < 3; i++) {
                assertTrue(rig.level("STATE ready").messages() > 0);
                var held = rig.slots().getFirst();
                held.slot.reached();
                rig.settle(held, new Outcome.Deferred(TOO_MUCH));
                rig.slots().stream().skip(1).forEach(rig::end);
            }
            rig.slots().forEach(rig::end);
            assertEquals(0, rig.level("STATE ready").messages());
            assertEquals(0, rig.slots().size());
            rig.advance(Duration.ofMinutes(6));
            assertEquals(1, rig.slots().size(), "a probe");
            rig.relayAll();
        }
    }

    @Test
    void recipientsThatAreTooManyGoAtOnceInFurtherTransactions() {
        try (var rig = new Rig()) {
            var to = new String[25];
            for (int i = 0; i < to.length; i++) {
                to[i] = "u" + i + "@one.test";
            }
            var id = rig.send("a@x.test", to);
            var held = rig.slot();
            held.slot.reached();
            var job = held.next().orElseThrow();
            var outcomes = new ArrayList<Outcome>();
            for (int i = 0; i < to.length; i++) {
                outcomes.add(i < 10 ? new Outcome.Relayed(Rig.OK) : new Outcome.Deferred(TOO_MANY));
            }
            held.slot.settle(job, outcomes);
            assertEquals(15, rig.level("STATE ready").recipients());
            for (var one : rig.queue.view().show(id).orElseThrow().recipients()) {
                assertEquals(0, one.attempts());
            }
            var second = rig.settle(held, new Outcome.Relayed(Rig.OK));
            assertEquals(10, second.recipients().size(), "as many as it took");
            assertEquals(5, rig.settle(held, new Outcome.Relayed(Rig.OK)).recipients().size());
            rig.end(held);
        }
    }

    @Test
    void associationsThatAreNotUsedAllowNoMore() {
        try (var rig = small(20)) {
            for (int i = 0; i < 12; i++) {
                send(rig, 1);
                assertEquals(1, rig.relayAll());
            }
            send(rig, 20);
            assertEquals(5, rig.slots().size());
            rig.relayAll();
        }
    }

    @Test
    void probeThatWaitsForAnAssociationIsNotCalledUnderWay() {
        try (var rig = small(1)) {
            rig.routes.put("two.test", Rig.host("two.test"));
            var id = rig.send("a@x.test", "b@one.test");
            backOff(rig);
            rig.send("a@x.test", "b@two.test");
            var other = rig.slot();
            rig.advance(Duration.ofMinutes(6));
            assertEquals(WaitReason.ASSOCIATIONS_FULL, rig.only(id).reason());
            rig.end(other);
            rig.relayAll();
        }
    }

    @Test
    void moreEntriesThanOneSliceThatLeadElsewhereAreSentThere() {
        try (var rig = new Rig()) {
            for (int i = 0; i < 1200; i++) {
                rig.commit(rig.envelope("a@x.test", i + "@one.test"), 1);
            }
            var held = rig.slots().getFirst();
            held.slot.reached();
            rig.routes.put("one.test", Rig.host("elsewhere.test"));
            assertTrue(held.next().isEmpty());
            assertEquals(1200, rig.level("STATE ready").messages());
            rig.end(held);
            assertEquals(1200, rig.relayAll());
        }
    }
}
