package org.mailgauge.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailgauge.observe.MtaEvent.Outcome;
import org.mailgauge.smtp.EnhancedStatus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Plays every example of docs/counting.md and compares all of its numbers. */
class CountingExamplesTest {
    private static final EnhancedStatus NO_USER = new EnhancedStatus(5, 1, 1);

    private final Observed mta = new Observed();

    /** The example rows of the page: name to its numbers, by the table's own headings. */
    static Map<String, Map<String, String>> examples() {
        var lines = Pages.lines("counting.md");
        int head = 0;
        while (!lines.get(head).startsWith("| example ")) {
            head++;
        }
        var headings = Pages.cells(lines.get(head));
        var examples = new LinkedHashMap<String, Map<String, String>>();
        for (int i = head + 2; lines.get(i).startsWith("|"); i++) {
            var cells = Pages.cells(lines.get(i));
            var row = new LinkedHashMap<String, String>();
            for (int c = 1; c < cells.size() - 1; c++) {
                row.put(headings.get(c), cells.get(c));
            }
            examples.put(cells.getFirst(), row);
        }
        return examples;
    }

    static Stream<String> names() {
        return examples().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void playsAsWritten(String name) {
        play(name);
        var expected = examples().get(name);
        assertEquals(expected, numbers());
        assertEquals(0, mta.mta().imbalance());
        mta.mta().groups().forEach(row -> assertEquals(0, imbalance(row), row.group().name()));
    }

    private static long imbalance(MtaSnapshot.GroupRow row) {
        var imbalance = row.imbalance();
        return imbalance == null ? 0 : imbalance;
    }

    private Map<String, String> numbers() {
        var m = mta.mta();
        var b = m.ownBooks();
        var numbers = new LinkedHashMap<String, String>();
        numbers.put("received", m.receivedMessages() + "/" + m.receivedRecipients());
        numbers.put("transmitted", m.transmittedMessages() + "/" + m.transmittedRecipients());
        numbers.put(
                "stored",
                requireNonNull(m.stored()).messages()
                        + "/"
                        + requireNonNull(m.stored()).recipients());
        numbers.put("rejected", String.valueOf(mta.row("smtp-in").rejectedMessages()));
        numbers.put("generated", String.valueOf(b.generated()));
        numbers.put("bounced", String.valueOf(b.bounced()));
        numbers.put("expired", String.valueOf(b.expired()));
        numbers.put("discarded", String.valueOf(b.discarded()));
        numbers.put("expanded in/out", b.expandedIn() + "/" + b.expandedOut());
        numbers.put("carried", String.valueOf(b.carried()));
        return numbers;
    }

    private QueueDouble.Message accept(String... domains) {
        return mta.queue.accept("smtp-in", 2000, "smtp-out", domains);
    }

    private void relay(QueueDouble.Message message, int recipients) {
        mta.queue.settle(message, recipients, Outcome.RELAYED);
    }

    private void play(String name) {
        switch (name) {
            case "two-domains" -> {
                var message = accept("one", "two");
                relay(message, 1);
                relay(message, 1);
                assertEquals(1L, mta.row("smtp-out").transmittedMessages());
                assertEquals(1L, mta.row("one").transmittedMessages());
                assertEquals(1L, mta.row("two").transmittedMessages());
            }
            case "same-recipient-twice" -> relay(accept("one"), 1);
            case "in-two-steps" -> {
                var message = accept("one", "one");
                relay(message, 1);
                relay(message, 1);
            }
            case "alias-to-50" -> {
                var message = accept("one");
                mta.queue.expand(message, Collections.nCopies(50, "one").toArray(String[]::new));
                relay(message, 50);
            }
            case "alias-to-nobody" -> {
                var message = accept("one", "one");
                mta.queue.expand(message);
                relay(message, 1);
            }
            case "bounce-with-dsn" -> report(Outcome.BOUNCED);
            case "expiry-with-dsn" -> {
                mta.ledger.tell(
                        new MtaEvent.ProcessingError(out(), one(), new EnhancedStatus(4, 4, 7)));
                report(Outcome.EXPIRED);
                assertEquals(1, mta.row("one").errors().getFirst().internal());
            }
            case "downgrade" -> {
                mta.ledger.tell(new MtaEvent.Converted(out(), one(), true));
                relay(accept("one"), 1);
                assertEquals(1L, mta.mta().convertedSuccessfully());
            }
            case "reroute" -> reroute();
            case "admission" -> admission();
            case "restart" -> relay(mta.queue.carry(2000, "smtp-out", "one"), 1);
            case "all-refused" -> {
                mta.ledger.tell(new MtaEvent.InboundError(in(), NO_USER));
                mta.ledger.tell(new MtaEvent.InboundError(in(), NO_USER));
                mta.ledger.tell(new MtaEvent.TransactionRejected(in()));
                assertEquals(2, mta.row("smtp-in").errors().getFirst().inbound());
            }
            case "one-refused" -> {
                mta.ledger.tell(new MtaEvent.InboundError(in(), NO_USER));
                accept("one");
            }
            case "content-refused" -> {
                mta.ledger.tell(new MtaEvent.InboundError(in(), new EnhancedStatus(5, 3, 4)));
                mta.ledger.tell(new MtaEvent.TransactionRejected(in()));
            }
            case "loop" -> {
                mta.ledger.tell(new MtaEvent.LoopDetected(in()));
                mta.ledger.tell(new MtaEvent.InboundError(in(), new EnhancedStatus(5, 4, 6)));
                mta.ledger.tell(new MtaEvent.TransactionRejected(in()));
                assertEquals(1L, mta.mta().loopsDetected());
            }
            case "given-up" -> assertEquals("", mta.changes());
            case "gone-after-force" -> {
                accept("one");
                mta.ledger.tell(new MtaEvent.AckLost(in()));
            }
            case "put-off" -> {
                var message = accept("one");
                var later = new EnhancedStatus(4, 2, 0);
                mta.ledger.tell(new MtaEvent.OutboundError(out(), one(), later));
                mta.ledger.tell(
                        new MtaEvent.Deferred(out(), one(), 1, later, ReplyClass.GREYLISTED));
                relay(message, 1);
                assertEquals(1L, mta.row("one").deferredRecipients());
            }
            case "discarded" -> {
                var message = mta.queue.accept("smtp-in", 2000, "discard", "one");
                mta.queue.settle(message, 1, Outcome.DISCARDED);
            }
            case "local" ->
                    mta.queue.settle(
                            mta.queue.accept("smtp-in", 2000, "local", "here"),
                            1,
                            Outcome.DELIVERED);
            case "lmtp-mixed" -> {
                intoMailbox();
                var rest = mta.queue.acceptRest("lmtp-in", 2000, "smtp-out", "one");
                relay(rest, 1);
                assertEquals(1L, mta.row("lmtp-in").receivedMessages());
                assertEquals(2L, mta.row("lmtp-in").receivedRecipients());
                assertEquals(1L, mta.row("local").transmittedMessages());
                assertEquals(1L, mta.row("smtp-out").transmittedMessages());
                assertEquals(2000, mta.mta().transmittedOctets());
            }
            case "lmtp-half" -> {
                intoMailbox();
                mta.ledger.tell(new MtaEvent.InboundError(lmtp(), new EnhancedStatus(4, 2, 2)));
                assertEquals(0L, mta.row("lmtp-in").rejectedMessages());
            }
            case "lmtp-full" -> {
                mta.ledger.tell(new MtaEvent.InboundError(lmtp(), new EnhancedStatus(4, 2, 2)));
                mta.ledger.tell(new MtaEvent.TransactionRejected(lmtp()));
                assertEquals(1L, mta.row("lmtp-in").rejectedMessages());
            }
            default -> throw new AssertionError("an example that nobody plays: " + name);
        }
    }

    /** By LMTP to one mailbox: received and delivered at once. */
    private void intoMailbox() {
        var shares =
                List.of(
                        new MtaEvent.Share(mta.groups.channel("local"), 1, true),
                        new MtaEvent.Share(mta.groups.destination("here"), 1, true));
        mta.ledger.tell(new MtaEvent.Received(lmtp(), 2000, 1, shares));
        mta.ledger.tell(new MtaEvent.Settled(Outcome.DELIVERED, 2000, 1, true, shares));
    }

    private MtaGroup lmtp() {
        return mta.groups.inbound("lmtp-in");
    }

    private void report(Outcome outcome) {
        mta.queue.settle(accept("one"), 1, outcome);
        relay(mta.queue.accept("", 2000, "smtp-out", "sender"), 1);
    }

    private void reroute() {
        var message = accept("one");
        mta.queue.reroute(message, "branch");
        relay(message, 1);
        assertEquals(1L, mta.row("smtp-out").receivedMessages());
        assertEquals(0L, mta.row("smtp-out").transmittedMessages());
        assertEquals(0L, mta.row("branch").receivedMessages());
        assertEquals(1L, mta.row("branch").transmittedMessages());
    }

    private void admission() {
        mta.groups.destination("busy");
        mta.groups.destination("busier");
        accept(Collections.nCopies(20, "one").toArray(String[]::new));
        var group = mta.groups.admitByBacklog("one").orElseThrow();
        mta.queue.regroup("one", group);
        assertEquals(20L, mta.row("other").receivedRecipients());
        assertEquals(0L, mta.row("one").receivedRecipients());
        var stored = mta.row("one").stored();
        assertEquals(20L, stored == null ? -1 : stored.ownRecipients());
    }

    private MtaGroup in() {
        return mta.groups.inbound("smtp-in");
    }

    private MtaGroup out() {
        return mta.groups.channel("smtp-out");
    }

    private MtaGroup one() {
        return mta.groups.destination("one");
    }

    @Test
    void everyEventIsOnThePage() {
        var page = String.join("\n", Pages.lines("counting.md"));
        for (var event : MtaEvent.class.getPermittedSubclasses()) {
            assertEquals(
                    true,
                    page.contains("| " + event.getSimpleName() + " |"),
                    event.getSimpleName());
        }
    }

    /** The project's pages. */
    static final class Pages {
        private Pages() {}

        static List<String> lines(String page) {
            var base = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
            try {
                return Files.readAllLines(base.resolve("../docs").resolve(page));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        static List<String> cells(String row) {
            return Stream.of(row.substring(1).split("\\|")).map(String::trim).toList();
        }
    }
}
