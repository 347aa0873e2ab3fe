package org.mailgauge.queue;

import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.IpAddress;
import org.mailgauge.address.ReversePath;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.route.NextHop;
import org.mailgauge.smtp.SmtpReply;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One unit of a destination's concurrency, lent to a delivery agent for as long as it finds work
 * there: one association, used for many messages. Used by one thread.
 */
public interface Slot {

    /** Where this slot leads. */
    NextHop nextHop();

    /** The channel's group. */
    MtaGroup channel();

    /**
     * The next message for this destination, now in-delivery; empty when there is none (or we are
     * stopping), whereupon the agent ends the association. Every job must be settled.
     */
    Optional<Job> next();

    /**
     * Says what became of a job's recipients.
     *
     * @param outcomes one for each of the job's recipients, in their order
     */
    void settle(Job job, List<Outcome> outcomes);

    /**
     * Says that a job's content goes on in another form, of so many octets: those count as
     * transmitted. It is said before {@link #relayed} and {@link #settle}, and holds for both.
     */
    default void handsOn(Job job, long octets) {}

    /**
     * Says early that some recipients of a job were relayed, while the replies for others are
     * awaited (LMTP): whatever happens then, those never get the message again. {@link #settle}
     * must still follow, with the outcomes of all.
     *
     * @param replies by the place of the recipient in the job
     */
    void relayed(Job job, Map<Integer, SmtpReply> replies);

    /**
     * No association could be had, or it broke: the destination backs off. Jobs in hand must be
     * settled as well.
     */
    void unreachable(SmtpReply why);

    /**
     * An address of the next hop is about to be tried: a host that comes from there shows that it
     * is back.
     */
    default void tries(IpAddress address) {}

    /** An association is up: the destination's back-off ends. */
    void reached();

    /**
     * One message for some of its recipients.
     *
     * @param sizeOctets of the content
     */
    record Job(
            QueueId id,
            ReversePath reversePath,
            List<Recipient> recipients,
            Instant arrived,
            long sizeOctets,
            boolean eightBit,
            Content content) {
        public Job {
            recipients = List.copyOf(recipients);
        }
    }

    /**
     * A recipient of a job.
     *
     * @param ordinal its place in the envelope
     * @param destination the group in which its domain is counted, for events
     */
    record Recipient(int ordinal, ForwardPath path, MtaGroup destination) {}

    /**
     * What became of one recipient in one attempt. {@code reply} is the peer's, or ours for a fault
     * of the association.
     */
    sealed interface Outcome {
        /** Another MTA took it. */
        record Relayed(SmtpReply reply) implements Outcome {}

        /** It was handed to local delivery. */
        record Delivered(SmtpReply reply) implements Outcome {}

        /** A transient failure: try again later. */
        record Deferred(SmtpReply reply) implements Outcome {}

        /** A permanent failure by our own judgement: the next hop cannot take what we have. */
        record Unfit(SmtpReply reply) implements Outcome {}

        /** A permanent failure. */
        record Bounced(SmtpReply reply) implements Outcome {}

        /** Dropped on purpose by a route. */
        record Discarded() implements Outcome {}
    }
}
