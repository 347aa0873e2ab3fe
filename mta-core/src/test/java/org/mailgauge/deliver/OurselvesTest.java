package org.mailgauge.deliver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.config.MtaConfig.At;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.queue.Slot.Outcome;
import org.mailgauge.route.NextHop;
import org.mailgauge.sim.SimNet;
import org.mailgauge.sim.SimTime;
import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.smtp.MailProtocol;

import java.io.IOException;

/** What leads back to this server (RFC 5321 section 6.3). */
class OurselvesTest {
    private static final NextHop NAMED = new NextHop.SmtpHost("mx.y.test", 25);

    @ParameterizedTest(name = "listening at {0} port {1}, {2} port {3} is ourselves: {4}")
    @CsvSource({
        "127.0.0.1, 25,   127.0.0.1, 25,   true",
        "127.0.0.1, 25,   127.0.0.1, 2525, false",
        "127.0.0.1, 25,   127.0.0.2, 25,   false",
        "127.0.0.1, 25,   ::1,       25,   false",
        "127.0.0.1, 25,   0.0.0.0,   25,   true",
        "::1,       25,   ::,        25,   true",
        "192.0.2.1, 25,   192.0.2.1, 25,   true",
        "192.0.2.1, 25,   127.0.0.1, 25,   false",
        "0.0.0.0,   2525, 127.0.0.2, 2525, true",
        "0.0.0.0,   2525, ::1,       2525, true",
        "::,        2525, 127.0.0.1, 2525, true",
        "::,        2525, 127.0.0.1, 25,   false",
        "0.0.0.0,   2525, 192.0.2.1, 2525, false",
    })
    void knowsItsEndpoints(String own, int port, String remote, int remotePort, boolean itself) {
        var ourselves = new Ourselves("me.test", new SimNet(new SimTime(), 1));
        ourselves.listenAt(new At.Tcp(DeliveryRig.endpoint(own, port)));
        assertEquals(itself, ourselves.listenAt(DeliveryRig.endpoint(remote, remotePort)));
    }

    private static void assertLooped(DeliveryRig rig, FakeSlot slot, int messages) {
        assertEquals(messages, slot.outcomes.size());
        for (var outcomes : slot.outcomes) {
            for (var outcome : outcomes) {
                assertEquals(
                        "554 5.4.6 Mail loop: the next hop is this server itself",
                        assertInstanceOf(Outcome.Unfit.class, outcome).reply().toString());
            }
        }
        assertEquals(messages, rig.count(MtaEvent.LoopDetected.class));
        assertEquals(messages, rig.count(MtaEvent.ProcessingError.class));
        assertTrue(
                rig.events.contains(
                        new MtaEvent.ProcessingError(
                                FakeSlot.CHANNEL,
                                FakeSlot.DESTINATION,
                                new EnhancedStatus(5, 4, 6))));
        assertEquals(0, slot.waiting());
        assertEquals(0, slot.unreachable.size());
        assertEquals(0, slot.reached);
    }

    @Test
    @DisplayName("all that goes to one of our own endpoints fails, and nothing connects there")
    void anOwnEndpointFailsItsMail() {
        try (var rig = new DeliveryRig()) {
            rig.ourselves.listenAt(new At.Tcp(DeliveryRig.PEER));
            var slot = new FakeSlot(DeliveryRig.HOST).with(3, 10).with(1, 10);
            rig.deliver(slot);
            assertLooped(rig, slot, 2);
            assertEquals(0, rig.count(MtaEvent.OutboundAttempted.class));
        }
    }

    @Test
    void anOwnLocalSocketFailsItsMail() {
        try (var rig = new DeliveryRig(MailProtocol.LMTP)) {
            rig.ourselves.listenAt(new At.LocalSocket("/run/lmtp", 0600));
            var slot = new FakeSlot(new NextHop.LmtpSocket("/run/lmtp")).with(2, 10);
            rig.deliver(slot);
            assertLooped(rig, slot, 1);
            assertEquals(0, rig.count(MtaEvent.OutboundAttempted.class));
        }
    }

    @Test
    void anotherAddressOfTheHostIsUsed() throws IOException {
        try (var rig = new DeliveryRig()) {
            rig.resolver.host("mx.y.test", "192.0.2.7", "192.0.2.1", "192.0.2.8");
            rig.ourselves.listenAt(new At.Tcp(DeliveryRig.endpoint("192.0.2.7", 25)));
            var sink = new SinkPeer(rig.net.listen(DeliveryRig.PEER, 5), SinkPeer.Step.NEVER, true);
            rig.tasks.start("sink", sink);
            var slot = new FakeSlot(NAMED).with(1, 10);
            rig.deliver(slot);
            assertInstanceOf(Outcome.Relayed.class, slot.outcomes.getFirst().getFirst());
            assertEquals(0, rig.count(MtaEvent.LoopDetected.class));
        }
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7, 192.0.2.8", "192.0.2.8, 192.0.2.7"})
    @DisplayName("mail waits while another address of the host does not answer")
    void anotherAddressThatIsDownIsWaitedFor(String first, String second) {
        try (var rig = new DeliveryRig()) {
            rig.resolver.host("mx.y.test", first, second);
            rig.ourselves.listenAt(new At.Tcp(DeliveryRig.endpoint("192.0.2.7", 25)));
            var slot = new FakeSlot(NAMED).with(1, 10);
            rig.deliver(slot);
            assertEquals(
                    "451 4.4.1 192.0.2.8:25: Connection refused",
                    assertInstanceOf(Outcome.Deferred.class, slot.outcomes.getFirst().getFirst())
                            .reply()
                            .toString());
            assertEquals(0, rig.count(MtaEvent.LoopDetected.class));
        }
    }
}
