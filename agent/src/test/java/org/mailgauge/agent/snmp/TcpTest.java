package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.address.Endpoint;
import org.snmp4j.PDU;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** SNMP over TCP (RFC 3430). */
class TcpTest {
    @TempDir Path state;
    private TestAgent agent;
    private List<byte[]> requests;

    @BeforeEach
    void start() throws IOException {
        agent =
                TestAgent.start(
                        state,
                        Snapshots.crowded(2000),
                        TestAgent.config()
                                .reached(
                                        new Endpoint(TestAgent.LOOPBACK, 0),
                                        SnmpConfig.Rates.NONE));
        try (var relay = new Relay(agent.endpoint());
                var v2 = SnmpClient.community(relay.endpoint(), TestAgent.COMMUNITY);
                var v3 = SnmpClient.user(relay.endpoint(), TestAgent.USER)) {
            TestAgent.ask(v2, PDU.GET, "1.3.6.1.2.1.1.5.0");
            TestAgent.bulk(v2, 0, 100, "1.3.6.1.2.1.27.2.1");
            TestAgent.ask(v3, PDU.GET, "1.3.6.1.2.1.1.5.0");
            requests = relay.requests();
        }
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    private Socket connect() throws IOException {
        var socket =
                new Socket(InetAddress.getLoopbackAddress(), agent.agent.tcpPort().orElseThrow());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** The next message, of at most 65,535 octets; of none when the connection has ended. */
    private static byte[] message(Socket socket) throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        int first = in.read();
        if (first < 0) {
            return new byte[0];
        }
        assertEquals(0x30, first);
        var whole = new ByteArrayOutputStream();
        whole.write(first);
        int length = in.readUnsignedByte();
        whole.write(length);
        if (length > 127) {
            int octets = length & 127;
            length = 0;
            for (int i = 0; i < octets; i++) {
                int octet = in.readUnsignedByte();
                length = length << 8 | octet;
                whole.write(octet);
            }
        }
        var body = new byte[length];
        in.readFully(body);
        whole.writeBytes(body);
        return whole.toByteArray();
    }

    private static boolean names(byte[] message) {
        return new String(message, java.nio.charset.StandardCharsets.ISO_8859_1)
                .contains("mx1.example.test");
    }

    @Test
    void messagesInAndOutAreWholeHoweverTheyCome() throws IOException {
        try (var socket = connect()) {
            var out = socket.getOutputStream();
            for (byte octet : requests.getFirst()) {
                out.write(octet);
                out.flush();
            }
            assertTrue(names(message(socket)));
            var two = new ByteArrayOutputStream();
            two.writeBytes(requests.get(1));
            two.writeBytes(requests.getFirst());
            out.write(two.toByteArray());
            var answers = new ArrayList<byte[]>(List.of(message(socket), message(socket)));
            answers.sort((a, b) -> Integer.compare(a.length, b.length));
            assertTrue(names(answers.getFirst()));
            assertTrue(answers.getLast().length > 1000 && answers.getLast().length <= 1400);
        }
    }

    @Test
    void version3WorksToo() throws IOException {
        try (var socket = connect()) {
            socket.getOutputStream().write(requests.getLast());
            assertTrue(message(socket).length > 100);
        }
    }

    @Test
    void whatIsNoMessageEndsTheConnectionAndNoOther() throws IOException {
        try (var good = connect()) {
            for (var nonsense :
                    List.of(
                            "GET / HTTP/1.0\r\n\r\n",
                            "0\u0084\u007f\u00ff\u00ff\u00ff\u0002\u0001")) {
                try (var bad = connect()) {
                    bad.getOutputStream()
                            .write(nonsense.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
                    assertEnds(bad);
                }
            }
            good.getOutputStream().write(requests.getFirst());
            assertTrue(names(message(good)));
        }
    }

    private static void assertEnds(Socket socket) throws IOException {
        try {
            assertEquals(-1, socket.getInputStream().read());
        } catch (java.net.SocketException e) {
            assertTrue(String.valueOf(e.getMessage()).contains("reset"), e.toString());
        }
    }

    @Test
    void aSourceHasABoundedNumberOfConnections() throws IOException {
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < Limits.TCP_CONNECTIONS_OF_A_SOURCE; i++) {
                var socket = connect();
                sockets.add(socket);
                socket.getOutputStream().write(requests.getFirst());
                assertTrue(names(message(socket)));
            }
            try (var surplus = connect()) {
                assertEnds(surplus);
            }
            sockets.removeLast().close();
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void aPeerThatDoesNotReadIsLetGoAndTheOthersAreAnswered() throws IOException {
        try (var deaf = connect();
                var good = connect()) {
            var many = new byte[requests.get(1).length * 200];
            for (int i = 0; i < 200; i++) {
                System.arraycopy(
                        requests.get(1),
                        0,
                        many,
                        i * requests.get(1).length,
                        requests.get(1).length);
            }
            // It asks until its connection is gone, and reads nothing.
            boolean gone = false;
            for (int i = 0; i < 20_000 && !gone; i++) {
                try {
                    deaf.getOutputStream().write(many);
                } catch (java.net.SocketException _) {
                    gone = true;
                }
            }
            assertTrue(gone, "millions of bulks asked and none read");
            good.getOutputStream().write(requests.getFirst());
            assertTrue(names(message(good)));
        }
    }
}
