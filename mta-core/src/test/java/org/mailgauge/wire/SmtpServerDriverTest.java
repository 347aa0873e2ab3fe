package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.port.Crash;
import org.mailgauge.queue.Intake;
import org.mailgauge.sim.Faults;
import org.mailgauge.sim.SimTime;
import org.mailgauge.testing.Scene;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

class SmtpServerDriverTest {
    private static final String ENVELOPE =
            "EHLO c.test\r\nMAIL FROM:<a@c.test>\r\nRCPT TO:<joe@relay.test>\r\nDATA\r\n";

    private static SimServer.Client atData(SimServer server) {
        var client = server.connect();
        client.answer();
        client.say("EHLO c.test\r\n");
        var last = client.say(ENVELOPE.substring(ENVELOPE.indexOf("MAIL")));
        assertTrue(last.endsWith("354 End with <CRLF>.<CRLF>|"), last);
        return client;
    }

    @Test
    void tellsTheFactsOfAMessageInOrder() {
        try (var server = new SimServer(new Scene())) {
            var client = atData(server);
            client.say("Subject: x\r\n\r\nhi\r\n.\r\n");
            client.say("QUIT\r\n");
            assertTrue(client.ended());
            assertEquals(
                    List.of("InboundOpened", "Timed", "AssociationClosed"), server.events.kinds());
            assertEquals(0, server.scene.intake().openDrafts());
        }
    }

    @Test
    @DisplayName("at the kill point before the 250 the message is kept, and nothing has been said")
    void nothingIsAcknowledgedBeforeItIsKept() {
        var scene = new Scene();
        var client = new AtomicReference<SimServer.Client>();
        var seen = new CopyOnWriteArrayList<String>();
        Crash.Hook hook =
                point -> {
                    if (point.equals("smtp.before-ack")) {
                        boolean said = client.get().connection.readable();
                        seen.add(scene.intake().messages().size() + " kept, said " + said);
                    }
                };
        ScopedValue.where(Crash.HOOK, hook)
                .run(
                        () -> {
                            try (var server = new SimServer(scene)) {
                                client.set(atData(server));
                                var last = client.get().say("Subject: x\r\n\r\nhi\r\n.\r\n");
                                assertTrue(last.startsWith("250 2.0.0 "), last);
                            }
                        });
        assertEquals(List.of("1 kept, said false"), seen);
    }

    @Test
    void associationIsOfTheService() {
        try (var server = new SimServer(new Scene())) {
            server.connect("2001:db8::7").answer();
            var opened = (MtaEvent.InboundOpened) server.events.told().getFirst();
            var association = opened.association();
            assertEquals("2001:db8::7", association.remote());
            assertEquals(25, association.port());
            assertTrue(association.inbound());
            assertFalse(association.userAgent());
            assertEquals("smtp-in", Objects.requireNonNull(association.group()).name());
        }
    }

    @Test
    void envelopeAndTraceHeaderSayWhatIsKnown() {
        try (var server = new SimServer(new Scene())) {
            var client = atData(server);
            client.say("Message-ID: <1@c.test>\r\n\r\n\u00e9\r\n.\r\n");
            var message = server.scene.intake().messages().getFirst();
            var envelope = message.envelope();
            assertEquals("a@c.test", envelope.reversePath().toString());
            assertEquals("[joe@relay.test]", envelope.recipients().toString());
            assertEquals("smtp-in", envelope.inbound());
            assertEquals("c.test [192.0.2.1]", envelope.client());
            assertEquals("<1@c.test>", envelope.messageId());
            assertEquals(SimTime.START, envelope.arrived());
            assertTrue(envelope.eightBit());
            assertEquals(
                    "Received: from c.test ([192.0.2.1])|\tby mx.test (Mailgauge) with ESMTP id "
                            + message.id()
                            + "|\tfor <joe@relay.test>;|\tSun, 1 Mar 2026 12:00:00 +0000|"
                            + "Message-ID: <1@c.test>||\u00e9|",
                    message.content().replace("\r\n", "|"));
        }
    }

    @Test
    @DisplayName("over LMTP each reply is told as an error of its own, the transaction once")
    void lmtpAnswersForEachRecipient() {
        var scene = new Scene().service(MtaConfig.Service.LMTP);
        try (var server = new SimServer(scene)) {
            var client = server.connect();
            client.answer();
            client.say("LHLO c.test\r\n");
            var recipients = "RCPT TO:<joe@relay.test>\r\nRCPT TO:<ann@relay.test>\r\n";
            var envelope = "MAIL FROM:<a@c.test>\r\n" + recipients + "DATA\r\n";
            client.say(envelope);
            assertEquals(2, client.say("x\ny\r\n.\r\n").chars().filter(c -> c == '|').count());
            client.say(envelope);
            var replies = client.say("Subject: x\r\n\r\nhi\r\n.\r\n");
            assertEquals(2, replies.split("250 2.0.0 Ok, queued as ", -1).length - 1, replies);
            client.say("QUIT\r\n");
            assertEquals(
                    List.of(
                            "InboundOpened",
                            "TransactionRejected",
                            "InboundError",
                            "InboundError",
                            "Timed",
                            "Timed",
                            "AssociationClosed"),
                    server.events.kinds());
            var opened = (MtaEvent.InboundOpened) server.events.told().getFirst();
            assertEquals(24, opened.association().port());
            assertEquals("lmtp-in", Objects.requireNonNull(opened.association().group()).name());
            var content = scene.intake().messages().getFirst().content();
            assertTrue(content.contains("by mx.test (Mailgauge) with LMTP id "), content);
        }
    }

    @ParameterizedTest
    @EnumSource(Faults.Chunks.class)
    @DisplayName(
            "content arrives as it was, however the network cuts it and whatever buffer there is")
    void contentIsCutInAnyWay(Faults.Chunks chunks) {
        var body = "0123456789 .dot\r\n..\r\n".repeat(200);
        for (int buffers = 0; buffers < 2; buffers++) {
            try (var server = new SimServer(new Scene(), Faults.NONE.withChunks(chunks), buffers)) {
                var client = atData(server);
                client.send("Subject: x\r\n\r\n" + body + ".\r\n");
                client.send("RSET\r\n".repeat(20) + "MAIL FROM:<>\r\n");
                var answers = client.answer();
                assertEquals(22, answers.chars().filter(c -> c == '|').count(), answers);
                assertTrue(answers.endsWith("|250 2.1.0 Sender ok|"));
                var content = server.scene.intake().messages().getFirst().content();
                assertTrue(content.endsWith("\r\n\r\n" + body.replace("\n..", "\n.")));
                assertEquals(0, server.buffers.lent());
            }
        }
    }

    @Test
    void largePipelinedRestKeepsItsBufferUntilItIsRead() {
        var limits = TestLimits.of(100_000, 100_000);
        try (var server = new SimServer(new Scene().limits(limits))) {
            var client = atData(server);
            client.send(".\r\n" + "RSET\r\n".repeat(5_000));
            var answers = client.answer();
            assertEquals(5_001, answers.chars().filter(c -> c == '|').count());
            assertEquals(0, server.buffers.lent());
        }
    }

    @Test
    void overlongLineIsRefusedAndCloses() {
        try (var server = new SimServer(new Scene())) {
            var client = server.connect();
            client.answer();
            assertEquals(
                    "500 5.5.2 Line too long|", client.say("NOOP " + "x".repeat(5_000) + "\r\n"));
            assertTrue(client.ended());
        }
    }

    @Test
    void endlessLineIsRefusedAfterABound() {
        try (var server = new SimServer(new Scene())) {
            var client = server.connect();
            client.answer();
            client.send("x".repeat(40_000));
            assertEquals("", client.answer());
            client.send("x".repeat(40_000));
            assertEquals("500 5.5.2 Line too long|", client.answer());
        }
    }

    @Test
    void inputBeforeTheGreetingIsRefused() throws IOException {
        try (var server = new SimServer(new Scene())) {
            var local = new org.mailgauge.address.Endpoint(Scene.LOOPBACK, 26);
            try (var listening = server.net.listen(local, 1)) {
                var client = server.net.connectFrom(Scene.LOOPBACK, local, Duration.ofSeconds(1));
                client.write("EHLO early.test\r\n");
                var accepted = listening.accept();
                var driver = new SmtpServerDriver(server.service, server.parts, accepted, false);
                server.tasks.start("driver", driver::run);
                var answer = new byte[200];
                int count = client.read(answer, 0, answer.length, Duration.ofSeconds(1));
                assertTrue(
                        new String(answer, 0, count, java.nio.charset.StandardCharsets.US_ASCII)
                                .startsWith("554 5.5.0 "));
                assertEquals(List.of("InboundRejected", "InboundError"), server.events.kinds());
            }
        }
    }

    @Test
    void silentClientIsCutAfterTheCommandTimeout() {
        try (var server = new SimServer(new Scene())) {
            var client = server.connect();
            client.answer();
            server.pass(Duration.ofMinutes(5).minusSeconds(1));
            assertEquals("", client.answer());
            server.pass(Duration.ofSeconds(1));
            assertEquals("421 4.4.2 Too slow, closing|", client.answer());
            assertTrue(client.ended());
        }
    }

    @Test
    @DisplayName("a command line has one deadline, not one for each octet")
    void tricklingCommandIsCut() {
        try (var server = new SimServer(new Scene())) {
            var client = server.connect();
            client.answer();
            for (int i = 0; i < 29; i++) {
                server.pass(Duration.ofSeconds(10));
                client.send("x");
            }
            server.pass(Duration.ofSeconds(10));
            assertEquals("421 4.4.2 Too slow, closing|", client.answer());
        }
    }

    @Test
    void stalledContentIsCutAfterTheDataTimeout() {
        try (var server = new SimServer(new Scene())) {
            var client = atData(server);
            client.send("Subject: x\r\n");
            server.pass(Duration.ofMinutes(3).minusSeconds(1));
            assertEquals("", client.answer());
            server.pass(Duration.ofSeconds(1));
            assertEquals("421 4.4.2 Too slow, closing|", client.answer());
            assertEquals(0, server.scene.intake().openDrafts());
            assertEquals(0, server.buffers.lent());
        }
    }

    @Test
    @DisplayName("content below the minimum rate is cut, though no single pause is long")
    void tricklingContentIsCut() {
        try (var server = new SimServer(new Scene())) {
            var client = atData(server);
            for (int i = 0; i < 17; i++) {
                server.pass(Duration.ofSeconds(10));
                client.send("x");
            }
            assertEquals("", client.answer());
            server.pass(Duration.ofSeconds(10));
            assertEquals("421 4.4.2 Too slow, closing|", client.answer());
        }
    }

    @Test
    void contentAtTheMinimumRateGoesOn() {
        try (var server = new SimServer(new Scene().maxMessageOctets(1_000_000))) {
            var client = atData(server);
            for (int i = 0; i < 40; i++) {
                server.pass(Duration.ofSeconds(10));
                client.send("x".repeat(5_000));
            }
            assertTrue(client.say("\r\n.\r\n").startsWith("250 2.0.0 Ok"));
        }
    }

    @Test
    void sessionHasABudget() {
        try (var server = new SimServer(new Scene())) {
            var client = server.connect();
            client.answer();
            for (int i = 0; i < 14; i++) {
                server.pass(Duration.ofMinutes(4));
                assertEquals("250 2.0.0 Ok|", client.say("NOOP\r\n"));
            }
            server.pass(Duration.ofMinutes(4));
            assertEquals("421 4.4.2 Too slow, closing|", client.answer());
        }
    }

    @Test
    @DisplayName("a client that never reads is cut when our write times out")
    void neverReadingClientIsCut() {
        var limits = TestLimits.of(100_000, 100_000);
        try (var server =
                new SimServer(new Scene().limits(limits), Faults.NONE.withWindow(2_000), 1)) {
            var client = server.connect();
            client.send("");
            server.quiet();
            server.tasks.start("flood", () -> flood(client));
            server.pass(Duration.ofMinutes(1));
            assertEquals(1, server.events.count(MtaEvent.AssociationClosed.class));
            assertEquals(0, server.listener.associations());
        }
    }

    private static void flood(SimServer.Client client) {
        try {
            client.connection.write("EHLO c.test\r\n");
            for (int i = 0; i < 10_000; i++) {
                client.connection.write("RSET\r\n");
            }
        } catch (IOException expected) {
            assertNotNull(expected);
        }
    }

    @Test
    void clientThatVanishesInContentLeavesNothing() {
        try (var server = new SimServer(new Scene())) {
            var client = atData(server);
            client.send("Subject: x\r\n\r\nhal");
            client.connection.close();
            server.quiet();
            assertEquals(List.of("InboundOpened", "AssociationClosed"), server.events.kinds());
            assertEquals(0, server.scene.intake().openDrafts());
            assertEquals(List.of(), server.scene.intake().messages());
        }
    }

    @Test
    void clientGoneBetweenForceAndAckIsCountedAndItsMessageKept() {
        var committed = new CountDownLatch(1);
        var scene = new Scene();
        scene.intake().ending(id -> afterwards(committed, id));
        try (var server = new SimServer(scene)) {
            var client = atData(server);
            client.send("Subject: x\r\n\r\nx\r\n.\r\n");
            server.quiet();
            client.connection.close();
            committed.countDown();
            server.quiet();
            assertEquals(1, server.events.count(MtaEvent.AckLost.class));
            assertEquals(1, scene.intake().messages().size());
        }
    }

    private static Intake.Commit afterwards(CountDownLatch latch, org.mailgauge.queue.QueueId id) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return new Intake.Commit.Durable(id);
    }

    @Test
    void clientThatLeavesWithoutQuitAfterTheAckIsNotCounted() {
        try (var server = new SimServer(new Scene())) {
            var client = atData(server);
            assertTrue(client.say("Subject: x\r\n\r\nx\r\n.\r\n").startsWith("250 "));
            client.connection.endOutput();
            assertTrue(client.answer().startsWith("221 "));
            assertEquals(0, server.events.count(MtaEvent.AckLost.class));
        }
    }

    @Test
    void faultOfOursIsAnswered421AndForgetsTheMessage() {
        var scene = new Scene();
        scene.intake()
                .ending(
                        _ -> {
                            throw new IllegalStateException("planted");
                        });
        try (var server = new SimServer(scene)) {
            var client = atData(server);
            var answer = client.say("Subject: x\r\n\r\nx\r\n.\r\n");
            assertEquals("421 4.3.0 Internal trouble, try again later|", answer);
            assertTrue(client.ended());
            assertEquals(1, server.events.count(MtaEvent.AssociationClosed.class));
            assertEquals(0, scene.intake().openDrafts());
        }
    }

    @Test
    @DisplayName("a disk that fills while content comes is said after the content's end")
    void failingDraftIsAnsweredAtTheEnd() {
        var scene = new Scene();
        scene.intake().failAfter(1_000);
        try (var server = new SimServer(scene)) {
            var client = atData(server);
            client.send("x".repeat(900) + "\r\n");
            assertEquals("", client.say("x".repeat(900) + "\r\n"));
            assertTrue(client.say(".\r\n").startsWith("452 4.3.1 "));
            assertEquals("250 2.0.0 Ok|", client.say("NOOP\r\n"));
            assertEquals(1, server.events.count(MtaEvent.TransactionRejected.class));
        }
    }

    @Test
    void everyRefusalIsAnInboundErrorAndTheTransactionIsRejectedOnce() {
        try (var server = new SimServer(new Scene())) {
            var client = server.connect();
            client.answer();
            client.say("HELO c.test\r\n");
            client.say("MAIL FROM:<a@c.test>\r\n");
            client.say("RCPT TO:<x@elsewhere.test>\r\n");
            client.say("RCPT TO:<joe@refused.test>\r\n");
            client.say("QUIT\r\n");
            assertEquals(
                    List.of(
                            "InboundOpened",
                            "InboundError",
                            "InboundError",
                            "TransactionRejected",
                            "AssociationClosed"),
                    server.events.kinds());
            var second = (MtaEvent.InboundError) server.events.told().get(2);
            assertEquals("5.1.6", second.status().toString());
        }
    }
}
