package org.mailgauge.deliver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.Mailbox;
import org.mailgauge.address.ReversePath;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.queue.Slot.Outcome;
import org.mailgauge.route.NextHop;
import org.mailgauge.smtp.SmtpReply;
import org.mailgauge.smtp.SmtpTransaction;
import org.mailgauge.testing.Events;
import org.mailgauge.testing.MemoryMailboxes;

import java.nio.charset.StandardCharsets;
import java.util.List;

class LocalDeliveryTest {
    private static final ReversePath ANN = new ReversePath.Sender(new Mailbox("ann", "x.test"));

    private final Events events = new Events();
    private final MemoryMailboxes mailboxes = new MemoryMailboxes("joe@y.test", "eve@y.test");
    private final LocalDeliveryAgent agent =
            new LocalDeliveryAgent(new LocalDelivery(mailboxes), events);

    private static SmtpTransaction to(String... localParts) {
        var all =
                List.of(localParts).stream()
                        .map(local -> new ForwardPath(new Mailbox(local, "y.test")))
                        .toList();
        return new SmtpTransaction(ANN, all, 20, false);
    }

    private FakeSlot deliver(String content, String... localParts) {
        var octets = content.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return deliver(new FakeSlot(new NextHop.Local()).with(to(localParts), FakeSlot.in(octets)));
    }

    private FakeSlot deliver(FakeSlot slot) {
        agent.deliver(slot);
        assertEquals(0, slot.unsettled());
        assertEquals(0, slot.waiting());
        assertEquals(1, slot.reached);
        return slot;
    }

    private static String code(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered(var reply) -> "delivered " + codes(reply);
            case Outcome.Deferred(var reply) -> "deferred " + codes(reply);
            case Outcome.Unfit(var reply) -> "unfit " + codes(reply);
            case Outcome.Relayed _, Outcome.Bounced _, Outcome.Discarded _ -> outcome.toString();
        };
    }

    private static String codes(SmtpReply reply) {
        return reply.code() + " " + reply.statusOrDefault();
    }

    private static List<String> codes(FakeSlot slot) {
        return slot.outcomes.getLast().stream().map(LocalDeliveryTest::code).toList();
    }

    @Test
    @DisplayName("each recipient gets a copy with his own Delivered-To, and no other's")
    void delivers() {
        var slot = deliver("Return-Path: <x@x>|Subject: t||b|", "Joe", "eve");
        assertEquals(List.of("delivered 250 2.0.0", "delivered 250 2.0.0"), codes(slot));
        assertEquals(
                "Return-Path: <ann@x.test>\r\nDelivered-To: Joe@y.test\r\nSubject: t\r\n\r\nb\r\n",
                mailboxes.of("joe@y.test").getFirst().text());
        assertEquals(
                "Return-Path: <ann@x.test>\r\nDelivered-To: eve@y.test\r\nSubject: t\r\n\r\nb\r\n",
                mailboxes.of("eve@y.test").getFirst().text());
        assertEquals(List.of(), events.told());
    }

    @Test
    @DisplayName("a loop is a failure of its own, 5.4.6, counted once as loop and internal error")
    void loops() {
        var slot = deliver("Delivered-To: joe@y.test||b|", "JOE", "eve");
        assertEquals(List.of("unfit 554 5.4.6", "delivered 250 2.0.0"), codes(slot));
        assertEquals(0, mailboxes.of("joe@y.test").size());
        assertEquals(List.of("LoopDetected", "ProcessingError"), events.kinds());
    }

    static List<Object[]> troubles() {
        return List.of(
                new Object[] {new Mailboxes.Result.OverQuota(false), "deferred 452 4.2.2"},
                new Object[] {new Mailboxes.Result.OverQuota(true), "unfit 552 5.2.2"},
                new Object[] {new Mailboxes.Result.NoSuchRecipient(), "unfit 550 5.1.1"},
                new Object[] {new Mailboxes.Result.Full("no space"), "deferred 452 4.3.1"},
                new Object[] {new Mailboxes.Result.Failed("locked"), "deferred 451 4.3.0"});
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("troubles")
    void saysWhyNot(Mailboxes.Result trouble, String expected) {
        mailboxes.trouble(trouble);
        var slot = deliver("A: 1||b|", "joe");
        assertEquals(List.of(expected), codes(slot));
        var error = (MtaEvent.ProcessingError) events.told().getFirst();
        assertTrue(expected.endsWith(error.status().toString()), error.toString());
        assertEquals(List.of("ProcessingError"), events.kinds());
        assertEquals(FakeSlot.DESTINATION, error.destination());
        assertEquals(List.of(), slot.unreachable);
    }

    @Test
    @DisplayName("one full mailbox leaves the other recipients of the message alone")
    void oneIsFull() {
        mailboxes.quota("joe@y.test", 10);
        assertEquals(
                List.of("deferred 452 4.2.2", "delivered 250 2.0.0"),
                codes(deliver("A: 1||b|", "joe", "eve")));
    }

    @Test
    @DisplayName("a delivery that broke off after it was stored makes no second copy")
    void storesOnce() {
        mailboxes.lostAfterwards(true);
        var job = to("joe");
        var octets = "A: 1\r\n\r\nb\r\n".getBytes(StandardCharsets.ISO_8859_1);
        var first = new FakeSlot(new NextHop.Local()).with(job, FakeSlot.in(octets));
        assertEquals(List.of("deferred 451 4.3.0"), codes(deliver(first)));
        mailboxes.lostAfterwards(false);
        // The slots number their jobs alike: this is the same message and recipient.
        var second = new FakeSlot(new NextHop.Local()).with(job, FakeSlot.in(octets));
        assertEquals(List.of("delivered 250 2.0.0"), codes(deliver(second)));
        assertEquals(1, mailboxes.of("joe@y.test").size());
        var other = new FakeSlot(new NextHop.Local()).with(job, FakeSlot.in(octets));
        other.with(job, FakeSlot.in(octets));
        deliver(other);
        assertEquals(2, mailboxes.of("joe@y.test").size());
    }

    @Test
    void unreadableContentWaits() {
        var octets = FakeSlot.content(30_000);
        var slot = new FakeSlot(new NextHop.Local());
        slot.with(to("joe", "eve"), FakeSlot.failing(octets, 10));
        slot.with(to("joe"), FakeSlot.failing(octets, 20_000));
        slot.with(to("joe"), FakeSlot.in(octets));
        deliver(slot);
        assertEquals(
                List.of("deferred 451 4.3.0", "deferred 451 4.3.0"),
                slot.outcomes.get(0).stream().map(LocalDeliveryTest::code).toList());
        assertEquals("deferred 451 4.3.0", code(slot.outcomes.get(1).getFirst()));
        assertEquals("delivered 250 2.0.0", code(slot.outcomes.get(2).getFirst()));
        assertEquals(1, mailboxes.messages());
    }
}
