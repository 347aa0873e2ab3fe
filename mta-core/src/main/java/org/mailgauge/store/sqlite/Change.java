package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mailbox.UidSet;

import java.util.List;

/**
 * What a record of the log says. Absolute: to apply a row of changes again, from any of them on,
 * leads to the same state. Numbers are of the shard; dates are seconds since 1970; arrays belong to
 * the change.
 */
sealed interface Change {

    /** No date. */
    long NEVER = -1;

    /** An account as it is now. */
    record AccountPut(
            long account,
            String id,
            String name,
            long created,
            long removed,
            long quotaOctets,
            long quotaMessages)
            implements Change {}

    /** An account is forgotten with all that it has. */
    record AccountGone(long account) implements Change {}

    /**
     * A mailbox as it is now, but for its messages.
     *
     * @param uidNext at least so much
     * @param modSequence at least so much
     * @param uses bits of the special uses
     */
    record MailboxPut(
            long mailbox,
            long account,
            String id,
            String name,
            long uidValidity,
            long uidNext,
            long modSequence,
            int uses,
            long removed)
            implements Change {}

    /** A mailbox is forgotten with all that it has. */
    record MailboxGone(long mailbox) implements Change {}

    /** The keywords of a mailbox in the order of their bits. */
    record KeywordsPut(long mailbox, List<String> keywords) implements Change {}

    /** A mailbox of that name once had that UIDVALIDITY. */
    record NameShown(long account, String name, long uidValidity) implements Change {}

    /** Messages below that UID are no longer recent. */
    record Claimed(long mailbox, long uid) implements Change {}

    /** A message is in a mailbox. */
    record MessagePut(long mailbox, Message message) implements Change {}

    /**
     * A row of a mailbox.
     *
     * @param keywords bits in the order of {@link KeywordsPut}
     * @param traits bits of the content's {@link org.mailgauge.mime.Traits}
     */
    record Message(
            long uid,
            long modSequence,
            int flags,
            long keywords,
            long octets,
            long date,
            long saved,
            long content,
            long email,
            long thread,
            int traits) {

        /** The same with other flags. */
        Message flagged(long modSequenceNow, int flagsNow, long keywordsNow) {
            return new Message(
                    uid,
                    modSequenceNow,
                    flagsNow,
                    keywordsNow,
                    octets,
                    date,
                    saved,
                    content,
                    email,
                    thread,
                    traits);
        }
    }

    /** Messages have these flags. */
    record FlagsPut(long mailbox, long modSequence, long[] uids, int[] flags, long[] keywords)
            implements Change {}

    /**
     * Messages are gone from a mailbox.
     *
     * @param removed when, for those that are retained; {@link #NEVER} for those that are not
     */
    record Expunged(long mailbox, long modSequence, UidSet uids, long removed) implements Change {}

    /** Messages are retained no longer. */
    record RetainedGone(long mailbox, UidSet uids) implements Change {}

    /** A name is subscribed or not. */
    record SubscriptionPut(long account, String name, boolean subscribed) implements Change {}

    /** Rights of an identifier; empty for none. */
    record RightsPut(long mailbox, String identifier, String rights) implements Change {}

    /**
     * An annotation.
     *
     * @param mailbox 0 for the account's
     * @param user empty for a shared one
     * @param value null when it is removed
     */
    record AnnotationPut(
            long account, long mailbox, String user, String path, byte @Nullable [] value)
            implements Change {}

    /** A delivery of the queue was taken. */
    record Delivered(long high, long low, int recipient, long until) implements Change {}

    /**
     * Keys that belong to a thread, unless they belong to one.
     *
     * @param born rises from thread to thread
     */
    record ThreadKeys(long account, long thread, long born, long[] keys) implements Change {}

    /**
     * A content is stored.
     *
     * @param place of its frame, or that of contents with a file of their own
     * @param span octets of the log that it takes
     * @param summary empty when there is none
     */
    record ContentPut(long content, long octets, long place, long span, byte[] summary)
            implements Change {}

    /** The summary of a content, unless the content is gone. */
    record SummaryPut(long content, byte[] summary) implements Change {}

    /** A content lies elsewhere now. */
    record ContentMoved(long content, long place, long span) implements Change {}

    /** What vanished from a mailbox up to a mod-sequence is no longer known. */
    record HistoryForgotten(long mailbox, long modSequence) implements Change {}

    /** Texts belong to no thread any longer. */
    record ThreadKeysGone(long account, long[] keys) implements Change {}

    /** All messages of a mailbox have that mod-sequence. */
    record Remarked(long mailbox, long modSequence) implements Change {}

    /** The one mailbox that it is about; 0 for an account or none. */
    default long subject() {
        return switch (this) {
            case MailboxPut c -> c.mailbox;
            case MailboxGone c -> c.mailbox;
            case KeywordsPut c -> c.mailbox;
            case Claimed c -> c.mailbox;
            case MessagePut c -> c.mailbox;
            case FlagsPut c -> c.mailbox;
            case Expunged c -> c.mailbox;
            case RetainedGone c -> c.mailbox;
            case RightsPut c -> c.mailbox;
            case AnnotationPut c -> c.mailbox;
            case HistoryForgotten c -> c.mailbox;
            case Remarked c -> c.mailbox;
            case AccountPut _,
                    AccountGone _,
                    NameShown _,
                    SubscriptionPut _,
                    Delivered _,
                    ThreadKeys _,
                    ThreadKeysGone _,
                    ContentPut _,
                    SummaryPut _,
                    ContentMoved _ ->
                    0;
        };
    }
}
