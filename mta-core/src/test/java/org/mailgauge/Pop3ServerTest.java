package org.mailgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.address.Endpoint;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.config.Pop3Limits;
import org.mailgauge.deliver.Mailboxes;
import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostNet;
import org.mailgauge.host.HostResolver;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.observe.Listener;
import org.mailgauge.observe.LoginResult;
import org.mailgauge.observe.MtaEvent.OperStatus;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.sim.Await;
import org.mailgauge.testing.MemoryLogins;
import org.mailgauge.testing.MemoryMaildrops;
import org.mailgauge.testing.Scene;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** POP3 as an application of a whole server: what a scripted client did is what is counted. */
class Pop3ServerTest {
    private static final Endpoint FREE = new Endpoint(Scene.LOOPBACK, 0);

    @TempDir private Path folder;

    private final MemoryMaildrops maildrops = new MemoryMaildrops();

    private MtaServer start(HostTime time, HostNet net, HostTasks tasks) throws IOException {
        var smtp =
                new MtaConfig.Listener(MtaConfig.Service.SMTP, FREE, MtaConfig.BareLineEnd.REJECT);
        var config =
                new MtaConfig(
                        "mx.test",
                        Set.of(),
                        List.of(smtp),
                        1 << 20,
                        MtaConfig.SmtpLimits.DEFAULT,
                        MtaConfig.QueueConfig.DEFAULT,
                        MtaConfig.DeliveryConfig.DEFAULT,
                        MtaConfig.ReportConfig.DEFAULT,
                        List.of(),
                        Set.of(),
                        List.of(),
                        Set.of());
        var pop3 =
                new Pop3Setup(
                        List.of(new Pop3Setup.At(false, FREE), new Pop3Setup.At(true, FREE)),
                        Pop3Limits.DEFAULT,
                        new MemoryLogins(false, null),
                        maildrops);
        return MtaServer.start(
                config,
                new MtaServer.Presence(10, ""),
                new MtaServer.Ports(
                        time,
                        HostDisk.at(folder),
                        net,
                        new HostResolver(tasks),
                        new HostEntropy(),
                        tasks),
                Mailboxes.NONE,
                pop3);
    }

    private static MtaSnapshot.Application pop3(MtaServer server) {
        return server.snapshots().fresh().applications().get(1);
    }

    @Test
    @DisplayName("counters are what a scripted client did, and applIndex outlives a restart")
    void truth() throws Exception {
        maildrops.add(MemoryLogins.ANNA, "Subject: one\r\n\r\nHello\r\n", false);
        maildrops.add(MemoryLogins.ANNA, "Subject: two\r\n\r\nWorld!\r\n", false);
        try (var time = new HostTime();
                var net = new HostNet();
                var tasks = new HostTasks(2)) {
            int index;
            try (var server = start(time, net, tasks)) {
                var before = pop3(server);
                index = before.index();
                assertEquals("pop3", before.name());
                assertNull(before.mta());
                Await.until(() -> pop3(server).status() == OperStatus.UP);
                rows(server);
                converse(server);
                Await.until(() -> pop3(server).inboundAssociations() == 0);
                after(pop3(server));
            }
            try (var server = start(time, net, tasks)) {
                assertEquals(index, pop3(server).index());
                assertEquals(0, pop3(server).accumulatedInbound());
            }
        }
    }

    private static void rows(MtaServer server) {
        var of = pop3(server).index();
        var rows =
                server.snapshots().fresh().listeners().stream()
                        .filter(row -> row.application() == of)
                        .toList();
        var plain = server.pop3Services().getFirst().where();
        var tls = server.pop3Services().getLast().where();
        var up = Listener.Condition.UP;
        assertEquals(
                List.of(
                        new Listener(of, 1, "pop3", plain, up, 0, 0),
                        new Listener(of, 2, "pop3s", tls, up, 0, 0)),
                rows);
    }

    private static void converse(MtaServer server) throws IOException {
        int port = server.pop3Services().getFirst().local().port();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            var from = new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
            var in = new BufferedReader(from);
            assertTrue(in.readLine().startsWith("+OK"));
            Await.until(() -> pop3(server).inboundAssociations() == 1);
            var association = pop3(server).associations().getFirst();
            assertTrue(association.userAgent() && association.inbound());
            assertEquals("127.0.0.1", association.remote());
            assertEquals(110, association.port());
            assertNull(association.group());
            say(socket, "USER anna\r\nPASS wrong\r\nUSER anna\r\nPASS secret word\r\n");
            say(socket, "RETR 1\r\nRETR 2\r\nRETR 2\r\nDELE 2\r\nQUIT\r\n");
            var last = "";
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                last = line;
            }
            assertEquals("+OK Bye, 1 messages removed", last);
        }
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void after(MtaSnapshot.Application application) {
        assertEquals(1, application.accumulatedInbound());
        assertEquals(0, application.rejectedInbound());
        assertNotNull(application.lastInboundTicks());
        assertNull(application.lastOutboundTicks());
        var access = application.access();
        assertNotNull(access);
        assertEquals(
                Map.of(
                        LoginResult.ACCEPTED, 1L,
                        LoginResult.REFUSED, 1L,
                        LoginResult.THROTTLED, 0L,
                        LoginResult.UNAVAILABLE, 0L,
                        LoginResult.IN_USE, 0L,
                        LoginResult.UNFINISHED, 0L),
                access.logins());
        assertEquals(3, access.retrievedMessages());
        assertEquals(23 + 24 + 24, access.retrievedOctets());
        assertEquals(1, access.deletedMessages());
        assertEquals(24, access.deletedOctets());
    }

    @Test
    @DisplayName("a server that stops ends POP3 as well: quiescing, then down")
    void stops() throws Exception {
        try (var time = new HostTime();
                var net = new HostNet();
                var tasks = new HostTasks(2);
                var server = start(time, net, tasks)) {
            int port = server.pop3Services().getFirst().local().port();
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(20_000);
                var from =
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
                var in = new BufferedReader(from);
                assertTrue(in.readLine().startsWith("+OK"));
                say(socket, "NOOP\r\n");
                assertEquals("-ERR Log in first", in.readLine());
                server.stop(Duration.ofSeconds(20));
                assertEquals("-ERR [SYS/TEMP] Service is stopping", in.readLine());
                assertNull(in.readLine());
            }
            Await.until(() -> pop3(server).status() == OperStatus.DOWN);
            assertEquals(0, pop3(server).inboundAssociations());
        }
    }
}
