package org.mailgauge.deliver;

import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.Observer;
import org.mailgauge.queue.Agents;
import org.mailgauge.queue.LogText;
import org.mailgauge.queue.Slot;
import org.mailgauge.queue.Slot.Job;
import org.mailgauge.queue.Slot.Outcome;
import org.mailgauge.smtp.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Delivers what waits in the queue for mailboxes of this server: the next hop {@code Local}. Safe
 * for use by any thread; each slot runs on a thread of its own, so that as many deliveries run as
 * the next hop has slots.
 *
 * <p>Failures are our own, not a peer's: they count as internal errors
 * (mtaGroupInternalErrorCount), and a report about them names no remote MTA.
 */
public final class LocalDeliveryAgent implements Agents.Agent {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDeliveryAgent.class);

    private static final SmtpReply UNREADABLE =
            SmtpReply.of(451, 3, 0, "The content cannot be read now");
    private static final SmtpReply FAULT =
            SmtpReply.of(451, 3, 0, "Delivery failed by a fault of this server");

    private final LocalDelivery delivery;
    private final Observer observer;

    public LocalDeliveryAgent(LocalDelivery delivery, Observer observer) {
        this.delivery = delivery;
        this.observer = observer;
    }

    @Override
    public void deliver(Slot slot) {
        slot.reached();
        for (var job = slot.next(); job.isPresent(); job = slot.next()) {
            slot.settle(job.get(), outcomes(slot, job.get()));
        }
    }

    private List<Outcome> outcomes(Slot slot, Job job) {
        try {
            var letter = delivery.open(job.reversePath(), job.arrived(), job.content());
            var outcomes = new ArrayList<Outcome>(job.recipients().size());
            for (var recipient : job.recipients()) {
                outcomes.add(outcome(slot, job, letter, recipient));
            }
            return outcomes;
        } catch (IOException unreadable) {
            LOG.error("{}: {}", job.id(), LogText.of(unreadable.getMessage()));
            job.recipients().forEach(recipient -> failed(slot, recipient, UNREADABLE));
            return Collections.nCopies(job.recipients().size(), new Outcome.Deferred(UNREADABLE));
        }
    }

    private Outcome outcome(Slot slot, Job job, Letter letter, Slot.Recipient recipient) {
        var fate = fate(job, letter, recipient);
        return switch (fate) {
            case LocalDelivery.Fate.Stored(var reply) -> new Outcome.Delivered(reply);
            case LocalDelivery.Fate.Deferred(var reply) -> {
                failed(slot, recipient, reply);
                yield new Outcome.Deferred(reply);
            }
            case LocalDelivery.Fate.Refused(var reply) -> {
                failed(slot, recipient, reply);
                yield new Outcome.Unfit(reply);
            }
            case LocalDelivery.Fate.Looped(var reply) -> {
                observer.tell(new MtaEvent.LoopDetected(slot.channel()));
                failed(slot, recipient, reply);
                yield new Outcome.Unfit(reply);
            }
        };
    }

    /** A fault with one recipient leaves the others what became of them. */
    private LocalDelivery.Fate fate(Job job, Letter letter, Slot.Recipient recipient) {
        try {
            var key = new Mailboxes.Key(job.id(), recipient.ordinal());
            return delivery.deliver(letter, recipient.path(), key);
        } catch (RuntimeException fault) {
            LOG.error(
                    "{}: to=<{}> fails by a fault", job.id(), LogText.of(recipient.path()), fault);
            return new LocalDelivery.Fate.Deferred(FAULT);
        }
    }

    private void failed(Slot slot, Slot.Recipient recipient, SmtpReply reply) {
        observer.tell(
                new MtaEvent.ProcessingError(
                        slot.channel(), recipient.destination(), reply.statusOrDefault()));
    }
}
