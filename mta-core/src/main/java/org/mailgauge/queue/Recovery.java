package org.mailgauge.queue;

import org.mailgauge.observe.Groups;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.queue.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts back into the index what the journal found at opening. Used by one thread, before opening.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private record Ended(QueueId id, long place) {}

    private final Core core;
    private final Placement placement;
    private final Backoff backoff;
    private final Moment now;
    private final Groups groups;
    private final List<Ended> ended = new ArrayList<>();

    /** What reports that are still in the queue tell. */
    private final List<Reported> reported = new ArrayList<>();

    private long newest = Long.MIN_VALUE;
    private long damaged;

    Recovery(Core core, Placement placement, Backoff backoff, Groups groups) {
        this.core = core;
        this.placement = placement;
        this.backoff = backoff;
        this.groups = groups;
        this.now = core.now();
    }

    /** Messages whose envelope cannot be read; they stay in the journal, untouched. */
    long damaged() {
        return damaged;
    }

    /** Under the lock. */
    void add(Journal.Recovered found) {
        switch (QueueRecords.envelope(found.envelope())) {
            case QueueRecords.Read.Good<Envelope>(var envelope) -> add(found, envelope);
            case QueueRecords.Read.Damaged<Envelope>(var detail) -> unreadable(found, detail);
            case QueueRecords.Read.Newer<Envelope>(var version) ->
                    unreadable(found, "version " + version);
        }
    }

    private void unreadable(Journal.Recovered found, String detail) {
        damaged++;
        LOG.error(
                "{}: the envelope cannot be read ({}); the message stays in the journal",
                found.id(),
                detail);
    }

    private void add(Journal.Recovered found, Envelope envelope) {
        // The order of acceptance holds, also when the wall clock was stepped between.
        long arrived = Math.min(now.ticks(), now.ticksAt(envelope.arrived().toEpochMilli()));
        newest = Math.max(newest, arrived);
        var states = found.states().isEmpty() ? States.NONE : states(found, envelope);
        if (envelope.reported() != null) {
            reported.add(envelope.reported());
        }
        var message =
                placement.message(found.id(), found.place(), found.octets(), envelope, newest);
        message.delaysTold = (byte) core.reporter().delays().covered(states.delay);
        int live = placeLive(message, envelope, states);
        if (live == 0) {
            LOG.warn("{}: found with no recipient left; its end was not written", found.id());
            placement.unlist(message);
            ended.add(new Ended(found.id(), found.place()));
            return;
        }
        placement.known(message, envelope);
        message.stateSince = since(states, message);
    }

    private void tellCarried() {
        var index = core.index();
        var shares = new ArrayList<MtaEvent.Share>();
        for (var channel : index.channels()) {
            share(channel, channel.group, shares);
        }
        for (var destination : index.destinations()) {
            share(destination, destination.group, shares);
        }
        int recipients = Math.toIntExact(index.recipients());
        if (recipients > 0) {
            core.observer().tell(new MtaEvent.Carried(recipients, shares));
        }
    }

    private static void share(Shelf shelf, MtaGroup group, List<MtaEvent.Share> shares) {
        if (shelf.recipients > 0) {
            shares.add(new MtaEvent.Share(group, Math.toIntExact(shelf.recipients), true));
        }
    }

    /**
     * Tells what was found, and writes the end of messages that had nobody left; the journal is
     * open now.
     */
    void finish() {
        tellCarried();
        ended.forEach(found -> core.journal().done(found.id(), found.place()));
        ended.clear();
        reported.forEach(this::carryOut);
        reported.clear();
    }

    /** Makes true what a report tells, where the state change was not on disk yet. */
    private void carryOut(Reported report) {
        var message = core.index().find(report.original());
        if (message == null) {
            return;
        }
        var settlement = new Settlement(core, message, now);
        int told = core.reporter().delays().covered(report.delay());
        if (told > message.delaysTold) {
            settlement.delayTold(told);
        }
        for (var end : report.ends()) {
            int last = Math.min(end.ordinal() + end.count(), message.recipients());
            for (int i = end.ordinal(); i < last; i++) {
                var recipient = message.recipient(i);
                if (recipient.lane != null) {
                    settlement.end(recipient, event(end.state()), recipient.note.reply());
                }
            }
        }
        settlement.post();
    }

    private static RecipientEvent event(RecipientState end) {
        return end == RecipientState.EXPIRED ? RecipientEvent.EXPIRED : RecipientEvent.REFUSED;
    }

    /** What is known of one recipient. */
    private static final class Fate {
        RecipientState state = RecipientState.READY;
        StateChange.Entry last = NONE;
        long at;

        /** When its last attempt ended, by the wall clock; 0 when that is not known. */
        long tried;

        private static final StateChange.Entry NONE =
                new StateChange.Entry(0, 1, RecipientState.READY, WaitReason.NEXT, 0, 0, null);
    }

    /** What is known of a message's recipients, and of what its sender has been told. */
    private static final class States {
        /** Of a message of which nothing was written after it came. */
        static final States NONE = new States(0);

        private static final Fate NEW = new Fate();

        private final Fate[] fates;
        Duration delay = Duration.ZERO;

        States(int recipients) {
            fates = new Fate[recipients];
        }

        Fate of(int ordinal) {
            var fate = ordinal < fates.length ? fates[ordinal] : null;
            return fate == null ? NEW : fate;
        }

        /** For a change. */
        Fate own(int ordinal) {
            var fate = fates[ordinal];
            if (fate == null) {
                fate = new Fate();
                fates[ordinal] = fate;
            }
            return fate;
        }
    }

    private static States states(Journal.Recovered found, Envelope envelope) {
        var states = new States(envelope.recipients().size());
        for (var octets : found.states()) {
            switch (QueueRecords.change(octets)) {
                case QueueRecords.Read.Good<StateChange>(var change) -> apply(change, states);
                case QueueRecords.Read.Damaged<StateChange>(var detail) ->
                        LOG.error("{}: a state change is damaged: {}", found.id(), detail);
                case QueueRecords.Read.Newer<StateChange>(var version) ->
                        LOG.error("{}: a state change of version {}", found.id(), version);
            }
        }
        return states;
    }

    private static void apply(StateChange change, States states) {
        var told = Duration.ofSeconds(change.delay());
        states.delay = told.compareTo(states.delay) > 0 ? told : states.delay;
        for (var entry : change.entries()) {
            long end = Math.min((long) entry.ordinal() + entry.count(), states.fates.length);
            for (int i = entry.ordinal(); i < end; i++) {
                var fate = states.own(i);
                fate.state = entry.state();
                if (entry.attempts() != fate.last.attempts()) {
                    fate.tried = change.whole() ? 0 : change.at();
                }
                fate.last = entry;
                fate.at = change.at();
            }
        }
    }

    private int placeLive(Message message, Envelope envelope, States states) {
        int live = 0;
        for (int i = 0; i < message.recipients(); i++) {
            var fate = states.of(i);
            var recipient = message.recipient(i);
            recipient.attempts = (short) fate.last.attempts();
            if (fate.tried != 0) {
                long ended = Math.min(now.ticksAt(fate.tried), now.ticks() - 1);
                recipient.tried = core.second(ended);
            }
            if (fate.state.live()) {
                placement.replace(
                        recipient, envelope.recipients().get(i).domain(), message.arrivedTicks);
                live++;
            } else {
                recipient.state = (byte) fate.state.code();
            }
        }
        for (int i = 0; i < message.recipients(); i++) {
            var fate = states.of(i);
            if (fate.state.live()) {
                resume(message.recipient(i), fate);
            } else if (fate.state.outcome().transmitted()) {
                transmitted(message, envelope.recipients().get(i).domain());
            }
        }
        return live;
    }

    /** Brings a placed recipient into the state in which it was left. */
    private void resume(Recipient recipient, Fate fate) {
        var index = core.index();
        if (fate.at != 0) {
            index.note(recipient, core.notes().of(fate.last.reason(), fate.last.reply()));
        }
        switch (fate.state) {
            case DEFERRED -> {
                index.move(recipient, RecipientEvent.PUT_OFF, now.ticks());
                if (fate.last.reason() == WaitReason.DESTINATION_UNREACHABLE) {
                    backoff.resume(recipient, now);
                } else {
                    index.schedule(recipient, due(recipient, fate));
                }
            }
            case HELD -> index.move(recipient, RecipientEvent.HELD, now.ticks());
            case READY, IN_DELIVERY -> placement.awaitDispatch(recipient);
            case DELIVERED, RELAYED, BOUNCED, EXPIRED, DELETED, DISCARDED, QUARANTINED ->
                    throw new IllegalStateException("not stored: " + fate.state);
        }
    }

    /** A wall clock that was stepped must not make it wait longer than it would by itself. */
    private long due(Recipient recipient, Fate fate) {
        var pace = core.classes().pace(recipient.note.replyClass());
        long longest = now.ticks() + core.retry().delay(Math.max(1, recipient.attempts), 1, pace);
        return Math.min(longest, now.ticksAt(fate.last.until()));
    }

    /** A success of an earlier run: the message has been counted there. */
    private void transmitted(Message message, String domain) {
        message.transmitted = true;
        if (message.tally != null) {
            placement.markTransmitted(message, message.tally, domain, groups);
        }
    }

    /** Since when the message is in its group of states. */
    private long since(States states, Message message) {
        long at = 0;
        for (int i = 0; i < message.recipients(); i++) {
            at = Math.max(at, states.of(i).at);
        }
        return at == 0
                ? message.arrivedTicks
                : Math.clamp(now.ticksAt(at), message.arrivedTicks, now.ticks());
    }
}
