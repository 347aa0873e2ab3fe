package org.mailgauge.store;

/** Why the store did not do what it was asked to. {@code detail} is for logs, not for peers. */
public sealed interface Refusal {

    record NoSuchAccount() implements Refusal {}

    record NoSuchMailbox() implements Refusal {}

    /** A message that an operation names, and must be there, is not. */
    record NoSuchMessage(MessageKey message) implements Refusal {}

    record AlreadyExists(String name) implements Refusal {}

    /** A message with this delivery key was taken before; it may be anywhere by now. */
    record AlreadyStored() implements Refusal {}

    /** The account's quota; {@code use} is what is used without what was to come. */
    record OverQuota(QuotaUse use) implements Refusal {}

    /** Another mailbox of the account has this use. */
    record UseTaken(SpecialUse use, MailboxName by) implements Refusal {}

    /** More than {@link StoreLimits} allows. */
    record TooMany(Kind what, int most) implements Refusal {
        /** What is counted. */
        public enum Kind {
            KEYWORDS,
            MAILBOXES,
            SUBSCRIPTIONS,
            ANNOTATIONS,
            IDENTIFIERS
        }
    }

    /** An annotation's value has more octets than {@link StoreLimits} allows. */
    record TooBig(int most) implements Refusal {}

    /** A name that would come about is none; {@code why} is fit for a reply. */
    record BadName(String why) implements Refusal {}

    /** Never possible, as deleting INBOX; {@code why} is fit for a reply. */
    record NotAllowed(String why) implements Refusal {}

    /** No space or inodes on disk, or no UIDs in the mailbox. */
    record Full(String detail) implements Refusal {}

    /** It takes nothing now: overload, a disk that failed, stopping. Later it may. */
    record Busy(String detail) implements Refusal {}
}
