package org.mailgauge.deliver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.port.Net;
import org.mailgauge.queue.Slot.Outcome;
import org.mailgauge.sim.Faults;
import org.mailgauge.smtp.ClientChat;
import org.mailgauge.smtp.RecipientResult;
import org.mailgauge.smtp.SmtpTransaction;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The dialogues of the pure session, over a connection whose reads give one octet each. */
class SmtpDeliveryChatTest {

    static Stream<ClientChat> chats() {
        return ClientChat.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("chats")
    void dialogue(ClientChat chat) throws IOException {
        try (var rig = new DeliveryRig()) {
            rig.net.faults(Faults.NONE.withChunks(Faults.Chunks.ONE_BYTE));
            var messages = chat.texts('J').stream().map(ClientChat::transaction).toList();
            var slot = new FakeSlot(DeliveryRig.HOST);
            messages.forEach(slot::with);
            if (messages.isEmpty()) {
                slot.with(1, 10);
            }
            var peer = new Peer(chat, rig.net.listen(DeliveryRig.PEER, 5), messages);
            rig.tasks.start("peer", peer);
            rig.deliver(slot);
            rig.tasks.awaitEnd();
            assertEquals(List.of(), peer.mismatches);
            assertResults(chat, slot, rig);
        }
    }

    private static void assertResults(ClientChat chat, FakeSlot slot, DeliveryRig rig) {
        var results = new ArrayList<String>();
        slot.outcomes.forEach(outcomes -> results.add(shown(outcomes)));
        if (chat.texts('J').isEmpty()) {
            assertEquals(1, results.size());
            assertEquals(true, results.getFirst().startsWith("later 4"), results::toString);
        } else {
            assertEquals(
                    chat.texts('R').stream().map(r -> r.replace(" | uncertain", "")).toList(),
                    results);
        }
        long uncertain = chat.texts('R').stream().filter(r -> r.endsWith("uncertain")).count();
        assertEquals((double) uncertain, rig.uncertain());
        assertEquals(chat.texts('U').size(), slot.unreachable.size());
        assertEquals(chat.texts('E').size(), rig.count(MtaEvent.OutboundError.class));
        assertEquals(chat.texts('V').size(), rig.count(MtaEvent.Converted.class));
        assertEquals(chat.texts('A').size(), rig.totals().get("smtp_out_begun_again_total"));
    }

    private static String shown(List<Outcome> outcomes) {
        var results = new ArrayList<RecipientResult>();
        for (var outcome : outcomes) {
            results.add(
                    switch (outcome) {
                        case Outcome.Relayed(var reply) -> new RecipientResult.Accepted(reply);
                        case Outcome.Deferred(var reply) -> new RecipientResult.TryLater(reply);
                        case Outcome.Bounced(var reply) -> new RecipientResult.Refused(reply);
                        case Outcome.Delivered _, Outcome.Discarded _ ->
                                throw new AssertionError(outcome);
                    });
        }
        return ClientChat.shown(results, false);
    }

    /** Plays the peer's part. */
    private static final class Peer implements Runnable {
        private final ClientChat chat;
        private final Net.Listener listener;
        private final ArrayDeque<SmtpTransaction> messages;
        final List<String> mismatches = new CopyOnWriteArrayList<>();

        Peer(ClientChat chat, Net.Listener listener, List<SmtpTransaction> messages) {
            this.chat = chat;
            this.listener = listener;
            this.messages = new ArrayDeque<>(messages);
        }

        @Override
        public void run() {
            try (listener) {
                var lines = new ArrayDeque<>(chat.lines());
                while (!lines.isEmpty()) {
                    try (var connection = listener.accept()) {
                        play(new WireText(connection), lines);
                    }
                }
            } catch (IOException failed) {
                mismatches.add("the peer's connection failed: " + failed);
            }
        }

        /** Up to the end of an association. */
        private void play(WireText wire, ArrayDeque<ClientChat.Line> lines) throws IOException {
            while (!lines.isEmpty()) {
                var line = lines.removeFirst();
                switch (line.kind()) {
                    case 'S' -> wire.send(line.text() + "\r\n");
                    case 'C' -> fromClient(wire, line.text());
                    case 'R' -> resulted(line.text());
                    case 'X' -> {
                        if (line.text().equals("closed")) {
                            skipToNext(lines);
                            return;
                        }
                    }
                    case 'A' -> {
                        return;
                    }
                    default -> {} // what our side does
                }
            }
            compare("(end)", wire.line());
        }

        private void skipToNext(ArrayDeque<ClientChat.Line> lines) {
            while (!lines.isEmpty() && lines.removeFirst().kind() != 'A') {
                // results that our side sees
            }
        }

        private void resulted(String text) {
            if (text.startsWith("refused 55") && text.contains(" is larger than ")) {
                messages.removeFirst();
            }
        }

        private void fromClient(WireText wire, String text) throws IOException {
            if (!text.equals("(content)")) {
                compare(text, wire.line());
                if (text.equals(".")) {
                    messages.removeFirst();
                }
                return;
            }
            var content = FakeSlot.content(messages.removeFirst().sizeOctets());
            compare(FakeSlot.onTheWire(content), wire.content());
        }

        private void compare(String wanted, String got) {
            if (!wanted.equals(got)) {
                mismatches.add("wanted " + wanted + ", got " + got);
            }
        }
    }
}
