package org.mailgauge.deliver;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.ReversePath;
import org.mailgauge.policy.LocalRecipients;
import org.mailgauge.queue.Content;
import org.mailgauge.queue.QueueId;

import java.time.Instant;

/**
 * The mailboxes of this server, as delivery needs them. Safe for use by any thread, virtual ones
 * too: {@link #deliver} parks while others do the file work.
 */
public interface Mailboxes extends LocalRecipients {

    /** Where there are none: what is handed over waits. */
    Mailboxes NONE =
            new Mailboxes() {
                @Override
                public Answer find(ForwardPath to) {
                    return new Answer.Absent();
                }

                @Override
                public Result deliver(Delivery delivery) {
                    return new Result.Failed("this server has no mailboxes");
                }
            };

    /**
     * Puts a message into a recipient's mailbox and parks until it is durable there, or is not.
     * Throws for defects only.
     */
    Result deliver(Delivery delivery);

    /**
     * A message for one recipient.
     *
     * @param to as the envelope has it; its domain is local
     * @param from as the message's Return-Path field has it
     * @param content with all fields that final delivery adds; read in pieces, perhaps from the
     *     start again, until {@link #deliver} returns
     * @param key what makes a second copy known; null when each copy is meant
     * @param arrived the internal date
     */
    record Delivery(
            ForwardPath to,
            ReversePath from,
            Content content,
            @Nullable Key key,
            Instant arrived) {}

    /**
     * A message of our queue for one of its recipients: it is stored once within 7 days, however
     * often it is delivered, so that a crash between the mailbox and the queue makes no second
     * copy.
     *
     * @param ordinal the recipient's place in the envelope
     */
    record Key(QueueId id, int ordinal) {
        @Override
        public String toString() {
            return id + "/" + ordinal;
        }
    }

    /** What became of a delivery. */
    sealed interface Result {
        /**
         * It is durable in the mailbox.
         *
         * @param place mailbox and number, for the log
         * @param again whether it had been there already, by its key
         */
        record Stored(String place, boolean again) implements Result {}

        /**
         * The account has no room for it.
         *
         * @param forGood whether the sender is told at once (552 5.2.2), instead of when it is too
         *     old (452 4.2.2); the operator decides
         */
        record OverQuota(boolean forGood) implements Result {}

        /** Nobody is known by that name any more. */
        record NoSuchRecipient() implements Result {}

        /**
         * The disk is full.
         *
         * @param detail for the log
         */
        record Full(String detail) implements Result {}

        /**
         * It could not be stored now, or the content could not be read.
         *
         * @param detail for the log
         */
        record Failed(String detail) implements Result {}
    }
}
