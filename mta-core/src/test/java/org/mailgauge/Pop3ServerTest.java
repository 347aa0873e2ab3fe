package org.mailgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.config.Pop3Limits;
import org.mailgauge.observe.LoginResult;
import org.mailgauge.observe.MtaEvent.OperStatus;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.sim.Await;
import org.mailgauge.testing.MemoryLogins;
import org.mailgauge.testing.MemoryMaildrops;
import org.mailgauge.wire.Pop3Protocol;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** POP3 as an application of a whole server: what a scripted client did is what is counted. */
class Pop3ServerTest {
    @TempDir private Path folder;

    private final MemoryMaildrops maildrops = new MemoryMaildrops();

    private AccessServer start() throws IOException {
        var protocol = Pop3Protocol.of("mx.test", Pop3Limits.DEFAULT, maildrops);
        return new AccessServer(folder, protocol);
    }

    @Test
    @DisplayName("counters are what a scripted client did, and applIndex outlives a restart")
    void truth() throws Exception {
        maildrops.add(MemoryLogins.ANNA, "Subject: one\r\n\r\nHello\r\n", false);
        maildrops.add(MemoryLogins.ANNA, "Subject: two\r\n\r\nWorld!\r\n", false);
        int index;
        try (var server = start()) {
            var before = server.application();
            index = before.index();
            assertEquals("pop3", before.name());
            assertNull(before.mta());
            Await.until(() -> server.application().status() == OperStatus.UP);
            server.hasListeners("pop3");
            converse(server);
            Await.until(() -> server.application().inboundAssociations() == 0);
            after(server.application());
        }
        try (var server = start()) {
            assertEquals(index, server.application().index());
            assertEquals(0, server.application().accumulatedInbound());
        }
    }

    private static void converse(AccessServer server) throws IOException {
        try (var client = server.connect("+OK")) {
            Await.until(() -> server.application().inboundAssociations() == 1);
            var association = server.application().associations().getFirst();
            assertTrue(association.userAgent() && association.inbound());
            assertEquals("127.0.0.1", association.remote());
            assertEquals(110, association.port());
            assertNull(association.group());
            client.send("USER anna\r\nPASS wrong\r\nUSER anna\r\nPASS secret word");
            client.send("RETR 1\r\nRETR 2\r\nRETR 2\r\nDELE 2\r\nQUIT");
            assertEquals("+OK Bye, 1 messages removed", client.last());
        }
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
        try (var server = start()) {
            try (var client = server.connect("+OK")) {
                client.send("NOOP");
                assertEquals("-ERR Log in first", client.line());
                server.server().stop(Duration.ofSeconds(20));
                assertEquals("-ERR [SYS/TEMP] Service is stopping", client.last());
            }
            Await.until(() -> server.application().status() == OperStatus.DOWN);
            assertEquals(0, server.application().inboundAssociations());
        }
    }
}
