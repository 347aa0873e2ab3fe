package org.mailgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostNet;
import org.mailgauge.host.HostResolver;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.observe.Listener;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.port.Net;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Route;
import org.mailgauge.sim.Await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Two whole MTAs on the real machine: one relays to the other, which keeps. */
class MtaServerTest {
    private static final IpAddress LOOPBACK = IpAddress.of(new byte[] {127, 0, 0, 1});
    private static final Duration WAIT = Duration.ofSeconds(20);

    @TempDir private Path folder;

    @Test
    @DisplayName("relays to a next hop, and keeps what is stored over a restart")
    void relaysAndKeeps() throws IOException {
        try (var time = new HostTime();
                var net = new HostNet();
                var tasks = new HostTasks(2)) {
            try (var keeper = start("keeper", time, net, tasks, new NextHop.Hold())) {
                int port = keeper.services().getFirst().local().port();
                var via = new NextHop.SmtpHost("127.0.0.1", port);
                try (var relay = start("relay", time, net, tasks, via)) {
                    send(net, relay.services().getFirst().local());
                    Await.until(() -> mta(relay).transmittedMessages() == 1);
                    assertEquals(1, mta(relay).receivedMessages());
                    assertEquals(2, mta(relay).transmittedRecipients());
                    assertEquals(0, requireNonNull(mta(relay).stored()).messages());
                    assertEquals(0, mta(relay).imbalance());
                    Await.until(() -> mta(relay).latencies().size() >= 5);
                    checkLatencies(mta(relay));
                    checkListener(relay);
                }
                Await.until(() -> requireNonNull(mta(keeper).stored()).messages() == 1);
                assertTrue(
                        mta(keeper).receivedOctets()
                                > requireNonNull(mta(keeper).stored()).ownRecipients());
            }
            try (var keeper = start("keeper", time, net, tasks, new NextHop.Hold())) {
                assertEquals(1, requireNonNull(mta(keeper).stored()).messages());
                assertEquals(2, requireNonNull(mta(keeper).stored()).recipients());
                assertEquals(0, mta(keeper).receivedMessages());
                assertEquals(2, mta(keeper).ownBooks().carried());
                assertEquals(0, mta(keeper).imbalance());
            }
        }
    }

    private static void checkLatencies(MtaSnapshot.Mta mta) {
        var stages = new ArrayList<String>();
        for (var row : mta.latencies()) {
            stages.add(
                    row.group().name() + " " + row.stage().label() + " " + row.latency().count());
            assertNotNull(row.latency().recent());
        }
        assertEquals(
                List.of(
                        "smtp-in accepting 1",
                        "smtp-out passing 2",
                        "smtp-out waiting 2",
                        "smtp-out connecting 1",
                        "smtp-out transaction 1"),
                stages);
    }

    private static void checkListener(MtaServer server) {
        var snapshot = server.snapshots().fresh();
        var where = server.services().getFirst().where();
        int application = snapshot.applications().getFirst().index();
        var up = new Listener(application, 1, "smtp", where, Listener.Condition.UP, 0, 0);
        Await.until(() -> server.snapshots().fresh().listeners().equals(List.of(up)));
        server.stop(WAIT);
        var down = new Listener(application, 1, "smtp", where, Listener.Condition.DOWN, 0, 0);
        Await.until(() -> server.snapshots().fresh().listeners().equals(List.of(down)));
    }

    @Test
    @DisplayName("relays by LMTP over a Unix socket, which goes when the service stops")
    void relaysOverALocalSocket() throws IOException {
        var socket = folder.resolve("lmtp.sock");
        var at = new MtaConfig.At.LocalSocket(socket.toString(), 0600);
        var lmtp =
                new MtaConfig.Listener(MtaConfig.Service.LMTP, at, MtaConfig.BareLineEnd.NORMALIZE);
        try (var time = new HostTime();
                var net = new HostNet();
                var tasks = new HostTasks(2);
                var keeper = start("keeper", time, net, tasks, new NextHop.Hold(), lmtp)) {
            assertEquals("unix:" + socket, keeper.services().getFirst().where());
            var via = new NextHop.LmtpSocket(socket.toString());
            try (var relay = start("relay", time, net, tasks, via)) {
                send(net, relay.services().getFirst().local());
                Await.until(() -> mta(relay).transmittedMessages() == 1);
                assertEquals(2, mta(relay).transmittedRecipients());
            }
            Await.until(() -> requireNonNull(mta(keeper).stored()).ownRecipients() == 2);
            keeper.stop(WAIT);
            assertFalse(Files.exists(socket));
        }
    }

    @Test
    @DisplayName("what is routed to this server itself fails at once, and its sender is told")
    void doesNotRelayToItself() throws IOException {
        try (var time = new HostTime();
                var net = new HostNet();
                var tasks = new HostTasks(2)) {
            int port;
            try (var free = net.listen(new Endpoint(LOOPBACK, 0), 1)) {
                port = free.local().port();
            }
            var any = new Endpoint(IpAddress.of(new byte[4]), port);
            var smtp =
                    new MtaConfig.Listener(
                            MtaConfig.Service.SMTP, any, MtaConfig.BareLineEnd.REJECT);
            var via = new NextHop.SmtpHost("127.0.0.1", port);
            try (var server = start("circle", time, net, tasks, via, smtp)) {
                send(net, new Endpoint(LOOPBACK, port));
                // The report about both recipients goes round as well: it has no sender.
                Await.until(() -> mta(server).ownBooks().bounced() == 3);
                assertEquals(2, mta(server).receivedMessages());
                assertEquals(0, requireNonNull(mta(server).stored()).recipients());
                assertEquals(0, mta(server).transmittedMessages());
                assertEquals(0, mta(server).imbalance());
                assertTrue(mta(server).loopsDetected() >= 2);
            }
        }
    }

    private MtaServer start(String name, HostTime time, Net net, HostTasks tasks, NextHop via)
            throws IOException {
        var smtp =
                new MtaConfig.Listener(
                        MtaConfig.Service.SMTP,
                        new Endpoint(LOOPBACK, 0),
                        MtaConfig.BareLineEnd.REJECT);
        return start(name, time, net, tasks, via, smtp);
    }

    private MtaServer start(
            String name,
            HostTime time,
            Net net,
            HostTasks tasks,
            NextHop via,
            MtaConfig.Listener listener)
            throws IOException {
        var config =
                new MtaConfig(
                        name + ".test",
                        Set.of(),
                        List.of(listener),
                        1 << 20,
                        MtaConfig.SmtpLimits.DEFAULT,
                        MtaConfig.QueueConfig.DEFAULT,
                        MtaConfig.DeliveryConfig.DEFAULT,
                        MtaConfig.ReportConfig.DEFAULT,
                        List.of(new MtaConfig.Network(LOOPBACK, 8)),
                        Set.of(),
                        List.of(new Route("*", via, "")),
                        Set.of());
        var disk = HostDisk.at(folder.resolve(name));
        return MtaServer.start(
                config,
                new MtaServer.Presence(10, ""),
                new MtaServer.Ports(
                        time, disk, net, new HostResolver(tasks), new HostEntropy(), tasks));
    }

    private static MtaSnapshot.Mta mta(MtaServer server) {
        var mta = server.snapshots().fresh().applications().getFirst().mta();
        assertNotNull(mta);
        return mta;
    }

    private static void send(Net net, Endpoint to) throws IOException {
        try (var connection = net.connect(to, WAIT)) {
            expect(connection, "220");
            say(connection, "EHLO client.test", "250");
            say(connection, "MAIL FROM:<a@client.test>", "250");
            say(connection, "RCPT TO:<b@one.test>", "250");
            say(connection, "RCPT TO:<c@two.test>", "250");
            say(connection, "DATA", "354");
            say(connection, "Subject: one\r\n\r\nhello\r\n.", "250");
            say(connection, "QUIT", "221");
        }
    }

    private static void say(Net.Connection connection, String line, String reply)
            throws IOException {
        var octets = (line + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        connection.write(octets, 0, octets.length, WAIT);
        expect(connection, reply);
    }

    private static void expect(Net.Connection connection, String reply) throws IOException {
        var octets = new byte[2000];
        int n = connection.read(octets, 0, octets.length, WAIT);
        var text = new String(octets, 0, Math.max(0, n), StandardCharsets.ISO_8859_1);
        assertTrue(text.startsWith(reply), text);
    }
}
