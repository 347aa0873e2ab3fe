package org.mailgauge.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.smtp.EnhancedStatus;

import java.time.Duration;
import java.util.List;

/** Each event moves exactly what docs/counting.md says, and nothing else. */
class LedgerTest {
    private static final EnhancedStatus NO_USER = new EnhancedStatus(5, 1, 1);

    private final Observed mta = new Observed();
    private final MtaGroup in = mta.groups.inbound("smtp-in");
    private final MtaGroup out = mta.groups.channel("smtp-out");
    private final MtaGroup local = mta.groups.channel("local");
    private final MtaGroup one = mta.groups.destination("one.test");
    private final MtaGroup two = mta.groups.destination("two.test");

    LedgerTest() {
        mta.mark();
    }

    private static Association association(int id, MtaGroup group, boolean inbound) {
        return new Association(id, group, inbound, false, "peer.test", 25, 7);
    }

    @Test
    void inboundOpened() {
        assertEquals(
                """
                [smtp-in].accumulatedInbound=+1
                [smtp-in].associationIds=[] -> [9]
                [smtp-in].inboundAssociations=+1
                [smtp-in].inboundRejectionReason=never ->\s
                [smtp-in].lastInboundTicks=absent -> 1000000000000
                appl.accumulatedInbound=+1
                appl.inboundAssociations=+1
                appl.lastInboundTicks=absent -> 1000000000000
                assoc[9].group=none -> smtp-in
                assoc[9].id=none -> 9
                assoc[9].inbound=none -> true
                assoc[9].port=none -> 25
                assoc[9].remote=none -> peer.test
                assoc[9].startedTicks=none -> 7
                assoc[9].userAgent=none -> false
                """,
                mta.tell(new MtaEvent.InboundOpened(association(9, in, true))));
    }

    @Test
    void inboundAuthenticated() {
        var association = association(9, in, true);
        mta.tell(new MtaEvent.InboundOpened(association));
        assertEquals(
                "assoc[9].userAgent=false -> true\n",
                mta.tell(new MtaEvent.InboundAuthenticated(association)));
    }

    @Test
    void inboundRejected() {
        assertEquals(
                """
                [smtp-in].inboundRejectionReason=never -> too many
                [smtp-in].rejectedInbound=+1
                appl.rejectedInbound=+1
                """,
                mta.tell(new MtaEvent.InboundRejected(in, "too many")));
    }

    @Test
    void inboundClosed() {
        var association = association(9, in, true);
        mta.tell(new MtaEvent.InboundOpened(association));
        mta.time.advance(Duration.ofNanos(5));
        assertEquals(
                """
                [smtp-in].associationIds=[9] -> []
                [smtp-in].inboundAssociations=-1
                [smtp-in].lastInboundTicks=+5
                appl.inboundAssociations=-1
                appl.lastInboundTicks=+5
                assoc[9].group=smtp-in -> none
                assoc[9].id=9 -> none
                assoc[9].inbound=true -> none
                assoc[9].port=25 -> none
                assoc[9].remote=peer.test -> none
                assoc[9].startedTicks=7 -> none
                assoc[9].userAgent=false -> none
                """,
                mta.tell(new MtaEvent.AssociationClosed(association)));
    }

    @Test
    void aRefusalIsRememberedWhenTheNextAssociationSucceeds() {
        mta.tell(new MtaEvent.InboundRejected(in, "too many"));
        mta.tell(new MtaEvent.InboundOpened(association(9, in, true)));
        assertEquals("too many", mta.row("smtp-in").inboundRejectionReason());
    }

    @Test
    void anAssociationThatIsNotOpenChangesOnlyTheCountOfStrays() {
        assertEquals("", mta.tell(new MtaEvent.AssociationClosed(association(9, in, true))));
        assertEquals(1.0, mta.publisher.fresh().health().get("ledger_stray_ends_total"));
    }

    @Test
    void outboundAttempted() {
        assertEquals(
                """
                [one.test].lastOutboundAttemptTicks=absent -> 1000000000000
                [one.test].outboundFailureReason=never ->\s
                [smtp-out].lastOutboundAttemptTicks=absent -> 1000000000000
                [smtp-out].outboundFailureReason=never ->\s
                """,
                mta.tell(new MtaEvent.OutboundAttempted(out, one)));
    }

    @Test
    void outboundOpenedAndClosed() {
        mta.tell(new MtaEvent.OutboundAttempted(out, one));
        var association = association(3, out, false);
        assertEquals(
                """
                [one.test].accumulatedOutbound=+1
                [one.test].associationIds=[] -> [3]
                [one.test].lastOutboundTicks=absent -> 1000000000000
                [one.test].outboundAssociations=+1
                [smtp-out].accumulatedOutbound=+1
                [smtp-out].associationIds=[] -> [3]
                [smtp-out].lastOutboundTicks=absent -> 1000000000000
                [smtp-out].outboundAssociations=+1
                appl.accumulatedOutbound=+1
                appl.lastOutboundTicks=absent -> 1000000000000
                appl.outboundAssociations=+1
                """,
                withoutAssociation(mta.tell(new MtaEvent.OutboundOpened(association, one))));
        mta.time.advance(Duration.ofNanos(2));
        assertEquals(
                """
                [one.test].associationIds=[3] -> []
                [one.test].lastOutboundTicks=+2
                [one.test].outboundAssociations=-1
                [smtp-out].associationIds=[3] -> []
                [smtp-out].lastOutboundTicks=+2
                [smtp-out].outboundAssociations=-1
                appl.lastOutboundTicks=+2
                appl.outboundAssociations=-1
                """,
                withoutAssociation(mta.tell(new MtaEvent.AssociationClosed(association))));
    }

    private static String withoutAssociation(String changes) {
        return changes.replaceAll("(?m)^assoc.*\n", "");
    }

    @Test
    void outboundFailed() {
        assertEquals(
                """
                [one.test].failedOutbound=+1
                [one.test].outboundFailureReason=never -> refused
                [smtp-out].failedOutbound=+1
                [smtp-out].outboundFailureReason=never -> refused
                appl.failedOutbound=+1
                """,
                mta.tell(new MtaEvent.OutboundFailed(out, one, "refused")));
    }

    @Test
    void received() {
        mta.queue.accept("smtp-in", 1500, "smtp-out", "one.test", "one.test", "two.test");
        assertEquals(
                """
                [one.test].receivedMessages=+1
                [one.test].receivedOctets=+1500
                [one.test].receivedRecipients=+2
                [one.test].stored.messages=+1
                [one.test].stored.octets=+1500
                [one.test].stored.recipients=+2
                [ready].stored.messages=+1
                [ready].stored.octets=+1500
                [ready].stored.recipients=+3
                [smtp-in].receivedMessages=+1
                [smtp-in].receivedOctets=+1500
                [smtp-in].receivedRecipients=+3
                [smtp-out].receivedMessages=+1
                [smtp-out].receivedOctets=+1500
                [smtp-out].receivedRecipients=+3
                [smtp-out].stored.messages=+1
                [smtp-out].stored.octets=+1500
                [smtp-out].stored.recipients=+3
                [two.test].receivedMessages=+1
                [two.test].receivedOctets=+1500
                [two.test].receivedRecipients=+1
                [two.test].stored.messages=+1
                [two.test].stored.octets=+1500
                [two.test].stored.recipients=+1
                mta.books.received=+3
                mta.books.stored=+3
                mta.receivedMessages=+1
                mta.receivedOctets=+1500
                mta.receivedRecipients=+3
                mta.stored.messages=+1
                mta.stored.octets=+1500
                mta.stored.recipients=+3
                """,
                mta.changes());
    }

    @Test
    void generated() {
        mta.queue.accept("", 10, "smtp-out", "one.test");
        assertEquals(
                """
                mta.books.generated=+1
                mta.books.stored=+1
                mta.receivedMessages=+1
                mta.receivedOctets=+10
                mta.receivedRecipients=+1
                """,
                withoutStored(withoutGroups(mta.changes())));
    }

    private static String withoutGroups(String changes) {
        return changes.replaceAll("(?m)^\\[.*\n", "");
    }

    private static String withoutStored(String changes) {
        return changes.replaceAll("(?m)^.*[].a]\\.?stored\\..*\n", "");
    }

    @Test
    void carried() {
        mta.queue.carry(10, "smtp-out", "one.test");
        assertEquals(
                """
                mta.books.carried=+1
                mta.books.stored=+1
                """,
                withoutStored(mta.changes()));
    }

    @Test
    void relayedInTwoSteps() {
        var message = mta.queue.accept("smtp-in", 10, "smtp-out", "one.test", "one.test");
        mta.mark();
        mta.queue.settle(message, 1, MtaEvent.Outcome.RELAYED);
        assertEquals(
                """
                [one.test].transmittedMessages=+1
                [one.test].transmittedOctets=+10
                [one.test].transmittedRecipients=+1
                [smtp-out].transmittedMessages=+1
                [smtp-out].transmittedOctets=+10
                [smtp-out].transmittedRecipients=+1
                mta.books.relayed=+1
                mta.books.stored=-1
                mta.transmittedMessages=+1
                mta.transmittedOctets=+10
                mta.transmittedRecipients=+1
                """,
                withoutStored(mta.changes()));
        mta.queue.settle(message, 1, MtaEvent.Outcome.RELAYED);
        assertEquals(
                """
                [one.test].transmittedRecipients=+1
                [smtp-out].transmittedRecipients=+1
                mta.books.relayed=+1
                mta.books.stored=-1
                mta.transmittedRecipients=+1
                """,
                withoutStored(mta.changes()));
    }

    @Test
    void deliveredLocallyIsTransmitted() {
        var message = mta.queue.accept("smtp-in", 10, "local", "one.test");
        mta.mark();
        mta.queue.settle(message, 1, MtaEvent.Outcome.DELIVERED);
        assertEquals(
                """
                [local].transmittedMessages=+1
                [local].transmittedOctets=+10
                [local].transmittedRecipients=+1
                [one.test].transmittedMessages=+1
                [one.test].transmittedOctets=+10
                [one.test].transmittedRecipients=+1
                mta.books.delivered=+1
                mta.books.stored=-1
                mta.transmittedMessages=+1
                mta.transmittedOctets=+10
                mta.transmittedRecipients=+1
                """,
                withoutStored(mta.changes()));
    }

    @Test
    void otherFinalStatesMoveOnlyTheBooks() {
        for (var outcome : MtaEvent.Outcome.values()) {
            if (!outcome.transmitted()) {
                var message = mta.queue.accept("smtp-in", 10, "smtp-out", "one.test");
                mta.mark();
                mta.queue.settle(message, 1, outcome);
                assertEquals(
                        "mta.books." + outcome.name().toLowerCase(java.util.Locale.ROOT) + "=+1\n",
                        withoutStored(mta.changes()).replace("mta.books.stored=-1\n", ""),
                        outcome.name());
            }
        }
    }

    @Test
    void moved() {
        var message = mta.queue.accept("smtp-in", 10, "smtp-out", "one.test");
        mta.mark();
        mta.queue.reroute(message, "local");
        assertEquals(
                """
                [local].stored.messages=+1
                [local].stored.octets=+10
                [local].stored.recipients=+1
                [smtp-out].stored.messages=-1
                [smtp-out].stored.octets=-10
                [smtp-out].stored.recipients=-1
                """,
                mta.changes());
    }

    @Test
    void expanded() {
        var message = mta.queue.accept("smtp-in", 10, "local", "one.test");
        mta.mark();
        mta.queue.expand(message, "one.test", "two.test");
        assertEquals(
                """
                mta.books.expandedIn=+1
                mta.books.expandedOut=+2
                mta.books.stored=+1
                """,
                withoutStored(mta.changes()));
    }

    @Test
    void transactionRejected() {
        assertEquals(
                "[smtp-in].rejectedMessages=+1\n", mta.tell(new MtaEvent.TransactionRejected(in)));
    }

    @Test
    void ackLostIsInHealthAlone() {
        assertEquals("", mta.tell(new MtaEvent.AckLost(in)));
        assertEquals(1.0, mta.publisher.fresh().health().get("ack_lost_total"));
    }

    @Test
    void deferred() {
        assertEquals(
                """
                [smtp-out].deferredRecipients=+3
                [two.test].deferredRecipients=+3
                """,
                mta.tell(
                        new MtaEvent.Deferred(
                                out,
                                two,
                                3,
                                new EnhancedStatus(4, 4, 1),
                                ReplyClass.HOST_UNREACHABLE)));
        assertEquals(
                List.of(
                        new MtaSnapshot.DeferralRow(out, ReplyClass.HOST_UNREACHABLE, 3, 0L),
                        new MtaSnapshot.DeferralRow(two, ReplyClass.HOST_UNREACHABLE, 3, 0L)),
                mta.mta().deferrals());
    }

    @Test
    @DisplayName("deferrals by class add up to the group's, and a row stays once it is there")
    void deferralsByClass() {
        var code = new EnhancedStatus(4, 0, 0);
        for (var replyClass : ReplyClass.values()) {
            mta.tell(new MtaEvent.Deferred(out, one, replyClass.number(), code, replyClass));
        }
        var ofOut = mta.mta().deferrals().stream().filter(r -> r.group().equals(out)).toList();
        assertEquals(
                List.of(ReplyClass.values()),
                ofOut.stream().map(MtaSnapshot.DeferralRow::replyClass).toList());
        assertEquals(
                mta.row("smtp-out").deferredRecipients(),
                ofOut.stream().mapToLong(MtaSnapshot.DeferralRow::recipients).sum());
    }

    @Test
    @DisplayName(
            "times are counted in the channel and stage, and leave the window after five minutes")
    void timed() {
        long milli = 1_000_000;
        assertEquals("", mta.tell(new MtaEvent.Timed(out, LatencyStage.WAITING, 2, 3 * milli)));
        mta.tell(new MtaEvent.Timed(in, LatencyStage.ACCEPTING, 1, milli));
        var window = new MtaSnapshot.Recent(3 * milli, 3 * milli, 3 * milli, 3 * milli);
        assertEquals(
                List.of(
                        new MtaSnapshot.LatencyRow(
                                in,
                                LatencyStage.ACCEPTING,
                                new MtaSnapshot.Latency(
                                        1,
                                        milli,
                                        new MtaSnapshot.Recent(milli, milli, milli, milli))),
                        new MtaSnapshot.LatencyRow(
                                out,
                                LatencyStage.WAITING,
                                new MtaSnapshot.Latency(2, 6 * milli, window))),
                mta.mta().latencies());
        mta.time.advance(Duration.ofSeconds(316));
        assertEquals(
                new MtaSnapshot.Latency(2, 6 * milli, null),
                mta.mta().latencies().getLast().latency());
    }

    @Test
    void converted() {
        assertEquals(
                """
                [one.test].convertedSuccessfully=+1
                [smtp-out].convertedSuccessfully=+1
                mta.convertedSuccessfully=+1
                """,
                mta.tell(new MtaEvent.Converted(out, one, true)));
        assertEquals(
                """
                [one.test].conversionsFailed=+1
                [smtp-out].conversionsFailed=+1
                mta.conversionsFailed=+1
                """,
                mta.tell(new MtaEvent.Converted(out, one, false)));
    }

    @Test
    void loopDetected() {
        assertEquals(
                """
                [smtp-in].loopsDetected=+1
                mta.loopsDetected=+1
                """,
                mta.tell(new MtaEvent.LoopDetected(in)));
    }

    @Test
    void errors() {
        mta.tell(new MtaEvent.InboundError(in, NO_USER));
        assertEquals(
                "[smtp-in].error[5001001].inbound=+1\n",
                mta.tell(new MtaEvent.InboundError(in, NO_USER)));
        mta.tell(new MtaEvent.ProcessingError(local, one, NO_USER));
        assertEquals(
                """
                [local].error[5001001].internal=+1
                [one.test].error[5001001].internal=+1
                """,
                mta.tell(new MtaEvent.ProcessingError(local, one, NO_USER)));
        mta.tell(new MtaEvent.OutboundError(out, one, NO_USER));
        assertEquals(
                """
                [one.test].error[5001001].outbound=+1
                [smtp-out].error[5001001].outbound=+1
                """,
                mta.tell(new MtaEvent.OutboundError(out, one, NO_USER)));
    }

    @Test
    void aSuccessIsNoError() {
        assertEquals("", mta.tell(new MtaEvent.InboundError(in, new EnhancedStatus(2, 0, 0))));
    }

    @Test
    void statusChanged() {
        mta.time.advance(Duration.ofNanos(4));
        assertEquals(
                """
                appl.lastChangeTicks=+4
                appl.status=RESTARTING -> UP
                """,
                mta.tell(new MtaEvent.StatusChanged(MtaEvent.OperStatus.UP)));
        mta.time.advance(Duration.ofNanos(4));
        assertEquals("", mta.tell(new MtaEvent.StatusChanged(MtaEvent.OperStatus.UP)));
    }

    @Test
    void errorCodesAreBoundedAndTheRestIsCountedTogether() {
        for (int detail = 0; detail < 300; detail++) {
            mta.ledger.tell(new MtaEvent.InboundError(in, new EnhancedStatus(4, 7, detail)));
            mta.ledger.tell(new MtaEvent.InboundError(in, new EnhancedStatus(5, 7, detail)));
        }
        var rows = mta.row("smtp-in").errors();
        assertEquals(ErrorTotals.CODES + 2, rows.size());
        assertEquals(new MtaSnapshot.ErrorRow(4_000_000, 200, 0, 0), rows.getFirst());
        assertEquals(600, rows.stream().mapToLong(MtaSnapshot.ErrorRow::inbound).sum());
        var codes = rows.stream().map(MtaSnapshot.ErrorRow::statusCode).toList();
        assertEquals(codes.stream().sorted().toList(), codes);
    }

    @Test
    void reasonsAreCutAtACharacterBoundary() {
        mta.tell(new MtaEvent.InboundRejected(in, "x".repeat(254) + "\uD83D\uDCEE" + "y"));
        assertEquals("x".repeat(254), mta.row("smtp-in").inboundRejectionReason());
    }

    @Test
    void lastActivityIsNowWhileAnAssociationIsOpen() {
        var association = association(9, in, true);
        mta.tell(new MtaEvent.InboundOpened(association));
        mta.time.advance(Duration.ofMinutes(1));
        long later = mta.time.ticks();
        assertEquals(later, Ages.lastInbound(mta.application(), later));
        assertEquals(0L, Ages.sinceInbound(mta.row("smtp-in"), later));
        mta.tell(new MtaEvent.AssociationClosed(association));
        assertEquals(30L, Ages.sinceInbound(mta.row("smtp-in"), later + 30));
        assertNull(Ages.sinceInbound(mta.row("submission-in"), later));
        assertNull(Ages.lastOutbound(mta.application(), later));
    }

    @Test
    void associationNumbersBeginAgainAtOne() {
        var ids = new AssociationIds(Integer.MAX_VALUE - 1);
        assertEquals(List.of(Integer.MAX_VALUE, 1), List.of(ids.next(), ids.next()));
    }
}
