package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.queue.Pause.Kind;
import org.mailgauge.queue.Slot.Outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What a pause stops, what it does not, and that all goes on after it. */
class PausesTest {

    private static Pause pause(Kind kind, String name) {
        return new Pause(kind, name, "maintenance", "test", Instant.EPOCH);
    }

    private static void waitsPaused(Rig rig, QueueId id, RecipientState state) {
        var waiting = rig.only(id);
        assertEquals(state, waiting.state());
        assertEquals(WaitReason.PAUSED, waiting.reason());
        assertNull(waiting.nextAttempt());
    }

    @Test
    void nothingBeginsInAPausedChannelWhatRunsEnds() {
        try (var rig = new Rig()) {
            var first = rig.send("a@x.test", "b@one.test");
            var held = rig.slot();
            held.slot.reached();
            var job = held.next().orElseThrow();
            rig.queue.pause(pause(Kind.CHANNEL, "smtp-out"));
            var second = rig.send("a@x.test", "c@two.test");
            waitsPaused(rig, second, RecipientState.READY);
            assertEquals(WaitReason.IN_DELIVERY, rig.only(first).reason());
            held.slot.settle(job, List.of(new Outcome.Relayed(Rig.OK)));
            assertTrue(held.next().isEmpty(), "an open association goes on");
            rig.end(held);
            rig.advance(Duration.ofHours(3));
            assertEquals(0, rig.slots().size());
            assertTrue(rig.queue.resume(Kind.CHANNEL, "smtp-out").was());
            assertFalse(rig.queue.resume(Kind.CHANNEL, "smtp-out").was());
            assertEquals(1, rig.relayAll());
        }
    }

    @Test
    void othersAtTheSameNextHopGoOnWhileADestinationIsPaused() {
        try (var rig = new Rig()) {
            rig.queue.pause(pause(Kind.DESTINATION, "one.test"));
            var stopped = rig.send("a@x.test", "b@one.test");
            var mixed = rig.send("a@x.test", "b@one.test", "c@two.test");
            assertEquals(1, rig.relayAll());
            waitsPaused(rig, stopped, RecipientState.READY);
            waitsPaused(rig, mixed, RecipientState.READY);
            rig.queue.resume(Kind.DESTINATION, "one.test");
            assertEquals(2, rig.relayAll());
            assertEquals(0, rig.levels().total().messages());
        }
    }

    @Test
    void aLongQueueIsSetAsideAndTakenBackInSlices() {
        try (var rig = new Rig()) {
            rig.queue.pause(pause(Kind.CHANNEL, "smtp-out"));
            for (int i = 0; i < 2500; i++) {
                rig.commit(rig.envelope("a@x.test", i + "@one.test"), 1);
            }
            rig.send("a@x.test", "b@two.test");
            rig.queue.pause(pause(Kind.DESTINATION, "one.test"));
            rig.queue.resume(Kind.CHANNEL, "smtp-out");
            assertEquals(1, rig.relayAll());
            for (int i = 0; i < 10; i++) {
                rig.advance(Duration.ofMillis(1));
            }
            rig.queue.inspect(
                    index ->
                            index.hops()
                                    .forEach(hop -> assertEquals(0, hop.queue.size(), "aside")));
            rig.queue.resume(Kind.DESTINATION, "one.test");
            for (int i = 0; i < 10; i++) {
                rig.advance(Duration.ofMillis(1));
            }
            assertEquals(2500, rig.relayAll());
        }
    }

    @Test
    void whatIsPutOffStaysSoAndIsNotTriedUntilResumed() {
        try (var rig = new Rig("one.test")) {
            var id = rig.send("a@x.test", "b@one.test");
            var held = rig.slot();
            held.slot.reached();
            rig.settle(held, new Outcome.Deferred(Rig.LATER));
            rig.end(held);
            assertNotNull(rig.level("DESTINATION one.test").nextRetryTicks());
            rig.queue.pause(pause(Kind.DESTINATION, "one.test"));
            waitsPaused(rig, id, RecipientState.DEFERRED);
            assertNull(rig.level("DESTINATION one.test").nextRetryTicks());
            rig.advance(Duration.ofHours(1));
            waitsPaused(rig, id, RecipientState.READY);
            assertEquals(0, rig.slots().size());
            rig.queue.resume(Kind.DESTINATION, "one.test");
            assertEquals(1, rig.relayAll());
        }
    }

    @Test
    void aNextHopThatBacksOffIsNotProbedWhilePaused() {
        try (var rig = new Rig("one.test")) {
            var id = rig.send("a@x.test", "b@one.test");
            var held = rig.slot();
            held.slot.unreachable(Rig.DOWN);
            rig.end(held);
            rig.queue.pause(pause(Kind.CHANNEL, "smtp-out"));
            assertNull(rig.level("DESTINATION one.test").nextRetryTicks());
            assertNull(rig.levels().total().nextRetryTicks());
            rig.advance(Duration.ofHours(2));
            assertEquals(0, rig.slots().size());
            waitsPaused(rig, id, RecipientState.DEFERRED);
            rig.queue.resume(Kind.CHANNEL, "smtp-out");
            assertEquals(1, rig.relayAll());
        }
    }

    @Test
    void aProbeThatAPauseEndsIsNoFailure() {
        try (var rig = new Rig()) {
            rig.send("a@x.test", "b@one.test");
            var held = rig.slot();
            held.slot.unreachable(Rig.DOWN);
            rig.end(held);
            rig.advance(Duration.ofMinutes(10));
            var probe = rig.slot();
            rig.queue.pause(pause(Kind.CHANNEL, "smtp-out"));
            assertTrue(probe.next().isEmpty());
            rig.end(probe);
            rig.advance(Duration.ofMinutes(10));
            assertEquals(0, rig.slots().size());
            rig.queue.resume(Kind.CHANNEL, "smtp-out");
            assertEquals(1, rig.relayAll(), "at once, not after a longer back-off");
        }
    }

    @Test
    void pausedMailExpires() {
        try (var rig = new Rig()) {
            rig.queue.pause(pause(Kind.DESTINATION, "one.test"));
            rig.send("a@x.test", "b@one.test");
            rig.advance(Duration.ofDays(6));
            assertEquals(0, rig.levels().total().messages());
        }
    }
}
