package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.config.MtaConfig.Service;
import org.mailgauge.deliver.Mailboxes;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.queue.Intake;
import org.mailgauge.queue.QueueId;
import org.mailgauge.sim.Await;
import org.mailgauge.testing.MemoryMailboxes;
import org.mailgauge.testing.Scene;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** LMTP for recipients of this server and others, over a simulated network. */
class LmtpMailboxesTest {
    private static final String OK = "250 2.0.0 Ok, in the mailbox|";

    private final MemoryMailboxes mailboxes =
            new MemoryMailboxes("joe@local.test", "eve@local.test");
    private final Gate gate = new Gate();
    private final SimServer server =
            new SimServer(new Scene().service(Service.LMTP).mailboxes(gate));

    /** Lets deliveries to one recipient wait. */
    private final class Gate implements Mailboxes {
        final CountDownLatch open = new CountDownLatch(1);
        volatile String closedFor = "";

        @Override
        public Answer find(ForwardPath to) {
            return mailboxes.find(to);
        }

        @Override
        public Result deliver(Delivery delivery) {
            if (delivery.to().toString().equals(closedFor)) {
                try {
                    open.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            return mailboxes.deliver(delivery);
        }
    }

    @AfterEach
    void close() {
        gate.open.countDown();
        server.close();
        assertEquals(0, server.scene.intake().openDrafts());
    }

    private SimServer.Client to(String... recipients) {
        var client = server.connect();
        assertTrue(client.answer().startsWith("220 "));
        client.say("LHLO c.test\r\n");
        client.say("MAIL FROM:<ann@x.test>\r\n");
        for (var recipient : recipients) {
            assertEquals("250 2.1.5 Recipient ok|", client.say("RCPT TO:<" + recipient + ">\r\n"));
        }
        assertTrue(client.say("DATA\r\n").startsWith("354 "));
        return client;
    }

    private static final String MAIL = "Return-Path: <z@z>\r\nA: 1\r\n\r\nb\r\n.\r\n";

    @Test
    @DisplayName("each accepted RCPT is answered in order, and each mailbox has the message once")
    void intoMailboxes() {
        var client = to("joe@local.test", "eve@local.test", "joe@local.test");
        assertEquals(OK + OK + OK, client.say(MAIL));
        var text = mailboxes.of("joe@local.test").getFirst().text();
        assertTrue(
                text.startsWith(
                        "Return-Path: <ann@x.test>\r\nDelivered-To: joe@local.test\r\nReceived: "),
                text);
        assertTrue(text.endsWith("\r\nA: 1\r\n\r\nb\r\n"), text);
        assertEquals(2, mailboxes.messages());
        assertEquals(List.of(), server.scene.intake().messages());
        assertEquals(2, server.scene.intake().delivered().size());
        assertTrue(server.scene.intake().delivered().getFirst().endsWith("joe@local.test lmtp-in"));
    }

    @Test
    @DisplayName(
            "mixed recipients: the replies are in the order of the RCPTs, whoever is served first")
    void mixed() {
        var client =
                to(
                        "a@relay.test",
                        "joe@local.test",
                        "b@relay.test",
                        "a@relay.test",
                        "eve@local.test");
        mailboxes.quota("joe@local.test", 10);
        var queued = "250 2.0.0 Ok, queued as " + new QueueId(7, 1) + "|";
        assertEquals(
                queued + "452 4.2.2 Mailbox is full|" + queued + queued + OK, client.say(MAIL));
        var message = server.scene.intake().messages().getFirst();
        assertEquals("[a@relay.test, b@relay.test]", message.envelope().recipients().toString());
        assertTrue(message.content().contains("Return-Path: <z@z>"));
        assertEquals(1, mailboxes.messages());
        assertEquals(1, server.events.count(MtaEvent.InboundError.class));
        assertEquals(0, server.events.count(MtaEvent.TransactionRejected.class));
        assertEquals("250 2.1.0 Sender ok|", client.say("MAIL FROM:<>\r\n"));
    }

    @Test
    @DisplayName("a failing queue refuses its own recipients only")
    void queueFails() {
        server.scene.intake().ending(_ -> new Intake.Commit.Full("no space"));
        var client = to("a@relay.test", "joe@local.test");
        assertEquals(
                "452 4.3.1 Insufficient system storage, try again later|" + OK, client.say(MAIL));
        assertEquals(1, mailboxes.messages());
    }

    @Test
    @DisplayName("a transaction that nobody got is rejected once; a loop is counted")
    void nobodyGotIt() {
        var client = to("joe@local.test", "joe@local.test");
        var loop = "554 5.4.6 Mail loop: it was delivered to this recipient before|";
        assertEquals(loop + loop, client.say("Delivered-To: joe@local.test\r\n" + MAIL));
        assertEquals(1, server.events.count(MtaEvent.TransactionRejected.class));
        assertEquals(1, server.events.count(MtaEvent.LoopDetected.class));
        assertEquals(2, server.events.count(MtaEvent.InboundError.class));
        assertEquals(0, mailboxes.messages());
    }

    @Test
    @DisplayName("a reply leaves while the next mailbox is still being written")
    void repliesAsTheyAreKnown() {
        gate.closedFor = "eve@local.test";
        var client = to("joe@local.test", "eve@local.test");
        client.send(MAIL);
        assertEquals(OK, awaited(client));
        gate.open.countDown();
        assertEquals(OK, awaited(client));
        assertEquals(2, mailboxes.messages());
    }

    /** What comes, without waiting for the server to be quiet. */
    private static String awaited(SimServer.Client client) {
        var buffer = new byte[4096];
        Await.until(client.connection::readable);
        try {
            int n = client.connection.read(buffer, 0, buffer.length, Duration.ofSeconds(1));
            return new String(buffer, 0, n, StandardCharsets.ISO_8859_1).replace("\r\n", "|");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    @DisplayName("a client that goes between two replies: the rest gets nothing")
    void goneInBetween() {
        gate.closedFor = "joe@local.test";
        var client = to("joe@local.test", "eve@local.test", "a@relay.test");
        client.send(MAIL);
        client.connection.reset();
        gate.open.countDown();
        server.quiet();
        assertEquals(1, mailboxes.of("joe@local.test").size());
        assertEquals(0, mailboxes.of("eve@local.test").size());
        assertEquals(List.of(), server.scene.intake().messages());
        assertEquals(1, server.scene.intake().delivered().size());
        assertEquals(1, server.events.count(MtaEvent.AckLost.class));
        assertEquals(0, server.events.count(MtaEvent.TransactionRejected.class));
    }

    @Test
    @DisplayName("a content that could not be written is nobody's")
    void contentIsLost() {
        server.scene.intake().failAfter(60);
        var client = to("joe@local.test", "a@relay.test");
        assertEquals(
                "451 4.3.0 Not taking messages now, try again later|"
                        + "452 4.3.1 Insufficient system storage, try again later|",
                client.say(MAIL));
        assertEquals(0, mailboxes.messages());
    }
}
