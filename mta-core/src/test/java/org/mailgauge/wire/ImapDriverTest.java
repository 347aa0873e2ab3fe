package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.sim.Faults;
import org.mailgauge.testing.ImapScene;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

class ImapDriverTest {
    private static final String LOGIN = "a LOGIN anna \"secret word\"\r\n";
    private static final String TOO_LONG = " [TOOBIG] Line too long|* BYE [TOOBIG] Line too long|";

    @Test
    @DisplayName("what is new while an idle client is being told of something is told after it")
    void newWhileTelling() {
        try (var server = new SimServer(new ImapScene().build(), 1)) {
            server.net.faults(Faults.NONE.withWindow(8));
            var idle = server.connect();
            idle.answer();
            idle.say(LOGIN);
            idle.say("b SELECT INBOX\r\n");
            assertEquals("+ idling|", idle.say("c IDLE\r\n"));
            server.net.faults(Faults.NONE);
            var other = server.connect();
            other.say(LOGIN);
            for (int i = 0; i < 2; i++) { // the first fills the window, the second finds it so
                var answer = other.say("d APPEND INBOX {4+}\r\na: b\r\n");
                assertTrue(answer.endsWith("Appended|"), answer);
            }
            var told = idle.answer();
            assertTrue(told.contains("* 4 EXISTS|"), told);
            assertTrue(told.contains("* 5 EXISTS|"), told);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1 << 10, 65 << 10, 200 << 10})
    @DisplayName("what comes behind a line that is too long is no command")
    void tailOfLineThatIsTooLong(int more) {
        try (var server = new SimServer(new ImapScene().build(), 1)) {
            var client = server.connect();
            client.answer();
            client.say(LOGIN);
            var line = "b NOOP " + "x".repeat((64 << 10) + more) + "{20+}\r\n";
            assertEquals("b BAD" + TOO_LONG, client.say(line + "c DELETE INBOX\r\nd NOOP\r\n"));
            assertTrue(client.ended());
        }
    }

    @Test
    @DisplayName("a line that is too long ends an AUTHENTICATE, an IDLE and an APPEND by its tag")
    void lineTooLongWithin() {
        var line = "x".repeat(70 << 10) + "\r\n";
        try (var server = new SimServer(new ImapScene().build(), 1)) {
            var first = server.connect();
            first.answer();
            assertEquals("+ |", first.say("a AUTHENTICATE PLAIN\r\n"));
            assertEquals("a BAD" + TOO_LONG, first.say(line));
            assertTrue(first.ended());
            for (var begun : List.of("b IDLE\r\n", "b APPEND INBOX {4}\r\n", "b NOOP {4}\r\n")) {
                var next = server.connect();
                next.answer();
                next.say(LOGIN);
                assertTrue(next.say(begun).startsWith("+ "));
                assertEquals("b BAD" + TOO_LONG, next.say("abcd " + line).replace("+ idling|", ""));
                assertTrue(next.ended());
            }
            var last = server.connect();
            last.answer();
            assertEquals(TOO_LONG.substring(TOO_LONG.indexOf('*')), last.say(line));
        }
    }

    @Test
    @DisplayName("a long line is taken when no large buffer is left, of who is logged in")
    void longLineWithoutLargeBuffer() {
        try (var server = new SimServer(new ImapScene().build(), 0)) {
            var client = server.connect();
            client.answer();
            var line = "b NOOP " + "x".repeat((64 << 10) - 20) + "\r\n";
            var other = server.connect();
            other.answer();
            assertEquals("b BAD" + TOO_LONG, other.say(line));
            client.say(LOGIN);
            assertTrue(client.say(line).startsWith("b BAD "));
            assertEquals("c OK Done|", client.say("c NOOP\r\n"));
            assertEquals(0, server.buffers.lent());
        }
    }

    @Test
    @DisplayName("literals before the login are small, come soon, and are errors where in vain")
    void literalsBeforeLogin() {
        try (var server = new SimServer(new ImapScene().build(), 1)) {
            for (var command : List.of("LOGIN {9000}", "X {9000+}", "APPEND INBOX {9000+}")) {
                var client = server.connect();
                client.answer();
                assertEquals(
                        "* BYE [TOOBIG] Literal too long|", client.say("a " + command + "\r\n"));
                assertTrue(client.ended());
            }
            var again = server.connect();
            again.answer();
            var answer = again.say("a APPEND INBOX {1+}\r\n" + "x {1+}\r\n".repeat(50));
            assertTrue(answer.endsWith("* BYE Too many errors|"), answer);
            assertTrue(again.ended());
            var slow = server.connect();
            slow.answer();
            assertEquals("+ Go on|", slow.say("a LOGIN {100}\r\n"));
            server.pass(Duration.ofMinutes(2));
            assertFalse(slow.ended());
            server.pass(Duration.ofMinutes(2));
            assertTrue(slow.ended());
        }
    }

    @Test
    @DisplayName("a client in IDLE is told every two minutes that we are there, until autologout")
    void stillHere() {
        try (var server = new SimServer(new ImapScene().build(), 1)) {
            var client = server.connect();
            client.say(LOGIN);
            client.answer();
            assertEquals("+ idling|", client.say("b IDLE\r\nDO"));
            for (int minutes = 2; minutes < 30; minutes += 2) {
                server.pass(Duration.ofMinutes(1));
                assertEquals("", client.answer());
                server.pass(Duration.ofMinutes(1));
                assertEquals("* OK Still here|", client.answer());
            }
            assertFalse(client.ended());
            server.pass(Duration.ofMinutes(2));
            assertEquals("* BYE Idle for too long|", client.answer());
            assertTrue(client.ended());
            var other = server.connect();
            other.say(LOGIN);
            other.answer();
            other.say("b IDLE\r\nDO");
            server.pass(Duration.ofMinutes(2));
            assertEquals("* OK Still here|b OK Idled|", other.say("NE\r\n"));
        }
    }

    @Test
    @DisplayName("what is compressed goes on after a client in IDLE was told that we are there")
    void stillHereCompressed() throws Exception {
        try (var server = new SimServer(new ImapScene().build(), 1);
                var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
                var inflater = new Inflater(true)) {
            var client = server.connect();
            client.say(LOGIN);
            client.answer();
            client.say("b COMPRESS DEFLATE\r\n");
            client.answer();
            var octets = new byte[4096];
            for (var line : List.of("c IDLE\r\n", "DONE\r\n")) {
                deflater.setInput(line.getBytes(StandardCharsets.US_ASCII));
                int count = deflater.deflate(octets, 0, octets.length, Deflater.SYNC_FLUSH);
                client.connection.write(octets, 0, count, Duration.ofSeconds(1));
                for (int seconds = 0; seconds < 250; seconds += 5) {
                    server.pass(Duration.ofSeconds(5));
                }
            }
            int count = client.connection.read(octets, 0, octets.length, Duration.ofSeconds(1));
            inflater.setInput(octets, 0, count);
            var text = new byte[4096];
            int told = inflater.inflate(text);
            assertEquals(
                    "+ idling\r\n* OK Still here\r\n* OK Still here\r\nc OK Idled\r\n",
                    new String(text, 0, told, StandardCharsets.US_ASCII));
        }
    }
}
