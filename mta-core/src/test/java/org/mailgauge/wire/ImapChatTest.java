package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.store.sqlite.Stores;
import org.mailgauge.testing.Chat;
import org.mailgauge.testing.ImapScene;

import java.nio.file.Path;
import java.util.List;

class ImapChatTest {
    /** Stands for anything: a single asterisk stands in most of IMAP's answers. */
    private static final String ANYTHING = "**";

    static List<Chat> chats() {
        return Chat.all("/imap");
    }

    @ParameterizedTest
    @MethodSource("chats")
    @DisplayName("dialogue files, on the pure session")
    void pure(Chat chat) {
        var server = new PureImap(ImapScene.of(chat));
        for (var turn : chat.turns()) {
            var answers = server.say(turn.sent());
            assertEquals(turn.answers().size(), answers.size(), () -> chat + ": " + answers);
            for (int i = 0; i < answers.size(); i++) {
                check(chat, turn.answers().get(i), answers.get(i));
            }
            assertEquals(turn.closes(), server.closed());
        }
    }

    @ParameterizedTest
    @MethodSource("chats")
    @DisplayName("dialogue files, over a real socket")
    void overSocket(Chat chat) throws Exception {
        HostServer.talk(chat, ImapScene.of(chat).build(), ANYTHING);
    }

    @ParameterizedTest
    @MethodSource("chats")
    @DisplayName("dialogue files, over a real socket on mailboxes on disk")
    void onDisk(Chat chat, @TempDir Path folder) throws Exception {
        try (var time = new HostTime();
                var tasks = new HostTasks(1);
                var store = Stores.open(folder, time, tasks)) {
            HostServer.talk(chat, ImapScene.of(chat, store).build(), ANYTHING);
        }
    }

    private static void check(Chat chat, String expected, String answer) {
        assertTrue(
                Chat.matches(expected, answer, ANYTHING),
                () -> chat + ": " + expected + " but " + answer);
    }
}
