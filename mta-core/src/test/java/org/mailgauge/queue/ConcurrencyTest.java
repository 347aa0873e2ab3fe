package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.queue.Slot.Outcome;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Router;
import org.mailgauge.sim.Await;
import org.mailgauge.smtp.SmtpReply;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** How many slots a next hop gets as its answers come, and slots that linger. */
class ConcurrencyTest {
    private static final Duration LINGER = Duration.ofSeconds(1);

    private static Rig rig(int associations, Duration linger) {
        return new Rig(
                QueueConfig.DEFAULT, new DeliveryConfig(20, associations, 2, linger, 10, Map.of()));
    }

    private static void send(Rig rig, int messages) {
        for (int i = 0; i < messages; i++) {
            rig.commit(rig.envelope("a@x.test", i + "@one.test"), 1);
        }
    }

    private static void relay(Rig rig, ManualAgent.Held held) {
        held.slot.reached();
        rig.settle(held, new Outcome.Relayed(Rig.OK));
    }

    @Test
    void eachMessageThatGetsThroughAllowsOneSlotMore() {
        try (var rig = rig(100, Duration.ZERO)) {
            send(rig, 100);
            assertEquals(2, rig.slots().size());
            relay(rig, rig.slots().getFirst());
            assertEquals(3, rig.slots().size());
            for (var held : rig.slots()) {
                relay(rig, held);
            }
            assertEquals(6, rig.slots().size());
            rig.relayAll();
        }
    }

    @Test
    void refusedAssociationsTakeBackSlotsOnce() {
        try (var rig = rig(100, Duration.ZERO)) {
            send(rig, 100);
            for (int i = 0; i < 6; i++) {
                relay(rig, rig.slots().getFirst());
            }
            var all = rig.slots();
            assertEquals(8, all.size());
            all.subList(0, 6).forEach(held -> held.slot.reached());
            for (var refused : all.subList(6, 8)) {
                refused.slot.unreachable(Rig.DOWN);
                rig.end(refused);
            }
            assertEquals(6, rig.slots().size());
            assertEquals(0, rig.level("STATE deferred").messages());
            rig.relayAll();
        }
    }

    @Test
    void replyThatWeSendTooMuchHalvesTheSlots() {
        try (var rig = rig(100, Duration.ZERO)) {
            send(rig, 100);
            for (int i = 0; i < 6; i++) {
                relay(rig, rig.slots().getFirst());
            }
            var tooMuch = SmtpReply.of(450, 7, 1, "Too many messages from you");
            rig.settle(rig.slots().getFirst(), new Outcome.Deferred(tooMuch));
            int ended = 0;
            for (var held : rig.slots()) {
                if (held.next().isEmpty()) {
                    ended++;
                    rig.end(held);
                }
            }
            assertEquals(4, ended);
            assertEquals(4, rig.slots().size());
            for (var held : rig.slots()) {
                rig.agent.end(held);
            }
            rig.advance(Duration.ofHours(1));
            rig.relayAll();
        }
    }

    @Test
    void failureWhileOthersAreStillConnectingDoesNotBackOff() {
        try (var rig = rig(100, Duration.ZERO)) {
            send(rig, 10);
            var both = rig.slots();
            both.getFirst().slot.unreachable(Rig.DOWN);
            rig.end(both.getFirst());
            assertEquals(0, rig.level("STATE deferred").messages());
            both.getLast().slot.unreachable(Rig.DOWN);
            rig.end(both.getLast());
            assertEquals(10, rig.level("STATE deferred").messages());
        }
    }

    @Test
    void afterBackOffOneProbesAndThenItBeginsSmall() {
        try (var rig = rig(100, Duration.ZERO)) {
            send(rig, 100);
            for (int i = 0; i < 8; i++) {
                relay(rig, rig.slots().getFirst());
            }
            for (var held : rig.slots()) {
                held.slot.unreachable(Rig.DOWN);
                rig.end(held);
            }
            assertEquals(0, rig.slots().size());
            rig.advance(Duration.ofMinutes(6));
            var probe = rig.slot();
            var job = probe.next().orElseThrow();
            probe.slot.reached();
            assertEquals(1, rig.slots().size(), "one until that message is settled");
            probe.slot.settle(job, List.of(new Outcome.Relayed(Rig.OK)));
            assertEquals(2, rig.slots().size(), "a further one needs more success than one");
            rig.relayAll();
        }
    }

    /** What a slot's thread got from its last question, once it has been answered. */
    private static AtomicReference<Optional<Slot.Job>> ask(Rig rig, ManualAgent.Held held) {
        var answer = new AtomicReference<Optional<Slot.Job>>();
        rig.tasks.start("ask", () -> answer.set(held.next()));
        rig.tasks.awaitQuiet();
        return answer;
    }

    private static Optional<Slot.Job> answered(AtomicReference<Optional<Slot.Job>> answer) {
        Await.until("the slot is answered", () -> answer.get() != null);
        return answer.get();
    }

    @Test
    void idleSlotTakesWhatComesWithinASecond() {
        try (var rig = rig(100, LINGER)) {
            rig.send("a@x.test", "b@one.test");
            var held = rig.slot();
            relay(rig, held);
            for (int i = 0; i < 5; i++) {
                var answer = ask(rig, held);
                assertEquals(1, rig.probe("scheduler_slots_lingering"));
                rig.time.advance(Duration.ofMillis(900));
                rig.commit(rig.envelope("a@x.test", i + "@one.test"), 1);
                var job = answered(answer).orElseThrow();
                held.slot.settle(job, List.of(new Outcome.Relayed(Rig.OK)));
                assertEquals(1, rig.slots().size(), "no other slot");
            }
            var answer = ask(rig, held);
            rig.time.advance(Duration.ofMillis(999));
            rig.tasks.awaitQuiet();
            assertEquals(null, answer.get());
            rig.time.advance(Duration.ofMillis(1));
            assertTrue(answered(answer).isEmpty());
            rig.end(held);
        }
    }

    @Test
    void idleSlotYieldsAtOnceWhenAnotherNextHopWaitsForAnAssociation() {
        try (var rig = rig(1, LINGER)) {
            rig.routes.put("two.test", Rig.host("two.test"));
            rig.send("a@x.test", "b@one.test");
            var held = rig.slot();
            relay(rig, held);
            var answer = ask(rig, held);
            rig.commit(rig.envelope("a@x.test", "b@two.test"), 1);
            assertTrue(answered(answer).isEmpty());
            rig.end(held);
            assertEquals(Rig.host("two.test").nextHop(), rig.slot().slot.nextHop());
            // And while it waits, nobody begins to linger.
            rig.commit(rig.envelope("a@x.test", "c@one.test"), 1);
            relay(rig, rig.slot());
            assertTrue(rig.slot().next().isEmpty());
            rig.end(rig.slot());
            relay(rig, rig.slot());
            rig.time.advance(LINGER);
        }
    }

    @Test
    void idleSlotEndsWhenWeStop() throws InterruptedException {
        try (var rig = rig(100, LINGER)) {
            rig.send("a@x.test", "b@one.test");
            var held = rig.slot();
            relay(rig, held);
            var answer = ask(rig, held);
            rig.queue.quiesce(Duration.ZERO);
            assertTrue(answered(answer).isEmpty());
        }
    }

    @Test
    void slotWhoseAssociationIsNotUpDoesNotLinger() {
        try (var rig = rig(100, LINGER)) {
            rig.send("a@x.test", "b@one.test");
            var held = rig.slot();
            var job = held.next().orElseThrow();
            held.slot.settle(job, List.of(new Outcome.Bounced(Rig.NEVER)));
            assertFalse(held.next().isPresent());
        }
    }

    private static List<ManualAgent.Held> slotsOf(Rig rig, String host) {
        var hop = new NextHop.SmtpHost(host, 25);
        return rig.slots().stream().filter(held -> held.slot.nextHop().equals(hop)).toList();
    }

    @Test
    @DisplayName("next hops that do not answer share half of all, and have one each of the others")
    void silenceGetsNoMoreThanHalf() {
        var delivery = new DeliveryConfig(20, 20, 5, Duration.ZERO, 10, Map.of());
        try (var rig = new Rig(QueueConfig.DEFAULT, delivery)) {
            for (int i = 0; i < 10; i++) {
                var domain = "d" + i + ".test";
                rig.routes.put(
                        domain,
                        new Router.Decision("smtp-out", new NextHop.SmtpHost("mx" + i, 25)));
                for (int j = 0; j < 8; j++) {
                    rig.commit(rig.envelope("a@x.test", j + "@" + domain), 1);
                }
            }
            assertEquals(18, rig.slots().size());
            assertEquals(5, slotsOf(rig, "mx0").size());
            assertEquals(5, slotsOf(rig, "mx1").size());
            for (int i = 2; i < 10; i++) {
                assertEquals(1, slotsOf(rig, "mx" + i).size());
            }
            relay(rig, slotsOf(rig, "mx9").getFirst());
            assertEquals(3, slotsOf(rig, "mx9").size());
            assertEquals(20, rig.slots().size());
            rig.advance(Duration.ofSeconds(6));
            rig.end(slotsOf(rig, "mx9").getFirst());
            assertEquals(2, slotsOf(rig, "mx9").size(), "it does not any more");
            rig.relayAll();
        }
    }

    @Test
    void noMoreLingerThanMay() {
        var delivery = new DeliveryConfig(20, 100, 2, LINGER, 1, Map.of());
        try (var rig = new Rig(QueueConfig.DEFAULT, delivery)) {
            send(rig, 2);
            for (var held : rig.slots()) {
                relay(rig, held);
            }
            var answer = ask(rig, rig.slots().getFirst());
            assertTrue(rig.slots().getLast().next().isEmpty());
            rig.time.advance(LINGER);
            assertTrue(answered(answer).isEmpty());
        }
    }
}
