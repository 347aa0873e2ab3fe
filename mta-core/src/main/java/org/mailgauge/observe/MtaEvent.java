package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;
import org.mailgauge.smtp.EnhancedStatus;

import java.util.List;

/**
 * A fact about the MTA, told once, where it becomes true. Octets count header section and body,
 * after our trace header, with CRLF line ends, without envelope and dot-stuffing. {@code
 * docs/counting.md} says which column each event moves.
 */
public sealed interface MtaEvent {

    // --- associations
    // ---------------------------------------------------------------------------------------------

    /** An inbound association is established: our 220 has been sent. */
    record InboundOpened(Association association) implements MtaEvent {}

    /** The client of an inbound association proved to be a user (it authenticated). */
    record InboundAuthenticated(Association association) implements MtaEvent {}

    /** An inbound association was refused by us before or instead of the 220. */
    record InboundRejected(MtaGroup group, String reason) implements MtaEvent {}

    /** An association (either direction) ended. */
    record AssociationClosed(Association association) implements MtaEvent {}

    /** We start to connect to a next hop. {@code destination} is the destination group. */
    record OutboundAttempted(MtaGroup channel, MtaGroup destination) implements MtaEvent {}

    /** An outbound association is established: the peer's 220 has come. */
    record OutboundOpened(Association association, MtaGroup destination) implements MtaEvent {}

    /** An outbound association failed before the peer's 220. */
    record OutboundFailed(MtaGroup channel, MtaGroup destination, String reason)
            implements MtaEvent {}

    // --- messages
    // -------------------------------------------------------------------------------------------------

    /**
     * The MTA took responsibility for a message (RFC 2789 mtaReceivedMessages); told after it is
     * durable, before the 250.
     *
     * @param origin the inbound group, or null for a message of our own making (a report)
     * @param recipients envelope recipients we became responsible for, after removal of duplicates
     * @param messageFirst whether the message was not received before, for recipients whose mailbox
     *     has it (LMTP)
     * @param placements the holding groups (channels, destinations) it enters, each once
     */
    record Received(
            @Nullable MtaGroup origin,
            long octets,
            int recipients,
            boolean messageFirst,
            List<Share> placements)
            implements MtaEvent {
        /** For all its recipients at once. */
        public Received(
                @Nullable MtaGroup origin, long octets, int recipients, List<Share> placements) {
            this(origin, octets, recipients, true, placements);
        }
    }

    /**
     * What we carry from an earlier run, found at start: told once, before anything else of the
     * queue, with the recipients of all its messages; not at all when there is nothing.
     */
    record Carried(int recipients, List<Share> placements) implements MtaEvent {}

    /**
     * A mail transaction ended with nobody accepted (mtaGroupRejectedMessages): every RCPT, or the
     * content, was refused.
     */
    record TransactionRejected(MtaGroup group) implements MtaEvent {}

    /** The client was gone before it could read our 250; its message is kept. */
    record AckLost(MtaGroup group) implements MtaEvent {}

    /**
     * Recipients of one message reached a final state.
     *
     * @param octets of what they got: of the converted copy where it was converted for them
     * @param messageFirst whether the message as a whole had no transmitted recipient before
     *     (mtaTransmittedMessages)
     * @param shares each holding group concerned, with whether it is the message's first success in
     *     that group
     */
    record Settled(
            Outcome outcome, long octets, int recipients, boolean messageFirst, List<Share> shares)
            implements MtaEvent {}

    /**
     * Recipients moved between holding groups (a reroute, or a destination's admission to a group
     * of its own).
     */
    record Moved(MtaGroup from, MtaGroup to, int messages, int recipients, long octets)
            implements MtaEvent {}

    /**
     * Recipients of one message were replaced by others (an alias, a list, a {@code .forward}):
     * {@code in} went, {@code out} came, perhaps none.
     *
     * @param left the holding groups that lose recipients; {@code first} has no meaning
     * @param entered the holding groups that gain recipients; {@code first} when the group did not
     *     hold the message before
     */
    record Expanded(int in, int out, long octets, List<Share> left, List<Share> entered)
            implements MtaEvent {}

    /** Recipients were put off; {@code status} and {@code replyClass} are why. */
    record Deferred(
            MtaGroup channel,
            MtaGroup destination,
            int recipients,
            EnhancedStatus status,
            ReplyClass replyClass)
            implements MtaEvent {}

    /**
     * Something took its time.
     *
     * @param channel the inbound group or the channel in which it ended
     * @param times how many ended at once that took equally long
     */
    record Timed(MtaGroup channel, LatencyStage stage, int times, long nanos) implements MtaEvent {}

    /**
     * A conversion of one copy succeeded or failed (mtaSuccessfulConvertedMessages,
     * mtaFailedConvertedMessages).
     */
    record Converted(MtaGroup channel, MtaGroup destination, boolean success) implements MtaEvent {}

    /** A mail loop was detected (mtaLoopsDetected); {@code group} is where. */
    record LoopDetected(MtaGroup group) implements MtaEvent {}

    // --- errors (mtaGroupErrorTable)
    // ------------------------------------------------------------------------------

    /** Our server answered a client with a 4yz or 5yz reply. */
    record InboundError(MtaGroup group, EnhancedStatus status) implements MtaEvent {}

    /**
     * Something failed while we processed a message: routing, expiry, an {@code error:} route, a
     * loop.
     */
    record ProcessingError(MtaGroup channel, MtaGroup destination, EnhancedStatus status)
            implements MtaEvent {}

    /** A next hop answered our client with a 4yz or 5yz reply. */
    record OutboundError(MtaGroup channel, MtaGroup destination, EnhancedStatus status)
            implements MtaEvent {}

    // --- the application
    // ------------------------------------------------------------------------------------------

    /** The application changed its operational state (applOperStatus). */
    record StatusChanged(OperStatus status) implements MtaEvent {}

    /** applOperStatus of RFC 2788; {@code code} is its value. */
    enum OperStatus {
        UP(1),
        DOWN(2),
        HALTED(3),
        CONGESTED(4),
        RESTARTING(5),
        QUIESCING(6);

        private final int code;

        OperStatus(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    /** Final states of a recipient. RELAYED and DELIVERED are transmitted. */
    enum Outcome {
        RELAYED,
        DELIVERED,
        BOUNCED,
        EXPIRED,
        DELETED,
        DISCARDED,
        QUARANTINED;

        public boolean transmitted() {
            return this == RELAYED || this == DELIVERED;
        }
    }

    /**
     * One group's part in an event.
     *
     * @param recipients how many of the event's recipients belong to the group
     * @param first whether the message counts in this group's message and volume columns by this
     *     event
     */
    record Share(MtaGroup group, int recipients, boolean first) {}
}
