package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.sim.Await;
import org.mailgauge.testing.TestCertificate;
import org.mailgauge.testing.TestCertificate.Wish;
import org.snmp4j.PDU;
import org.snmp4j.mp.SnmpConstants;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;

/** SNMP over DTLS (RFC 6353), with Bouncy Castle's client. */
@Timeout(120)
class DtlsTest {
    private static final String NAME = "1.3.6.1.2.1.1.5.0";
    private static final int HELLO_VERIFY_REQUEST = 3;

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

    private static String name(@Nullable PDU answer) {
        assertNotNull(answer);
        return answer.get(0).getVariable().toString();
    }

    private void answers(DtlsPipe pipe) throws IOException {
        try (var manager = new SecureManager(pipe, agent.datagrams())) {
            assertEquals("mx1.example.test", name(manager.ask(PDU.GET, NAME)));
        }
    }

    private DatagramSocket client() throws IOException {
        var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(500);
        return socket;
    }

    private void send(DatagramSocket from, byte[] datagram) throws IOException {
        var to = new InetSocketAddress(InetAddress.getLoopbackAddress(), agent.datagrams().port());
        from.send(new DatagramPacket(datagram, datagram.length, to));
    }

    private static byte[] receive(DatagramSocket at) throws IOException {
        var packet = new DatagramPacket(new byte[65_536], 65_536);
        at.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    @DisplayName("certificates of all kinds do, on both sides")
    void whoHasACertificateIsAnswered(String kind) throws IOException {
        agent.show(TestCertificate.make(Wish.of(kind, "agent.test")));
        var client = Wish.of(kind, "noc@example.test").by(SecureAgent.AUTHORITY);
        answers(agent.pipe(TestCertificate.make(client)));
        Await.until(() -> agent.count(SnmpConstants.snmpTlstmSessionServerCloses) == 1);
        assertEquals(0, agent.count(Counters.HANDSHAKES_FAILED));
    }

    @Test
    void whoHasNoNameIsRefused() {
        var now = Instant.now();
        assertThrows(IOException.class, () -> agent.pipe(null));
        assertThrows(IOException.class, () -> agent.pipe(TestCertificate.of("noc@example.test")));
        var ended =
                Wish.of("EC", "noc@example.test")
                        .within(now.minus(Duration.ofDays(2)), now.minusSeconds(60))
                        .by(SecureAgent.AUTHORITY);
        assertThrows(IOException.class, () -> agent.pipe(TestCertificate.make(ended)));
        Await.until(() -> agent.count(Counters.HANDSHAKES_FAILED) == 3);
        assertEquals(3, agent.count(SnmpConstants.snmpTlstmSessionInvalidClientCertificates));
        assertEquals(0, agent.count(SnmpConstants.snmpTlstmSessionAccepts));
    }

    @Test
    void aNewCertificateIsShownAndOpenSessionsGoOn() throws Exception {
        var next = TestCertificate.of("agent.test");
        try (var pipe = agent.pipe(SecureAgent.NOC);
                var before = new SecureManager(pipe, agent.datagrams())) {
            name(before.ask(PDU.GET, NAME));
            agent.show(next);
            name(before.ask(PDU.GET, NAME));
            var after = agent.pipe(SecureAgent.NOC);
            assertArrayEquals(next.certificate().getEncoded(), after.agent());
            answers(after);
            name(before.ask(PDU.GET, NAME));
        }
    }

    @Test
    @DisplayName("a lost flight is sent again")
    void lossIsMended() throws IOException {
        var seen = new ArrayList<byte[]>();
        // The third is the first of the flight with our certificate.
        answers(
                new DtlsPipe(
                        agent.datagrams(),
                        SecureAgent.NOC,
                        client(),
                        datagram -> {
                            seen.add(datagram);
                            return seen.size() != 3;
                        }));
    }

    @Test
    @DisplayName("a hello without cookie gets less than it sends, and nothing is kept (RFC 6347)")
    void helloVerify() throws IOException {
        byte[] first;
        byte[] second;
        try (var pipe = agent.pipe(SecureAgent.NOC)) {
            first = pipe.sent().get(0);
            second = pipe.sent().get(1);
        }
        try (var other = client()) {
            send(other, first);
            var answer = receive(other);
            assertEquals(HELLO_VERIFY_REQUEST, answer[13]);
            assertTrue(answer.length < first.length, answer.length + " to " + first.length);
            // A cookie that was given to another address is no cookie.
            send(other, second);
            assertEquals(HELLO_VERIFY_REQUEST, receive(other)[13]);
            assertThrows(SocketTimeoutException.class, () -> receive(other));
        }
        assertEquals(1, agent.count(SnmpConstants.snmpTlstmSessionAccepts));
        assertEquals(0, agent.count(Counters.SESSIONS_REFUSED));
    }

    @Test
    void garbageIsNotAnswered() throws IOException {
        var random = new Random(1);
        byte[] hello;
        try (var pipe = agent.pipe(SecureAgent.NOC)) {
            hello = pipe.sent().get(0);
        }
        try (var other = client()) {
            for (int i = 0; i < 1000; i++) {
                var noise = new byte[random.nextInt(1, 1400)];
                random.nextBytes(noise);
                send(other, noise);
            }
            assertThrows(SocketTimeoutException.class, () -> receive(other));
            for (int i = 0; i < 1000; i++) {
                var mutant = hello.clone();
                mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
                send(other, Arrays.copyOf(mutant, random.nextInt(1, mutant.length + 1)));
            }
        }
        answers(agent.pipe(SecureAgent.NOC));
    }

    @Test
    @DisplayName("a record that is sent again is not read again")
    void replay() throws IOException {
        try (var pipe = agent.pipe(SecureAgent.NOC);
                var manager = new SecureManager(pipe, agent.datagrams())) {
            name(manager.ask(PDU.GET, NAME));
            long before = agent.count(SnmpConstants.snmpInPkts);
            var request = pipe.sent().getLast();
            for (int i = 0; i < 10; i++) {
                send(pipe.socket(), request);
            }
            name(manager.ask(PDU.GET, NAME));
            assertEquals(before + 1, agent.count(SnmpConstants.snmpInPkts));
        }
    }

    @Test
    @DisplayName("a client that has lost its session begins anew from the same port")
    void theSamePortAgain() throws IOException {
        var socket = client();
        var lost = new DtlsPipe(agent.datagrams(), SecureAgent.NOC, socket, _ -> true);
        assertNotNull(lost.agent());
        answers(new DtlsPipe(agent.datagrams(), SecureAgent.NOC, socket, _ -> true));
        assertEquals(2, agent.count(SnmpConstants.snmpTlstmSessionAccepts));
    }

    @Test
    @DisplayName("half handshakes hold up nobody, and there are only so many of a source")
    void halfHandshakes() throws IOException {
        var half = new ArrayList<DatagramSocket>();
        for (int i = 0; i < Limits.HANDSHAKES_OF_A_SOURCE + 4; i++) {
            half.add(begun());
        }
        Await.until(() -> agent.count(Counters.SESSIONS_REFUSED) >= 4);
        assertFalse(agent.count(SnmpConstants.snmpTlstmSessionAccepts) > 0);
        half.forEach(DatagramSocket::close);
        Await.until(
                "they have run out of time",
                () -> agent.count(Counters.HANDSHAKES_FAILED) == Limits.HANDSHAKES_OF_A_SOURCE);
        answers(agent.pipe(SecureAgent.NOC));
    }

    /** A client that has shown that it is there, and then falls silent. */
    private DatagramSocket begun() throws IOException {
        var socket = client();
        var sent = new ArrayList<byte[]>();
        assertThrows(
                IOException.class,
                () ->
                        new DtlsPipe(
                                agent.datagrams(),
                                SecureAgent.NOC,
                                socket,
                                datagram -> {
                                    sent.add(datagram);
                                    if (sent.size() == 3) {
                                        socket.close();
                                    }
                                    return sent.size() < 3;
                                }));
        return socket;
    }
}
