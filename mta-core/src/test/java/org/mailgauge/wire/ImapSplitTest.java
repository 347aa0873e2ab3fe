package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.sim.SimNet;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.sim.SimTime;
import org.mailgauge.testing.Chat;
import org.mailgauge.testing.Events;
import org.mailgauge.testing.ImapScene;
import org.mailgauge.testing.MemoryIntake;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lines and literals that come in pieces, cut at every octet: the answers are the same. */
class ImapSplitTest {
    /** Octets from one cut to the next. */
    private static final int APART = 61;

    static List<Chat> chats() {
        return Chat.all("/imap");
    }

    /** What the server says to a client that sends these pieces. */
    private static String answers(Chat chat, List<String> pieces) {
        var time = new SimTime();
        try (var tasks = new SimTasks()) {
            var parts =
                    new ServerParts(
                            new SimNet(time, 1),
                            time,
                            tasks,
                            new MemoryIntake(),
                            new Events(),
                            new AssociationIds(),
                            new BufferPool(1),
                            new ConnectionLimits(10, 1, 10));
            var scene = ImapScene.of(chat);
            var connection = new PiecesConnection(pieces);
            new ImapDriver(scene.protocol(), scene.build(), parts, connection).run();
            return connection.written();
        }
    }

    private static String sent(Chat chat) {
        return chat.turns().stream().map(Chat.Turn::sent).collect(Collectors.joining());
    }

    /** Cut at every place that is so many octets behind a multiple of {@link #APART}. */
    private static List<String> cut(String sent, int phase) {
        var pieces = new ArrayList<String>();
        int from = 0;
        for (int at = phase; at < sent.length(); at += APART) {
            pieces.add(sent.substring(from, at));
            from = at;
        }
        pieces.add(sent.substring(from));
        pieces.removeIf(String::isEmpty);
        return pieces;
    }

    @ParameterizedTest
    @MethodSource("chats")
    @DisplayName("dialogue files, with what is sent cut at every octet")
    void everywhere(Chat chat) {
        var sent = sent(chat);
        var whole = answers(chat, List.of(sent));
        assertTrue(whole.startsWith("* OK "), whole);
        for (int phase = 0; phase < APART; phase++) {
            int now = phase;
            assertEquals(whole, answers(chat, cut(sent, now)), () -> chat + " cut at " + now);
        }
    }

    @ParameterizedTest
    @MethodSource("chats")
    @DisplayName("dialogue files, an octet at a time")
    void octets(Chat chat) {
        var sent = sent(chat);
        var octets = sent.chars().mapToObj(octet -> String.valueOf((char) octet)).toList();
        assertEquals(answers(chat, List.of(sent)), answers(chat, octets));
    }
}
