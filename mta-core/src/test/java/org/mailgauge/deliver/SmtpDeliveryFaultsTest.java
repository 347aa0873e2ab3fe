package org.mailgauge.deliver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.address.Endpoint;
import org.mailgauge.deliver.SinkPeer.Step;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.queue.Slot.Outcome;
import org.mailgauge.route.NextHop;
import org.mailgauge.sim.Await;
import org.mailgauge.sim.Faults;
import org.mailgauge.smtp.ClientChat;
import org.mailgauge.smtp.SmtpReply;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What becomes of mail when the next hop stalls, breaks or cannot be had. */
class SmtpDeliveryFaultsTest {

    private static SinkPeer sink(DeliveryRig rig, Step stall, boolean pipelining)
            throws IOException {
        var sink = new SinkPeer(rig.net.listen(DeliveryRig.PEER, 50), stall, pipelining);
        rig.tasks.start("sink", sink);
        return sink;
    }

    private static SmtpReply deferral(List<Outcome> outcomes) {
        return assertInstanceOf(Outcome.Deferred.class, outcomes.getFirst()).reply();
    }

    @ParameterizedTest(name = "{0} (pipelining {1}) -> {2} after {3}")
    @CsvSource({
        "GREETING,   true,  4.4.2, PT5M,   0",
        "EHLO,       true,  4.4.2, PT5M,   0",
        "MAIL,       true,  4.4.2, PT5M,   0",
        "MAIL,       false, 4.4.2, PT5M,   0",
        "RCPT,       true,  4.4.2, PT5M,   0",
        "RCPT,       false, 4.4.2, PT5M,   0",
        "DATA,       true,  4.4.2, PT2M,   0",
        "DATA,       false, 4.4.2, PT2M,   0",
        "CONTENT,    true,  4.4.2, PT3M,   0",
        "DOT,        true,  4.4.2, PT10M,  1",
        "DOT,        false, 4.4.2, PT10M,  1",
        "HALF_REPLY, true,  4.4.2, PT10M,  1",
    })
    void aStallDefersAfterTheStepsOwnTime(
            Step stall, boolean pipelining, String status, Duration after, int uncertain)
            throws IOException {
        try (var rig = new DeliveryRig()) {
            rig.net.faults(Faults.NONE.withWindow(2000));
            sink(rig, stall, pipelining);
            var slot = new FakeSlot(DeliveryRig.HOST).with(2, 100_000);
            long start = rig.time.ticks();
            rig.deliver(slot);
            assertEquals(after, Duration.ofNanos(rig.time.ticks() - start));
            assertEquals(status, deferral(slot.outcomes.getFirst()).statusOrDefault().toString());
            assertEquals(uncertain, rig.uncertain());
            assertEquals(1, slot.unreachable.size());
        }
    }

    @Test
    void aStallAtQuitCostsOnlyTheTwentySecondsOfTheAssociation() throws IOException {
        try (var rig = new DeliveryRig()) {
            sink(rig, Step.QUIT, true);
            var slot = new FakeSlot(DeliveryRig.HOST).with(1, 100).with(1, 200);
            long start = rig.time.ticks();
            rig.deliver(slot);
            assertEquals(Duration.ofSeconds(20), Duration.ofNanos(rig.time.ticks() - start));
            assertEquals(2, slot.outcomes.size());
            assertTrue(
                    slot.outcomes.stream()
                            .allMatch(outcome -> outcome.getFirst() instanceof Outcome.Relayed));
            assertEquals(0, slot.unreachable.size());
        }
    }

    @Test
    void aStallAtResetBeginsAgainElsewhereOnceThenDefers() throws IOException {
        try (var rig = new DeliveryRig()) {
            var listener = rig.net.listen(DeliveryRig.PEER, 5);
            rig.tasks.start(
                    "peer",
                    () -> {
                        for (int i = 0; i < 2; i++) {
                            try (var connection = listener.accept()) {
                                var wire = new WireText(connection);
                                wire.send("220 x\r\n");
                                wire.line();
                                wire.send("250 x\r\n");
                                wire.line();
                                if (i == 0) {
                                    wire.send("250 ok\r\n");
                                    wire.line();
                                    wire.send("550 no\r\n");
                                    wire.line();
                                }
                                wire.line();
                            } catch (IOException _) {
                                // our side went away
                            }
                        }
                    });
            var slot = new FakeSlot(DeliveryRig.HOST).with(1, 100).with(1, 100);
            rig.deliver(slot);
            assertInstanceOf(Outcome.Bounced.class, slot.outcomes.get(0).getFirst());
            assertEquals("4.4.2", deferral(slot.outcomes.get(1)).statusOrDefault().toString());
            assertEquals(2, rig.opened());
        }
    }

    /** Octets of a sound transaction, client to server. */
    private static long[] soundLength(boolean pipelining) throws IOException {
        try (var rig = new DeliveryRig()) {
            sink(rig, Step.NEVER, pipelining);
            rig.deliver(new FakeSlot(DeliveryRig.HOST).with(2, 60));
            long up = rig.net.connections().getFirst().sent();
            return new long[] {up, 250};
        }
    }

    @ParameterizedTest(name = "pipelining {0}")
    @ValueSource(booleans = {true, false})
    void aResetAtAnyOctetNeverMakesAFalseRelayed(boolean pipelining) throws IOException {
        var length = soundLength(pipelining);
        int relayed = 0;
        for (long at = 0; at <= length[0]; at++) {
            relayed += reset(Faults.NONE.resetToServer(at), pipelining, "to server " + at);
        }
        for (long at = 0; at <= length[1]; at++) {
            relayed += reset(Faults.NONE.resetToClient(at), pipelining, "to client " + at);
        }
        assertTrue(relayed > 0 && relayed < length[0], relayed + " relayed");
    }

    /**
     * @return 1 when the message was relayed
     */
    private static int reset(Faults faults, boolean pipelining, String where) throws IOException {
        try (var rig = new DeliveryRig()) {
            rig.net.faults(faults);
            var sink = sink(rig, Step.NEVER, pipelining);
            var slot = new FakeSlot(DeliveryRig.HOST).with(2, 60);
            rig.deliver(slot);
            var outcomes = slot.outcomes.getFirst();
            assertEquals(outcomes.get(0), outcomes.get(1), where);
            boolean relayed = outcomes.getFirst() instanceof Outcome.Relayed;
            if (relayed) {
                assertEquals(
                        List.of(FakeSlot.onTheWire(FakeSlot.content(60))), sink.contents, where);
                assertEquals(0, rig.uncertain(), where);
                return 1;
            }
            assertInstanceOf(Outcome.Deferred.class, outcomes.getFirst(), where);
            assertEquals(1, slot.unreachable.size(), where);
            // Whoever has the whole content may have accepted it: that risk must be counted.
            assertTrue(rig.uncertain() == 1 || sink.accepted.isEmpty(), where);
            return 0;
        }
    }

    @Test
    void aRefusedConnectionIsAFailedAssociationAndDefers() {
        try (var rig = new DeliveryRig()) {
            var slot = new FakeSlot(DeliveryRig.HOST).with(3, 10);
            rig.deliver(slot);
            assertEquals(
                    "451 4.4.1 192.0.2.1:25: Connection refused",
                    deferral(slot.outcomes.getFirst()).toString());
            assertEquals(
                    List.of(
                            new MtaEvent.OutboundAttempted(FakeSlot.CHANNEL, FakeSlot.DESTINATION),
                            new MtaEvent.OutboundFailed(
                                    FakeSlot.CHANNEL,
                                    FakeSlot.DESTINATION,
                                    "192.0.2.1:25: Connection refused")),
                    rig.events);
            assertEquals(1, slot.unreachable.size());
            assertEquals(0, slot.reached);
        }
    }

    @Test
    void aSilentHostTimesOutAfterTheConnectTime() throws IOException {
        try (var rig = new DeliveryRig()) {
            rig.net.silence(DeliveryRig.PEER);
            var slot = new FakeSlot(DeliveryRig.HOST).with(1, 10);
            long start = rig.time.ticks();
            rig.deliver(slot);
            assertEquals(Duration.ofSeconds(30), Duration.ofNanos(rig.time.ticks() - start));
            assertEquals("4.4.1", deferral(slot.outcomes.getFirst()).statusOrDefault().toString());
        }
    }

    /** The next connection to there is greeted with 554. */
    private static void refuseAt(DeliveryRig rig, Endpoint there) throws IOException {
        var refusing = rig.net.listen(there, 5);
        rig.tasks.start(
                "refusing",
                () -> {
                    try (var connection = refusing.accept()) {
                        new WireText(connection).send("554 5.7.1 go away\r\n");
                    } catch (IOException failed) {
                        throw new IllegalStateException(failed);
                    }
                });
    }

    @Test
    void theNextAddressIsTriedWhenOneRefusesOrGreetsWith5yz() throws IOException {
        try (var rig = new DeliveryRig()) {
            rig.resolver.host("mx.y.test", "192.0.2.7", "192.0.2.8", "192.0.2.1");
            refuseAt(rig, DeliveryRig.endpoint("192.0.2.8", 25));
            var sink = sink(rig, Step.NEVER, true);
            var slot = new FakeSlot(new NextHop.SmtpHost("mx.y.test", 25)).with(1, 10).with(1, 20);
            rig.deliver(slot);
            assertEquals(2, sink.accepted.size());
            assertEquals(2, rig.count(MtaEvent.OutboundFailed.class));
            assertEquals(1, rig.opened());
            assertEquals(0, slot.unreachable.size());
            assertEquals(1, slot.reached);
            var opened =
                    rig.events.stream()
                            .filter(MtaEvent.OutboundOpened.class::isInstance)
                            .map(MtaEvent.OutboundOpened.class::cast)
                            .toList();
            assertEquals("mx.y.test", opened.getFirst().association().remote());
            assertEquals(25, opened.getFirst().association().port());
            assertFalse(opened.getFirst().association().inbound());
        }
    }

    @Test
    void a5yzGreetingFromTheOnlyAddressWaits() throws IOException {
        try (var rig = new DeliveryRig()) {
            refuseAt(rig, DeliveryRig.PEER);
            var slot = new FakeSlot(DeliveryRig.HOST).with(1, 10);
            rig.deliver(slot);
            assertEquals("454 4.7.1 go away", deferral(slot.outcomes.getFirst()).toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 4.4.4", "true, 4.4.3"})
    void aHostWithoutAddressIsAProcessingErrorAndWaits(boolean failing, String status) {
        try (var rig = new DeliveryRig()) {
            if (failing) {
                rig.resolver.failing("mx.y.test", "SERVFAIL");
            }
            var slot = new FakeSlot(new NextHop.SmtpHost("mx.y.test", 25)).with(1, 10);
            rig.deliver(slot);
            assertEquals(status, deferral(slot.outcomes.getFirst()).statusOrDefault().toString());
            assertEquals(1, rig.count(MtaEvent.ProcessingError.class));
            assertEquals(1, slot.unreachable.size());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30, 50_000})
    void anUnreadableContentIsNeverEndedAndBlamesNobodyElse(int after) throws IOException {
        for (boolean truncated : new boolean[] {false, true}) {
            try (var rig = new DeliveryRig()) {
                var sink = sink(rig, Step.NEVER, true);
                var octets = FakeSlot.content(100_000);
                var broken =
                        truncated
                                ? FakeSlot.truncated(octets, after)
                                : FakeSlot.failing(octets, after);
                var slot = new FakeSlot(DeliveryRig.HOST);
                slot.with(ClientChat.transaction("<a@x.test> -> <b@y.test> size=100000"), broken);
                rig.deliver(slot);
                assertEquals(
                        "4.3.0", deferral(slot.outcomes.getFirst()).statusOrDefault().toString());
                assertEquals(0, slot.unreachable.size());
                assertEquals(List.of(), sink.contents);
            }
        }
    }

    @Test
    void largeContentsArriveWhole() throws IOException {
        try (var rig = new DeliveryRig()) {
            rig.net.faults(Faults.NONE.withChunks(Faults.Chunks.RANDOM));
            var sink = sink(rig, Step.NEVER, true);
            var slot = new FakeSlot(DeliveryRig.HOST);
            int[] sizes = {0, 1023, 1024, 1025, 16_383, 16_384, 16_385, 40_000, 200_000};
            for (int size : sizes) {
                slot.with(1, size);
            }
            rig.deliver(slot);
            for (int i = 0; i < sizes.length; i++) {
                assertEquals(FakeSlot.onTheWire(FakeSlot.content(sizes[i])), sink.accepted.get(i));
            }
            assertEquals(1, rig.opened());
        }
    }

    @Test
    void anInterruptedDeliveryDefers() throws IOException {
        try (var rig = new DeliveryRig()) {
            sink(rig, Step.DOT, true);
            var slot = new FakeSlot(DeliveryRig.HOST).with(1, 100);
            var task = rig.tasks.start("delivery", () -> rig.agent.deliver(slot));
            rig.tasks.awaitQuiet(rig.net::activity);
            task.interrupt();
            Await.until(() -> slot.outcomes.size() == 1);
            assertEquals("4.4.2", deferral(slot.outcomes.getFirst()).statusOrDefault().toString());
            assertEquals(1, rig.uncertain());
        }
    }

    /** Takes one message in each session and says what is given instead of the usual replies. */
    private static void replying(DeliveryRig rig, String toEhlo, String toDot) throws IOException {
        var listener = rig.net.listen(DeliveryRig.PEER, 5);
        rig.tasks.start(
                "peer",
                () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        try (var connection = listener.accept()) {
                            var wire = new WireText(connection);
                            wire.send("220 x\r\n");
                            wire.line();
                            wire.send(toEhlo);
                            for (var reply : List.of("250 ok", "250 ok", "354 go")) {
                                wire.line();
                                wire.send(reply + "\r\n");
                            }
                            wire.content();
                            wire.send(toDot);
                            wire.line();
                        } catch (IOException _) {
                            // our side went away
                        }
                    }
                });
    }

    @ParameterizedTest
    @CsvSource({"550 5.1.1 no, 1", "250 ok, 1", "??, 1", "250 hal, 1", "421 4.3.2 bye, 0"})
    void aReplyTooManyIsNotTheNextMessages(String surplus, int counted) throws IOException {
        try (var rig = new DeliveryRig()) {
            replying(
                    rig,
                    "250 x\r\n",
                    "250 queued\r\n" + surplus + (surplus.endsWith("hal") ? "" : "\r\n"));
            var slot = new FakeSlot(DeliveryRig.HOST).with(1, 100).with(1, 100).with(1, 100);
            rig.deliver(slot);
            assertEquals(3, slot.outcomes.size());
            for (var outcomes : slot.outcomes) {
                assertInstanceOf(Outcome.Relayed.class, outcomes.getFirst());
            }
            assertEquals(3, rig.opened());
            assertEquals(2, rig.begunAgain());
            assertEquals(2.0 * counted, rig.totals().get("smtp_out_surplus_replies_total"));
            assertEquals(
                    2 - 2 * counted, rig.count(MtaEvent.OutboundError.class), "only 421 is one");
            assertEquals(0, slot.unreachable.size());
        }
    }

    @Test
    void aReplyTooManyToEhloMakesTheFirstMessageWait() throws IOException {
        try (var rig = new DeliveryRig()) {
            replying(rig, "250 x\r\n550 5.7.1 no\r\n", "250 queued\r\n");
            var slot = new FakeSlot(DeliveryRig.HOST).with(1, 100);
            rig.deliver(slot);
            assertEquals(
                    "451 4.5.0 Unexpected: 550 5.7.1 no to nothing",
                    deferral(slot.outcomes.getFirst()).toString());
            assertEquals(1, slot.unreachable.size());
        }
    }

    @Test
    void aSlotWithoutWorkConnectsNowhere() {
        try (var rig = new DeliveryRig()) {
            rig.deliver(new FakeSlot(DeliveryRig.HOST));
            assertEquals(List.of(), rig.events);
        }
    }
}
