package org.mailgauge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.MtaServer;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.auth.MemoryAccounts;
import org.mailgauge.config.MailboxConfig;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.deliver.StoreMailboxes;
import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostNet;
import org.mailgauge.host.HostResolver;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.port.Net;
import org.mailgauge.sim.Await;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.MailboxName;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A whole MTA whose mailboxes are the store on disk. */
class DeliveryTest {
    private static final IpAddress LOOPBACK = IpAddress.of(new byte[] {127, 0, 0, 1});
    private static final Duration WAIT = Duration.ofSeconds(60);
    private static final AccountName JOE = new AccountName("joe@here.test");

    @TempDir private Path folder;

    private final MemoryAccounts accounts = new MemoryAccounts().with("joe@here.test", "x");
    private final Told told = new Told();

    @Test
    @DisplayName("mail by SMTP and by LMTP, small and large, is in the store, and stays there")
    void arrives() throws IOException {
        try (var time = new HostTime();
                var net = new HostNet();
                var tasks = new HostTasks(2)) {
            try (var store = open(time, tasks);
                    var mailboxes = new StoreMailboxes(store, accounts, MailboxConfig.DEFAULT);
                    var server = start(mailboxes, time, net, tasks)) {
                send(net, server, 0, "EHLO", 10);
                Await.until(() -> messages(store) == 1);
                send(net, server, 1, "LHLO", 10);
                assertEquals(2, messages(store));
                send(net, server, 1, "LHLO", 20_000);
                assertEquals(3, messages(store));
                send(net, server, 0, "EHLO", 20_000);
                Await.until(() -> messages(store) == 4);
            }
            try (var store = open(time, tasks)) {
                assertEquals(4, messages(store));
                var inbox = store.account(JOE).orElseThrow().mailbox(MailboxName.INBOX);
                var content = inbox.orElseThrow().content(3).orElseThrow();
                var first = new byte[60];
                assertTrue(content.read(0, first, 0, first.length) > 0);
                var text = new String(first, StandardCharsets.ISO_8859_1);
                assertTrue(
                        text.startsWith("Return-Path: <a@c.test>\r\nDelivered-To: joe@here"), text);
                assertTrue(content.octets() > 20_000L * 30);
            }
        }
        assertEquals(List.of(), told.all());
    }

    private MailStore open(HostTime time, HostTasks tasks) throws IOException {
        return Stores.open(folder, time, tasks, StoreSettings.DEFAULT, told);
    }

    private static long messages(MailStore store) {
        try {
            var inbox = store.account(JOE).orElseThrow().mailbox(MailboxName.INBOX);
            return inbox.orElseThrow().status().done().orElseThrow().messages();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void send(Net net, MtaServer server, int service, String hello, int lines)
            throws IOException {
        var to = server.services().get(service).local();
        try (var connection = net.connect(to, WAIT)) {
            expect(connection, "220");
            say(connection, hello + " c.test", "250");
            say(connection, "MAIL FROM:<a@c.test>", "250");
            say(connection, "RCPT TO:<joe@here.test>", "250");
            say(connection, "DATA", "354");
            var body = "0123456789 some line of text\r\n".repeat(lines);
            say(connection, "Subject: one\r\n\r\n" + body + ".", "250");
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

    private static MtaConfig.Listener listener(MtaConfig.Service service) {
        return new MtaConfig.Listener(
                service, new Endpoint(LOOPBACK, 0), MtaConfig.BareLineEnd.REJECT);
    }

    private MtaServer start(StoreMailboxes mailboxes, HostTime time, Net net, HostTasks tasks)
            throws IOException {
        var config =
                new MtaConfig(
                        "mx.here.test",
                        Set.of("here.test"),
                        List.of(listener(MtaConfig.Service.SMTP), listener(MtaConfig.Service.LMTP)),
                        1 << 20,
                        MtaConfig.SmtpLimits.DEFAULT,
                        MtaConfig.QueueConfig.DEFAULT,
                        MtaConfig.DeliveryConfig.DEFAULT,
                        MtaConfig.ReportConfig.DEFAULT,
                        List.of(),
                        Set.of(),
                        List.of(),
                        Set.of());
        return MtaServer.start(
                config,
                new MtaServer.Presence(10, ""),
                new MtaServer.Ports(
                        time,
                        HostDisk.at(folder.resolve("mta")),
                        net,
                        new HostResolver(tasks),
                        new HostEntropy(),
                        tasks),
                mailboxes);
    }
}
