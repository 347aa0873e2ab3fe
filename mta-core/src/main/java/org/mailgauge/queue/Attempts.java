package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.queue.Slot.Job;
import org.mailgauge.queue.Slot.Outcome;
import org.mailgauge.smtp.SmtpReply;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives jobs to slots and takes their outcomes. Used under the queue's lock. */
final class Attempts {
    static final SmtpReply FAULT =
            SmtpReply.of(451, 3, 0, "Delivery was broken off by a fault of this server");
    static final SmtpReply UNSETTLED = SmtpReply.of(451, 3, 0, "Delivery ended without an outcome");

    /** Entries sent elsewhere, at most, within one holding of the lock. */
    static final int SENT_ON_PER_TAKE = 500;

    /** Jobs put back in a row, with nothing through, at most. */
    private static final int PUT_BACK = 20;

    private final Core core;
    private final Scheduler scheduler;
    private final Backoff backoff;

    /** Recipients found in a queue, in the taking at hand, that do not go there any more. */
    private int sentOn;

    Attempts(Core core, Scheduler scheduler, Backoff backoff) {
        this.core = core;
        this.scheduler = scheduler;
        this.backoff = backoff;
    }

    /**
     * The next job of a slot; empty when it is to linger, or to end, or else to ask again as the
     * lock has been held for long enough.
     */
    Optional<Job> take(Lease lease, Moment now) {
        var hop = lease.hop;
        if (!lease.asked) {
            lease.asked = true;
            hop.starting--;
        }
        if (mayNotGoOn(lease)) {
            lease.over = true;
            return Optional.empty();
        }
        sentOn = 0;
        for (var entry = hop.queue.peek(); entry != null; entry = hop.queue.peek()) {
            if (sentOn >= SENT_ON_PER_TAKE) {
                return Optional.empty();
            }
            var recipients = gather(hop, entry, now);
            if (!recipients.isEmpty()) {
                hop.queue.charge(entry, recipients.size());
                lease.jobs++;
                lease.epoch = hop.window.epoch();
                return Optional.of(job(lease, entry.message(), recipients));
            }
        }
        lease.over = !scheduler.mayLinger(lease, now);
        return Optional.empty();
    }

    private boolean mayNotGoOn(Lease lease) {
        return lease.over
                || lease.lost
                || lease.dismissed
                || lease.hop.slots > lease.hop.window.size()
                || lease.hop.channel.paused
                || scheduler.stopping()
                || (lease.hop.backingOff && lease.hop.probe != lease)
                || (lease.hop.probe == lease && lease.jobs > 0)
                || scheduler.turnIsOver(lease);
    }

    /**
     * Whether a recipient may go where it is queued now; if not, as it expired, was paused or its
     * route leads elsewhere by now, it is sent on.
     */
    private boolean goesTo(Recipient recipient, Moment now) {
        var decision = scheduler.route(recipient.lane().domain.name);
        if (Index.isAt(recipient, decision)
                && !recipient.lane().domain.paused
                && !scheduler.expiry().isOver(recipient, now.ticks())) {
            return true;
        }
        sentOn++;
        var settlement = new Settlement(core, recipient.message(), now);
        readyAgain(recipient, now);
        core.index().detach(recipient);
        scheduler.dispatch(recipient, settlement, now);
        settlement.post();
        return false;
    }

    private void readyAgain(Recipient recipient, Moment now) {
        if (recipient.state() == RecipientState.DEFERRED) {
            core.index().move(recipient, RecipientEvent.DUE, now.ticks());
        }
    }

    /** Takes of an entry what goes in one job. */
    private List<Recipient> gather(Hop hop, Queued entry, Moment now) {
        var recipients = new ArrayList<Recipient>(1);
        var waits = new Waits(hop, now.ticks());
        for (var next = first(hop, entry);
                next != null && recipients.size() < hop.limit.size() && sentOn < SENT_ON_PER_TAKE;
                next = first(hop, entry)) {
            long since = waits.since(next);
            if (goesTo(next, now)) {
                waits.begins(since);
                readyAgain(next, now);
                core.index().move(next, RecipientEvent.TAKEN, now.ticks());
                next.tried = core.second(now.ticks());
                recipients.add(next);
            }
        }
        waits.tell(core.observer());
        return recipients;
    }

    /** The first recipient of an entry that waits there still; null when none does. */
    @SuppressWarnings("ReferenceEquality") // a hop is a place, not a value
    private static @Nullable Recipient first(Hop hop, Queued entry) {
        var first = entry.peek();
        return first != null && first.where == Recipient.QUEUED && first.lane().hop == hop
                ? first
                : null;
    }

    private Job job(Lease lease, Message message, List<Recipient> recipients) {
        var listed = new ArrayList<Slot.Recipient>(recipients.size());
        for (var recipient : recipients) {
            MtaGroup destination = recipient.lane().domain.group().group;
            listed.add(
                    new Slot.Recipient(recipient.ordinal(), message.path(recipient), destination));
        }
        var job =
                new Job(
                        message.id(),
                        message.reversePath(),
                        listed,
                        message.arrived(),
                        message.octets,
                        message.eightBit,
                        new StoredContent(core, message));
        lease.inHand.put(job, List.copyOf(recipients));
        return job;
    }

    /** Opened when it is first read, where the record is then. */
    private static final class StoredContent implements Content {
        private final Core core;
        private final Message message;
        private @Nullable Content opened;

        StoredContent(Core core, Message message) {
            this.core = core;
            this.message = message;
        }

        @Override
        public long octets() {
            return message.octets;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) throws IOException {
            var content = opened;
            if (content == null) {
                long place = core.locked(() -> message.place);
                content = core.journal().content(message.id(), place);
                opened = content;
            }
            return content.read(position, into, offset, length);
        }
    }

    /** Settles some of a job's recipients before the others; a job as a whole is settled later. */
    void relayed(Lease lease, Job job, Map<Integer, SmtpReply> replies, Moment now) {
        var recipients = lease.inHand.get(job);
        if (recipients == null) {
            throw new IllegalArgumentException("not in hand: " + job.id());
        }
        var settlement = settlement(lease, job, recipients, now);
        replies.forEach(
                (place, reply) ->
                        settle(
                                lease,
                                recipients.get(place),
                                new Outcome.Relayed(reply),
                                settlement,
                                now));
        settlement.post();
    }

    private Settlement settlement(Lease lease, Job job, List<Recipient> recipients, Moment now) {
        var settlement = new Settlement(core, recipients.getFirst().message(), now);
        settlement.handedOn(lease.handedOn.getOrDefault(job, job.sizeOctets()));
        return settlement;
    }

    /** Settles a job. */
    void settle(Lease lease, Job job, List<Outcome> outcomes, Moment now) {
        var recipients = lease.inHand.remove(job);
        if (recipients == null) {
            throw new IllegalArgumentException("not in hand: " + job.id());
        }
        if (recipients.size() != outcomes.size()) {
            lease.inHand.put(job, recipients);
            throw new IllegalArgumentException(
                    outcomes.size() + " outcomes for " + recipients.size() + " recipients");
        }
        var settlement = settlement(lease, job, recipients, now);
        lease.handedOn.remove(job);
        lease.chance = core.entropy().fraction();
        lease.hop.putBack += lease.refused ? 1 : 0;
        lease.tooMuch = null;
        long taken = outcomes.stream().filter(Attempts::gotThrough).count();
        lease.gotThrough = taken > 0;
        lease.tooMany = taken > 0 && refusesTooMany(lease.hop, outcomes);
        if (taken > 0 && !lease.tooMany) {
            lease.hop.limit.taken(outcomes.size());
        }
        for (int i = 0; i < outcomes.size(); i++) {
            if (inDelivery(recipients.get(i))) {
                settle(lease, recipients.get(i), outcomes.get(i), settlement, now);
            }
        }
        settlement.post();
        learn(lease, now);
        scheduler.enline(lease.hop);
    }

    /** Whether it was not settled before the others of its job. */
    private static boolean inDelivery(Recipient recipient) {
        return recipient.state() == RecipientState.IN_DELIVERY;
    }

    private void settle(
            Lease lease, Recipient recipient, Outcome outcome, Settlement settlement, Moment now) {
        recipient.attempted();
        switch (outcome) {
            case Outcome.Relayed(var reply) ->
                    settlement.finish(recipient, RecipientEvent.RELAYED, reply);
            case Outcome.Delivered(var reply) ->
                    settlement.finish(recipient, RecipientEvent.DELIVERED, reply);
            case Outcome.Unfit(var reply) -> settlement.unfit(recipient, reply);
            case Outcome.Bounced(var reply) ->
                    settlement.finish(recipient, RecipientEvent.REFUSED, reply);
            case Outcome.Discarded() ->
                    settlement.finish(recipient, RecipientEvent.DISCARDED, null);
            case Outcome.Deferred(var reply) -> {
                if (core.notes().classOf(reply) == ReplyClass.RATE_LIMITED) {
                    lease.tooMuch = reply;
                }
                putOff(lease, recipient, WaitReason.PUT_OFF, reply, settlement, now);
            }
        }
    }

    private static boolean gotThrough(Outcome outcome) {
        return outcome instanceof Outcome.Relayed || outcome instanceof Outcome.Delivered;
    }

    private boolean refusedAsTooMany(Outcome outcome) {
        return outcome instanceof Outcome.Deferred(var reply)
                && core.notes().classOf(reply) == ReplyClass.TOO_MANY_RECIPIENTS;
    }

    /** Whether some were too many for one transaction; the next hop gets no more in later ones. */
    private boolean refusesTooMany(Hop hop, List<Outcome> outcomes) {
        long refused = outcomes.stream().filter(this::refusedAsTooMany).count();
        if (refused > 0) {
            hop.limit.refused(outcomes.size() - (int) refused);
        }
        return refused > 0;
    }

    /** What a job's outcome says of the next hop, and of how many associations it takes. */
    private void learn(Lease lease, Moment now) {
        var hop = lease.hop;
        if (lease.gotThrough) {
            hop.putBack = 0;
            hop.losses = 0;
        }
        if (lease.lost || scheduler.cutOff()) {
            return;
        }
        hop.answeredAt = now.ticks();
        if (lease.tooMuch != null) {
            hop.window.lost(lease.epoch);
        } else if (lease.gotThrough) {
            hop.window.succeeded(hop.slots);
        }
        backoff.settled(lease, lease.tooMuch, lease.gotThrough, now);
    }

    /** Whether it is no attempt of this recipient's that failed: another slot takes it at once. */
    private boolean goesBack(Lease lease, SmtpReply reply) {
        if (lease.lost && lease.hop.backingOff) {
            return false;
        }
        boolean tooMany =
                lease.tooMany && core.notes().classOf(reply) == ReplyClass.TOO_MANY_RECIPIENTS;
        return tooMany || (lease.refused && lease.hop.putBack <= PUT_BACK);
    }

    private void putBack(Recipient recipient, Note note, Moment now) {
        recipient.notAttempted();
        core.index().move(recipient, RecipientEvent.ABANDONED, now.ticks());
        core.index().note(recipient, note);
        core.index().enqueue(recipient);
    }

    private void putOff(
            Lease lease,
            Recipient recipient,
            WaitReason reason,
            SmtpReply reply,
            Settlement settlement,
            Moment now) {
        if (recipient.message().damaged) {
            settlement.finish(recipient, RecipientEvent.DAMAGED, reply);
        } else if (scheduler.cutOff()) {
            // As after a kill: ready again, and nothing to tell or to write.
            putBack(recipient, core.notes().of(WaitReason.STOPPING, reply), now);
        } else if (goesBack(lease, reply)) {
            boolean released = recipient.note.reason() == WaitReason.RELEASED;
            var waits = released ? WaitReason.RELEASED : WaitReason.NEXT;
            putBack(recipient, core.notes().of(waits, reply), now);
        } else if (scheduler.expiry().isOver(recipient.message(), now.ticks())) {
            settlement.finish(recipient, RecipientEvent.EXPIRED, reply);
        } else if (lease.lost && lease.hop.backingOff && recipient.lane().hop == lease.hop) {
            settlement.park(recipient, reply);
        } else {
            long due = scheduler.dueAfter(recipient, reply, lease.chance, now);
            settlement.putOff(recipient, reason, reply, due);
        }
    }

    /** The slot has ended; what it left in hand is put off. */
    void end(Lease lease, boolean fault, Moment now) {
        var hop = lease.hop;
        if (!lease.asked) {
            lease.asked = true;
            hop.starting--;
        }
        boolean leftUnsettled = !lease.inHand.isEmpty();
        for (var job : List.copyOf(lease.inHand.keySet())) {
            abandon(lease, job, now);
        }
        lease.down();
        scheduler.lingering().ended(lease);
        hop.slots--;
        boolean idle = lease.jobs == 0 && !hop.queue.isEmpty() && !lease.over && !lease.lost;
        if ((fault || leftUnsettled || idle) && !hop.backingOff) {
            backoff.unreachable(lease, fault ? FAULT : UNSETTLED, now);
        } else if (hop.probe == lease) {
            backoff.probeEnded(lease, now);
        }
        scheduler.enline(hop);
        core.index().forget(hop);
    }

    private void abandon(Lease lease, Job job, Moment now) {
        var recipients = lease.inHand.remove(job);
        if (recipients == null) {
            return;
        }
        var settlement = new Settlement(core, recipients.getFirst().message(), now);
        lease.chance = core.entropy().fraction();
        for (var recipient : recipients) {
            if (inDelivery(recipient)) {
                recipient.attempted();
                putOff(lease, recipient, WaitReason.INTERNAL_FAULT, UNSETTLED, settlement, now);
            }
        }
        settlement.post();
    }
}
