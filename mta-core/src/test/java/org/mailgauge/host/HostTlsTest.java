package org.mailgauge.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.port.Net;
import org.mailgauge.port.Tls;
import org.mailgauge.port.TlsException;
import org.mailgauge.port.TlsException.Reason;
import org.mailgauge.sim.Await;
import org.mailgauge.testing.TestCertificate;
import org.mailgauge.testing.TestCertificate.Wish;
import org.mailgauge.testing.TestTls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class HostTlsTest {
    private static final Duration LONG = TlsPair.LONG;
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final TestCertificate CERTIFICATE = TestCertificate.of("mx.example.test");

    private final HostTls tls = TestTls.server(CERTIFICATE);
    private final byte[] buffer = new byte[40_000];
    private TlsPair pair;

    @BeforeEach
    void listen() throws IOException {
        pair = new TlsPair();
    }

    @AfterEach
    void close() throws IOException {
        pair.close();
    }

    private TlsPair.Ends open(String protocol, String... names) throws IOException {
        return pair.open(tls, TlsPair.clientEngine(TestTls.client(CERTIFICATE), protocol, names));
    }

    private static Map<String, Long> counted(java.util.function.Consumer<TlsCounts.Taker> source) {
        var all = new TreeMap<String, Long>();
        source.accept((service, value, count) -> all.put(service + " " + value, count));
        return all;
    }

    private static byte[] exporter(Net.Connection connection) {
        var octets = connection.tls().orElseThrow().exporter();
        assertNotNull(octets);
        return octets;
    }

    private String readText(Net.Connection from, int octets) throws IOException {
        int count = 0;
        while (count < octets) {
            int more = from.read(buffer, count, octets - count, LONG);
            assertTrue(more > 0);
            count += more;
        }
        return new String(buffer, 0, count, StandardCharsets.US_ASCII);
    }

    private static void write(Net.Connection to, String text) throws IOException {
        var octets = text.getBytes(StandardCharsets.US_ASCII);
        to.write(octets, 0, octets.length, LONG);
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, TLS_AES_128_GCM_SHA256",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
    })
    @DisplayName(
            "facts: version, suite, name asked for, and a channel binding that both sides have")
    void factsAreThoseOfTheHandshake(String protocol, String suite) throws IOException {
        try (var ends = open(protocol, "MX.Example.Test")) {
            var facts = ends.server().facts();
            assertEquals(protocol, facts.protocol());
            assertEquals(suite, facts.suite());
            assertEquals("mx.example.test", facts.serverName());
            assertNull(facts.client());
            assertArrayEquals(exporter(ends.client()), exporter(ends.server()));
            assertEquals(32, exporter(ends.server()).length);
            try (var other = open(protocol)) {
                assertNull(other.server().facts().serverName());
                assertFalse(Arrays.equals(exporter(ends.server()), exporter(other.server())));
            }
        }
        assertEquals("{smtp " + protocol + "=2}", counted(tls.counts()::handshakes).toString());
        assertEquals("{smtp " + protocol + "=0}", counted(tls.counts()::open).toString());
    }

    private Reason failure(Duration timeout, Action peer) throws IOException {
        try (var plain = pair.net.connect(pair.listener.local(), LONG)) {
            var accepting = pair.accepting(tls, timeout);
            peer.on(plain);
            var thrown = assertThrows(TlsException.class, () -> TlsPair.joined(accepting));
            assertEquals(
                    "{smtp " + thrown.reason() + "=1}",
                    counted(tls.counts()::failures).toString(),
                    thrown::toString);
            return thrown.reason();
        }
    }

    private interface Action {
        void on(Net.Connection plain) throws IOException;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO client.example.test\r\nMAIL FROM:<a@example.test>\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "\r\n\r\n\r\n"
            })
    void plainTextIsNoTls(String text) throws IOException {
        assertEquals(Reason.NOT_TLS, failure(LONG, plain -> write(plain, text)));
    }

    @Test
    @DisplayName("a hello of TLS 1.1 is refused with an alert protocol_version")
    void oldVersionsAreRefused() throws IOException {
        var hello =
                HexFormat.of()
                        .parseHex("160301002d010000290302" + "00".repeat(33) + "0002c0130100");
        var answer = new byte[7];
        var reason =
                failure(
                        LONG,
                        plain -> {
                            plain.write(hello, 0, hello.length, LONG);
                            int count = 0;
                            while (count < answer.length) {
                                count += plain.read(answer, count, answer.length - count, LONG);
                            }
                        });
        assertEquals(Reason.VERSION, reason);
        assertEquals(21, answer[0]); // an alert
        assertEquals(70, answer[6]); // protocol_version, RFC 8446 section 6.2
    }

    @Test
    void silenceEndsAtTheDeadline() throws IOException {
        assertEquals(Reason.TIMEOUT, failure(SHORT, _ -> {}));
    }

    @Test
    @DisplayName("a hello in drops does not prolong the handshake")
    void dropsEndAtTheDeadline() throws IOException {
        var reason =
                failure(
                        Duration.ofMillis(200),
                        plain -> {
                            try {
                                plain.write(new byte[] {22, 3, 1, 1, 0}, 0, 5, LONG);
                                while (plain.read(buffer, 0, 1, Duration.ofMillis(10)) >= 0) {
                                    write(plain, ".");
                                }
                            } catch (org.mailgauge.port.NetTimeoutException _) {
                                // one more
                            }
                        });
        assertEquals(Reason.TIMEOUT, reason);
    }

    @Test
    void aPeerThatLeavesIsGone() throws IOException {
        assertEquals(Reason.GONE, failure(LONG, Net.Connection::close));
    }

    @Test
    void aRecordThatIsTooLongIsRefused() throws IOException {
        assertEquals(
                Reason.PROTOCOL,
                failure(LONG, plain -> plain.write(new byte[] {22, 3, 1, -1, -1}, 0, 5, LONG)));
    }

    @Test
    void withoutCertificateNothingIsReady() throws IOException {
        var none = new HostTls();
        assertFalse(none.ready());
        try (var plain = pair.net.connect(pair.listener.local(), LONG)) {
            var thrown =
                    assertThrows(TlsException.class, () -> TlsPair.joined(pair.accepting(none)));
            assertEquals(Reason.NO_CERTIFICATE, thrown.reason());
            assertEquals(-1, plain.read(buffer, 0, 1, LONG));
        }
    }

    @Test
    void aClientThatDoesNotTrustUsIsCounted() throws IOException {
        var stranger = TestTls.client(TestCertificate.of("other.example.test"));
        try (var plain = pair.net.connect(pair.listener.local(), LONG)) {
            var accepting = pair.accepting(tls);
            assertThrows(
                    TlsException.class,
                    () -> pair.handshake(TlsPair.clientEngine(stranger, "TLSv1.3"), plain));
            var thrown = assertThrows(TlsException.class, () -> TlsPair.joined(accepting));
            assertEquals(Reason.OURS_REFUSED, thrown.reason());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("an end without close_notify is an end, and is told")
    void truncationIsTold(String protocol) throws IOException {
        var plain = pair.net.connect(pair.listener.local(), LONG);
        var accepting = pair.accepting(tls);
        pair.handshake(TlsPair.clientEngine(TestTls.client(CERTIFICATE), protocol), plain);
        try (var server = TlsPair.joined(accepting)) {
            plain.close();
            assertEquals(-1, server.read(buffer, 0, 1, LONG));
            assertEquals(-1, server.read(buffer, 0, 1, LONG));
            assertTrue(server.truncated());
        }
        assertEquals(1, tls.counts().truncated());
    }

    @Test
    void anEndWithCloseNotifyIsNotTruncated() throws IOException {
        try (var ends = open("TLSv1.3")) {
            ends.client().close();
            assertEquals(-1, ends.server().read(buffer, 0, 1, LONG));
            assertFalse(ends.server().truncated());
            assertFalse(ends.server().readable());
        }
        assertEquals(0, tls.counts().truncated());
    }

    @Test
    @DisplayName("close_notify behind the last words is nothing to read (QUIT is not early input)")
    void closeNotifyIsNotReadable() throws IOException {
        try (var ends = open("TLSv1.3")) {
            write(ends.client(), "QUIT\r\n");
            ends.client().close();
            assertEquals("QUIT\r\n", readText(ends.server(), 6));
            assertFalse(ends.server().readable());
            assertEquals(-1, ends.server().read(buffer, 0, 1, LONG));
            assertFalse(ends.server().readable());
        }
    }

    @Test
    @DisplayName("records of one octet, and a transport that gives one octet at a time")
    void smallPiecesArrive() throws IOException {
        var plain = pair.net.connect(pair.listener.local(), LONG);
        var accepting = pair.accepting(tls);
        var engine = TlsPair.clientEngine(TestTls.client(CERTIFICATE), "TLSv1.3");
        try (var client = pair.handshake(engine, new OneByOne(plain));
                var server = TlsPair.joined(accepting)) {
            for (int i = 0; i < 300; i++) {
                client.write(new byte[] {(byte) i}, 0, 1, LONG);
            }
            for (int i = 0; i < 300; i++) {
                assertEquals(1, server.read(buffer, 0, 1, LONG));
                assertEquals((byte) i, buffer[0]);
            }
            write(server, "x".repeat(3000));
            assertEquals("x".repeat(3000), readText(client, 3000));
        }
    }

    @Test
    void aReaderMayTakeARecordInParts() throws IOException {
        try (var ends = open("TLSv1.3")) {
            var text = "0123456789".repeat(1500);
            write(ends.client(), text);
            var read = new StringBuilder();
            while (read.length() < text.length()) {
                read.append(readText(ends.server(), 7), 0, 7);
                read.append(readText(ends.server(), 500 - 7), 0, 500 - 7);
            }
            assertEquals(text, read.toString());
            assertFalse(ends.server().readable());
        }
    }

    @Test
    @DisplayName("a client of TLS 1.2 that renegotiates is cut off")
    void noRenegotiation() throws IOException {
        var engine = TlsPair.clientEngine(TestTls.client(CERTIFICATE), "TLSv1.2");
        try (var ends = pair.open(tls, engine)) {
            engine.beginHandshake();
            var thrown =
                    assertThrows(
                            TlsException.class,
                            () -> {
                                write(ends.client(), "NOOP\r\n");
                                ends.server().read(buffer, 0, 1, LONG);
                            });
            assertEquals(Reason.PROTOCOL, thrown.reason());
        }
    }

    @Test
    @DisplayName("new keys of TLS 1.3 (RFC 8446 section 4.6.3) are taken over")
    void keysMayBeUpdated() throws IOException {
        var engine = TlsPair.clientEngine(TestTls.client(CERTIFICATE), "TLSv1.3");
        try (var ends = pair.open(tls, engine)) {
            write(ends.client(), "one");
            assertEquals("one", readText(ends.server(), 3));
            engine.beginHandshake();
            write(ends.client(), "two");
            assertEquals("two", readText(ends.server(), 3));
            write(ends.server(), "three");
            assertEquals("three", readText(ends.client(), 5));
        }
    }

    @Test
    void whatComesBetweenRecordsBreaksTheConnection() throws IOException {
        var plain = pair.net.connect(pair.listener.local(), LONG);
        var accepting = pair.accepting(tls);
        pair.handshake(TlsPair.clientEngine(TestTls.client(CERTIFICATE), "TLSv1.3"), plain);
        try (var server = TlsPair.joined(accepting)) {
            write(plain, "RSET\r\n");
            var thrown = assertThrows(TlsException.class, () -> server.read(buffer, 0, 1, LONG));
            assertEquals(Reason.PROTOCOL, thrown.reason());
        }
    }

    @Test
    @DisplayName("another certificate is for new connections; those that are open go on")
    void identityChangesBetweenConnections() throws IOException {
        var next = TestCertificate.of("mx.example.test");
        try (var before = open("TLSv1.3")) {
            tls.become(new TlsIdentity(TestTls.keyManager(next), null, true));
            write(before.client(), "still here");
            assertEquals("still here", readText(before.server(), 10));
            try (var plain = pair.net.connect(pair.listener.local(), LONG)) {
                var accepting = pair.accepting(tls);
                assertThrows(
                        TlsException.class,
                        () ->
                                pair.handshake(
                                        TlsPair.clientEngine(
                                                TestTls.client(CERTIFICATE), "TLSv1.3"),
                                        plain));
                assertThrows(TlsException.class, () -> TlsPair.joined(accepting));
            }
            var engine = TlsPair.clientEngine(TestTls.client(next), "TLSv1.3");
            try (var after = pair.open(tls, engine)) {
                assertNotEquals(before.server().remote(), after.server().remote());
            }
        }
    }

    @Test
    void tls12MayBeForbidden() throws IOException {
        tls.become(new TlsIdentity(TestTls.keyManager(CERTIFICATE), null, false));
        try (var plain = pair.net.connect(pair.listener.local(), LONG)) {
            var accepting = pair.accepting(tls);
            assertThrows(
                    TlsException.class,
                    () ->
                            pair.handshake(
                                    TlsPair.clientEngine(TestTls.client(CERTIFICATE), "TLSv1.2"),
                                    plain));
            var thrown = assertThrows(TlsException.class, () -> TlsPair.joined(accepting));
            assertEquals(Reason.VERSION, thrown.reason(), thrown::toString);
        }
        open("TLSv1.3").close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("a client certificate counts when the CA is ours, also when a session is resumed")
    void clientCertificates(String protocol) throws IOException {
        var authority = TestCertificate.make(Wish.of("EC", "ca.example.test").asAuthority());
        var user =
                TestCertificate.make(
                        Wish.of("EC", "alice@example.test", "pc.example.test").by(authority));
        tls.become(
                new TlsIdentity(TestTls.keyManager(CERTIFICATE), TestTls.trust(authority), true));
        var known = TestTls.client(CERTIFICATE, user);
        for (int i = 0; i < 3; i++) {
            try (var ends = pair.open(tls, TlsPair.clientEngine(known, protocol))) {
                write(ends.server(), "220");
                readText(ends.client(), 3); // and the ticket for the next one
                var client = ends.server().facts().client();
                assertNotNull(client);
                assertEquals("CN=alice@example.test", client.subject());
                assertEquals(List.of("alice@example.test"), client.mailAddresses());
                assertEquals(List.of("pc.example.test"), client.dnsNames());
            }
        }
        var stranger = TestTls.client(CERTIFICATE, TestCertificate.of("mallory@example.test"));
        try (var ends = pair.open(tls, TlsPair.clientEngine(stranger, protocol))) {
            assertNull(ends.server().facts().client());
        }
        try (var ends =
                pair.open(tls, TlsPair.clientEngine(TestTls.client(CERTIFICATE), protocol))) {
            assertNull(ends.server().facts().client());
        }
    }

    @Test
    void forgottenOctetsAreCounted() {
        tls.forgotten("smtp", 0);
        assertEquals("{}", tls.counts().injections().toString());
        tls.forgotten("smtp", 6);
        tls.forgotten("smtp", 4);
        assertEquals("{smtp=2}", tls.counts().injections().toString());
        assertEquals("{smtp=10}", tls.counts().forgottenOctets().toString());
    }

    @Test
    void closingDoesNotWaitForAWriterThatIsStuck() throws Exception {
        try (var tasks = new HostTasks(1);
                var ends = open("TLSv1.3")) {
            var stuck =
                    tasks.start(
                            "write",
                            () -> {
                                var much = new byte[1 << 20];
                                assertThrows(
                                        IOException.class,
                                        () -> {
                                            while (true) {
                                                ends.server().write(much, 0, much.length, LONG);
                                            }
                                        });
                            });
            Await.until("data comes", () -> readable(ends.client()));
            ends.server().close();
            assertTrue(stuck.join(LONG));
        }
    }

    private static boolean readable(Tls.Secured connection) {
        try {
            return connection.readable();
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    /** Gives one octet for each read. */
    private record OneByOne(Net.Connection below) implements Net.Connection {
        @Override
        public int read(byte[] into, int offset, int length, Duration timeout) throws IOException {
            return below.read(into, offset, Math.min(1, length), timeout);
        }

        @Override
        public boolean readable() throws IOException {
            return below.readable();
        }

        @Override
        public void write(byte[] from, int offset, int length, Duration timeout)
                throws IOException {
            for (int i = 0; i < length; i++) {
                below.write(from, offset + i, 1, timeout);
            }
        }

        @Override
        public void endOutput() throws IOException {
            below.endOutput();
        }

        @Override
        public org.mailgauge.address.Endpoint local() {
            return below.local();
        }

        @Override
        public org.mailgauge.address.Endpoint remote() {
            return below.remote();
        }

        @Override
        public void close() throws IOException {
            below.close();
        }
    }
}
