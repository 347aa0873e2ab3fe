package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.port.LocalPeer;
import org.mailgauge.sim.Await;
import org.mailgauge.testing.Scene;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class SmtpListenerTest {
    private static final String TOO_MANY = "421 4.7.0 Too many connections, try again later|";
    private static final String ALL_TAKEN =
            "421 4.3.2 All connections are in use, try again later|";

    private static Scene scene(int connections, int perAddress, int reserve) {
        return new Scene().limits(TestLimits.ofConnections(connections, perAddress, reserve));
    }

    @Test
    void oneAddressHasALimit() {
        try (var server = new SimServer(scene(100, 3, 10))) {
            for (int i = 0; i < 3; i++) {
                assertTrue(server.connect("192.0.2.1").answer().startsWith("220 "));
            }
            var refused = server.connect("192.0.2.1");
            assertEquals(TOO_MANY, refused.answer());
            assertTrue(refused.ended());
            assertTrue(server.connect("192.0.2.2").answer().startsWith("220 "));
            assertEquals(1, server.events.count(MtaEvent.InboundRejected.class));
            assertEquals(1, server.events.count(MtaEvent.InboundError.class));
            assertEquals(4, server.connections.open());
        }
    }

    @Test
    @DisplayName("a process that may not use the socket is told so, and takes nobody's place")
    void strangersAreRefused() {
        try (var server = new SimServer(scene(1, 1, 0))) {
            server.net.process(new LocalPeer("games", "games", false));
            for (int i = 0; i < 3; i++) {
                var stranger = server.connect("127.0.0.1");
                assertEquals("421 4.7.0 Your user may not use this socket|", stranger.answer());
                assertTrue(stranger.ended());
            }
            server.net.process(new LocalPeer("postfix", "postfix", true));
            assertTrue(server.connect("127.0.0.1").answer().startsWith("220 "));
            assertEquals(3, server.events.count(MtaEvent.InboundRejected.class));
            assertEquals(3, server.events.count(MtaEvent.InboundError.class));
        }
    }

    @Test
    @DisplayName("the addresses of an IPv6 /64 count as one")
    void networkOfV6HasALimit() {
        try (var server = new SimServer(scene(100, 1, 10))) {
            assertTrue(server.connect("2001:db8:0:1::1").answer().startsWith("220 "));
            assertEquals(TOO_MANY, server.connect("2001:db8:0:1:ffff::9").answer());
            assertTrue(server.connect("2001:db8:0:2::1").answer().startsWith("220 "));
        }
    }

    @Test
    void reserveIsForThisMachineAndRelayNetworks() {
        try (var server = new SimServer(scene(6, 50, 2))) {
            for (int i = 0; i < 4; i++) {
                assertTrue(server.connect("192.0.2." + i).answer().startsWith("220 "));
            }
            assertTrue(server.connections.congested());
            assertEquals(ALL_TAKEN, server.connect("192.0.2.9").answer());
            assertEquals(ALL_TAKEN, server.connect("127.0.0.2").answer());
            assertTrue(server.connect("127.0.0.1").answer().startsWith("220 "));
            assertTrue(server.connect("127.0.0.1").answer().startsWith("220 "));
            assertEquals(ALL_TAKEN, server.connect("127.0.0.1").answer());
        }
    }

    @Test
    void endedConnectionMakesRoomAgain() {
        try (var server = new SimServer(scene(10, 1, 0))) {
            var first = server.connect("192.0.2.1");
            first.answer();
            first.say("QUIT\r\n");
            server.quiet();
            assertEquals(0, server.connections.open());
            assertEquals(0, server.connections.addresses());
            assertTrue(server.connect("192.0.2.1").answer().startsWith("220 "));
            assertFalse(server.connections.congested());
        }
    }

    @ParameterizedTest(name = "by a fault: {0}")
    @ValueSource(booleans = {false, true})
    void failingAcceptPausesAndGoesOn(boolean fault) {
        try (var server = new SimServer(new Scene())) {
            server.quiet();
            server.net.failAccepts(2, fault);
            var client = server.connect();
            for (int i = 0; i < 2; i++) {
                int before = i;
                Await.until("accept failed", () -> server.listener.acceptFailures() > before);
                Await.until("it pauses", () -> server.time.timers() > 0);
                server.time.advance(Duration.ofMillis(50));
            }
            Await.until("greeted", client.connection::readable);
            assertTrue(client.answer().startsWith("220 "));
        }
    }

    @Test
    @DisplayName("clients that read nothing do not hold up the accept loop")
    void refusalsDoNotBlock() {
        try (var server = new SimServer(scene(1, 1, 0))) {
            assertTrue(server.connect("192.0.2.1").answer().startsWith("220 "));
            var refused = new ArrayList<SimServer.Client>();
            for (int i = 0; i < 300; i++) {
                refused.add(server.connect("192.0.2.1"));
                if (i % 100 == 99) {
                    // Only so many are told at a time; the rest would just be closed.
                    server.quiet();
                }
            }
            assertEquals(300, server.events.count(MtaEvent.InboundRejected.class));
            refused.forEach(client -> assertEquals(ALL_TAKEN, client.answer()));
        }
    }

    @Test
    void stopTellsIdleClientsAndLetsTransactionsFinish() throws InterruptedException {
        try (var server = new SimServer(new Scene())) {
            var fresh = server.connect();
            var greeted = server.connect();
            var busy = server.connect();
            for (var client : List.of(fresh, greeted, busy)) {
                client.answer();
            }
            greeted.say("HELO c.test\r\n");
            busy.say("HELO c.test\r\n");
            busy.say("MAIL FROM:<>\r\n");
            var stop = server.tasks.start("stop-test", () -> stop(server, Duration.ofMinutes(1)));
            assertEquals("421 4.3.2 Service is stopping|", fresh.answer());
            assertEquals("421 4.3.2 Service is stopping|", greeted.answer());
            assertTrue(fresh.ended() && greeted.ended());
            assertEquals("250 2.1.5 Recipient ok|", busy.say("RCPT TO:<joe@relay.test>\r\n"));
            assertTrue(busy.say("DATA\r\n").startsWith("354 "));
            var last = busy.say("Subject: x\r\n\r\nx\r\n.\r\n");
            assertTrue(last.startsWith("250 2.0.0 Ok"), last);
            assertTrue(last.endsWith("|421 4.3.2 Service is stopping|"), last);
            server.pass(Duration.ofMillis(100));
            assertTrue(stop.join(Duration.ofSeconds(10)));
            assertThrows(UncheckedIOException.class, server::connect);
            assertEquals(3, server.events.count(MtaEvent.AssociationClosed.class));
            assertEquals(0, server.events.count(MtaEvent.AckLost.class));
        }
    }

    @Test
    void stopEndsTransactionsThatDoNotFinish() throws InterruptedException {
        try (var server = new SimServer(new Scene())) {
            var client = server.connect();
            client.answer();
            client.say("HELO c.test\r\n");
            client.say("MAIL FROM:<>\r\n");
            var stop = server.tasks.start("stop-test", () -> stop(server, Duration.ofSeconds(1)));
            for (int i = 0; i < 21; i++) {
                server.pass(Duration.ofMillis(50));
            }
            assertTrue(stop.join(Duration.ofSeconds(10)));
            server.quiet();
            assertEquals(0, server.listener.associations());
        }
    }

    private static void stop(SimServer server, Duration grace) {
        try {
            server.listener.stop(grace);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
