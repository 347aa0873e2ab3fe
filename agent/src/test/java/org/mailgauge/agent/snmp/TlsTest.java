package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.agent.snmp.CertificateRule.Source;
import org.mailgauge.sim.Await;
import org.mailgauge.testing.TestCertificate;
import org.mailgauge.testing.TestCertificate.Wish;
import org.snmp4j.PDU;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.SecurityLevel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;

/** SNMP over TLS (RFC 6353, RFC 5591), with clients of the JDK. */
@Timeout(120)
class TlsTest {
    private static final String NAME = "1.3.6.1.2.1.1.5.0";
    private static final String USERS = "1.3.6.1.6.3.15.1.2.2.1.3";

    @TempDir Path state;
    private SecureAgent agent;

    @BeforeEach
    void start() throws IOException {
        agent = new SecureAgent(state);
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    private static SSLContext context(@Nullable TestCertificate client) {
        return SecureAgent.context(SecureAgent.OWN, client);
    }

    private static String name(@Nullable PDU answer) {
        assertNotNull(answer);
        assertEquals(PDU.noError, answer.getErrorStatus());
        return answer.get(0).getVariable().toString();
    }

    @Test
    void whoHasACertificateIsAnswered() throws IOException {
        try (var manager = agent.manager(SecureAgent.NOC)) {
            assertEquals("mx1.example.test", name(manager.ask(PDU.GET, NAME)));
            assertEquals("mx1.example.test", name(manager.ask(PDU.GET, NAME)));
            assertEquals(1, agent.count(SnmpConstants.snmpTlstmSessionAccepts));
        }
        Await.until(() -> agent.count(SnmpConstants.snmpTlstmSessionServerCloses) == 1);
    }

    @Test
    @DisplayName("the manager begins by asking for snmpEngineID (RFC 5343), whatever its view is")
    void theEngineIsFound() throws IOException {
        try (var manager = agent.manager(SecureAgent.NOC)) {
            assertEquals(
                    agent.agent.engine().id().toString(),
                    name(manager.ask(PDU.GET, "1.3.6.1.6.3.10.2.1.1.0")));
        }
    }

    @Test
    void whatIsSeenDependsOnTheName() throws IOException {
        try (var admin = agent.manager(SecureAgent.PINNED);
                var summary = agent.manager(SecureAgent.NOC)) {
            assertEquals("noc", name(admin.ask(PDU.GETNEXT, USERS)));
            assertNotEquals("noc", name(summary.ask(PDU.GETNEXT, USERS)));
        }
    }

    @Test
    @DisplayName("a message that asks for less than authPriv sees snmpEngineID only (RFC 5343)")
    void levelCounts() throws IOException {
        try (var manager = agent.manager(SecureAgent.PINNED).level(SecurityLevel.NOAUTH_NOPRIV)) {
            assertEquals("noSuchObject", name(manager.ask(PDU.GET, NAME)));
            assertEquals(
                    agent.agent.engine().id().toString(),
                    name(manager.ask(PDU.GET, "1.3.6.1.6.3.10.2.1.1.0")));
        }
    }

    @Test
    void aNameWithoutAViewSeesNothing() throws IOException {
        try (var manager = agent.manager(SecureAgent.issued("else@example.test"))) {
            assertEquals("noSuchObject", name(manager.ask(PDU.GET, NAME)));
        }
    }

    @Test
    void whoHasNoNameIsRefused() throws IOException {
        var past = Instant.now().minus(Duration.ofDays(2));
        var now = Instant.now();
        refused(null, 0);
        refused(TestCertificate.make(Wish.of("EC", "noc@example.test").by(SecureAgent.OTHER)), 1);
        refused(TestCertificate.of("noc@example.test"), 2);
        refused(
                TestCertificate.make(
                        Wish.of("EC", "noc@example.test")
                                .within(past, now.minusSeconds(60))
                                .by(SecureAgent.AUTHORITY)),
                3);
        refused(
                TestCertificate.make(
                        Wish.of("EC", "noc@example.test")
                                .within(now.plusSeconds(3600), now.plusSeconds(7200))
                                .by(SecureAgent.AUTHORITY)),
                4);
        // The certificate is good, and there is no name in it where the rule looks.
        refused(TestCertificate.make(Wish.of("EC").by(SecureAgent.AUTHORITY)), 5);
        assertEquals(0, agent.count(SnmpConstants.snmpTlstmSessionAccepts));
        assertEquals(6, agent.count(Counters.HANDSHAKES_FAILED));
        assertEquals("6", served("mailgaugeAgentHandshakesFailed.0"));
    }

    private String served(String object) throws IOException {
        try (var admin = agent.manager(SecureAgent.PINNED)) {
            return name(admin.ask(PDU.GET, MibNames.instance().resolve(object).toDottedString()));
        }
    }

    /** With TLS 1.3 the client believes for a moment that it is in. */
    private void refused(@Nullable TestCertificate client, long before) {
        assertThrows(
                IOException.class,
                () -> {
                    try (var pipe = new TlsPipe(context(client), agent.endpoint())) {
                        pipe.receive();
                    }
                });
        Await.until(() -> agent.count(Counters.HANDSHAKES_FAILED) == before + 1);
    }

    @Test
    @DisplayName("only TSM is spoken here: no communities, no USM")
    void nothingElseIsSpoken() throws IOException {
        var context = SecureAgent.context(SecureAgent.OWN, SecureAgent.NOC);
        try (var relay =
                        new Relay(
                                new org.mailgauge.address.Endpoint(
                                        TestAgent.LOOPBACK, agent.agent.boundPort()));
                var v2 = SnmpClient.community(relay.endpoint(), TestAgent.COMMUNITY)) {
            TestAgent.ask(v2, PDU.GET, NAME);
            var request = relay.requests().getFirst();
            try (var pipe = new TlsPipe(context, agent.endpoint());
                    var manager = new SecureManager(pipe, agent.endpoint())) {
                pipe.send(request);
                assertEquals("mx1.example.test", name(manager.ask(PDU.GET, NAME)));
            }
        }
        assertEquals(1, agent.count(SnmpConstants.snmpInBadVersions));
    }

    @Test
    void whatIsNoMessageEndsTheSession() throws IOException {
        try (var pipe = new TlsPipe(context(SecureAgent.NOC), agent.endpoint())) {
            pipe.send("GET / HTTP/1.0\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals(-1, pipe.socket().getInputStream().read());
        }
    }

    @Test
    @DisplayName("with many silent connections and half handshakes others come in at once")
    void silenceHoldsUpNobody() throws IOException {
        var silent = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 2 * Limits.HANDSHAKES_OF_A_SOURCE; i++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), agent.endpoint().port());
                silent.add(socket);
                if (i % 2 == 0) {
                    socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0});
                }
            }
            // This source has its share: further connections of it are closed at once.
            Await.until(() -> agent.count(Counters.SESSIONS_REFUSED) >= silent.size() / 2);
            for (var socket : silent) {
                socket.close();
            }
            Await.until(
                    () -> agent.count(Counters.HANDSHAKES_FAILED) == Limits.HANDSHAKES_OF_A_SOURCE);
            Await.until("there is room again", this::isAnswered);
            var refused = String.valueOf(agent.count(Counters.SESSIONS_REFUSED));
            assertEquals(refused, served("mailgaugeAgentSessionsRefused.0"));
        } finally {
            for (var socket : silent) {
                socket.close();
            }
        }
    }

    private boolean isAnswered() {
        try (var manager = agent.manager(SecureAgent.NOC)) {
            return manager.ask(PDU.GET, NAME) != null;
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void aNewCertificateIsShownAndOpenSessionsGoOn() throws IOException {
        var next = TestCertificate.of("agent.test");
        try (var before = agent.manager(SecureAgent.NOC)) {
            name(before.ask(PDU.GET, NAME));
            agent.show(next);
            name(before.ask(PDU.GET, NAME));
            assertThrows(IOException.class, () -> agent.manager(SecureAgent.NOC));
            var trusting = SecureAgent.context(next, SecureAgent.NOC);
            try (var pipe = new TlsPipe(trusting, agent.endpoint());
                    var after = new SecureManager(pipe, agent.endpoint())) {
                name(after.ask(PDU.GET, NAME));
            }
            name(before.ask(PDU.GET, NAME));
        }
    }

    @Test
    void aSessionDoesNotOutliveItsRule() throws IOException {
        try (var pinned = agent.manager(SecureAgent.PINNED);
                var noc = agent.manager(SecureAgent.NOC)) {
            name(pinned.ask(PDU.GET, NAME));
            name(noc.ask(PDU.GET, NAME));
            agent.agent.prepare(SecureAgent.config(List.of(SecureAgent.BY_FINGERPRINT))).begin();
            name(pinned.ask(PDU.GET, NAME));
            assertNull(noc.impatient(500).ask(PDU.GET, NAME));
            assertEquals(1, agent.count(SnmpConstants.snmpTlstmSessionInvalidClientCertificates));
        }
    }

    @Test
    void anotherRuleAnotherName() throws IOException {
        try (var noc = agent.manager(SecureAgent.NOC)) {
            assertNotEquals("noc", name(noc.ask(PDU.GETNEXT, USERS)));
            var promoted =
                    new CertificateRule(
                            SecureAgent.print(SecureAgent.NOC), Source.SPECIFIED, "pinned");
            agent.agent
                    .prepare(SecureAgent.config(List.of(promoted, SecureAgent.BY_AUTHORITY)))
                    .begin();
            assertEquals("noc", name(noc.ask(PDU.GETNEXT, USERS)));
        }
    }
}
