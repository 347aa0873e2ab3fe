package org.mailgauge.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Test;
import org.mailgauge.sim.SimTime;
import org.mailgauge.smtp.EnhancedStatus;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A ledger of an application that goes on while the program is away. */
class LedgerTextTest {
    private static final Ledger.Insight WATCHED = new Ledger.Insight(false, false, false);
    private static final EnhancedStatus LATER = new EnhancedStatus(4, 7, 1);

    private final MemoryIndexStore store = new MemoryIndexStore();
    private final SimTime time = new SimTime();

    /** One run of the program. */
    private final class Run {
        final GroupRegistry groups;
        final Ledger ledger;

        Run(List<String> lines) throws IOException {
            groups = GroupRegistry.open(store, Observed.PLAN, time, Ledger.groups(lines, time));
            ledger = new Ledger(time, Observed.identity(groups), WATCHED);
            assertEquals(0, ledger.goOn(lines, groups));
        }

        List<String> lines() {
            var lines = new ArrayList<String>();
            ledger.save(groups, lines::add);
            return lines;
        }

        MtaSnapshot.Application application() {
            return ledger.cut(null, groups.all()).application();
        }
    }

    private Run busy() throws IOException {
        var run = new Run(List.of());
        var in = run.groups.inbound("smtp-in");
        var out = run.groups.channel("pipe/a\tb");
        var there = run.groups.destination("there.test");
        var association = new Association(7, in, true, false, "192.0.2.1", 25, time.ticks());
        run.ledger.interrupted(time.ticks() - 5_000_000);
        run.ledger.tell(new MtaEvent.InboundOpened(association));
        run.ledger.tell(new MtaEvent.InboundRejected(in, "no\nroom \\ here"));
        run.ledger.tell(new MtaEvent.Received(in, 5000, 2, List.of()));
        time.advance(Duration.ofSeconds(3));
        run.ledger.tell(new MtaEvent.OutboundAttempted(out, there));
        run.ledger.tell(new MtaEvent.OutboundFailed(out, there, "refused"));
        run.ledger.tell(new MtaEvent.Deferred(out, there, 1, LATER, ReplyClass.GREYLISTED));
        run.ledger.tell(new MtaEvent.OutboundError(out, there, LATER));
        run.ledger.tell(new MtaEvent.Timed(out, LatencyStage.PASSING, 2, 9_000_000));
        run.ledger.tell(new MtaEvent.LoopDetected(in));
        run.ledger.tell(new MtaEvent.TransactionRejected(in));
        run.ledger.tell(
                new MtaEvent.Settled(
                        MtaEvent.Outcome.RELAYED,
                        5000,
                        1,
                        true,
                        List.of(
                                new MtaEvent.Share(out, 1, true),
                                new MtaEvent.Share(there, 1, true))));
        return run;
    }

    @Test
    void totalsGoOnAndGaugesOfNowBeginAnew() throws IOException {
        var first = busy();
        var before = first.application();
        var lines = first.lines();

        var second = new Run(lines);
        assertEquals(lines, second.lines(), "what was read is written again");
        var after = second.application();
        assertEquals(0, after.inboundAssociations());
        assertEquals(1, after.accumulatedInbound());
        assertEquals(1, after.rejectedInbound());
        assertEquals(1, after.failedOutbound());
        assertEquals(before.lastInboundTicks(), after.lastInboundTicks());
        var was = requireNonNull(before.mta());
        var is = requireNonNull(after.mta());
        assertEquals(was.receivedMessages(), is.receivedMessages());
        assertEquals(was.receivedOctets(), is.receivedOctets());
        assertEquals(was.transmittedOctets(), is.transmittedOctets());
        assertEquals(was.loopsDetected(), is.loopsDetected());
        assertEquals(was.deferrals(), is.deferrals());
        assertEquals(was.sinceTicks(), is.sinceTicks());
        assertEquals(was.latencies().size(), is.latencies().size());
        assertEquals(
                was.latencies().getFirst().latency().totalNanos(),
                is.latencies().getFirst().latency().totalNanos());
        for (int i = 0; i < was.groups().size(); i++) {
            var old = was.groups().get(i);
            var now = is.groups().get(i);
            assertEquals(old.group(), now.group());
            assertEquals(old.errors(), now.errors());
            assertEquals(old.receivedOctets(), now.receivedOctets());
            assertEquals(old.transmittedOctets(), now.transmittedOctets());
            assertEquals(old.rejectedMessages(), now.rejectedMessages());
            assertEquals(old.deferredRecipients(), now.deferredRecipients());
            assertEquals(old.inboundRejectionReason(), now.inboundRejectionReason());
            assertEquals(old.outboundFailureReason(), now.outboundFailureReason());
            assertEquals(old.lastOutboundAttemptTicks(), now.lastOutboundAttemptTicks());
        }
    }

    @Test
    void momentsAreThoseOfTheWallClock() throws IOException {
        var lines = busy().lines();
        long created = new Run(lines).groups.destination("there.test").createdTicks();
        time.advance(Duration.ofHours(2));
        var later = new Run(lines);
        assertEquals(created, later.groups.destination("there.test").createdTicks());
        assertEquals(
                time.ticks() - Duration.ofHours(2).plusSeconds(3).plusMillis(5).toNanos(),
                requireNonNull(later.application().mta()).sinceTicks());
    }

    @Test
    void whatCannotBeKnownIsAbsent() throws IOException {
        var run = busy();
        var application = run.application();
        assertNull(application.outboundAssociations());
        var mta = requireNonNull(application.mta());
        assertNull(mta.books());
        assertNull(mta.convertedSuccessfully());
        for (var row : mta.groups()) {
            assertNull(row.convertedSuccessfully());
            assertNull(row.outboundAssociations());
            assertNull(row.imbalance());
            boolean in = row.group().kind() == MtaGroup.Kind.INBOUND;
            assertEquals(in, row.receivedMessages() != null, row.group().name());
        }
    }

    @Test
    void linesThatTellNothingAreCounted() throws IOException {
        var run = new Run(List.of());
        var odd =
                List.of(
                        "mta\t1",
                        "counts\t1",
                        "group\tNOWHERE\tx\tINBOUND\td\t25\t1",
                        "latency\tsoon\t1\t2",
                        "deferral\tmoody\t1",
                        "",
                        "\t\t");
        assertEquals(odd.size(), run.ledger.goOn(odd, run.groups));
    }
}
