package org.mailgauge.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mailgauge.sim.Await;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a manager reads while a next hop goes wrong in one way after the other. */
@Timeout(120)
class InstrumentFaultsTest {
    private static final int EACH = 4;
    private static final String OK = "250 ok";
    private static final String TAKEN = "250 2.0.0 taken";

    /** What goes wrong, by the verb; each reply counts as an error of the code after it. */
    private static final Map<String, String> TROUBLES = new LinkedHashMap<>();

    static {
        TROUBLES.put("451 4.2.1 come again", "RCPT #4002001");
        TROUBLES.put("452 4.3.1 the disk is full", "CONTENT #4003001");
        TROUBLES.put("550 5.1.1 no such user", "RCPT #5001001");
        TROUBLES.put("554 5.7.1 not wanted", "CONTENT #5007001");
    }

    @Test
    @DisplayName("while next hops fail all readings balance, and in the end they are the peers'")
    void countersAreThoseOfThePeers() {
        try (var world = new World(World.Kind.LINGERING)) {
            // Without PIPELINING: it sees no end of content whose recipient it has refused.
            world.hop.answer("EHLO", "250 hop.test").answer("CONTENT", TAKEN).open();
            world.connect().greet();
            int sent = 0;
            try (var polls = new Polls(world)) {
                for (var trouble : TROUBLES.entrySet()) {
                    var verb = trouble.getValue().split(" ", -1)[0];
                    world.hop.answer(verb, trouble.getKey());
                    sent += send(world, sent);
                    world.hop.answer(verb, verb.equals("CONTENT") ? TAKEN : OK);
                    sent += send(world, sent);
                }
                world.hop.answer("CONTENT", "");
                sent += send(world, sent);
                world.hop.answer("CONTENT", TAKEN);
                world.client().quit();
                end(world, polls);
            }
            compare(world, sent);
        }
    }

    /** Messages of one recipient each, some of which come for an association that waits. */
    private static int send(World world, int before) {
        var client = world.client();
        for (int i = 0; i < EACH; i++) {
            client.message(
                    "Message-ID: <" + (before + i) + "@client.test>\r\n\r\n", "250", "a@hop.test");
            world.awaitQuiet();
            world.advance(Duration.ofSeconds(7));
        }
        return EACH;
    }

    /** Lets time pass until all is tried again or given up, and nothing lingers. */
    private static void end(World world, Polls polls) {
        for (int i = 0; i < 30; i++) {
            world.awaitQuiet();
            world.advance(Duration.ofMinutes(1));
        }
        world.awaitQuiet();
        int polled = polls.count();
        Await.until("it is read once more", () -> polls.count() > polled + 1);
        assertTrue(polls.count() > 2, "it was read during all that");
    }

    private static void compare(World world, int sent) {
        var image = world.image(world.snapshot());
        for (var trouble : TROUBLES.entrySet()) {
            var code = trouble.getValue().split(" ", -1)[1];
            long said = world.hop.said(trouble.getKey());
            assertTrue(said >= EACH, () -> trouble + " was said " + said + " times");
            assertEquals(
                    String.valueOf(said),
                    image.get("mtaGroupOutboundErrorCount[hop.test " + code + "]"),
                    trouble.getKey());
        }
        long taken = world.hop.said(TAKEN);
        assertEquals(String.valueOf(taken), image.get("mtaTransmittedRecipients[mta]"));
        long told = sent - taken; // nothing waits any more: senders are told of the others
        assertEquals(String.valueOf(told), image.get("mtaGroupStoredMessages[held]"));
        assertEquals(String.valueOf(told), image.get("mtaStoredMessages[mta]"));
        assertEquals(String.valueOf(sent + told), image.get("mtaReceivedMessages[mta]"));
        assertEquals(
                String.valueOf(world.hop.sessions()),
                image.get("applAccumulatedOutboundAssociations[mta]"));
        assertEquals("0", image.get("applOutboundAssociations[mta]"));
        assertTrue(world.hop.sessions() < sent, "associations were used again");
        Polls.balanced(world.snapshot());
    }
}
