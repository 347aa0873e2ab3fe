package org.mailgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.deliver.Mailboxes;
import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostNet;
import org.mailgauge.host.HostResolver;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.port.Net;
import org.mailgauge.queue.Operation;
import org.mailgauge.queue.Selection;
import org.mailgauge.queue.WaitReason;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Route;
import org.mailgauge.sim.Await;
import org.mailgauge.smtp.SmtpReply;
import org.mailgauge.testing.MemoryMailboxes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A whole MTA on the real machine, with mailboxes in memory: what it counts is what it did. */
class LocalMailTest {
    private static final IpAddress LOOPBACK = IpAddress.of(new byte[] {127, 0, 0, 1});
    private static final Duration WAIT = Duration.ofSeconds(60);

    @TempDir private Path folder;

    private final MemoryMailboxes mailboxes = new MemoryMailboxes("joe@here.test", "eve@here.test");

    private interface Story {
        void with(MtaServer server, Dialogue client) throws IOException;
    }

    private void play(MtaConfig.Service service, Story story) throws IOException {
        try (var time = new HostTime();
                var net = new HostNet();
                var tasks = new HostTasks(2);
                var server = start(service, time, net, tasks);
                var client = new Dialogue(net, server.services().getFirst().local())) {
            story.with(server, client);
            assertEquals(0, mta(server).imbalance());
            for (var group : mta(server).groups()) {
                var imbalance = group.imbalance();
                assertTrue(imbalance == null || imbalance == 0, group.toString());
            }
        }
    }

    @Test
    @DisplayName("by SMTP: known recipients have it, unknown ones are refused at RCPT")
    void deliversFromTheQueue() throws IOException {
        play(
                MtaConfig.Service.SMTP,
                (server, client) -> {
                    client.say("EHLO c.test", "250");
                    client.say("MAIL FROM:<a@c.test>", "250 2.1.0");
                    client.say("RCPT TO:<joe@here.test>", "250 2.1.5");
                    client.say("RCPT TO:<jim@here.test>", "550 5.1.1");
                    client.say("RCPT TO:<Eve@HERE.test>", "250 2.1.5");
                    client.say("DATA", "354");
                    client.say("Return-Path: <x@y>\r\nSubject: s\r\n\r\nb\r\n.", "250");
                    Await.until(() -> mta(server).ownBooks().delivered() == 2);
                    var text = mailboxes.of("joe@here.test").getFirst().text();
                    var top = "Return-Path: <a@c.test>\r\nDelivered-To: joe@here.test\r\nReceived:";
                    assertTrue(text.startsWith(top), text);
                    assertTrue(text.endsWith("\r\nSubject: s\r\n\r\nb\r\n"), text);
                    assertEquals(1, mailboxes.of("eve@here.test").size());
                    var mta = mta(server);
                    assertEquals(1, mta.receivedMessages());
                    assertEquals(2, mta.receivedRecipients());
                    assertEquals(1, mta.transmittedMessages());
                    assertEquals(2, mta.transmittedRecipients());
                    assertEquals(mta.receivedOctets(), mta.transmittedOctets());
                    assertEquals(0, requireNonNull(mta.stored()).recipients());
                    for (var name : List.of("local", "here.test")) {
                        var group = group(mta, name);
                        assertEquals(1L, group.receivedMessages(), name);
                        assertEquals(1L, group.transmittedMessages(), name);
                        assertEquals(2L, group.transmittedRecipients(), name);
                        assertEquals(mta.receivedOctets(), group.transmittedOctets(), name);
                    }
                });
    }

    @Test
    @DisplayName(
            "a full mailbox: the message waits as deferred, with the reason, until there is room")
    void waitsForRoom() throws IOException {
        mailboxes.trouble(new Mailboxes.Result.OverQuota(false));
        play(
                MtaConfig.Service.SMTP,
                (server, client) -> {
                    client.send("joe@here.test");
                    Await.until(
                            () ->
                                    Long.valueOf(1)
                                            .equals(
                                                    group(mta(server), "local")
                                                            .deferredRecipients()));
                    assertEquals(1, requireNonNull(mta(server).stored()).recipients());
                    assertEquals(0, mta(server).transmittedMessages());
                    var why = server.queueView().why(Selection.of(), 10).getFirst();
                    assertEquals(WaitReason.PUT_OFF, why.waiting().reason());
                    assertEquals(1, internalErrors(group(mta(server), "local"), 4_002_002));
                    assertEquals(1, internalErrors(group(mta(server), "here.test"), 4_002_002));
                    mailboxes.trouble(null);
                    var retried =
                            server.queueControl()
                                    .operate(
                                            Operation.RETRY,
                                            Selection.of(),
                                            SmtpReply.plain(450, "by the test"),
                                            false);
                    assertEquals(1, retried.changed());
                    Await.until(() -> mta(server).ownBooks().delivered() == 1);
                    assertEquals(1, mailboxes.of("joe@here.test").size());
                    assertEquals(1, mta(server).transmittedMessages());
                });
    }

    @Test
    @DisplayName("a loop fails for good, is counted as one, and its sender is told")
    void toldOfALoop() throws IOException {
        play(
                MtaConfig.Service.SMTP,
                (server, client) -> {
                    client.say("EHLO c.test", "250");
                    client.say("MAIL FROM:<eve@here.test>", "250");
                    client.say("RCPT TO:<joe@here.test>", "250");
                    client.say("DATA", "354");
                    client.say("Delivered-To: JOE@here.test\r\n\r\nb\r\n.", "250");
                    Await.until(() -> mta(server).ownBooks().delivered() == 1);
                    assertEquals(1, mta(server).ownBooks().bounced());
                    assertEquals(1, mta(server).loopsDetected());
                    assertEquals(1L, group(mta(server), "local").loopsDetected());
                    assertEquals(0, mailboxes.of("joe@here.test").size());
                    var report = mailboxes.of("eve@here.test").getFirst().text();
                    assertTrue(report.startsWith("Return-Path: <>\r\n"), report);
                    assertTrue(report.contains("\r\nStatus: 5.4.6\r\n"), report);
                });
    }

    @Test
    @DisplayName("by LMTP: into mailboxes at once, the rest into the queue, and it is one message")
    void deliversByLmtp() throws IOException {
        mailboxes.quota("eve@here.test", 1000);
        play(
                MtaConfig.Service.LMTP,
                (server, client) -> {
                    // Above the size from which content goes to a file of its own.
                    var body = "0123456789 some line of text\r\n".repeat(20_000);
                    client.say("LHLO c.test", "250");
                    client.say("MAIL FROM:<a@c.test>", "250");
                    client.say("RCPT TO:<x@else.test>", "250");
                    client.say("RCPT TO:<joe@here.test>", "250");
                    client.say("RCPT TO:<eve@here.test>", "250");
                    client.say("DATA", "354");
                    var replies = client.all("A: 1\r\n\r\n" + body + ".", 3);
                    assertTrue(
                            replies.matches("250 [^|]*\\|250 [^|]*\\|452 4.2.2 [^|]*\\|"), replies);
                    var text = mailboxes.of("joe@here.test").getFirst().text();
                    assertTrue(text.endsWith("\r\nA: 1\r\n\r\n" + body));
                    assertEquals(0, mailboxes.of("eve@here.test").size());
                    var mta = mta(server);
                    assertEquals(1, mta.receivedMessages());
                    assertEquals(2, mta.receivedRecipients());
                    assertEquals(1, mta.transmittedMessages());
                    assertEquals(1, mta.transmittedRecipients());
                    assertEquals(1, mta.ownBooks().delivered());
                    assertEquals(mta.receivedOctets(), mta.transmittedOctets());
                    assertEquals(1, requireNonNull(mta.stored()).recipients());
                    assertEquals(1L, group(mta, "lmtp-in").receivedMessages());
                    assertEquals(2L, group(mta, "lmtp-in").receivedRecipients());
                    assertEquals(0L, group(mta, "lmtp-in").rejectedMessages());
                    assertEquals(1L, group(mta, "local").transmittedMessages());
                    assertEquals(1L, group(mta, "hold").receivedMessages());
                    assertEquals(0L, group(mta, "hold").transmittedMessages());
                });
    }

    @Test
    @DisplayName("the bare postmaster is that of the local domain that our name is in")
    void postmasterIsLocal() throws IOException {
        play(
                MtaConfig.Service.SMTP,
                (_, client) -> {
                    client.say("EHLO c.test", "250");
                    client.say("MAIL FROM:<>", "250");
                    client.say("RCPT TO:<postmaster>", "550 5.1.1");
                });
        var with = new MemoryMailboxes("postmaster@here.test");
        var other = folder.resolve("other");
        try (var time = new HostTime();
                var net = new HostNet();
                var tasks = new HostTasks(2);
                var server = start(other, with, MtaConfig.Service.SMTP, time, net, tasks);
                var client = new Dialogue(net, server.services().getFirst().local())) {
            client.say("EHLO c.test", "250");
            client.say("MAIL FROM:<>", "250");
            client.say("RCPT TO:<PostMaster>", "250 2.1.5");
        }
    }

    private static long internalErrors(MtaSnapshot.GroupRow group, int code) {
        return group.errors().stream()
                .filter(row -> row.statusCode() == code)
                .mapToLong(MtaSnapshot.ErrorRow::internal)
                .sum();
    }

    private static MtaSnapshot.GroupRow group(MtaSnapshot.Mta mta, String name) {
        return mta.groups().stream()
                .filter(row -> row.group().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private MtaServer start(MtaConfig.Service service, HostTime time, Net net, HostTasks tasks)
            throws IOException {
        return start(folder, mailboxes, service, time, net, tasks);
    }

    private static MtaServer start(
            Path folder,
            Mailboxes mailboxes,
            MtaConfig.Service service,
            HostTime time,
            Net net,
            HostTasks tasks)
            throws IOException {
        var listener =
                new MtaConfig.Listener(
                        service, new Endpoint(LOOPBACK, 0), MtaConfig.BareLineEnd.REJECT);
        var config =
                new MtaConfig(
                        "mx.here.test",
                        Set.of("here.test"),
                        List.of(listener),
                        1 << 20,
                        MtaConfig.SmtpLimits.DEFAULT,
                        MtaConfig.QueueConfig.DEFAULT,
                        MtaConfig.DeliveryConfig.DEFAULT,
                        MtaConfig.ReportConfig.DEFAULT,
                        List.of(new MtaConfig.Network(LOOPBACK, 8)),
                        Set.of(),
                        List.of(new Route("*", new NextHop.Hold(), "")),
                        Set.of());
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
                mailboxes);
    }

    private static MtaSnapshot.Mta mta(MtaServer server) {
        var mta = server.snapshots().fresh().applications().getFirst().mta();
        assertNotNull(mta);
        return mta;
    }

    /** A client that knows what it is to be answered. */
    private static final class Dialogue implements AutoCloseable {
        private final Net.Connection connection;

        Dialogue(Net net, Endpoint to) throws IOException {
            connection = net.connect(to, WAIT);
            expect("220");
        }

        void send(String recipient) throws IOException {
            say("EHLO c.test", "250");
            say("MAIL FROM:<a@c.test>", "250");
            say("RCPT TO:<" + recipient + ">", "250");
            say("DATA", "354");
            say("Subject: s\r\n\r\nb\r\n.", "250");
        }

        void say(String line, String reply) throws IOException {
            var octets = (line + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            connection.write(octets, 0, octets.length, WAIT);
            expect(reply);
        }

        /** Says it, and takes so many lines, with | for their ends. */
        String all(String text, int lines) throws IOException {
            var octets = (text + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            connection.write(octets, 0, octets.length, WAIT);
            var taken = new StringBuilder();
            var buffer = new byte[4000];
            while (taken.chars().filter(c -> c == '\n').count() < lines) {
                int n = connection.read(buffer, 0, buffer.length, WAIT);
                assertTrue(n > 0, taken.toString());
                taken.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            }
            return taken.toString().replace("\r\n", "|");
        }

        void expect(String reply) throws IOException {
            var octets = new byte[4000];
            int n = connection.read(octets, 0, octets.length, WAIT);
            var text = new String(octets, 0, Math.max(0, n), StandardCharsets.ISO_8859_1);
            assertTrue(text.startsWith(reply), text);
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
