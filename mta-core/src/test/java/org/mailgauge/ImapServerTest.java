package org.mailgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.observe.LoginResult;
import org.mailgauge.observe.MtaEvent.OperStatus;
import org.mailgauge.sim.Await;
import org.mailgauge.testing.ImapScene;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** IMAP as an application of a whole server: what a scripted client did is what is counted. */
class ImapServerTest {
    @TempDir private Path folder;

    private final ImapScene scene = new ImapScene().sessions(2);

    private AccessServer start() throws IOException {
        return new AccessServer(folder, scene.protocol());
    }

    private static long logins(AccessServer server, LoginResult result) {
        var access = server.application().access();
        assertNotNull(access);
        return access.logins().getOrDefault(result, -1L);
    }

    /** How many sessions are not authenticated, authenticated, selected and in IDLE. */
    private static String sessions(AccessServer server) {
        var health = server.snapshot().health();
        return "%.0f %.0f %.0f %.0f"
                .formatted(
                        health.get("imap_sessions_not_authenticated"),
                        health.get("imap_sessions_authenticated"),
                        health.get("imap_sessions_selected"),
                        health.get("imap_sessions_idle"));
    }

    @Test
    @DisplayName("associations, logins and sessions by state are what scripted clients did")
    void truth() throws Exception {
        try (var server = start()) {
            assertEquals("imap", server.application().name());
            assertEquals("Mailgauge IMAP on mx.test", server.application().description());
            assertNull(server.application().mta());
            Await.until(() -> server.application().status() == OperStatus.UP);
            server.hasListeners("imap");
            try (var anna = server.connect("* OK");
                    var again = server.connect("* OK")) {
                Await.until(() -> sessions(server).equals("2 0 0 0"));
                var association = server.application().associations().getFirst();
                assertTrue(association.userAgent() && association.inbound());
                assertEquals("127.0.0.1", association.remote());
                assertEquals(143, association.port());
                assertNull(association.group());
                converse(server, anna, again);
            }
            Await.until(() -> server.application().inboundAssociations() == 0);
            assertEquals("0 0 0 0", sessions(server));
            assertEquals(3, server.application().accumulatedInbound());
        }
    }

    private static void converse(
            AccessServer server, AccessServer.Client anna, AccessServer.Client again)
            throws IOException {
        assertTrue(anna.say("a LOGIN anna wrong", "a ").startsWith("a NO"));
        assertTrue(anna.say("a LOGIN anna \"secret word\"", "a ").startsWith("a OK"));
        assertEquals("1 1 0 0", sessions(server));
        assertTrue(anna.say("a SELECT INBOX", "a ").startsWith("a OK"));
        assertEquals("1 0 1 0", sessions(server));
        assertEquals("+ idling", anna.say("a IDLE", "+"));
        assertEquals("1 0 0 1", sessions(server));
        assertTrue(again.say("b LOGIN anna \"secret word\"", "b ").startsWith("b OK"));
        try (var third = server.connect("* OK")) {
            var crowded = third.say("c LOGIN anna \"secret word\"", "c ");
            assertTrue(crowded.startsWith("c NO [LIMIT]"), crowded);
            again.say("b LOGOUT", "b ");
            assertEquals("", again.last());
            assertTrue(third.say("c LOGIN anna \"secret word\"", "c ").startsWith("c OK"));
        }
        assertEquals("a OK Idled", anna.say("DONE", "a "));
        assertEquals("a OK Logged out", anna.say("a UNAUTHENTICATE", "a "));
        assertEquals(1, logins(server, LoginResult.REFUSED));
        assertEquals(1, logins(server, LoginResult.IN_USE));
        assertEquals(3, logins(server, LoginResult.ACCEPTED));
        Await.until(() -> sessions(server).equals("1 0 0 0"));
        assertEquals(
                Map.of(
                        "login", 5L,
                        "logout", 1L,
                        "select", 1L,
                        "idle", 1L,
                        "unauthenticate", 1L),
                times(server));
    }

    /** How often each command was timed. */
    private static Map<String, Long> times(AccessServer server) {
        var all = new HashMap<String, Long>();
        for (var each : server.snapshot().distributions()) {
            var label = each.label();
            if (each.name().equals("imap_command_duration_seconds") && label != null) {
                assertEquals("command", label.name());
                all.put(label.value(), each.count());
            }
        }
        return all;
    }

    @Test
    @DisplayName("what clients fetch whole, append and expunge is counted, and nothing else")
    void messages() throws Exception {
        try (var server = start();
                var anna = server.connect("* OK")) {
            anna.say("a LOGIN anna \"secret word\"", "a OK");
            anna.say("a SELECT INBOX", "a OK");
            anna.say("a FETCH 1:3 (UID BODY.PEEK[])", "a OK"); // 23, 39 and 21 octets
            anna.say("a FETCH 2 RFC822", "a OK");
            anna.say("a FETCH 2 (BODY[HEADER] BODY[TEXT] BODY[]<0.5> ENVELOPE)", "a OK");
            anna.say("a APPEND INBOX {16+}\r\nSubject: x\r\n\r\ny\n {2+}\r\nz\n", "a OK");
            anna.say("a APPEND nowhere {2+}\r\nz\n", "a NO");
            anna.say("a STORE 1:2 +FLAGS \\Deleted", "a OK");
            anna.say("a UID EXPUNGE 2", "a OK");
            anna.say("a CLOSE", "a OK");
            var access = server.application().access();
            assertNotNull(access);
            assertEquals(4, access.retrievedMessages());
            assertEquals(23 + 39 + 21 + 39, access.retrievedOctets());
            assertEquals(2, access.appendedMessages());
            assertEquals(17 + 3, access.appendedOctets()); // as stored, with CRLF
            assertEquals(2, access.deletedMessages());
            assertEquals(39 + 23, access.deletedOctets());
        }
    }

    @Test
    @DisplayName("a server that stops tells who is in IDLE, and who has not logged in")
    void stops() throws Exception {
        try (var server = start();
                var idle = server.connect("* OK");
                var early = server.connect("* OK")) {
            idle.say("a LOGIN anna \"secret word\"", "a OK");
            idle.say("a SELECT INBOX", "a OK");
            idle.say("a IDLE", "+");
            early.say("a NOOP", "a OK");
            server.server().stop(Duration.ofSeconds(20));
            assertEquals("* BYE [UNAVAILABLE] Service is stopping", idle.until("*"));
            assertEquals("", idle.last());
            assertEquals("* BYE [UNAVAILABLE] Service is stopping", early.until("*"));
            assertEquals("", early.last());
            Await.until(() -> server.application().status() == OperStatus.DOWN);
            assertEquals(0, server.application().inboundAssociations());
        }
    }
}
