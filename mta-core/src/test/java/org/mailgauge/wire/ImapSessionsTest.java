package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailgauge.host.HostTasks;
import org.mailgauge.sim.Await;
import org.mailgauge.sim.SimTime;
import org.mailgauge.store.sqlite.Stores;
import org.mailgauge.testing.Chat;
import org.mailgauge.testing.ImapScene;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.stream.Stream;

/**
 * Scripts of several sessions on one store. {@code 1> text} is a line that session 1 sends, and
 * {@code 1< text} the next line that it is answered, with {@code **} for anything; an idle session
 * that has been told nothing yet looks for what is new then. {@code 1=} means that it is told
 * nothing. {@code ! setting} sets the scene. {@code #} starts a comment.
 */
class ImapSessionsTest {

    static List<Path> scripts() throws IOException, URISyntaxException {
        var url = Objects.requireNonNull(ImapSessionsTest.class.getResource("/imap-sessions"));
        try (Stream<Path> files = Files.list(Path.of(url.toURI()))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    @DisplayName("what sessions tell of each other's doings, and in which order")
    void inOrder(Path script) throws IOException {
        run(script, new ImapScene());
    }

    @ParameterizedTest
    @MethodSource("scripts")
    @DisplayName("the same with mailboxes on disk")
    void onDisk(Path script, @TempDir Path folder) throws IOException {
        try (var tasks = new HostTasks(1);
                var store = Stores.open(folder, new SimTime(), tasks)) {
            run(script, new ImapScene(store));
        }
    }

    private static void run(Path script, ImapScene scene) throws IOException {
        var sessions = new HashMap<Character, Session>();
        var lines = Files.readAllLines(script);
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("!")) {
                scene.set(line.substring(1).strip());
                continue;
            }
            var where = script.getFileName() + ":" + (i + 1);
            var session =
                    sessions.computeIfAbsent(line.charAt(0), _ -> new Session(new PureImap(scene)));
            session.take(line.charAt(1), line.length() > 3 ? line.substring(3) : "", where);
        }
        for (Map.Entry<Character, Session> each : sessions.entrySet()) {
            each.getValue().silent(script + ": session " + each.getKey() + " at the end");
        }
    }

    /** One of them, and what it has been told and was not looked at yet. */
    private record Session(PureImap imap, Queue<String> told) {
        Session(PureImap imap) {
            this(imap, new ArrayDeque<>(imap.say("")));
        }

        void take(char what, String text, String where) {
            switch (what) {
                case '>' -> {
                    silent(where);
                    told.addAll(imap.say(text + "\r\n"));
                }
                case '<' -> expect(text, where);
                case '=' -> {
                    told.addAll(imap.look());
                    silent(where);
                }
                default -> throw new IllegalArgumentException(where);
            }
        }

        private void expect(String text, String where) {
            if (told.isEmpty()) {
                Await.until(where + ": " + text, () -> told.addAll(imap.look()));
            }
            assertFalse(told.isEmpty(), () -> where + ": " + text + " is not told");
            var line = told.remove();
            assertTrue(Chat.matches(text, line, "**"), () -> where + ": " + text + " but " + line);
        }

        private void silent(String where) {
            assertEquals(List.of(), List.copyOf(told), where);
        }
    }
}
