package org.mailgauge.agent.alarm.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.agent.alarm.Events;
import org.mailgauge.agent.conf.SinkConfig;
import org.mailgauge.host.HostNet;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;

/** Syslog messages, and receivers in this process. */
class SyslogTest {
    private static final SyslogMessage.Sender SENDER = new SyslogMessage.Sender(2, "mx.test", 4711);

    private static String message(long sequence) {
        return new String(SyslogMessage.of(Events.event(sequence), SENDER), StandardCharsets.UTF_8);
    }

    private static Endpoint at(int port) {
        return new Endpoint(IpAddress.parse("127.0.0.1").orElseThrow(), port);
    }

    @Test
    void aMessageIsThatOfRfc5424() {
        assertEquals(
                "<19>1 2026-03-01T12:00:00.250000Z mx.test mailgauge 4711 RAISE [mailgauge@8072"
                        + " sequence=\"31\" event=\"raise\" id=\"7\" kind=\"destination-failing\""
                        + " severity=\"major\" rule=\"destination-failing\""
                        + " application=\"mailgauge\" group=\"other\" subject=\"example.org\""
                        + " reply-class=\"greylisted\" value=\"930\" raise-at=\"900\""
                        + " clear-at=\"300\" units=\"seconds\" raised=\"2026-03-01T12:00:00.250Z\"]"
                        + " example.org: 31 recipients wait",
                message(31));
        assertTrue(message(32).startsWith("<21>1 "), "the end is a notice");
        assertTrue(message(32).contains(" CLEAR [mailgauge@8072 sequence=\"32\" event=\"clear\""));
    }

    @Test
    void valuesAreEscapedAndControlCharactersTakenOut() {
        var event = Events.event(1, "a\"b\\c]d\ne", "two\nlines");
        var text = new String(SyslogMessage.of(event, SENDER), StandardCharsets.UTF_8);
        assertTrue(text.contains(" subject=\"a\\\"b\\\\c\\]d e\" "), text);
        assertTrue(text.endsWith("] two lines"), text);
    }

    @Test
    void otherThanAsciiIsMarkedAndCutBetweenCharacters() {
        var octets = SyslogMessage.of(Events.event(1, "x".repeat(500), "ü".repeat(4000)), SENDER);
        var text = new String(octets, StandardCharsets.UTF_8);
        assertTrue(octets.length <= SyslogMessage.MOST && octets.length > 2040);
        assertTrue(text.contains("] \uFEFFü"), text);
        assertTrue(text.endsWith("ü"), "no half character");
    }

    @Test
    void goesByUdp() throws Exception {
        try (var receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                var net = new HostNet();
                var way =
                        new Syslog(
                                new SinkConfig.Target.Udp(at(receiver.getLocalPort())),
                                SENDER,
                                net)) {
            receiver.setSoTimeout(10_000);
            way.send(Events.event(31));
            var packet = new DatagramPacket(new byte[4096], 4096);
            receiver.receive(packet);
            assertEquals(
                    message(31),
                    new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
            assertEquals("syslog udp:127.0.0.1:" + receiver.getLocalPort(), way.name());
        }
    }

    private static String frame(DataInputStream from) throws IOException {
        int length = 0;
        for (int c = from.readByte(); c != ' '; c = from.readByte()) {
            length = length * 10 + c - '0';
        }
        return new String(from.readNBytes(length), StandardCharsets.UTF_8);
    }

    @Test
    void goesByTcpWithOctetCountingAndConnectsAgain() throws Exception {
        try (var receiver = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var net = new HostNet();
                var way =
                        new Syslog(
                                new SinkConfig.Target.Tcp(at(receiver.getLocalPort())),
                                SENDER,
                                net)) {
            way.send(Events.event(1));
            way.send(Events.event(2));
            try (var first = receiver.accept()) {
                var in = new DataInputStream(first.getInputStream());
                assertEquals(message(1), frame(in));
                assertEquals(message(2), frame(in));
            }
            assertThrows(
                    IOException.class, () -> way.send(Events.event(3)), "its end has been seen");
            way.send(Events.event(3));
            try (var second = receiver.accept()) {
                assertEquals(message(3), frame(new DataInputStream(second.getInputStream())));
            }
        }
    }

    @Test
    void aLocalSocketThatIsNotThereSaysSo() throws Exception {
        try (var net = new HostNet();
                var way =
                        new Syslog(new SinkConfig.Target.Local("/nonexistent/log"), SENDER, net)) {
            var failed = assertThrows(IOException.class, () -> way.send(Events.event(1)));
            assertTrue(
                    String.valueOf(failed.getMessage()).contains("there is no such socket"),
                    failed.toString());
        }
    }
}
