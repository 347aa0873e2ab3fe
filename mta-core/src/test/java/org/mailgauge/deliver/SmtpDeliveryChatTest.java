package org.mailgauge.deliver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailgauge.host.HostNet;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.port.Net;
import org.mailgauge.queue.Slot.Outcome;
import org.mailgauge.route.NextHop;
import org.mailgauge.sim.Faults;
import org.mailgauge.smtp.ClientChat;
import org.mailgauge.smtp.MailProtocol;
import org.mailgauge.smtp.RecipientResult;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The dialogues of the pure session, over connections. */
class SmtpDeliveryChatTest {
    @TempDir private Path folder;

    static Stream<ClientChat> chats() {
        return ClientChat.all();
    }

    /** Those in which nobody waits for a time to pass. */
    static Stream<ClientChat> promptChats() {
        return ClientChat.all().filter(chat -> !chat.texts('X').contains("timeout"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("chats")
    void dialogueOctetByOctet(ClientChat chat) throws IOException {
        try (var rig = new DeliveryRig(chat.protocol())) {
            rig.net.faults(Faults.NONE.withChunks(Faults.Chunks.ONE_BYTE));
            play(chat, rig, rig.net.listen(DeliveryRig.PEER, 5));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("promptChats")
    void dialogueOverTcp(ClientChat chat) throws IOException {
        try (var host = new HostNet();
                var rig = new DeliveryRig(chat.protocol(), host)) {
            play(chat, rig, host.listen(DeliveryRig.endpoint("127.0.0.1", 0), 5));
        }
    }

    static Stream<ClientChat> promptLmtpChats() {
        return promptChats().filter(chat -> chat.protocol() == MailProtocol.LMTP);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("promptLmtpChats")
    void dialogueOverLocalSocket(ClientChat chat) throws IOException {
        var path = folder.resolve("lmtp").toString();
        try (var host = new HostNet();
                var rig = new DeliveryRig(chat.protocol(), host)) {
            play(chat, rig, host.listenLocal(path, 0600, 5), new NextHop.LmtpSocket(path));
        }
    }

    private static void play(ClientChat chat, DeliveryRig rig, Net.Listener listener) {
        var host = listener.local().address().toString();
        int port = listener.local().port();
        var hop =
                switch (chat.protocol()) {
                    case SMTP -> new NextHop.SmtpHost(host, port);
                    case LMTP -> new NextHop.LmtpHost(host, port);
                };
        play(chat, rig, listener, hop);
    }

    private static void play(
            ClientChat chat, DeliveryRig rig, Net.Listener listener, NextHop nextHop) {
        var messages = chat.texts('J').stream().map(ClientChat::transaction).toList();
        var slot = new FakeSlot(nextHop);
        boolean refused = chat.texts('V').contains(ClientChat.UNCONVERTIBLE);
        for (var message : messages) {
            if (message.eightBit() && refused) {
                slot.with(message, FakeSlot.unconvertible(message.sizeOctets()));
            } else {
                slot.with(message);
            }
        }
        if (messages.isEmpty()) {
            slot.with(1, 10);
        }
        var peer = new ChatPeer(chat, listener, messages);
        rig.tasks.start("peer", peer);
        rig.deliver(slot);
        rig.tasks.awaitEnd();
        assertEquals(List.of(), peer.mismatches);
        assertResults(chat, slot, rig);
    }

    private static void assertResults(ClientChat chat, FakeSlot slot, DeliveryRig rig) {
        var results = new ArrayList<String>();
        slot.outcomes.forEach(outcomes -> results.add(shown(outcomes)));
        if (!chat.texts('I').isEmpty()) {
            assertEquals(
                    List.of("refused 554 5.4.6 Mail loop: the next hop is this server itself"),
                    results);
        } else if (chat.texts('J').isEmpty()) {
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
        assertEquals(
                chat.texts('V').stream().filter(ClientChat.UNCONVERTIBLE::equals).count(),
                rig.count(MtaEvent.Converted.class));
        assertEquals(chat.texts('I').size(), rig.count(MtaEvent.LoopDetected.class));
        assertEquals(
                chat.texts('O').size() + chat.texts('I').size(),
                rig.count(MtaEvent.ProcessingError.class));
        assertEquals(chat.texts('A').size(), rig.begunAgain());
    }

    private static String shown(List<Outcome> outcomes) {
        var results = new ArrayList<RecipientResult>();
        for (var outcome : outcomes) {
            results.add(
                    switch (outcome) {
                        case Outcome.Relayed(var reply) -> new RecipientResult.Accepted(reply);
                        case Outcome.Deferred(var reply) -> new RecipientResult.TryLater(reply);
                        case Outcome.Unfit(var reply) -> new RecipientResult.Unfit(reply);
                        case Outcome.Bounced(var reply) -> new RecipientResult.Refused(reply);
                        case Outcome.Delivered _, Outcome.Discarded _ ->
                                throw new AssertionError(outcome);
                    });
        }
        return ClientChat.shown(results, false);
    }
}
