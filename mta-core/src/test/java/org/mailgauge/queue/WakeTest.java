package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.address.IpAddress;

import java.time.Duration;
import java.util.List;

/** A host that comes to us is probed soon (RFC 1123 section 5.3.1.1). */
class WakeTest {
    private static final IpAddress SINK = address("192.0.2.7");
    private static final IpAddress OTHER = address("192.0.2.8");

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    private static Rig backingOff() {
        var rig = new Rig();
        rig.send("a@x.test", "b@one.test");
        rig.send("a@x.test", "c@one.test");
        for (var held : rig.slots()) {
            held.slot.tries(SINK);
            held.slot.unreachable(Rig.DOWN);
            rig.end(held);
        }
        assertEquals(0, rig.slots().size());
        return rig;
    }

    @ParameterizedTest(name = "{0} {1}: {2} slots")
    @CsvSource({
        "192.0.2.7,mail.test,1",
        "192.0.2.8,SINK.test,1",
        "192.0.2.8,mail.test,0",
        "2001:db8::1,sink.test.evil.test,0"
    })
    void hostWakesTheNextHopOfItsNameOrAddress(String from, String name, int slots) {
        try (var rig = backingOff()) {
            rig.queue.heardFrom(address(from), name);
            rig.advance(Duration.ofSeconds(3));
            assertEquals(slots, rig.slots().size());
            rig.slots().forEach(rig.agent::end);
        }
    }

    @Test
    void onlyOneProbes() {
        try (var rig = backingOff()) {
            rig.queue.heardFrom(SINK, "");
            rig.advance(Duration.ofSeconds(3));
            rig.queue.heardFrom(SINK, "");
            rig.advance(Duration.ofSeconds(3));
            var probe = rig.slot();
            probe.slot.reached();
            rig.settle(probe, new Slot.Outcome.Deferred(Rig.LATER));
            assertEquals(2, rig.slots().size());
            rig.agent.end(probe);
            rig.relayAll();
        }
    }

    @Test
    void wakesAtMostOnceInAWhileAndFailureDoesNotLengthenTheWait() {
        try (var rig = backingOff()) {
            int probes = 0;
            for (int i = 0; i < 60; i++) {
                rig.queue.heardFrom(SINK, "sink.test");
                rig.advance(Duration.ofSeconds(3));
                for (var held : rig.slots()) {
                    probes++;
                    held.slot.tries(SINK);
                    held.slot.unreachable(Rig.DOWN);
                    rig.end(held);
                }
            }
            assertTrue(probes >= 5 && probes <= 6, "in three minutes: " + probes);
            var next = rig.levels().total().nextRetryTicks();
            assertNotNull(next);
            var wait = Duration.ofNanos(next - rig.time.ticks());
            assertTrue(wait.compareTo(Duration.ofMinutes(6)) < 0, wait::toString);
        }
    }

    @Test
    void hostThatWasForgottenIsNotLookedFor() {
        try (var rig = backingOff()) {
            for (var row : rig.queue.view().list(Selection.ALL, null, 10).rows()) {
                assertEquals(1, rig.queue.delete(row.id()));
            }
            rig.queue.inspect(index -> assertEquals(false, index.evidence().any()));
            rig.queue.heardFrom(OTHER, "sink.test");
            rig.advance(Duration.ofSeconds(3));
            assertEquals(0, rig.slots().size());
        }
    }

    @Test
    void restartDoesNotFloodAHostThatWasDown() {
        try (var rig = new Rig()) {
            for (int i = 0; i < 10; i++) {
                rig.send("a@x.test", i + "@one.test");
            }
            for (var held : rig.slots()) {
                var job = held.next().orElseThrow();
                held.slot.unreachable(Rig.DOWN);
                held.slot.settle(job, List.of(new Slot.Outcome.Deferred(Rig.DOWN)));
                rig.end(held);
            }
            rig.restart();
            assertEquals(0, rig.slots().size());
            assertEquals(10, rig.level("STATE deferred").messages());
            var kept = rig.levels().total().nextRetryTicks();
            assertNotNull(kept);
            var soon = Duration.ofNanos(kept - rig.time.ticks());
            assertTrue(soon.toSeconds() <= 30, soon::toString);
            rig.advance(soon);
            var probe = rig.slot();
            var _ = probe.next().orElseThrow();
            assertTrue(probe.next().isEmpty(), "a probe takes one message");
            probe.slot.unreachable(Rig.DOWN);
            rig.end(probe);
            var later = rig.levels().total().nextRetryTicks();
            assertNotNull(later);
            var wait = Duration.ofNanos(later - rig.time.ticks());
            assertTrue(wait.toMinutes() >= 8, "goes on where it was: " + wait);
        }
    }
}
