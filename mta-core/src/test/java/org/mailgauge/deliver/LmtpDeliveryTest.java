package org.mailgauge.deliver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.observe.Association;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.port.Net;
import org.mailgauge.queue.Slot.Outcome;
import org.mailgauge.route.NextHop;
import org.mailgauge.sim.Await;
import org.mailgauge.sim.Faults;
import org.mailgauge.smtp.MailProtocol;
import org.mailgauge.smtp.SmtpReply;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** What is particular to LMTP: replies for single recipients, and how they may break off. */
class LmtpDeliveryTest {
    private static final NextHop HOST = new NextHop.LmtpHost("192.0.2.1", 24);
    private static final NextHop SOCKET = new NextHop.LmtpSocket("/run/lmtp");
    private static final int RECIPIENTS = 3;

    /** A server that answers for each recipient, and pauses before one of them. */
    private static final class Peer implements Runnable {
        private final Net.Listener listener;
        private final int pauseBefore;
        private final CountDownLatch goOn;
        final AtomicInteger contents = new AtomicInteger();

        Peer(Net.Listener listener, int pauseBefore, CountDownLatch goOn) {
            this.listener = listener;
            this.pauseBefore = pauseBefore;
            this.goOn = goOn;
        }

        @Override
        public void run() {
            try (listener;
                    var connection = listener.accept()) {
                converse(new WireText(connection));
            } catch (IOException _) {
                // The client, or a fault of the network, ended it.
            }
        }

        private void converse(WireText wire) throws IOException {
            wire.send("220 sink.test LMTP\r\n");
            assertEquals("LHLO me.test", wire.line());
            wire.send("250-sink.test\r\n250 PIPELINING\r\n");
            for (var line = wire.line(); !line.endsWith("(end)"); line = wire.line()) {
                if (line.equals("DATA")) {
                    wire.send("354 go\r\n");
                    content(wire);
                } else {
                    wire.send(line.equals("QUIT") ? "221 bye\r\n" : "250 ok\r\n");
                }
            }
        }

        private void content(WireText wire) throws IOException {
            if (!wire.content().endsWith("\r\n.\r\n")) {
                throw new IOException("content broke off");
            }
            contents.incrementAndGet();
            for (int i = 0; i < RECIPIENTS; i++) {
                if (i == pauseBefore) {
                    pause();
                }
                wire.send("250 2.0.0 stored " + i + "\r\n");
            }
        }

        private void pause() throws IOException {
            try {
                goOn.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("stopped", interrupted);
            }
        }
    }

    private static Peer peer(DeliveryRig rig, int pauseBefore, CountDownLatch goOn)
            throws IOException {
        var peer =
                new Peer(
                        rig.net.listen(DeliveryRig.endpoint("192.0.2.1", 24), 5),
                        pauseBefore,
                        goOn);
        rig.tasks.start("peer", peer);
        return peer;
    }

    @Test
    @DisplayName("who has a reply is settled while the others' replies are awaited")
    void whatIsKnownIsFinalAtOnce() throws IOException {
        try (var rig = new DeliveryRig(MailProtocol.LMTP)) {
            var goOn = new CountDownLatch(1);
            peer(rig, 2, goOn);
            var slot = new FakeSlot(HOST).with(RECIPIENTS, 60);
            rig.tasks.start("delivery", () -> rig.agent.deliver(slot));
            Await.until("two are known", () -> slot.early.size() == 2);
            assertEquals(
                    Map.of(
                            0, SmtpReply.of(250, 0, 0, "stored 0"),
                            1, SmtpReply.of(250, 0, 0, "stored 1")),
                    slot.early);
            assertEquals(List.of(), slot.outcomes);
            goOn.countDown();
            Await.until("all are known", () -> slot.outcomes.size() == 1);
            assertTrue(
                    slot.outcomes.getFirst().stream()
                            .allMatch(outcome -> outcome instanceof Outcome.Relayed));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    @DisplayName("a peer that stalls before a reply leaves those before it settled")
    void aStallBetweenReplies(int before) throws IOException {
        try (var rig = new DeliveryRig(MailProtocol.LMTP)) {
            peer(rig, before, new CountDownLatch(1));
            var slot = new FakeSlot(HOST).with(RECIPIENTS, 60);
            long start = rig.time.ticks();
            rig.deliver(slot);
            assertEquals(Duration.ofMinutes(10), Duration.ofNanos(rig.time.ticks() - start));
            assertEquals(before, relayed(slot));
            assertEquals(1, rig.uncertain());
            assertEquals(1, slot.unreachable.size());
        }
    }

    @Test
    @DisplayName("a reset at any octet settles exactly those whose reply has come")
    void aResetAtAnyOctet() throws IOException {
        long up;
        int down = 400;
        try (var rig = new DeliveryRig(MailProtocol.LMTP)) {
            peer(rig, -1, new CountDownLatch(0));
            rig.deliver(new FakeSlot(HOST).with(RECIPIENTS, 60));
            up = rig.net.connections().getFirst().sent();
        }
        var seen = new int[RECIPIENTS + 1];
        for (long at = 0; at <= up; at++) {
            seen[reset(Faults.NONE.resetToServer(at), "to server " + at)]++;
        }
        for (long at = 0; at <= down; at++) {
            seen[reset(Faults.NONE.resetToClient(at), "to client " + at)]++;
        }
        for (int relayed = 0; relayed <= RECIPIENTS; relayed++) {
            assertTrue(seen[relayed] > 0, "never " + relayed + " relayed");
        }
    }

    /** How many were relayed, the first ones. */
    private static int reset(Faults faults, String where) throws IOException {
        try (var rig = new DeliveryRig(MailProtocol.LMTP)) {
            rig.net.faults(faults);
            var peer = peer(rig, -1, new CountDownLatch(0));
            var slot = new FakeSlot(HOST).with(RECIPIENTS, 60);
            rig.deliver(slot);
            int relayed = relayed(slot);
            assertTrue(relayed == 0 || peer.contents.get() == 1, where);
            boolean all = relayed == RECIPIENTS;
            assertEquals(all ? 0 : 1, slot.unreachable.size(), where);
            // Whoever has the whole content may have accepted it: that risk must be counted.
            boolean risk = peer.contents.get() == 1 && !all;
            assertTrue(!risk || rig.uncertain() == 1, where);
            return relayed;
        }
    }

    /** Those before the first that is not relayed; the rest must be deferred. */
    private static int relayed(FakeSlot slot) {
        var outcomes = slot.outcomes.getFirst();
        int relayed = 0;
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Relayed(var reply)) {
                assertEquals(relayed++, i, outcomes::toString);
                assertEquals("250 2.0.0 stored " + i, reply.toString());
            } else {
                assertInstanceOf(Outcome.Deferred.class, outcomes.get(i));
            }
        }
        return relayed;
    }

    @Test
    void aLocalSocketIsOfThisMachine() throws IOException {
        try (var rig = new DeliveryRig(MailProtocol.LMTP)) {
            rig.tasks.start(
                    "peer",
                    new Peer(rig.net.listenLocal("/run/lmtp", 0600, 5), -1, new CountDownLatch(0)));
            var slot = new FakeSlot(SOCKET).with(RECIPIENTS, 60);
            rig.deliver(slot);
            assertEquals(RECIPIENTS, relayed(slot));
            assertEquals(List.of("localhost 24"), remotes(rig));
        }
    }

    private static List<String> remotes(DeliveryRig rig) {
        return rig.events.stream()
                .filter(MtaEvent.OutboundOpened.class::isInstance)
                .map(event -> ((MtaEvent.OutboundOpened) event).association())
                .map(LmtpDeliveryTest::remote)
                .toList();
    }

    private static String remote(Association association) {
        return association.remote() + " " + association.port();
    }

    @Test
    void aSocketThatIsNotThereDefers() {
        try (var rig = new DeliveryRig(MailProtocol.LMTP)) {
            var slot = new FakeSlot(SOCKET).with(1, 10);
            rig.deliver(slot);
            var deferred = (Outcome.Deferred) slot.outcomes.getFirst().getFirst();
            assertEquals(
                    "451 4.4.1 unix:/run/lmtp: Connection refused", deferred.reply().toString());
            assertEquals(
                    new MtaEvent.OutboundFailed(
                            FakeSlot.CHANNEL,
                            FakeSlot.DESTINATION,
                            "unix:/run/lmtp: Connection refused"),
                    rig.events.getLast());
        }
    }

    @Test
    void eachProtocolHasItsNextHops() {
        try (var lmtp = new DeliveryRig(MailProtocol.LMTP);
                var smtp = new DeliveryRig()) {
            var toSmtp = new FakeSlot(DeliveryRig.HOST);
            var toLmtp = new FakeSlot(HOST);
            assertThrows(IllegalArgumentException.class, () -> lmtp.agent.deliver(toSmtp));
            assertThrows(IllegalArgumentException.class, () -> smtp.agent.deliver(toLmtp));
        }
    }
}
