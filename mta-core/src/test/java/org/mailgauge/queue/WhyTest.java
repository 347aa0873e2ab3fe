package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.queue.Pause.Kind;
import org.mailgauge.queue.Slot.Outcome;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Router;
import org.mailgauge.smtp.SmtpReply;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What {@code why} says, against what then happens: each reason, and its next event. */
class WhyTest {

    private static Why why(Rig rig, QueueId id) {
        var all = rig.queue.view().why(Selection.of(id), 10);
        assertEquals(1, all.size());
        var why = all.getFirst();
        assertEquals(rig.only(id).reason(), why.waiting().reason());
        return why;
    }

    private static Why expect(
            Rig rig, QueueId id, WaitReason reason, Why.Next next, String... words) {
        var why = why(rig, id);
        assertEquals(reason, why.waiting().reason(), why.sentence());
        assertEquals(next, why.next(), why.sentence());
        for (var word : words) {
            assertTrue(why.sentence().contains(word), why.sentence());
        }
        return why;
    }

    /** Moves time to a moment before that of the event, and then to it. */
    private static void passes(Rig rig, Why why, Runnable before, Runnable then) {
        var at = Objects.requireNonNull(why.at(), why.sentence());
        rig.advance(Duration.between(rig.time.wall(), at).minusMillis(2));
        before.run();
        rig.advance(Duration.ofMillis(4));
        then.run();
    }

    private static void putOff(Rig rig) {
        var held = rig.slot();
        held.slot.reached();
        rig.settle(held, new Outcome.Deferred(Rig.LATER));
        rig.end(held);
    }

    private static void unreachable(Rig rig) {
        var held = rig.slot();
        held.slot.unreachable(Rig.DOWN);
        rig.end(held);
    }

    private static Pause pause(Kind kind, String name) {
        return new Pause(kind, name, "new disks", "op", Instant.EPOCH);
    }

    @Test
    void readyInDeliveryAndBusy() {
        try (var rig = new Rig(QueueConfig.DEFAULT, new DeliveryConfig(1, 2, Map.of()))) {
            var first = rig.send("a@x.test", "1@one.test");
            expect(rig, first, WaitReason.DESTINATION_BUSY, Why.Next.ASSOCIATION_FREE, "1 of 1");
            var held = rig.slot();
            held.slot.reached();
            var job = held.next().orElseThrow();
            expect(rig, first, WaitReason.IN_DELIVERY, Why.Next.ATTEMPT_ENDS, "smtp:[sink.test]");
            var second = rig.send("a@x.test", "2@one.test");
            expect(
                    rig,
                    second,
                    WaitReason.DESTINATION_BUSY,
                    Why.Next.ASSOCIATION_FREE,
                    "1 of 1 associations",
                    "1 recipients wait");
            held.slot.settle(job, List.of(new Outcome.Relayed(Rig.OK)));
            assertTrue(rig.queue.view().why(Selection.of(first), 10).isEmpty(), "it ended");
            assertEquals(second, held.next().orElseThrow().id(), "the association was free");
            rig.end(held);
        }
    }

    @Test
    void associationsFull() {
        try (var rig = new Rig(QueueConfig.DEFAULT, new DeliveryConfig(1, 1, Map.of()))) {
            rig.routes.put("two.test", Rig.host("two.test"));
            rig.send("a@x.test", "1@one.test");
            var second = rig.send("a@x.test", "2@two.test");
            expect(rig, second, WaitReason.ASSOCIATIONS_FULL, Why.Next.ASSOCIATION_FREE, "all 1");
            var held = rig.slot();
            rig.settle(held, new Outcome.Relayed(Rig.OK));
            rig.end(held);
            var next = rig.slot();
            assertEquals(second, next.next().orElseThrow().id());
            rig.end(next);
        }
    }

    @Test
    void putOffIsTriedAtItsTime() {
        try (var rig = new Rig()) {
            var id = rig.send("a@x.test", "1@one.test");
            var began = rig.time.wall();
            putOff(rig);
            var why =
                    expect(
                            rig,
                            id,
                            WaitReason.PUT_OFF,
                            Why.Next.ATTEMPT,
                            "1 attempt ended",
                            "greylisted");
            var last = assertNotNullIn(why.lastAttempt());
            assertTrue(Duration.between(last, began).abs().toSeconds() <= 1, why.sentence());
            passes(
                    rig,
                    why,
                    () -> assertEquals(0, rig.slots().size()),
                    () -> assertEquals(id, rig.slot().next().orElseThrow().id()));
            rig.end(rig.slot());
        }
    }

    private static Instant assertNotNullIn(@org.jspecify.annotations.Nullable Instant time) {
        assertNotNull(time);
        return time;
    }

    @Test
    void unreachableIsProbedThenAllWaitForTheProbe() {
        try (var rig = new Rig()) {
            var id = rig.send("a@x.test", "1@one.test");
            unreachable(rig);
            var other = rig.send("a@x.test", "2@one.test");
            expect(
                    rig,
                    other,
                    WaitReason.DESTINATION_UNREACHABLE,
                    Why.Next.PROBE,
                    "once",
                    "refused");
            var why = expect(rig, id, WaitReason.DESTINATION_UNREACHABLE, Why.Next.PROBE, "once");
            passes(
                    rig,
                    why,
                    () -> assertEquals(0, rig.slots().size()),
                    () -> assertEquals(1, rig.slots().size()));
            expect(rig, other, WaitReason.PROBING, Why.Next.PROBE_ENDS);
            rig.slot().slot.unreachable(Rig.DOWN);
            rig.end(rig.slot());
            expect(
                    rig,
                    other,
                    WaitReason.DESTINATION_UNREACHABLE,
                    Why.Next.PROBE,
                    "2 times in a row");
        }
    }

    @Test
    void whatIsPutOffByItselfWaitsForTheProbeWhenThatIsLater() {
        try (var rig = new Rig()) {
            var id = rig.send("a@x.test", "1@one.test");
            putOff(rig);
            rig.advance(Duration.ofMinutes(3));
            rig.send("a@x.test", "2@one.test");
            unreachable(rig);
            var why = expect(rig, id, WaitReason.PUT_OFF, Why.Next.PROBE, "greylisted", "refused");
            rig.advance(Duration.ofMinutes(3));
            expect(rig, id, WaitReason.DESTINATION_UNREACHABLE, Why.Next.PROBE);
            assertEquals(why.at(), why(rig, id).at(), "it was known before its own time came");
            passes(
                    rig,
                    why,
                    () -> assertEquals(0, rig.slots().size()),
                    () -> assertEquals(1, rig.slots().size()));
            rig.slots().forEach(rig::end);
        }
    }

    @Test
    void heldWaitsForTheOperatorAndNeverExpires() {
        try (var rig = new Rig()) {
            rig.routes.put("held.test", new Router.Decision("hold", new NextHop.Hold()));
            var byRoute = rig.send("a@x.test", "1@held.test");
            assertNull(expect(rig, byRoute, WaitReason.HELD_BY_ROUTE, Why.Next.RELEASE).expires());
            var id = rig.send("a@x.test", "1@one.test");
            rig.queue.hold(id);
            rig.slots().forEach(rig::end);
            assertNull(expect(rig, id, WaitReason.HELD_BY_OPERATOR, Why.Next.RELEASE).expires());
            rig.advance(Duration.ofDays(10));
            expect(rig, id, WaitReason.HELD_BY_OPERATOR, Why.Next.RELEASE);
            rig.queue.release(id);
            assertEquals(id, rig.slot().next().orElseThrow().id(), "it is tried once, late");
            rig.end(rig.slot());
        }
    }

    @Test
    void pausedIsGivenUpAtItsTimeUnlessResumed() {
        try (var rig = new Rig()) {
            rig.queue.pause(pause(Kind.DESTINATION, "one.test"));
            var id = rig.send("a@x.test", "1@one.test");
            var why =
                    expect(
                            rig,
                            id,
                            WaitReason.PAUSED,
                            Why.Next.EXPIRY,
                            "destination one.test",
                            "by op (new disks)",
                            "not tried yet");
            assertEquals(why.expires(), why.at());
            passes(
                    rig,
                    why,
                    () -> expect(rig, id, WaitReason.PAUSED, Why.Next.EXPIRY),
                    () -> assertTrue(rig.queue.view().show(id).isEmpty()));
        }
    }

    @Test
    void aRouteThatIsNotBuiltIsLookedUpAgain() {
        try (var rig = new Rig()) {
            rig.routes.put("mx.test", new Router.Decision("smtp-out", new NextHop.Local()));
            var id = rig.send("a@x.test", "1@mx.test");
            var why = expect(rig, id, WaitReason.ROUTE_NOT_BUILT, Why.Next.ROUTE);
            rig.routes.put("mx.test", Rig.host("mx.test"));
            passes(
                    rig,
                    why,
                    () -> assertEquals(0, rig.slots().size()),
                    () -> assertEquals(1, rig.slots().size()));
            rig.end(rig.slot());
        }
    }

    @Test
    void theLastWaitEndsWithGivingUp() {
        try (var rig = new Rig()) {
            var id = rig.send("a@x.test", "1@one.test");
            for (var why = tried(rig, id); ; why = tried(rig, id)) {
                if (why.next() == Why.Next.EXPIRY) {
                    passes(
                            rig,
                            why,
                            () -> assertTrue(rig.queue.view().show(id).isPresent()),
                            () -> assertTrue(rig.queue.view().show(id).isEmpty()));
                    return;
                }
                passes(rig, why, () -> {}, () -> assertEquals(1, rig.slots().size()));
            }
        }
    }

    private static Why tried(Rig rig, QueueId id) {
        putOff(rig);
        return why(rig, id);
    }

    @Test
    void stoppingWaitsForTheNextStart() throws InterruptedException {
        try (var rig = new Rig(QueueConfig.DEFAULT, new DeliveryConfig(1, 1, Map.of()))) {
            rig.send("a@x.test", "1@one.test");
            var id = rig.send("a@x.test", "2@one.test");
            rig.queue.quiesce(Duration.ZERO);
            expect(rig, id, WaitReason.STOPPING, Why.Next.START);
            rig.restart();
            assertTrue(rig.relayAll() >= 1);
        }
    }

    @Test
    void tellsHowManyGoBeforeIt() {
        try (var rig = new Rig(QueueConfig.DEFAULT, new DeliveryConfig(1, 1, Map.of()))) {
            rig.send("a@x.test", "0@one.test");
            var second = rig.send("a@x.test", "1@one.test");
            var third = rig.send("a@x.test", "2@one.test", "3@one.test");
            assertEquals(1, why(rig, second).ahead());
            assertEquals(2, whyAny(rig, third).ahead());
            assertTrue(whyAny(rig, third).sentence().contains("2 messages go before it"));
            var held = rig.slot();
            held.slot.reached();
            rig.settle(held, new Outcome.Relayed(Rig.OK));
            assertTrue(why(rig, second).sentence().contains("it goes first there"));
            assertEquals(1, whyAny(rig, third).ahead());
            var job = held.next().orElseThrow();
            assertEquals(second, job.id());
            assertNull(why(rig, second).ahead(), "it is on its way");
            assertEquals(0, whyAny(rig, third).ahead());
            held.slot.settle(job, List.of(new Outcome.Relayed(Rig.OK)));
            rig.settle(held, new Outcome.Relayed(Rig.OK));
            rig.end(held);
        }
    }

    private static Why whyAny(Rig rig, QueueId id) {
        return rig.queue.view().why(Selection.of(id), 10).getFirst();
    }

    @Test
    void countsNoMoreThanAThousandBeforeIt() {
        try (var rig = new Rig(QueueConfig.DEFAULT, new DeliveryConfig(1, 1, Map.of()))) {
            for (int i = 0; i < Why.MOST_AHEAD; i++) {
                rig.commit(rig.envelope("a@x.test", i + "@one.test"), 10);
            }
            var exact = rig.send("a@x.test", "exact@one.test");
            rig.send("a@x.test", "between@one.test");
            var last = rig.send("a@x.test", "last@one.test");
            assertEquals(Why.MOST_AHEAD, why(rig, exact).ahead());
            assertEquals(Why.MOST_AHEAD, why(rig, last).ahead());
            assertTrue(why(rig, last).sentence().contains("1000 messages or more"));
        }
    }

    @Test
    void aFaultOfOurOwnIsNoFaultOfTheNextHop() {
        try (var rig = new Rig()) {
            var id = rig.send("a@x.test", "1@one.test");
            var held = rig.slot();
            held.slot.reached();
            assertEquals(id, held.next().orElseThrow().id());
            rig.end(held); // without an outcome
            expect(
                    rig,
                    id,
                    WaitReason.INTERNAL_FAULT,
                    Why.Next.PROBE,
                    "a fault of this server, which its log tells",
                    "1 attempt ended");
            var other = rig.send("a@x.test", "2@one.test");
            var why =
                    expect(
                            rig,
                            other,
                            WaitReason.DESTINATION_UNREACHABLE,
                            Why.Next.PROBE,
                            "deliveries were broken off by a fault of this server once");
            passes(
                    rig,
                    why,
                    () -> assertEquals(0, rig.slots().size()),
                    () -> assertEquals(1, rig.slots().size()));
            rig.end(rig.slot());
        }
    }

    @Test
    void tooMuchIsNotUnreachable() {
        try (var rig = new Rig(QueueConfig.DEFAULT, new DeliveryConfig(1, 1, Map.of()))) {
            for (int i = 0; i < 4; i++) {
                rig.send("a@x.test", i + "@one.test");
            }
            var held = rig.slot();
            held.slot.reached();
            for (int i = 0; i < 3; i++) {
                rig.settle(held, new Outcome.Deferred(TOO_MUCH));
            }
            rig.end(held);
            var waits = Selection.of(new Criterion.Reason(WaitReason.DESTINATION_UNREACHABLE));
            var why = rig.queue.view().why(waits, 10).getFirst();
            assertTrue(why.sentence().contains("said that we send too much, once"), why.sentence());
        }
    }

    private static final SmtpReply TOO_MUCH = SmtpReply.of(421, 7, 28, "Too many messages");

    @Test
    void aWaitingProbeSaysWhatItWaitsFor() {
        try (var rig = new Rig(QueueConfig.DEFAULT, new DeliveryConfig(1, 1, Map.of()))) {
            rig.routes.put("two.test", Rig.host("two.test"));
            var id = rig.send("a@x.test", "1@one.test");
            unreachable(rig);
            rig.send("a@x.test", "1@two.test");
            rig.advance(Duration.ofHours(1));
            expect(
                    rig,
                    id,
                    WaitReason.ASSOCIATIONS_FULL,
                    Why.Next.ASSOCIATION_FREE,
                    "waits for smtp:[sink.test]",
                    "could not be reached once",
                    "but all 1 associations");
            rig.end(rig.slot());
            expect(
                    rig,
                    id,
                    WaitReason.PROBING,
                    Why.Next.PROBE_ENDS,
                    "an association is being made to find out");
            var probe = rig.slot();
            probe.slot.reached();
            rig.settle(probe, new Outcome.Relayed(Rig.OK));
            rig.end(probe);
        }
    }

    @Test
    void theLastAttemptIsKnownAfterARestart() {
        try (var rig = new Rig()) {
            var id = rig.send("a@x.test", "1@one.test");
            rig.advance(Duration.ofMinutes(1));
            putOff(rig);
            var ended = rig.time.wall();
            rig.advance(Duration.ofMinutes(1));
            rig.restart();
            var why = why(rig, id);
            var last = assertNotNullIn(why.lastAttempt());
            assertTrue(Duration.between(last, ended).abs().toSeconds() <= 1, why.sentence());
            assertTrue(why.sentence().contains("1 attempt ended, the last at "), why.sentence());
        }
    }
}
