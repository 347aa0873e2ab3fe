package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.host.HostTls;
import org.mailgauge.observe.ServiceEvent;
import org.mailgauge.sim.Await;
import org.mailgauge.testing.MemoryLogins;
import org.mailgauge.testing.Pop3Scene;
import org.mailgauge.testing.TestCertificate;
import org.mailgauge.testing.TestTls;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import javax.net.ssl.SSLSocket;

/** TLS, asked for or from the first octet; nothing said in the clear is heard under it. */
class Pop3TlsTest {
    private static final TestCertificate CERTIFICATE = TestCertificate.of("localhost");

    private final HostTls tls = TestTls.server(CERTIFICATE);
    private final Pop3Scene scene = new Pop3Scene().needsTls();
    private final List<HostServer> servers = new ArrayList<>();

    @AfterEach
    void close() {
        servers.forEach(HostServer::close);
    }

    private ServiceListener listen() throws IOException {
        return listen(scene);
    }

    private ServiceListener listen(Pop3Scene of) throws IOException {
        servers.add(new HostServer(of.build(), tls));
        return servers.getLast().listener();
    }

    /** One end of a conversation. */
    private record Line(Socket socket, BufferedReader in) {
        static Line over(Socket socket) throws IOException {
            socket.setSoTimeout(20_000);
            var from = new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
            return new Line(socket, new BufferedReader(from, 1));
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        }

        String say(String command) throws IOException {
            send(command + "\r\n");
            return String.valueOf(in.readLine());
        }

        String capabilities() throws IOException {
            var all = new StringBuilder(say("CAPA"));
            for (var line = in.readLine(); !line.equals("."); line = in.readLine()) {
                all.append('|').append(line);
            }
            return all.append('|').toString();
        }

        Line secured() throws IOException {
            var factory = TestTls.client(CERTIFICATE).getSocketFactory();
            var secure =
                    (SSLSocket) factory.createSocket(socket, "localhost", socket.getPort(), true);
            secure.startHandshake();
            return over(secure);
        }
    }

    private static Socket connect(ServiceListener listener) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), listener.local().port());
    }

    private void end(ServiceListener listener) throws InterruptedException {
        listener.stop(Duration.ofSeconds(10));
        assertEquals(0, listener.associations());
        assertEquals(0, scene.maildrops().open());
    }

    @Test
    void whoVanishesUnderTlsLeavesNothingOpen() throws Exception {
        var listener = listen();
        try (var socket = connect(listener)) {
            var plain = Line.over(socket);
            assertTrue(plain.in().readLine().startsWith("+OK"));
            assertEquals("+OK Begin TLS negotiation", plain.say("STLS"));
            assertTrue(plain.secured().capabilities().startsWith("+OK"));
            socket.setSoLinger(true, 0);
        }
        Await.until(() -> listener.associations() == 0);
        tls.counts().open((service, version, count) -> assertEquals(0, count, service + version));
        end(listener);
    }

    @Test
    @DisplayName("STLS (RFC 2595 section 4): what is offered changes, and a login is possible")
    void stls() throws Exception {
        var listener = listen();
        try (var socket = connect(listener)) {
            var plain = Line.over(socket);
            assertTrue(plain.in().readLine().startsWith("+OK"));
            var before = plain.capabilities();
            assertTrue(before.contains("|STLS|"), before);
            assertFalse(before.contains("|USER|"), before);
            assertFalse(before.contains("|SASL"), before);
            assertEquals("-ERR Encryption is needed first", plain.say("USER anna"));
            assertEquals("-ERR This command takes no argument", plain.say("STLS now"));
            assertEquals("+OK Begin TLS negotiation", plain.say("stls"));
            var secure = plain.secured();
            var after = secure.capabilities();
            assertFalse(after.contains("|STLS|"), after);
            assertTrue(after.contains("|USER|SASL PLAIN LOGIN|"), after);
            assertEquals("-ERR TLS is active already", secure.say("STLS"));
            assertEquals("+OK Send PASS", secure.say("USER anna"));
            assertEquals("+OK 3 messages (101 octets)", secure.say("PASS secret word"));
            assertEquals("+OK Message 1 deleted", secure.say("DELE 1"));
            assertEquals("+OK Bye, 1 messages removed", secure.say("QUIT"));
            assertNull(secure.in().readLine());
        }
        assertEquals(2, scene.maildrops().messages(MemoryLogins.ANNA));
        end(listener);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOOP\r\n",
                "CAPA\r\n",
                "QUIT\r\n",
                "USER anna\r\n",
                "USER anna\r\nPASS secret word\r\n",
                "AUTH PLAIN\r\n",
                "UTF8\r\n",
                "STLS\r\n",
                "USER an",
                "\r\n",
                "\n",
                "\0\0\0\0"
            })
    @DisplayName("what is sent in the clear behind STLS is never heard (reliability test 12)")
    void injection(String injected) throws Exception {
        var listener = listen();
        try (var socket = connect(listener)) {
            var plain = Line.over(socket);
            assertTrue(plain.in().readLine().startsWith("+OK"));
            plain.send("STLS\r\n" + injected);
            assertEquals("+OK Begin TLS negotiation", plain.in().readLine());
            // The octets came with STLS or behind it: they are dropped, or no TLS comes about.
            Line secure;
            try {
                secure = plain.secured();
            } catch (IOException refused) {
                end(listener);
                return;
            }
            assertEquals("-ERR Send USER first", secure.say("PASS secret word"));
            assertTrue(secure.capabilities().startsWith("+OK Capability list follows|TOP|"));
            assertEquals("+OK Bye", secure.say("QUIT"));
            assertNull(secure.in().readLine());
        }
        end(listener);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOOP\r\n",
                "CAPA\r\n",
                "QUIT\r\n",
                "USER anna\r\nPASS secret word\r\n",
                "AUTH PLAIN\r\n",
                "STLS\r\n",
                "USER an",
                "\r\n",
                "\n",
                "\0"
            })
    @DisplayName("plain text in front of a handshake spoils it, and none of it is answered")
    void plainTextInFrontOfAHandshakeSpoilsIt(String injected) throws Exception {
        var listener = listen();
        try (var socket = connect(listener)) {
            var plain = Line.over(socket);
            plain.in().readLine();
            assertEquals("+OK Begin TLS negotiation", plain.say("STLS"));
            plain.send(injected);
            assertThrows(IOException.class, plain::secured);
        }
        end(listener);
    }

    @Test
    @DisplayName("replies to what came before STLS come before it; in an AUTH exchange it is none")
    void notEverywhereACommand() throws Exception {
        var open = new Pop3Scene();
        var listener = listen(open);
        try (var socket = connect(listener)) {
            var plain = Line.over(socket);
            plain.in().readLine();
            assertEquals("+ ", plain.say("AUTH PLAIN"));
            assertTrue(plain.say("STLS").startsWith("-ERR"));
            plain.send("NOOP\r\nUSER anna\r\nSTLS\r\n");
            assertTrue(plain.in().readLine().startsWith("-ERR"));
            assertEquals("+OK Send PASS", plain.in().readLine());
            assertEquals("+OK Begin TLS negotiation", plain.in().readLine());
            assertEquals("-ERR Send USER first", plain.secured().say("PASS secret word"));
        }
        listener.stop(Duration.ofSeconds(10));
    }

    @Test
    @DisplayName("nothing of the state before STLS is left (RFC 2595 section 4)")
    void stateIsForgotten() throws Exception {
        var open = new Pop3Scene();
        var listener = listen(open);
        try (var socket = connect(listener)) {
            var plain = Line.over(socket);
            plain.in().readLine();
            assertEquals("+OK Send PASS", plain.say("USER anna"));
            assertEquals("+OK Begin TLS negotiation", plain.say("STLS"));
            var secure = plain.secured();
            assertEquals("-ERR Send USER first", secure.say("PASS secret word"));
        }
        try (var socket = connect(listener)) {
            var plain = Line.over(socket);
            plain.in().readLine();
            assertEquals("+OK UTF-8 mode", plain.say("UTF8"));
            assertEquals("-ERR STLS must come before UTF8", plain.say("STLS"));
            assertEquals("+OK Send PASS", plain.say("USER anna"));
            assertTrue(plain.say("PASS secret word").startsWith("+OK 3 messages"));
            assertEquals("-ERR Already logged in", plain.say("STLS"));
        }
        listener.stop(Duration.ofSeconds(10));
    }

    @Test
    @DisplayName("plain text instead of a handshake ends the connection")
    void noHandshake() throws Exception {
        var listener = listen();
        try (var socket = connect(listener)) {
            var plain = Line.over(socket);
            plain.in().readLine();
            assertEquals("+OK Begin TLS negotiation", plain.say("STLS"));
            plain.send("USER anna\r\nPASS secret word\r\n");
            for (int octet = 0; octet >= 0; ) {
                octet = read(socket);
                assertTrue(octet != '+', "an answer in the clear");
            }
        }
        end(listener);
    }

    /** An octet of an alert, or -1 at the end, also when that is a reset. */
    private static int read(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (IOException reset) {
            return -1;
        }
    }

    @Test
    @DisplayName("TLS from the first octet (RFC 8314)")
    void implicit() throws Exception {
        scene.implicitTls();
        var listener = listen();
        try (var socket = connect(listener)) {
            var secure = Line.over(socket).secured();
            assertTrue(secure.in().readLine().startsWith("+OK Mailgauge POP3"));
            assertFalse(secure.capabilities().contains("|STLS|"));
            var plain = "\0anna\0secret word".getBytes(StandardCharsets.US_ASCII);
            var response = Base64.getEncoder().encodeToString(plain);
            assertTrue(secure.say("AUTH PLAIN " + response).startsWith("+OK 3 messages"));
            assertEquals("+OK Bye", secure.say("QUIT"));
            assertNull(secure.in().readLine());
        }
        try (var socket = connect(listener)) {
            Line.over(socket).send("CAPA\r\nQUIT\r\n");
            for (int octet = 0; octet >= 0; ) {
                octet = read(socket);
                assertTrue(octet != '+', "an answer in the clear");
            }
        }
        end(listener);
        // The second never got a greeting.
        assertEquals(
                1, scene.told().stream().filter(ServiceEvent.Opened.class::isInstance).count());
        assertEquals(
                List.of(new ServiceEvent.Rejected("TLS handshake failed")),
                scene.told().stream().filter(ServiceEvent.Rejected.class::isInstance).toList());
    }

    @Test
    @DisplayName("a server that stops tells an idle client under TLS too")
    void stops() throws Exception {
        scene.implicitTls();
        var listener = listen();
        try (var socket = connect(listener)) {
            var secure = Line.over(socket).secured();
            assertTrue(secure.in().readLine().startsWith("+OK"));
            assertEquals("-ERR Unknown command", secure.say("FROB"));
            end(listener);
            assertEquals("-ERR [SYS/TEMP] Service is stopping", secure.in().readLine());
        }
        assertThrows(IOException.class, () -> connect(listener).close());
    }
}
