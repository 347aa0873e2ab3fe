package org.mailgauge.whole;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.queue.QueueView;
import org.mailgauge.queue.Selection;
import org.mailgauge.smtp.SmtpReply;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Compares what the MTA says with what the world knows, at a moment when nothing moves. */
final class Truth {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(70);

    private final World world;
    private final Oracle oracle;

    Truth(World world) {
        this.world = world;
        this.oracle = world.oracle;
    }

    /** Looks at counters, at every stored recipient and at what should be stored. */
    void look() {
        world.tally.checks++;
        if (!world.life().healthy()) {
            return;
        }
        var stored = stored();
        var mta = mta();
        counters(mta, stored.size());
        for (var entry : stored.entrySet()) {
            reason(entry.getValue(), recipient(entry.getKey()));
        }
        for (var recipient : oracle.recipients.values()) {
            place(recipient, stored.containsKey(recipient.path));
        }
    }

    private Oracle.Recipient recipient(String path) {
        var recipient = oracle.recipients.get(path);
        assertNotNull(recipient, () -> "never sent: " + path);
        return recipient;
    }

    private MtaSnapshot.Mta mta() {
        var mta = world.life().seen().mta();
        assertNotNull(mta);
        return mta;
    }

    private Map<String, QueueView.Waiting> stored() {
        var found = new LinkedHashMap<String, QueueView.Waiting>();
        var view = world.life().server().queueView();
        String after = null;
        do {
            var page = view.list(Selection.ALL, after, 1000);
            for (var row : page.rows()) {
                if (row.reversePath().isEmpty()) {
                    continue; // a report
                }
                var detail = view.show(row.id()).orElseThrow();
                detail.recipients().forEach(one -> found.put(one.path(), one));
            }
            after = page.next();
        } while (after != null);
        return found;
    }

    private void counters(MtaSnapshot.Mta mta, int stored) {
        assertEquals(0, mta.books().imbalance(), () -> "books: " + mta.books());
        for (var group : mta.groups()) {
            var imbalance = group.imbalance();
            assertTrue(imbalance == null || imbalance == 0, () -> "books of " + group.group());
        }
        assertEquals(stored, mta.stored().recipients(), "stored recipients");
        assertEquals(oracle.answeredInLife, mta.transmittedRecipients(), "relayed recipients");
        if (!oracle.refusalsUnclear) {
            long bounced = mta.books().bounced();
            assertTrue(
                    bounced >= oracle.refusedInLife
                            && bounced <= oracle.refusedInLife + oracle.refusedBefore,
                    () -> "bounced recipients " + bounced + ", not " + oracle.refusedInLife);
        }
        long sure = inLife(Oracle.Fate.ACKNOWLEDGED);
        long most = sure + inLife(Oracle.Fate.UNKNOWN);
        // Each report has one recipient, and counts as received, too.
        long received = mta.receivedMessages() - mta.books().generated();
        assertTrue(
                received >= sure && received <= most,
                () -> "received " + received + ", not " + sure + " to " + most);
    }

    private long inLife(Oracle.Fate fate) {
        return oracle.messages.values().stream()
                .filter(one -> one.fate == fate && one.life == oracle.life)
                .count();
    }

    /** A recipient is where it must be. */
    private void place(Oracle.Recipient recipient, boolean stored) {
        var message = recipient.message;
        assertEquals(0, oracle.unexplained(recipient), () -> "copies of " + recipient.path);
        boolean sent =
                message.fate == Oracle.Fate.ACKNOWLEDGED || message.fate == Oracle.Fate.UNKNOWN;
        if (stored) {
            assertTrue(sent, () -> "stored but never sent: " + recipient.path);
            assertTrue(oracle.mayBeBack(recipient), () -> "came back: " + recipient.path);
        } else if (message.fate == Oracle.Fate.ACKNOWLEDGED) {
            assertTrue(
                    oracle.isOver(recipient) || expired(message), () -> "lost: " + recipient.path);
        }
    }

    private boolean expired(Oracle.Message message) {
        // What is on disk is of whole milliseconds.
        long age = world.time.ticks() - message.looks + 1_000_000;
        return age >= world.expiry.toNanos();
    }

    // --- reasons

    private void reason(QueueView.Waiting waiting, Oracle.Recipient recipient) {
        var peer = world.peers.get(recipient.hop);
        assertNotNull(peer);
        int up = world.life().associations(peer.endpoint());
        var text = waiting + " of " + peer.name + " " + peer.mood() + ", " + up + " associations";
        switch (waiting.reason().label()) {
            case "in-delivery" -> assertTrue(up > 0, text);
            case "next", "destination-busy", "associations-full", "probing" ->
                    assertTrue(anyAssociation() || world.life().stopping(), text);
            case "put-off" -> {
                said(waiting.lastReply(), recipient, text);
                due(waiting, text);
            }
            case "destination-unreachable" -> {
                assertTrue(troubled(peer.name) || oracle.broken.containsKey(peer.name), text);
                due(waiting, text);
            }
            case "report-being-written" -> {
                recipient.unreported = true;
                var reply = waiting.lastReply();
                if (reply != null && reply.code() >= 500) {
                    said(reply, recipient, text);
                } else {
                    assertTrue(expired(recipient.message), text);
                }
            }
            case "stopping" -> assertTrue(world.life().stopping(), text);
            case "internal-fault" -> assertTrue(world.tally.faults > 0, text);
            default -> throw new AssertionError("no such reason here: " + text);
        }
    }

    private boolean troubled(String hop) {
        var peer = world.peers.get(hop);
        return peer != null && peer.troubled();
    }

    private boolean anyAssociation() {
        return world.peers.values().stream()
                .anyMatch(peer -> world.life().associations(peer.endpoint()) > 0);
    }

    private void due(QueueView.Waiting waiting, String text) {
        var next = waiting.nextAttempt();
        assertNotNull(next, text);
        var left = Duration.between(world.time.wall(), next);
        // It is shown in whole milliseconds.
        boolean ahead = left.plusMillis(1).isPositive();
        assertTrue(ahead && left.compareTo(LONGEST_WAIT) < 0, left + ": " + text);
    }

    /** The reply that it waits for is one that its next hop said, to it or to all. */
    private void said(@Nullable SmtpReply reply, Oracle.Recipient recipient, String text) {
        assertNotNull(reply, text);
        int number = number(reply);
        if (number < 0) {
            assertTrue(
                    oracle.broken.containsKey(recipient.hop)
                            || troubled(recipient.hop)
                            || world.tally.faults > 0,
                    () -> "no association broke: " + text);
            return;
        }
        var said = oracle.said.get(number);
        assertEquals(recipient.hop, said.hop(), text);
        assertEquals(said.code(), reply.code(), text);
        assertTrue(said.path() == null || said.path().equals(recipient.path), text);
    }

    private static int number(SmtpReply reply) {
        for (var line : reply.lines()) {
            int at = line.indexOf("reply no.");
            if (at >= 0) {
                return Integer.parseInt(line.substring(at + "reply no.".length()).strip());
            }
        }
        return -1;
    }

    /** After peace nothing waits but for a next hop that is down. */
    void end() {
        for (var entry : stored().entrySet()) {
            var hop = recipient(entry.getKey()).hop;
            var peer = world.peers.get(hop);
            assertTrue(
                    peer != null && peer.mood() == Peer.Mood.DOWN,
                    () -> "still there: " + entry.getValue());
            world.tally.waiting++;
        }
        for (var recipient : oracle.recipients.values()) {
            world.tally.copies += recipient.copies.size();
            world.tally.extra += Math.max(0, recipient.copies.size() - 1);
            world.tally.bounced += recipient.refused >= 0 ? 1 : 0;
        }
    }
}
