package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailgauge.pop3.Pop3Input;
import org.mailgauge.pop3.Pop3State.Phase;
import org.mailgauge.testing.Chat;
import org.mailgauge.testing.MemoryLogins;
import org.mailgauge.testing.Mutants;
import org.mailgauge.testing.Pop3Scene;

import java.util.ArrayList;
import java.util.List;

class Pop3ChatTest {

    static List<Chat> chats() {
        return Chat.all("/pop3");
    }

    @ParameterizedTest
    @MethodSource("chats")
    @DisplayName("dialogue files, on the pure session")
    void pure(Chat chat) {
        var server = new PurePop3(Pop3Scene.of(chat));
        for (var turn : chat.turns()) {
            var answers = server.say(turn.sent());
            assertEquals(turn.answers().size(), answers.size(), () -> chat + ": " + answers);
            for (int i = 0; i < answers.size(); i++) {
                var expected = turn.answers().get(i);
                var answer = answers.get(i);
                assertTrue(Chat.matches(expected, answer), () -> expected + " but " + answer);
            }
            assertEquals(turn.closes(), server.closed());
        }
    }

    @ParameterizedTest
    @MethodSource("chats")
    @DisplayName("dialogue files, over a real socket")
    void overSocket(Chat chat) throws Exception {
        var scene = Pop3Scene.of(chat);
        HostServer.talk(chat, scene.build(), "*");
        assertEquals(0, scene.maildrops().open());
    }

    @Test
    @DisplayName("no mutant of a dialogue throws, and what is answered is an answer")
    void survivesMutants() {
        var corpus = new ArrayList<String>();
        for (var chat : chats()) {
            var all = new StringBuilder();
            chat.turns().forEach(turn -> all.append(turn.sent()));
            if (all.length() < 2_000) {
                corpus.add(all.toString());
            }
        }
        Mutants.of(
                corpus,
                text -> {
                    var server = new PurePop3(new Pop3Scene());
                    for (var line : text.split("(?<=\r\n)", -1)) {
                        var answers = server.say(line);
                        if (!answers.isEmpty()) {
                            var first = answers.getFirst();
                            assertTrue(first.matches("(\\+OK|-ERR|\\+) [ -~]{0,500}"), first);
                        }
                    }
                    server.tell(new Pop3Input.Closed());
                });
    }

    @Test
    void nothingIsRemovedWithoutQuit() {
        for (var end :
                List.of(
                        new Pop3Input.Closed(),
                        new Pop3Input.Timeout(),
                        new Pop3Input.Stopping(),
                        new Pop3Input.Failed())) {
            var scene = new Pop3Scene();
            var server = new PurePop3(scene);
            server.say("USER anna\r\nPASS secret word\r\nDELE 1\r\n");
            server.tell(end);
            assertTrue(server.state().phase() instanceof Phase.Gone);
            assertEquals(3, scene.maildrops().messages(MemoryLogins.ANNA));
        }
    }

    @Test
    @DisplayName("who is idle for too long is told nothing (RFC 1939 section 3)")
    void autologoutIsSilent() {
        var server = new PurePop3(new Pop3Scene());
        server.say("");
        server.tell(new Pop3Input.Timeout());
        assertEquals(List.of(), server.say(""));
        assertTrue(server.closed());
    }

    @Test
    void greetingOffersNoApop() {
        assertFalse(new PurePop3(new Pop3Scene()).say("").getFirst().contains("<"));
    }

    @Test
    void answerThatNobodyWaitsForIsOurBug() {
        for (var input :
                List.of(
                        new Pop3Input.Ready(),
                        new Pop3Input.Missing(),
                        new Pop3Input.InUse(),
                        new Pop3Input.Removed(true))) {
            var server = new PurePop3(new Pop3Scene());
            assertThrows(IllegalStateException.class, () -> server.tell(input));
        }
    }

    @Test
    void nothingThatCouldHoldAPasswordShowsIt() {
        var line = new Pop3Input.Line("PASS secret word");
        assertFalse(line.toString().contains("secret"));
        var server = new PurePop3(new Pop3Scene());
        server.say("USER anna\r\nPASS secret word\r\n");
        assertFalse(server.state().toString().contains("secret"));
    }
}
