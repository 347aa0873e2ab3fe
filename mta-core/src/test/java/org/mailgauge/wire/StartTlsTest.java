package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailgauge.config.MtaConfig.Service;
import org.mailgauge.host.HostTls;
import org.mailgauge.host.TlsIdentity;
import org.mailgauge.sim.Await;
import org.mailgauge.testing.Scene;
import org.mailgauge.testing.TestCertificate;
import org.mailgauge.testing.TestTls;

import java.io.IOException;
import java.util.List;

/** STARTTLS and implicit TLS of SMTP, submission and LMTP, over real sockets. */
class StartTlsTest {
    private static final String MAIL = "MAIL FROM:<a@x.test>\r\nRCPT TO:<b@relay.test>\r\nDATA\r\n";

    private static final String TIM = "AHRpbUBsb2NhbC50ZXN0AHNlY3JldA==";

    /** What the NO STARTTLS study and others put behind the command. */
    private static final List<String> INJECTIONS =
            List.of(
                    "NOOP\r\n",
                    "RSET\r\n",
                    "QUIT\r\n",
                    "\r\n",
                    "\n",
                    "\0",
                    "X",
                    "EHLO evil.test\r\n",
                    "LHLO evil.test\r\n",
                    "STARTTLS\r\n",
                    "AUTH PLAIN AGEAYg==\r\n",
                    "MAIL FROM:<evil@x.test>\r\n",
                    """
                    EHLO evil.test
                    MAIL FROM:<evil@x.test>
                    RCPT TO:<e@relay.test>
                    DATA
                    Subject: evil

                    evil
                    .
                    """
                            .replace("\n", "\r\n"));

    private static String hello(Service service) {
        return (service == Service.LMTP ? "LHLO" : "EHLO") + " client.test";
    }

    private static Scene scene(Service service) {
        return new Scene().service(service).trustLoopback().maxMessageOctets(1 << 20);
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    @DisplayName("whatever comes behind STARTTLS in the clear ends the session, and is counted")
    void injectionsAreRefused(Service service) throws IOException {
        try (var server = new TlsServer(scene(service))) {
            int octets = 0;
            for (var injected : INJECTIONS) {
                try (var client = server.connect()) {
                    client.reply();
                    assertTrue(client.say(hello(service)).contains("STARTTLS"));
                    client.send("STARTTLS\r\n" + injected);
                    assertEquals(
                            "554 5.5.0 You must wait for the reply first",
                            client.reply(),
                            injected);
                    assertTrue(client.ended());
                }
                octets += injected.length();
            }
            var label = scene(service).build().label();
            assertEquals(INJECTIONS.size(), server.tls.counts().injections().get(label));
            assertEquals(octets, server.tls.counts().forgottenOctets().get(label));
            assertEquals(0, server.scene.intake().messages().size());
            server.tls.counts().handshakes((_, _, _) -> assertFalse(true, "no handshake"));
        }
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    @DisplayName("plain text instead of the handshake is answered by nothing that was asked for")
    void plainTextInsteadOfAHandshakeIsNotTaken(Service service) throws IOException {
        try (var server = new TlsServer(scene(service))) {
            for (var injected : INJECTIONS) {
                try (var client = server.connect()) {
                    client.reply();
                    client.say(hello(service));
                    assertEquals("220 2.0.0 Ready to start TLS", client.say("STARTTLS"));
                    client.send(injected + "RSET\r\nRSET\r\n");
                    assertFalse(client.rest().matches("(?s).*[0-9]{3}[ -].*"), injected);
                }
            }
            assertEquals(0, server.scene.intake().messages().size());
        }
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    @DisplayName("plain text in front of a handshake spoils it, and none of it is answered")
    void plainTextInFrontOfAHandshakeSpoilsIt(Service service) throws IOException {
        try (var server = new TlsServer(scene(service))) {
            for (var injected : INJECTIONS) {
                try (var client = server.connect()) {
                    client.reply();
                    client.say(hello(service));
                    assertEquals("220 2.0.0 Ready to start TLS", client.say("STARTTLS"));
                    client.send(injected);
                    assertThrows(IOException.class, client::secure, injected);
                }
            }
            assertEquals(0, server.scene.intake().messages().size());
            server.tls.counts().handshakes((_, _, _) -> assertFalse(true, "a handshake"));
        }
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    @DisplayName("replies to what came before STARTTLS come before it, and none comes twice")
    void whatIsPipelinedBeforeIsAnsweredBefore(Service service) throws IOException {
        try (var server = new TlsServer(scene(service));
                var client = server.connect()) {
            client.reply();
            assertTrue(client.say(hello(service)).startsWith("250-mx.test"));
            client.send("RSET\r\nstarttls  \r\n");
            assertEquals("250 2.0.0 Ok", client.reply());
            assertEquals("220 2.0.0 Ready to start TLS", client.reply());
            client.secure();
            assertTrue(client.say(hello(service)).startsWith("250-mx.test"));
            assertEquals("221 2.0.0 Bye", client.say("QUIT"));
        }
    }

    @Test
    @DisplayName(
            "who authenticated in the clear has to do it again under TLS (RFC 3207 section 4.2)")
    void authenticationIsForgotten() throws IOException {
        var users = new Scene().service(Service.SUBMISSION).users();
        try (var server = new TlsServer(users);
                var client = server.connect()) {
            client.reply();
            client.say("EHLO client.test");
            assertTrue(client.say("AUTH PLAIN " + TIM).startsWith("235"));
            assertEquals("220 2.0.0 Ready to start TLS", client.say("STARTTLS"));
            client.secure();
            assertTrue(client.say("EHLO client.test").contains("AUTH"));
            assertTrue(client.say("MAIL FROM:<tim@local.test>").startsWith("530"));
            assertTrue(client.say("AUTH PLAIN " + TIM).startsWith("235"));
            assertTrue(client.say("MAIL FROM:<tim@local.test>").startsWith("250"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Service.class,
            names = {"SMTP", "SUBMISSION"})
    @DisplayName("within an AUTH exchange, and within content, STARTTLS is no command")
    void notEverywhereACommand(Service service) throws IOException {
        var users = scene(service).users();
        try (var server = new TlsServer(users);
                var client = server.connect()) {
            client.reply();
            client.say(hello(service));
            assertEquals("334 ", client.say("AUTH PLAIN"));
            assertEquals("501 5.5.2 Bad authentication response", client.say("STARTTLS"));
            client.send(MAIL);
            client.reply();
            client.reply();
            client.reply();
            client.send("Subject: x\r\n\r\nSTARTTLS\r\n");
            assertTrue(client.say(".").startsWith("250"));
            assertTrue(
                    server.scene
                            .intake()
                            .messages()
                            .getFirst()
                            .content()
                            .endsWith("\r\nSTARTTLS\r\n"));
            assertEquals("220 2.0.0 Ready to start TLS", client.say("STARTTLS"));
            client.secure();
            assertTrue(client.say(hello(service)).startsWith("250-mx.test"));
        }
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    @DisplayName("after the handshake everything begins anew, and mail is taken as ...S")
    void mailComesUnderTls(Service service) throws IOException {
        try (var server = new TlsServer(scene(service));
                var client = server.connect()) {
            client.reply();
            client.say(hello(service));
            client.say("STARTTLS");
            client.secure();
            var word = service == Service.LMTP ? "LHLO" : "EHLO";
            assertEquals("503 5.5.1 Send " + word + " first", client.say("MAIL FROM:<a@x.test>"));
            var offer = client.say(hello(service));
            assertFalse(offer.contains("STARTTLS"), offer);
            assertEquals("503 5.5.1 TLS is active already", client.say("STARTTLS"));
            client.send(MAIL);
            assertTrue(client.reply().startsWith("250"));
            assertTrue(client.reply().startsWith("250"));
            assertTrue(client.reply().startsWith("354"));
            client.send("Subject: x\r\n\r\n" + "0123456789\r\n".repeat(10_000) + ".\r\n");
            assertTrue(client.reply().startsWith("250"));
            assertEquals("221 2.0.0 Bye", client.say("QUIT"));
            assertTrue(client.ended());
            var content = server.scene.intake().messages().getFirst().content();
            var with = service == Service.LMTP ? "LMTPS" : "ESMTPS";
            var trace = content.substring(0, 300).replace("\r\n\t", " ");
            assertTrue(
                    trace.contains("with " + with + " (TLSv1.3 TLS_AES_128_GCM_SHA256) id "),
                    trace);
        }
    }

    @Test
    void startTlsNeedsEhloAndNoTransaction() throws IOException {
        try (var server = new TlsServer(scene(Service.SMTP));
                var client = server.connect()) {
            client.reply();
            assertEquals("503 5.5.1 Send EHLO first", client.say("STARTTLS"));
            client.say("HELO client.test");
            assertEquals("503 5.5.1 Send EHLO first", client.say("STARTTLS"));
            client.say("EHLO client.test");
            assertEquals("501", client.say("STARTTLS now").substring(0, 3));
            client.say("MAIL FROM:<a@x.test>");
            assertEquals("503 5.5.1 Not during a mail transaction", client.say("STARTTLS"));
            client.say("RSET");
            assertEquals("220 2.0.0 Ready to start TLS", client.say("STARTTLS"));
            client.secure();
            assertTrue(client.say("EHLO client.test").startsWith("250-mx.test"));
        }
    }

    @Test
    void withoutCertificateItIsTemporarilyImpossible() throws IOException {
        try (var server = new TlsServer(scene(Service.SMTP), new HostTls());
                var client = server.connect()) {
            client.reply();
            assertFalse(client.say("EHLO client.test").contains("STARTTLS"));
            assertEquals(
                    "454 4.7.0 TLS is not available now, try again later", client.say("STARTTLS"));
            assertTrue(client.say("MAIL FROM:<a@x.test>").startsWith("250"));
        }
    }

    @Test
    @DisplayName("implicit TLS: the greeting comes under TLS, STARTTLS is not offered")
    void implicitTls() throws IOException {
        try (var server = new TlsServer(scene(Service.SUBMISSION).implicitTls());
                var client = server.connect().secure()) {
            assertEquals("220 mx.test ESMTP Mailgauge", client.reply());
            assertFalse(client.say("EHLO client.test").contains("STARTTLS"));
            assertEquals("503 5.5.1 TLS is active already", client.say("STARTTLS"));
            client.send(MAIL);
            client.reply();
            client.reply();
            client.reply();
            assertTrue(client.say("\r\nx\r\n.").startsWith("250"));
            assertEquals(1, server.scene.intake().messages().size());
        }
    }

    @Test
    @DisplayName("who speaks in the clear to a port of implicit TLS is no association, but counted")
    void plainTextOnImplicitTls() throws IOException {
        try (var server = new TlsServer(scene(Service.SUBMISSION).implicitTls());
                var client = server.connect()) {
            client.send("EHLO client.test\r\n");
            client.ended();
            Await.until("the connection is over", () -> server.associations() == 0);
            assertTrue(
                    server.events.told().toString().contains("TLS handshake failed"),
                    () -> server.events.told().toString());
            assertEquals(0, server.scene.intake().messages().size());
        }
    }

    @Test
    @DisplayName("a client that leaves in the middle of a record, or is cut off, is just gone")
    void aCutConnectionIsGone() throws IOException {
        try (var server = new TlsServer(scene(Service.SMTP))) {
            var plain = server.connect();
            plain.reply();
            plain.say("EHLO client.test");
            plain.say("STARTTLS");
            plain.send("\u0016\u0003\u0001\u0002\u0000\u0001");
            plain.close();
            Await.until("the connection is over", () -> server.associations() == 0);
            assertEquals(0, server.scene.intake().openDrafts());
        }
    }

    @Test
    void stoppingTellsAnIdleClientUnderTls() throws IOException {
        var server = new TlsServer(scene(Service.SMTP));
        try (var client = server.connect()) {
            client.reply();
            client.say("EHLO client.test");
            client.say("STARTTLS");
            client.secure();
            client.say("EHLO client.test");
            server.close();
            assertEquals("421 4.3.2 Service is stopping", client.reply());
            assertTrue(client.ended());
        }
    }

    @Test
    void aClientThatDoesNotTrustUsLeavesNothingBehind() throws IOException {
        try (var server = new TlsServer(scene(Service.SMTP))) {
            server.tls.become(
                    new TlsIdentity(
                            TestTls.keyManager(TestCertificate.of("other.test")), null, true));
            try (var client = server.connect()) {
                client.reply();
                client.say("EHLO client.test");
                client.say("STARTTLS");
                assertThrows(IOException.class, client::secure);
            }
            Await.until("the connection is over", () -> server.associations() == 0);
            server.tls
                    .counts()
                    .failures(
                            (_, reason, count) ->
                                    assertEquals("OURS_REFUSED 1", reason + " " + count));
        }
    }
}
