package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.observe.LoginResult;
import org.mailgauge.observe.ServiceEvent;
import org.mailgauge.testing.MemoryLogins;
import org.mailgauge.testing.Pop3Scene;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class Pop3DriverTest {
    private static final String LOGIN = "USER anna\r\nPASS secret word\r\n";
    private static final int LARGE = 4;

    private final Pop3Scene scene = new Pop3Scene();

    private int messages() {
        return scene.maildrops().messages(MemoryLogins.ANNA);
    }

    @Test
    @DisplayName("10 minutes without a command end it, without a word (RFC 1939 section 3)")
    void autologout() {
        try (var server = new SimServer(scene.build(), 1)) {
            var client = server.connect();
            client.say(LOGIN + "DELE 1\r\n");
            server.pass(Duration.ofMinutes(9));
            assertEquals("+OK Done|", client.say("NOOP\r\n"));
            server.pass(Duration.ofMinutes(10).minusSeconds(1));
            assertFalse(client.ended());
            server.pass(Duration.ofSeconds(2));
            assertTrue(client.ended());
            assertEquals("", client.answer());
            assertEquals(3, messages());
            assertEquals(0, scene.maildrops().open());
        }
    }

    @Test
    void lostSessionRemovesNothingAndLetsTheNextIn() {
        try (var server = new SimServer(scene.build(), 1)) {
            var client = server.connect();
            client.say(LOGIN + "DELE 1\r\nDELE 2\r\n");
            var second = server.connect();
            assertTrue(second.say(LOGIN).contains("-ERR [IN-USE]"));
            client.connection.close();
            server.quiet();
            assertEquals(3, messages());
            assertTrue(second.say(LOGIN).contains("+OK 3 messages"));
        }
    }

    @Test
    @DisplayName("who gets the answer to QUIT can come back at once")
    void quitUnlocksFirst() {
        try (var server = new SimServer(scene.build(), 1)) {
            for (int left = 3; left > 0; left--) {
                var client = server.connect();
                assertTrue(client.say(LOGIN).contains("+OK " + left + " messages"));
                assertTrue(client.say("DELE 1\r\nQUIT\r\n").endsWith("1 messages removed|"));
                assertEquals(left - 1, messages());
            }
        }
    }

    @Test
    void stopTellsWhoIsIdle() {
        try (var server = new SimServer(scene.build(), 1)) {
            var client = server.connect();
            client.say(LOGIN + "DELE 1\r\n");
            server.tasks.start(
                    "stop",
                    () -> {
                        try {
                            server.listener.stop(Duration.ofMinutes(1));
                        } catch (InterruptedException interrupted) {
                            Thread.currentThread().interrupt();
                        }
                    });
            server.quiet();
            assertEquals("-ERR [SYS/TEMP] Service is stopping|", client.answer());
            assertTrue(client.ended());
            assertEquals(3, messages());
            assertEquals(0, scene.maildrops().open());
            server.pass(Duration.ofSeconds(1));
        }
    }

    @Test
    @DisplayName("TOP n 0 stops reading at the end of the header section")
    void topDoesNotReadTheBody() {
        large(5 << 20);
        try (var server = new SimServer(scene.build(), 1)) {
            var client = server.connect();
            client.say(LOGIN);
            var top = client.say("TOP " + LARGE + " 0\r\n");
            assertEquals("+OK Message follows|Subject: large||.|", top);
            long read = scene.maildrops().octetsRead();
            assertTrue(read <= 4 << 10, () -> read + " octets were read");
        }
    }

    @ParameterizedTest(name = "{0} buffers")
    @ValueSource(ints = {0, 1})
    @DisplayName("a large message arrives as it is, with and without a lent buffer")
    void wholeMessage(int buffers) {
        var content = large(300_000);
        try (var server = new SimServer(scene.build(), buffers)) {
            var client = server.connect();
            client.say(LOGIN);
            var answer = client.say("RETR " + LARGE + "\r\nNOOP\r\n").replace("|", "\r\n");
            var first = "+OK " + content.length() + " octets\r\n";
            assertTrue(answer.startsWith(first));
            assertTrue(answer.endsWith("\r\n.\r\n+OK Done\r\n"));
            int end = answer.length() - ".\r\n+OK Done\r\n".length();
            var stuffed = answer.substring(first.length(), end);
            assertEquals(content, stuffed.replace("\r\n..", "\r\n."));
            assertEquals(0, server.buffers.lent());
        }
    }

    /** Puts a message whose every line begins with a dot, so that some piece ends anywhere. */
    private String large(int octets) {
        var all = new StringBuilder("Subject: large\r\n\r\n");
        for (int i = 0; all.length() < octets; i++) {
            all.append('.').repeat('x', i % 71).append("\r\n");
        }
        scene.maildrops().add(MemoryLogins.ANNA, all.toString(), false);
        return all.toString();
    }

    @Test
    @DisplayName("a content that breaks off ends the connection, without the final dot")
    void brokenContent() {
        large(100_000);
        scene.maildrops().breakAfter(50_000);
        try (var server = new SimServer(scene.build(), 1)) {
            var client = server.connect();
            client.say(LOGIN + "DELE 1\r\n");
            var answer = client.say("RETR " + LARGE + "\r\n");
            assertFalse(answer.endsWith("|.|"));
            assertTrue(client.ended());
            assertEquals(4, messages());
            assertEquals(0, scene.maildrops().open());
            assertEquals(0, server.buffers.lent());
        }
    }

    @Test
    void tooManyAreToldSoAndCounted() {
        try (var server = new SimServer(scene.build(), 1)) {
            int most = server.scene.limits().perAddress();
            for (int i = 0; i < most; i++) {
                assertTrue(server.connect().answer().startsWith("+OK"));
            }
            var refused = server.connect();
            assertEquals(
                    "-ERR [SYS/TEMP] Too many connections, try again later|", refused.answer());
            assertTrue(refused.ended());
            assertTrue(
                    scene.told()
                            .contains(
                                    new ServiceEvent.Rejected(
                                            Offer.Refusal.ADDRESS_FULL.reason())));
        }
    }

    @Test
    @DisplayName("what is told is what the client did")
    void tells() {
        try (var server = new SimServer(scene.build(), 1)) {
            var client = server.connect();
            client.say("USER anna\r\nPASS wrong\r\nAUTH NONE\r\nAUTH PLAIN\r\n*\r\n");
            client.say(LOGIN + "RETR 1\r\nTOP 1 1\r\nRETR 2\r\nRETR 3\r\nRETR 9\r\n");
            client.say("DELE 1\r\nDELE 2\r\nQUIT\r\n");
            assertTrue(client.ended());
            var told = new ArrayList<String>();
            for (var event : scene.told()) {
                told.add(
                        switch (event) {
                            case ServiceEvent.Opened _ -> "opened";
                            case ServiceEvent.Closed _ -> "closed";
                            case ServiceEvent.LoggedIn(var result) -> result.label();
                            case ServiceEvent.Retrieved(var octets) -> "retrieved " + octets;
                            case ServiceEvent.Deleted(var count, var octets) ->
                                    "deleted " + count + " " + octets;
                            case ServiceEvent.Appended _,
                                    ServiceEvent.Rejected _,
                                    ServiceEvent.StatusChanged _ ->
                                    "?";
                        });
            }
            assertEquals(
                    List.of(
                            "opened",
                            LoginResult.REFUSED.label(),
                            LoginResult.UNFINISHED.label(),
                            LoginResult.UNFINISHED.label(),
                            LoginResult.ACCEPTED.label(),
                            "retrieved 23",
                            "retrieved 57",
                            "deleted 2 80",
                            "closed"),
                    told);
        }
    }

    @Test
    @DisplayName("what comes behind a line that never ends is no command")
    void tailOfLineWithoutEnd() {
        try (var server = new SimServer(scene.build(), 1)) {
            var client = server.connect();
            client.say(LOGIN);
            assertEquals("-ERR Line too long|", client.say("x".repeat(3_000) + "\r\n"));
            client.send("x".repeat(100 << 10));
            client.send("\r\nDELE 1\r\nQUIT\r\n");
            assertEquals("-ERR Line too long|", client.answer());
            assertTrue(client.ended());
            assertEquals(3, messages());
        }
    }
}
