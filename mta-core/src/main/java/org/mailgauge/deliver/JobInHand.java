package org.mailgauge.deliver;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.queue.LogText;
import org.mailgauge.queue.Slot;
import org.mailgauge.queue.Slot.Job;
import org.mailgauge.queue.Slot.Outcome;
import org.mailgauge.smtp.RecipientResult;
import org.mailgauge.smtp.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The job that a slot's delivery is at: taken from the slot, settled there once. Used by one
 * thread.
 */
final class JobInHand {
    private static final Logger LOG = LoggerFactory.getLogger(JobInHand.class);

    private final Slot slot;
    private @Nullable Job job;
    private @Nullable MtaGroup destination;
    private boolean begunAgain;

    /** Octets of its content as it is sent. */
    private long octets;

    /** Of the job, those the slot does not know of. */
    private final Map<Integer, SmtpReply> relayed = new HashMap<>();

    JobInHand(Slot slot) {
        this.slot = slot;
    }

    /** Takes the slot's next job. @return whether there is one */
    boolean take() {
        job = slot.next().orElse(null);
        begunAgain = false;
        if (job != null) {
            destination = job.recipients().getFirst().destination();
            octets = job.sizeOctets();
        }
        return job != null;
    }

    boolean has() {
        return job != null;
    }

    Job job() {
        if (job == null) {
            throw new IllegalStateException("no job in hand");
        }
        return job;
    }

    /** The group in which the first recipient of the last job is counted. */
    MtaGroup destination() {
        if (destination == null) {
            throw new IllegalStateException("no job was taken");
        }
        return destination;
    }

    /** The group of a recipient of the job; -1 stands for all. */
    MtaGroup destination(int recipient) {
        return recipient < 0 || job == null
                ? destination()
                : job.recipients().get(recipient).destination();
    }

    /** The job's content is sent as so many octets, until the job is begun again. */
    void sends(long sent) {
        octets = sent;
    }

    /** Whether the job may be begun once more, on another association; true only once per job. */
    boolean mayBeginAgain() {
        boolean may = job != null && !begunAgain;
        begunAgain = true;
        return may;
    }

    /** The next hop took the job for one recipient, while others' replies are awaited. */
    void relayed(int recipient, SmtpReply reply) {
        relayed.put(recipient, reply);
    }

    /** Tells the slot of those for whom the job was taken, when there are any it does not know. */
    void tellRelayed() {
        if (!relayed.isEmpty()) {
            var known = Map.copyOf(relayed);
            relayed.clear();
            tellOctets(job());
            slot.relayed(job(), known);
        }
    }

    /** Settles the job as the transaction came out. */
    void settle(List<RecipientResult> results) {
        var outcomes = new ArrayList<Outcome>(results.size());
        for (var result : results) {
            outcomes.add(
                    switch (result) {
                        case RecipientResult.Accepted(var reply) -> new Outcome.Relayed(reply);
                        case RecipientResult.TryLater(var reply) -> new Outcome.Deferred(reply);
                        case RecipientResult.Unfit(var reply) -> new Outcome.Unfit(reply);
                        case RecipientResult.Refused(var reply) -> new Outcome.Bounced(reply);
                    });
        }
        settleAs(outcomes);
    }

    /** Settles the job as deferred, if it is not settled. */
    void defer(SmtpReply why) {
        if (job != null) {
            settleAs(Collections.nCopies(job.recipients().size(), new Outcome.Deferred(why)));
        }
    }

    /** Settles the job as failed by our own judgement. */
    void fail(SmtpReply why) {
        settleAs(Collections.nCopies(job().recipients().size(), new Outcome.Unfit(why)));
    }

    private void settleAs(List<? extends Outcome> outcomes) {
        var settled = job();
        job = null;
        relayed.clear();
        log(settled, outcomes);
        tellOctets(settled);
        slot.settle(settled, List.copyOf(outcomes));
    }

    private void tellOctets(Job sent) {
        if (octets != sent.sizeOctets()) {
            slot.handsOn(sent, octets);
        }
    }

    private void log(Job settled, List<? extends Outcome> outcomes) {
        if (!LOG.isDebugEnabled()) {
            return;
        }
        if (outcomes.size() == 1) {
            LOG.debug(
                    "{}: to=<{}> hop={} {}",
                    settled.id(),
                    LogText.of(settled.recipients().getFirst().path()),
                    slot.nextHop(),
                    words(outcomes.getFirst()));
            return;
        }
        LOG.debug(
                "{}: recipients={} relayed={} hop={} {}",
                settled.id(),
                outcomes.size(),
                outcomes.stream().filter(outcome -> outcome instanceof Outcome.Relayed).count(),
                slot.nextHop(),
                words(mostTelling(outcomes)));
    }

    private static Outcome mostTelling(List<? extends Outcome> outcomes) {
        for (var outcome : outcomes) {
            if (!(outcome instanceof Outcome.Relayed)) {
                return outcome;
            }
        }
        return outcomes.getFirst();
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Relayed(var reply) -> "relayed reply=\"" + LogText.of(reply) + "\"";
            case Outcome.Delivered(var reply) -> "delivered reply=\"" + LogText.of(reply) + "\"";
            case Outcome.Deferred(var reply) -> "deferred reply=\"" + LogText.of(reply) + "\"";
            case Outcome.Unfit(var reply) -> "unfit reply=\"" + LogText.of(reply) + "\"";
            case Outcome.Bounced(var reply) -> "bounced reply=\"" + LogText.of(reply) + "\"";
            case Outcome.Discarded _ -> "discarded";
        };
    }
}
