package org.mailgauge.smtp;

/** What a transaction came to for one recipient. The reply is the peer's, or ours for a fault. */
public sealed interface RecipientResult {

    /** The peer took responsibility: 2yz to the content. */
    record Accepted(SmtpReply reply) implements RecipientResult {}

    /** A transient failure. */
    record TryLater(SmtpReply reply) implements RecipientResult {}

    /** A permanent failure by our own judgement: the peer cannot take what we have. */
    record Unfit(SmtpReply reply) implements RecipientResult {}

    /** A permanent failure. */
    record Refused(SmtpReply reply) implements RecipientResult {}
}
