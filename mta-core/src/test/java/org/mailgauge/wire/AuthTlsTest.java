package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailgauge.address.Endpoint;
import org.mailgauge.auth.LoginSettings;
import org.mailgauge.auth.Logins;
import org.mailgauge.auth.MemoryAccounts;
import org.mailgauge.config.ImapLimits;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.config.MtaConfig.At;
import org.mailgauge.config.Pop3Limits;
import org.mailgauge.host.HostNet;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.host.HostTls;
import org.mailgauge.host.TlsIdentity;
import org.mailgauge.mailaccess.MailAccounts;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.sasl.Mechanism;
import org.mailgauge.sim.SimEntropy;
import org.mailgauge.sim.SimTime;
import org.mailgauge.store.MemoryData;
import org.mailgauge.store.MemoryMailStore;
import org.mailgauge.store.StoreLimits;
import org.mailgauge.testing.Events;
import org.mailgauge.testing.MemoryIntake;
import org.mailgauge.testing.MemoryMaildrops;
import org.mailgauge.testing.Scene;
import org.mailgauge.testing.TestCertificate;
import org.mailgauge.testing.TestCertificate.Wish;
import org.mailgauge.testing.TestTls;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;

/**
 * Every mechanism under TLS through every protocol that has AUTH, with the real logins behind it.
 */
class AuthTlsTest {
    private static final String USER = "tim@local.test";
    private static final String PASSWORD = "secret word";
    private static final TestCertificate CERTIFICATE = TestCertificate.of("mx.test");
    private static final TestCertificate AUTHORITY =
            TestCertificate.make(Wish.of("EC", "ca.test").asAuthority());
    private static final TestCertificate TIM =
            TestCertificate.make(Wish.of("EC", USER).by(AUTHORITY));
    private static final TestCertificate NOBODY =
            TestCertificate.make(Wish.of("EC", "nobody@local.test").by(AUTHORITY));

    private final HostNet net = new HostNet();
    private final HostTime time = new HostTime();
    private final HostTasks tasks = new HostTasks(1);
    private final MemoryAccounts accounts = new MemoryAccounts().with(USER, PASSWORD);
    private final List<ServiceListener> listeners = new ArrayList<>();

    /** A protocol, and how TLS begins in it. */
    enum Way {
        SMTP("STARTTLS"),
        SUBMISSION("STARTTLS"),
        SUBMISSIONS(""),
        POP3("STLS"),
        POP3S(""),
        IMAP("a STARTTLS"),
        IMAPS("");

        private final String command;

        Way(String command) {
            this.command = command;
        }

        private boolean isPop3() {
            return this == POP3 || this == POP3S;
        }

        private boolean isImap() {
            return this == IMAP || this == IMAPS;
        }

        private boolean isImplicit() {
            return command.isEmpty();
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        for (var listener : listeners) {
            listener.stop(Duration.ofSeconds(10));
        }
        tasks.close();
        time.close();
        net.close();
    }

    private ServiceListener listen(Way way) throws IOException {
        var settings =
                new LoginSettings(
                        EnumSet.allOf(Mechanism.class),
                        false,
                        true,
                        Duration.ZERO,
                        LoginSettings.Tries.DEFAULT);
        var logins = new Logins(settings, accounts, accounts, new SimTime(), new SimEntropy(1));
        var tls = new HostTls();
        tls.become(
                new TlsIdentity(TestTls.keyManager(CERTIFICATE), TestTls.trust(AUTHORITY), true));
        var parts =
                new ServerParts(
                                net,
                                tls,
                                time,
                                tasks,
                                new MemoryIntake(),
                                new Events(),
                                new AssociationIds(),
                                new BufferPool(4),
                                new ConnectionLimits(50, 1, 50))
                        .with(logins);
        var listener =
                ServiceListener.start(
                        offer(way, logins), parts, new At.Tcp(new Endpoint(Scene.LOOPBACK, 0)));
        listeners.add(listener);
        return listener;
    }

    private static Offer offer(Way way, Logins logins) {
        return switch (way) {
            case SMTP -> new Scene().build();
            case SUBMISSION -> new Scene().service(MtaConfig.Service.SUBMISSION).build();
            case SUBMISSIONS ->
                    new Scene().service(MtaConfig.Service.SUBMISSION).implicitTls().build();
            case POP3, POP3S ->
                    new AccessService(
                            way.isImplicit(),
                            Pop3Protocol.of("mx.test", Pop3Limits.DEFAULT, maildrops()),
                            logins,
                            _ -> {},
                            new AssociationIds());
            case IMAP, IMAPS ->
                    new AccessService(
                            way.isImplicit(),
                            ImapProtocol.of("mx.test", "1", ImapLimits.DEFAULT, mailboxes()),
                            logins,
                            _ -> {},
                            new AssociationIds());
        };
    }

    private static MailAccounts mailboxes() {
        var store = new MemoryMailStore(new MemoryData(), new SimTime(), StoreLimits.DEFAULT);
        return new MailAccounts(store, new SimTime(), 1000, 10);
    }

    private static MemoryMaildrops maildrops() {
        var drops = new MemoryMaildrops();
        return drops.add(MemoryAccounts.mailbox(USER), "x: y\r\n\r\n", false);
    }

    /** A client, in the clear at first where the protocol has that. */
    private static final class Client implements AutoCloseable {
        private final Way way;
        private Socket socket;
        private BufferedReader in;

        private Client(Way way, int port) throws IOException {
            this.way = way;
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            in = over(socket);
            if (!way.isImplicit()) {
                reply();
            }
        }

        private static BufferedReader over(Socket socket) throws IOException {
            socket.setSoTimeout(20_000);
            return new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII), 1);
        }

        private Client secured(@Nullable TestCertificate own, String protocol) throws IOException {
            if (!way.isImplicit()) {
                offered();
                say(way.command);
            }
            var factory = TestTls.client(CERTIFICATE, own).getSocketFactory();
            var secure = (SSLSocket) factory.createSocket(socket, "mx.test", 1, true);
            secure.setEnabledProtocols(new String[] {protocol});
            secure.startHandshake();
            socket = secure;
            in = over(secure);
            if (way.isImplicit()) {
                reply();
            }
            return this;
        }

        private byte[] exporter() throws IOException {
            var session = (ExtendedSSLSession) ((SSLSocket) socket).getSession();
            return session.exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32);
        }

        private String reply() throws IOException {
            var line = String.valueOf(in.readLine());
            while (way.isImap()
                    ? line.startsWith("* ") && !line.startsWith("* OK")
                    : !way.isPop3() && line.startsWith("-", 3)) {
                line = String.valueOf(in.readLine());
            }
            return line;
        }

        private String say(String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return reply();
        }

        /** The mechanisms that are offered now. */
        private String offered() throws IOException {
            if (way.isImap()) {
                return imapOffered();
            }
            var word = way.isPop3() ? "SASL " : "AUTH ";
            var found = "";
            var line = way.isPop3() ? "CAPA" : "EHLO client.test";
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            for (boolean more = true; more; ) {
                var said = String.valueOf(in.readLine());
                more = way.isPop3() ? !said.equals(".") : said.startsWith("-", 3);
                var capability = way.isPop3() ? said : said.substring(4);
                found = capability.startsWith(word) ? capability.substring(5) : found;
            }
            return found;
        }

        private String imapOffered() throws IOException {
            var line = "a CAPABILITY\r\n";
            socket.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
            var all = String.valueOf(in.readLine()).split(" ");
            reply();
            return Arrays.stream(all)
                    .filter(word -> word.startsWith("AUTH="))
                    .map(word -> word.substring(5))
                    .collect(Collectors.joining(" "));
        }

        /** The command that begins a mechanism. */
        private String auth(Mechanism mechanism) {
            return (way.isImap() ? "a AUTHENTICATE " : "AUTH ") + mechanism.label();
        }

        /** What a challenge has in it. */
        private String challenge(String reply) {
            var prefix = way.isPop3() || way.isImap() ? "+ " : "334 ";
            assertTrue(reply.startsWith(prefix), reply);
            var octets = Base64.getDecoder().decode(reply.substring(prefix.length()));
            return new String(octets, StandardCharsets.UTF_8);
        }

        private String respond(String response) throws IOException {
            return say(base64(response));
        }

        /** Logs in, and gives the last reply. */
        private String login(Mechanism mechanism, String password, byte[] binding)
                throws IOException, ScramException {
            var auth = auth(mechanism);
            return switch (mechanism) {
                case EXTERNAL -> say(auth + " =");
                case PLAIN -> say(auth + " " + base64("\0" + USER + "\0" + password));
                case LOGIN -> {
                    assertEquals("Username:", challenge(say(auth)));
                    assertEquals("Password:", challenge(respond(USER)));
                    yield respond(password);
                }
                case SCRAM_SHA_1, SCRAM_SHA_256, SCRAM_SHA_1_PLUS, SCRAM_SHA_256_PLUS ->
                        scram(mechanism, password, binding);
            };
        }

        private String scram(Mechanism mechanism, String password, byte[] binding)
                throws IOException, ScramException {
            var builder =
                    ScramClient.builder()
                            .advertisedMechanisms(List.of(mechanism.label()))
                            .username(USER)
                            .password(password.toCharArray());
            var client =
                    mechanism.isBound()
                            ? builder.channelBinding("tls-exporter", binding).build()
                            : builder.build();
            var first = base64(client.clientFirstMessage().toString());
            client.serverFirstMessage(challenge(say(auth(mechanism) + " " + first)));
            var reply = respond(client.clientFinalMessage().toString());
            if (reply.startsWith(way.isPop3() ? "-ERR" : way.isImap() ? "a NO" : "5")) {
                return reply;
            }
            client.serverFinalMessage(challenge(reply)); // it checks the server's proof
            return say("");
        }

        private static String base64(String text) {
            return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private Client connect(Way way) throws IOException {
        return new Client(way, listen(way).local().port());
    }

    private static void assertIn(Client client, String reply) throws IOException {
        if (client.way.isPop3()) {
            assertTrue(reply.startsWith("+OK 1 messages"), reply);
        } else if (client.way.isImap()) {
            assertTrue(reply.startsWith("a OK [CAPABILITY "), reply);
            assertEquals("a OK Done", client.say("a NOOP"));
        } else {
            assertEquals("235 2.7.0 Authentication successful", reply);
            assertEquals("250 2.1.0 Sender ok", client.say("MAIL FROM:<" + USER + ">"));
            assertEquals("250 2.1.5 Recipient ok", client.say("RCPT TO:<joe@elsewhere.test>"));
        }
    }

    private static void assertOut(Client client, String reply) throws IOException {
        if (client.way.isImap()) {
            assertEquals("a NO [AUTHENTICATIONFAILED] Authentication failed", reply);
            assertEquals("a BAD Log in first", client.say("a SELECT INBOX"));
        } else if (client.way.isPop3()) {
            assertEquals("-ERR [AUTH] Authentication failed", reply);
            assertTrue(client.say("STAT").startsWith("-ERR"));
        } else {
            assertEquals("535 5.7.8 Authentication credentials invalid", reply);
            client.say("MAIL FROM:<" + USER + ">");
            var relayed = client.say("RCPT TO:<joe@elsewhere.test>");
            assertTrue(relayed.startsWith("5"), relayed);
        }
    }

    static List<Arguments> waysAndMechanisms() {
        var all = new ArrayList<Arguments>();
        for (var way : Way.values()) {
            for (var mechanism : Mechanism.values()) {
                all.add(Arguments.of(way, mechanism));
            }
        }
        return all;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("waysAndMechanisms")
    @DisplayName("the right password, or certificate, lets in; and not in the clear")
    void lets(Way way, Mechanism mechanism) throws IOException, ScramException {
        for (var protocol : new String[] {"TLSv1.3", "TLSv1.2"}) {
            try (var client = connect(way)) {
                if (!way.isImplicit()) {
                    assertEquals("", client.offered());
                    var refused = client.say(client.auth(mechanism) + " =");
                    var good =
                            way.isImap()
                                    ? "a NO [PRIVACYREQUIRED] Encryption is needed first"
                                    : way.isPop3()
                                            ? "-ERR Encryption is needed first"
                                            : "538 5.7.11";
                    assertTrue(refused.startsWith(good), refused);
                }
                client.secured(TIM, protocol);
                assertEquals(
                        "EXTERNAL SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1"
                                + " PLAIN LOGIN",
                        client.offered());
                assertIn(client, client.login(mechanism, PASSWORD, client.exporter()));
            }
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("waysAndMechanisms")
    @DisplayName("a wrong password, and a certificate of somebody else, do not")
    void refuses(Way way, Mechanism mechanism) throws IOException, ScramException {
        try (var client = connect(way).secured(NOBODY, "TLSv1.3")) {
            client.offered();
            assertOut(client, client.login(mechanism, PASSWORD + "x", client.exporter()));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @DisplayName("a proof that is bound to another TLS connection does not (RFC 5802, RFC 9266)")
    void otherBinding(Way way) throws IOException, ScramException {
        try (var client = connect(way).secured(null, "TLSv1.3")) {
            client.offered();
            var other = client.exporter();
            other[31] ^= 1;
            assertOut(client, client.login(Mechanism.SCRAM_SHA_256_PLUS, PASSWORD, other));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @DisplayName("without a certificate, or with one of a foreign authority, there is no EXTERNAL")
    void noCertificate(Way way) throws IOException {
        var foreign =
                TestCertificate.make(
                        Wish.of("EC", USER)
                                .by(TestCertificate.make(Wish.of("EC", "ca2").asAuthority())));
        for (var own : new @Nullable TestCertificate[] {null, foreign}) {
            try (var client = connect(way).secured(own, "TLSv1.3")) {
                assertFalse(client.offered().contains("EXTERNAL"));
                var refused = client.say(client.auth(Mechanism.EXTERNAL) + " =");
                var bad = way.isImap() ? "a NO" : way.isPop3() ? "-ERR" : "504";
                assertTrue(refused.startsWith(bad), refused);
            }
        }
    }
}
