package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.LatencyStage;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.smtp.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of recipients of one message at one moment: moves them in the index, then {@link
 * #post} writes it to the journal and tells it. Used under the queue's lock.
 */
final class Settlement {
    private static final Logger LOG = LoggerFactory.getLogger("org.mailgauge.queue.delivery");

    /**
     * So many entries fit into a state record of 64 KiB, whatever their replies: 400 characters of
     * at most 3 octets, and some 40 octets beside.
     */
    private static final int ENTRIES_PER_RECORD = 50;

    static final EnhancedStatus TIME_EXPIRED = new EnhancedStatus(4, 4, 7);

    private final Core core;
    private final Message message;
    private final Moment now;
    // Made when first needed: of most new messages there is nothing to settle.
    private List<StateChange.Entry> entries = List.of();
    private List<Part> parts = List.of();
    private List<MtaEvent> events = List.of();
    private List<Failure> failures = List.of();
    private boolean delayTold;

    /** Octets of what recipients got who reach a final state here. */
    private long handedOn;

    Settlement(Core core, Message message, Moment now) {
        this.core = core;
        this.message = message;
        this.now = now;
        handedOn = message.octets;
    }

    /** Who gets the message gets so many octets: it was converted for him. */
    void handedOn(long octets) {
        handedOn = octets;
    }

    private static <T> List<T> with(List<T> list, T element) {
        var grown = list.isEmpty() ? new ArrayList<T>() : list;
        grown.add(element);
        return grown;
    }

    /** The recipients that reached one outcome through one channel and destination group. */
    private static final class Part {
        final MtaEvent.Outcome outcome;
        final Channel channel;
        final DestinationGroup destination;
        int recipients;

        Part(MtaEvent.Outcome outcome, Channel channel, DestinationGroup destination) {
            this.outcome = outcome;
            this.channel = channel;
            this.destination = destination;
        }
    }

    /**
     * A recipient reaches a final state; one that fails reaches it when the report about it is on
     * disk, if there is to be one.
     */
    void finish(Recipient recipient, RecipientEvent event, @Nullable SmtpReply reply) {
        boolean fails = event == RecipientEvent.REFUSED || event == RecipientEvent.EXPIRED;
        if (fails && core.reporter().wants(message, recipient)) {
            fail(recipient, event, reply, recipient.state() == RecipientState.IN_DELIVERY);
        } else {
            end(recipient, event, reply);
        }
    }

    /** A recipient is refused by ourselves, after it was taken for its next hop. */
    void unfit(Recipient recipient, SmtpReply reply) {
        if (core.reporter().wants(message, recipient)) {
            fail(recipient, RecipientEvent.REFUSED, reply, false);
        } else {
            end(recipient, RecipientEvent.REFUSED, reply);
        }
    }

    private void fail(
            Recipient recipient,
            RecipientEvent event,
            @Nullable SmtpReply reply,
            boolean attempted) {
        var said = reply == null ? null : core.notes().bounded(reply);
        var failure = Failure.of(recipient, event, said, attempted, now);
        core.index().move(recipient, RecipientEvent.FAILING, now.ticks());
        core.index().note(recipient, core.notes().of(WaitReason.REPORT_BEING_WRITTEN, said));
        recipient.where = Recipient.FAILING;
        failures = with(failures, failure);
    }

    /** A recipient reaches a final state; if it failed, the report has been made. */
    void end(Recipient recipient, RecipientEvent event, @Nullable SmtpReply reply) {
        var lane = recipient.lane();
        var path = message.path(recipient);
        var attempts = recipient.attempts;
        var outcome = recipient.state().on(event).outcome();
        part(outcome, lane).recipients++;
        if (outcome.transmitted()) {
            lane.domain.served(now.ticks());
        }
        if (event == RecipientEvent.EXPIRED) {
            error(lane, TIME_EXPIRED);
        }
        if (message.live() == 1) {
            core.reporter().delays().leaving(message);
        }
        recipient.where = recipient.failing() ? Recipient.NOWHERE : recipient.where;
        core.index().move(recipient, event, now.ticks());
        record(recipient, WaitReason.NEXT, attempts, 0, reply);
        LOG.info(
                "{}: to=<{}>, {}, next-hop={}, attempts={}, reply={}",
                message.id(),
                LogText.of(path),
                recipient.state().label(),
                lane.hop.text,
                attempts,
                LogText.of(reply));
    }

    /** A recipient waits by itself until a time. */
    void putOff(Recipient recipient, WaitReason reason, @Nullable SmtpReply reply, long due) {
        LOG.info(
                "{}: to=<{}>, deferred, next-hop={}, attempts={}, reason={}, reply={}",
                message.id(),
                LogText.of(message.path(recipient)),
                recipient.lane().hop.text,
                recipient.attempts,
                reason.label(),
                LogText.of(reply));
        deferred(recipient, reason, reply, due);
        core.index().schedule(recipient, due);
    }

    /** A recipient that was tried waits until its next hop is back. */
    void park(Recipient recipient, SmtpReply reply) {
        deferred(
                recipient, WaitReason.DESTINATION_UNREACHABLE, reply, recipient.lane().hop.retryAt);
        core.index().enqueue(recipient);
    }

    private void deferred(
            Recipient recipient, WaitReason reason, @Nullable SmtpReply reply, long due) {
        var lane = recipient.lane();
        var note = core.notes().of(reason, reply);
        core.index().move(recipient, RecipientEvent.PUT_OFF, now.ticks());
        core.index().note(recipient, note);
        lane.domain.failed(note, now.ticks());
        record(recipient, reason, recipient.attempts, now.millisAt(due), note.reply());
        core.deferrals().add(note, 1);
        events = with(events, deferredEvent(lane, 1, note));
    }

    /** What is told when recipients are put off. */
    static MtaEvent.Deferred deferredEvent(Lane lane, int recipients, Note note) {
        var reply = note.reply();
        return new MtaEvent.Deferred(
                lane.hop.channel.group,
                lane.domain.group().group,
                recipients,
                reply == null ? statusOf(note.reason()) : reply.statusOrDefault(),
                note.replyClass());
    }

    private static EnhancedStatus statusOf(WaitReason reason) {
        return switch (reason) {
            case DESTINATION_UNREACHABLE, PROBING -> new EnhancedStatus(4, 4, 1);
            case ROUTE_NOT_BUILT, INTERNAL_FAULT -> new EnhancedStatus(4, 3, 5);
            case NEXT,
                    DESTINATION_BUSY,
                    ASSOCIATIONS_FULL,
                    IN_DELIVERY,
                    PUT_OFF,
                    HELD_BY_ROUTE,
                    HELD_BY_OPERATOR,
                    STOPPING,
                    RELEASED,
                    PAUSED,
                    REPORT_BEING_WRITTEN ->
                    new EnhancedStatus(4, 0, 0);
        };
    }

    /** A recipient is kept until it is released. */
    void hold(Recipient recipient, WaitReason reason) {
        core.index().move(recipient, RecipientEvent.HELD, now.ticks());
        core.index().note(recipient, core.notes().again(recipient.note, reason));
        record(recipient, reason, recipient.attempts, 0, recipient.note.reply());
    }

    /** The operator lets a held or put-off recipient go; the caller dispatches it. */
    void ready(Recipient recipient, RecipientEvent event) {
        var reply = recipient.note.reply();
        core.index().move(recipient, event, now.ticks());
        core.index().note(recipient, core.notes().again(recipient.note, WaitReason.RELEASED));
        record(recipient, WaitReason.RELEASED, recipient.attempts, 0, reply);
    }

    /** Something failed while we processed the message for this recipient. */
    void error(Lane lane, EnhancedStatus status) {
        events =
                with(
                        events,
                        new MtaEvent.ProcessingError(
                                lane.hop.channel.group, lane.domain.group().group, status));
    }

    private void record(
            Recipient recipient,
            WaitReason reason,
            int attempts,
            long until,
            @Nullable SmtpReply reply) {
        var entry =
                new StateChange.Entry(
                        recipient.ordinal(),
                        1,
                        recipient.state(),
                        reason,
                        attempts,
                        until,
                        reply == null ? null : core.notes().bounded(reply));
        entries = with(entries, entry);
    }

    private Part part(MtaEvent.Outcome outcome, Lane lane) {
        for (var part : parts) {
            if (part.outcome == outcome
                    && part.channel == lane.hop.channel
                    && part.destination == lane.domain.group()) {
                return part;
            }
        }
        var part = new Part(outcome, lane.hop.channel, lane.domain.group());
        parts = with(parts, part);
        return part;
    }

    /** The sender has been told of a delay: so many thresholds. */
    void delayTold(int thresholds) {
        message.delaysTold = (byte) thresholds;
        delayTold = true;
    }

    /** Writes what was settled to the journal, and tells it. */
    void post() {
        write();
        for (int i = 0; i < parts.size(); i++) {
            if (isFirst(i)) {
                core.observer().tell(settled(parts.get(i).outcome));
            }
        }
        parts.forEach(this::passed);
        for (var event : events) {
            core.observer().tell(event);
        }
        if (!failures.isEmpty()) {
            core.reporter().failed(message, failures);
        }
    }

    /** Tells how long it took from our answer to here. */
    private void passed(Part part) {
        if (part.outcome.transmitted()) {
            long took = now.ticks() - message.arrivedTicks;
            core.observer()
                    .tell(
                            new MtaEvent.Timed(
                                    part.channel.group,
                                    LatencyStage.PASSING,
                                    part.recipients,
                                    took));
        }
    }

    /** Whether no part before it has its outcome. */
    private boolean isFirst(int place) {
        for (int i = 0; i < place; i++) {
            if (parts.get(i).outcome == parts.get(place).outcome) {
                return false;
            }
        }
        return true;
    }

    private void write() {
        if (message.group < 0) {
            core.journal().done(message.id(), message.place);
            return;
        }
        for (int from = 0; from < entries.size(); from += ENTRIES_PER_RECORD) {
            int to = Math.min(entries.size(), from + ENTRIES_PER_RECORD);
            change(new StateChange(false, now.wallMillis(), entries.subList(from, to)));
        }
        if (delayTold) {
            long seconds = core.reporter().delays().threshold(message.delaysTold).toSeconds();
            change(new StateChange(false, now.wallMillis(), seconds, List.of()));
        }
    }

    private void change(StateChange change) {
        core.journal().change(message.id(), message.place, QueueRecords.write(change));
    }

    private MtaEvent.Settled settled(MtaEvent.Outcome outcome) {
        boolean first = outcome.transmitted() && !message.transmitted;
        message.transmitted |= first;
        var shares = new ArrayList<MtaEvent.Share>();
        int recipients = 0;
        for (var part : parts) {
            if (part.outcome == outcome) {
                recipients += part.recipients;
                share(shares, part.channel, part.channel.group, part);
                share(shares, part.destination, part.destination.group, part);
            }
        }
        return new MtaEvent.Settled(outcome, handedOn, recipients, first, shares);
    }

    private void share(List<MtaEvent.Share> shares, Shelf shelf, MtaGroup group, Part part) {
        boolean first =
                part.outcome.transmitted()
                        && (message.tally == null || message.tally.transmit(shelf));
        for (int i = 0; i < shares.size(); i++) {
            var share = shares.get(i);
            if (share.group().equals(group)) {
                shares.set(
                        i,
                        new MtaEvent.Share(
                                group,
                                share.recipients() + part.recipients,
                                share.first() || first));
                return;
            }
        }
        shares.add(new MtaEvent.Share(group, part.recipients, first));
    }
}
