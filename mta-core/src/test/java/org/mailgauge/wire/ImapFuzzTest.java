package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.testing.ImapCommands;
import org.mailgauge.testing.ImapScene;
import org.mailgauge.testing.Mutants;
import org.mailgauge.testing.ResponseGrammar;
import org.mailgauge.testing.ResponseGrammar.Response;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * Sessions of commands by chance: whatever a client sends, it gets responses of the grammar, one
 * answer to each command, and numbers that fit what it was told before.
 */
class ImapFuzzTest {
    private static final long SEED = 20_261_124L;
    private static final int STORES = 60;
    private static final int TURNS = 120;
    private static final int SESSIONS = 3;
    private static final String LOGIN = "LOGIN anna \"secret word\"";
    private static final Pattern WAITING = Pattern.compile("(?<=\\{\\d{1,9}}\\r\\n)");

    /** A client and what it knows. */
    private static final class Client {
        private final ImapScene scene;
        private final ClientView view = new ClientView();
        private PureImap imap;
        private boolean selected;
        private int tags;

        Client(ImapScene scene) {
            this.scene = scene;
            imap = new PureImap(scene);
            begin();
        }

        private void begin() {
            imap = new PureImap(scene);
            imap.say("");
            selected = false;
            view.restart();
            run(List.of(LOGIN));
        }

        /** Sends commands at once, and takes their answers. @return the responses */
        List<Response> run(List<String> commands) {
            var sent = new StringBuilder();
            int first = tags;
            for (var command : commands) {
                var more = command.equals("IDLE") ? "\r\nDONE\r\n" : "\r\n";
                sent.append('t').append(tags++).append(' ').append(command).append(more);
            }
            var said = new StringBuilder();
            for (var piece : WAITING.split(sent, -1)) {
                said.append(imap.hear(piece));
                if (piece.endsWith("}\r\n") && !said.toString().endsWith("+ Go on\r\n")) {
                    break; // Answered without what would come.
                }
            }
            var all = ResponseGrammar.all(said.toString());
            try {
                take(all, commands, first);
            } catch (AssertionError wrong) {
                throw new AssertionError(said.toString(), wrong);
            }
            if (imap.closed()) {
                assertEquals("BYE", bye(all), said::toString);
                begin();
            }
            return all;
        }

        private static String bye(List<Response> all) {
            return all.stream()
                    .map(Response::name)
                    .filter("BYE"::equals)
                    .findFirst()
                    .orElse("no BYE");
        }

        private void take(List<Response> all, List<String> commands, int first) {
            int answered = 0;
            begins(commands.getFirst());
            for (var one : all) {
                if (!one.tagged()) {
                    view.take(one, answered < commands.size() ? commands.get(answered) : "");
                    continue;
                }
                assertEquals("t" + (first + answered), one.tag());
                ends(commands.get(answered), one.name().equals("OK"));
                answered++;
                if (answered < commands.size()) {
                    begins(commands.get(answered));
                }
            }
            int count = answered;
            assertTrue(
                    count == commands.size() || imap.closed(),
                    () -> "answers: " + count + " to " + commands + " in " + all);
        }

        private void begins(String command) {
            if (command.startsWith("SELECT ") || command.startsWith("EXAMINE ")) {
                view.forget();
            }
        }

        private void ends(String command, boolean done) {
            if (command.startsWith("SELECT ") || command.startsWith("EXAMINE ")) {
                selected = done;
            } else if (done && (command.equals("CLOSE") || command.equals("UNSELECT"))) {
                selected = false;
            } else if (done && command.equals("UNAUTHENTICATE")) {
                selected = false;
                view.restart();
            } else if (done && command.startsWith("NOTIFY ")) {
                view.takesExpunges(command.startsWith("NOTIFY SET (selected "));
            }
            if (!selected) {
                view.forget();
            }
        }

        /** What was told in all is what is there. */
        void isRight() {
            run(List.of("NOOP"));
            if (selected) {
                var all = run(List.of("FETCH 1:* (UID)"));
                if (all.getLast().name().equals("OK")) { // and the mailbox is still there
                    view.isAll(all.stream().filter(one -> one.name().equals("FETCH")).toList());
                }
            }
        }
    }

    @Test
    @DisplayName("sessions on one store: an answer to each command, and views that fit the store")
    void sessions() {
        for (int store = 0; store < STORES; store++) {
            long seed = SEED + store;
            var random = new SplittableRandom(seed);
            var scene = new ImapScene();
            var clients = new ArrayList<Client>();
            var said = new ArrayList<String>();
            try {
                for (int i = 0; i < SESSIONS; i++) {
                    clients.add(new Client(scene));
                }
                for (int turn = 0; turn < TURNS; turn++) {
                    int who = random.nextInt(SESSIONS);
                    var commands = commands(random);
                    said.add(who + "> " + commands);
                    clients.get(who).run(commands);
                }
                clients.forEach(Client::isRight);
            } catch (RuntimeException | StackOverflowError | AssertionError wrong) {
                var last = said.subList(Math.max(0, said.size() - 12), said.size());
                throw new AssertionError("seed " + seed + ": " + String.join("\n", last), wrong);
            }
        }
    }

    /** One that may wait for its literals, or several at once. */
    private static List<String> commands(SplittableRandom random) {
        switch (random.nextInt(60)) {
            case 0 -> {
                return List.of("UNAUTHENTICATE", LOGIN);
            }
            case 1 -> {
                return List.of("LOGOUT");
            }
            default -> {
                // Something between a login and a logout.
            }
        }
        int count = 1 + random.nextInt(3);
        var make = new ImapCommands(random, count == 1);
        var all = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            all.add(make.command());
        }
        return all;
    }

    /** Sessions to be changed by chance. */
    private static List<String> corpus() {
        var random = new SplittableRandom(SEED);
        var make = new ImapCommands(random, false);
        var corpus = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            var text = new StringBuilder("a SELECT INBOX\r\n");
            for (int command = 0; command < 4; command++) {
                text.append('t').append(command).append(' ').append(make.command()).append("\r\n");
            }
            corpus.add(text.toString());
        }
        return corpus;
    }

    @Test
    @DisplayName("mutants of sessions: responses of the grammar, no command answered twice")
    void mutants() {
        Mutants.of(
                corpus(),
                text -> {
                    var imap = new PureImap(new ImapScene());
                    imap.say("x " + LOGIN + "\r\n");
                    var all = ResponseGrammar.all(imap.hear(text));
                    var tags = new HashSet<String>();
                    for (var one : all) {
                        assertTrue(
                                !one.tagged() || tags.add(one.tag()) || isTwice(text, one.tag()),
                                () -> one + " in " + all);
                    }
                    assertEquals(
                            imap.closed(),
                            all.stream().anyMatch(one -> one.name().equals("BYE")),
                            all::toString);
                });
    }

    /** Whether a change has made two commands of one tag. */
    private static boolean isTwice(String text, String tag) {
        return text.split(Pattern.quote(tag), -1).length > 2;
    }

    @Test
    @DisplayName("mutants over a connection, cut anywhere: the server goes on, and holds nothing")
    void overConnection() {
        var corpus = corpus();
        var random = new SplittableRandom(SEED);
        try (var server = new SimServer(new ImapScene().build(), 2)) {
            for (int i = 0; i < 300; i++) {
                var client = server.connect();
                client.say("x " + LOGIN + "\r\n");
                var text = new StringBuilder(corpus.get(random.nextInt(corpus.size())));
                for (int change = random.nextInt(4); change > 0; change--) {
                    int at = random.nextInt(text.length());
                    text.setCharAt(at, (char) random.nextInt(256));
                }
                int cut = random.nextInt(text.length());
                client.send(text.substring(0, cut));
                server.quiet();
                var said = client.say(text.substring(cut) + "\r\n");
                assertFalse(said.isEmpty() && client.ended(), text::toString);
                client.connection.close();
                server.quiet();
                assertEquals(0, server.buffers.lent(), text::toString);
            }
            var last = server.connect();
            assertTrue(last.say("x " + LOGIN + "\r\n").contains("x OK"));
        }
    }
}
