package org.mailgauge.whole;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.queue.QueueView;
import org.mailgauge.queue.Selection;
import org.mailgauge.queue.WaitReason;
import org.mailgauge.smtp.SmtpReply;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Compares what the MTA says with what the world knows, at a moment when nothing moves. */
final class Truth {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(70);

    private final World world;
    private final Oracle oracle;
    private final ReportTruth reports;
    private final Whys whys;

    Truth(World world) {
        this.world = world;
        this.oracle = world.oracle;
        this.reports = new ReportTruth(world);
        this.whys = new Whys(world);
    }

    /** Looks whether what was said to come next has come, where it was to come by now. */
    void keepPromises() {
        if (world.life().healthy()) {
            whys.keep();
        }
    }

    /** Recipients that are stored: by path those of mail, by queue id those of reports. */
    private record Stored(
            Map<String, QueueView.Waiting> mail, Map<String, QueueView.Waiting> reports) {}

    /** Looks at counters, at every stored recipient and at what should be stored. */
    void look() {
        world.tally.checks++;
        if (!world.life().healthy()) {
            return;
        }
        var stored = stored();
        var mta = mta();
        counters(mta, stored);
        for (var entry : stored.mail.entrySet()) {
            reason(entry.getValue(), oracle.recipient(entry.getKey()));
        }
        whys.look(stored.mail);
        world.operator().judge(stored.mail, mta.ownBooks().deleted(), this::left);
        for (var recipient : oracle.recipients.values()) {
            place(recipient, stored.mail.containsKey(recipient.path));
        }
        stored.reports.forEach(this::report);
        reports.look(stored.mail.keySet());
    }

    /** A report that is stored may not have been taken, and waits as mail does. */
    private void report(String id, QueueView.Waiting waiting) {
        var message = oracle.sentBy(waiting.path());
        assertNotNull(message, () -> "a report to one who sent nothing: " + waiting);
        var known = oracle.reports.find(id);
        var recipient =
                known != null
                        ? known.to
                        : new Oracle.Recipient(message, message.sender, message.senderHost());
        assertTrue(
                oracle.mayBeBack(recipient) || world.boxes.mayBeBack(recipient),
                () -> "came back: report " + id);
        reason(waiting, recipient);
        world.operator().judgeReason(message.reports, waiting);
    }

    private MtaSnapshot.Mta mta() {
        var mta = world.life().seen().mta();
        assertNotNull(mta);
        return mta;
    }

    private Stored stored() {
        var found = new Stored(new LinkedHashMap<>(), new LinkedHashMap<>());
        var view = world.life().server().queueView();
        String after = null;
        do {
            var page = view.list(Selection.ALL, after, 1000);
            for (var row : page.rows()) {
                var detail = view.show(row.id()).orElseThrow();
                boolean report = detail.envelope().reported() != null;
                for (var one : detail.recipients()) {
                    var _ =
                            report
                                    ? found.reports.put(row.id().toString(), one)
                                    : found.mail.put(one.path(), one);
                }
            }
            after = page.next();
        } while (after != null);
        return found;
    }

    private void counters(MtaSnapshot.Mta mta, Stored stored) {
        assertEquals(0, mta.imbalance(), () -> "books: " + mta.books());
        for (var group : mta.groups()) {
            var imbalance = group.imbalance();
            assertTrue(imbalance == null || imbalance == 0, () -> "books of " + group.group());
        }
        int recipients = stored.mail.size() + stored.reports.size();
        assertEquals(recipients, requireNonNull(mta.stored()).recipients(), "stored recipients");
        int unsettled = world.boxes.unsettled().size();
        long transmitted = mta.transmittedRecipients();
        assertTrue(
                transmitted <= oracle.answeredInLife
                        && transmitted >= oracle.answeredInLife - unsettled,
                () -> "transmitted " + transmitted + " of " + oracle.answeredInLife);
        if (!oracle.refusalsUnclear) {
            long bounced = mta.ownBooks().bounced();
            // The disk did not take their reports yet.
            long writing =
                    stored.mail.values().stream()
                            .filter(one -> one.reason() == WaitReason.REPORT_BEING_WRITTEN)
                            .count();
            assertTrue(
                    bounced + writing + unsettled >= oracle.refusedInLife
                            && bounced <= oracle.refusedInLife + oracle.refusedBefore,
                    () -> "bounced recipients " + bounced + ", not " + oracle.refusedInLife);
        }
        long sure = inLife(Oracle.Fate.ACKNOWLEDGED);
        long most = sure + inLife(Oracle.Fate.UNKNOWN);
        // Each report has one recipient, and counts as received, too.
        long received = mta.receivedMessages() - mta.ownBooks().generated();
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
        var fate = recipient.fate();
        assertEquals(0, oracle.unexplained(recipient), () -> "copies of " + recipient.path);
        boolean sent = fate == Oracle.Fate.ACKNOWLEDGED || fate == Oracle.Fate.UNKNOWN;
        if (stored) {
            assertTrue(sent, () -> "stored but never sent: " + recipient.path);
            assertFalse(recipient.byLmtp(), () -> "in the queue: " + recipient.path);
            assertTrue(
                    oracle.mayBeBack(recipient) || world.boxes.mayBeBack(recipient),
                    () -> "came back: " + recipient.path);
        } else if (fate == Oracle.Fate.ACKNOWLEDGED) {
            assertTrue(
                    left(recipient) || recipient.ended() >= 0 || world.operator().busy(),
                    () -> "lost: " + recipient.path);
        }
    }

    /** Whether it has left as far as the world knows, without the operator. */
    private boolean left(Oracle.Recipient recipient) {
        return oracle.isOver(recipient) || oracle.expired(recipient.message);
    }

    // --- reasons

    private void reason(QueueView.Waiting waiting, Oracle.Recipient recipient) {
        int up = world.active(recipient.hop);
        var peer = world.peers.get(recipient.hop);
        var mood = peer == null ? "" : " " + peer.mood();
        var text = waiting + " of " + recipient.hop + mood + ", " + up + " associations";
        switch (waiting.reason().label()) {
            case "in-delivery" -> assertTrue(up > 0, text);
            case "next", "destination-busy", "associations-full", "probing" ->
                    assertTrue(world.active() > 0 || world.life().stopping(), text);
            case "put-off" -> {
                said(waiting.lastReply(), recipient, text);
                due(waiting, text);
            }
            case "destination-unreachable" -> {
                assertTrue(
                        troubled(recipient.hop) || oracle.broken.containsKey(recipient.hop), text);
                due(waiting, text);
            }
            case "report-being-written" -> {
                assertTrue(!recipient.message.sender.isEmpty(), text);
                var reply = waiting.lastReply();
                if (reply != null && Operator.said(recipient, reply)) {
                    return;
                } else if (reply != null && reply.code() >= 500) {
                    said(reply, recipient, text);
                } else {
                    assertTrue(oracle.expired(recipient.message), text);
                }
            }
            // The operator judges these.
            case "held-by-operator", "paused" -> {}
            case "stopping" -> assertTrue(world.life().stopping(), text);
            case "internal-fault" -> assertTrue(world.tally.faults > 0, text);
            default -> throw new AssertionError("no such reason here: " + text);
        }
    }

    private boolean troubled(String hop) {
        var peer = world.peers.get(hop);
        return peer != null && peer.troubled();
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
        if (recipient.isLocal()) {
            boolean told = recipient.told.contains(reply.code() + " " + reply.statusOrDefault());
            assertTrue(told || world.tally.faults > 0, () -> recipient.told + ", but " + text);
            return;
        }
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
        return reply.lines().stream()
                .mapToInt(Oracle::number)
                .filter(n -> n >= 0)
                .findFirst()
                .orElse(-1);
    }

    /** After peace nothing waits but for a next hop that is down. */
    void end() {
        var stored = stored();
        assertEquals(Map.of(), stored.reports, "no report is under way");
        for (var entry : stored.mail.entrySet()) {
            var hop = oracle.recipient(entry.getKey()).hop;
            var peer = world.peers.get(hop);
            boolean waits =
                    peer == null
                            ? world.boxes.waitsForRoom(entry.getKey())
                            : peer.mood() == Peer.Mood.DOWN;
            assertTrue(waits, () -> "still there: " + entry.getValue());
            world.tally.waiting++;
        }
        for (var recipient : oracle.recipients.values()) {
            world.tally.copies += recipient.copies.size();
            world.tally.extra += Math.max(0, recipient.copies.size() - 1);
            world.tally.bounced += recipient.refused >= 0 ? 1 : 0;
        }
        reports.end(stored.mail.keySet());
        world.boxes.judge();
    }
}
