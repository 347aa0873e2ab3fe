package org.mailgauge.store;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * The mail of one account. Safe for use by any thread. Rights are the caller's business: what is
 * kept in an {@link Acl} is not checked here. After the account was removed every change is refused
 * with {@link Refusal.NoSuchAccount}, and nothing is found.
 *
 * <p>A mailbox exists or it does not; there are no {@code \Noselect} mailboxes. A name without a
 * mailbox which others are below of is for LIST to show (RFC 9051 section 7.3.1, {@code
 * \NonExistent}).
 */
public interface AccountStore extends Annotated {

    AccountName name();

    /** All mailboxes by name, INBOX among them. */
    List<MailboxInfo> mailboxes() throws IOException;

    /** The mailbox of a name. */
    Optional<MailboxStore> mailbox(MailboxName name) throws IOException;

    /** The mailbox of an id, whatever its name is now. */
    Optional<MailboxStore> mailbox(ObjectId id) throws IOException;

    /**
     * Creates a mailbox, and those above it that do not exist (RFC 9051 section 6.3.4). Its
     * UIDVALIDITY is greater than any that the account has given, and than any of an earlier
     * account of that name.
     *
     * @param uses each may be given to one mailbox of the account only (RFC 6154)
     * @return the mailbox, or {@link Refusal.AlreadyExists}, {@link Refusal.UseTaken}, {@link
     *     Refusal.TooMany}, {@link Refusal.Full}, {@link Refusal.Busy}
     */
    Outcome<MailboxInfo> create(MailboxName name, Set<SpecialUse> uses) throws IOException;

    /**
     * Deletes a mailbox, not those below it. Its messages are retained as if they had been
     * expunged; its views end; a subscription stays.
     *
     * @return the mailbox that was, or {@link Refusal.NoSuchMailbox}, or {@link Refusal.NotAllowed}
     *     for INBOX
     */
    Outcome<MailboxInfo> delete(MailboxName name) throws IOException;

    /**
     * Renames a mailbox and all below it, and creates those above the new name that do not exist.
     * Ids, UIDs, mod-sequences, annotations and rights stay; subscriptions are of names and don't
     * move. UIDVALIDITY stays too, unless a mailbox of the new name once had a greater one: views
     * of it end, and it gets a new one, greater than any (RFC 9051 section 2.3.1.1: what a name
     * shows never goes down). A store may forget old names by treating names that it does not know
     * as if they had shown the greatest UIDVALIDITY that it has forgotten.
     *
     * <p>A name that no mailbox has can be renamed as well when there are mailboxes below it (RFC
     * 9051 section 6.3.6): these move, and no mailbox of the new name is made.
     *
     * <p>Of INBOX only the messages go, in the order of their UIDs, into a new mailbox (RFC 9051
     * section 6.3.6); INBOX stays with its id and UIDVALIDITY, and so do those below it.
     *
     * @return the mailbox under its new name, or the first below it when none has that, or {@link
     *     Refusal.NoSuchMailbox} for the old, {@link Refusal.AlreadyExists} for any of the new
     *     names, {@link Refusal.NotAllowed} for a name below its own, {@link Refusal.TooMany},
     *     {@link Refusal.BadName} when one below would get too long a name
     */
    Outcome<MailboxInfo> rename(MailboxName from, MailboxName to) throws IOException;

    /** Gives a mailbox these special uses instead of those it had. */
    Outcome<MailboxInfo> use(MailboxName name, Set<SpecialUse> uses) throws IOException;

    /** The names that are subscribed, of mailboxes that exist or not. */
    SortedSet<MailboxName> subscriptions() throws IOException;

    /**
     * Subscribes or unsubscribes a name; without effect when it is so already.
     *
     * @return whether it was otherwise, or {@link Refusal.TooMany}
     */
    Outcome<Boolean> subscribe(MailboxName name, boolean subscribed) throws IOException;

    /**
     * Takes a message from a queue. The key is remembered for 7 days (reckoned by the wall clock),
     * so that a second try after a crash makes no second copy, wherever the first has gone since.
     *
     * @param key null for a message that does not come from the queue
     * @return where it is, or {@link Refusal.NoSuchMailbox}, {@link Refusal.OverQuota}, {@link
     *     Refusal.Full}, {@link Refusal.Busy}, {@link Refusal.AlreadyStored} for a key that is
     *     known
     */
    Outcome<Stored> deliver(@Nullable DeliveryKey key, MailboxName to, NewMessage message)
            throws IOException;

    /** What is used, and what may be. Retained messages don't count. */
    QuotaUse quota() throws IOException;

    /** Whether so much more would be within the quota now. */
    default boolean hasRoom(long moreOctets, long moreMessages) throws IOException {
        return quota().hasRoom(moreOctets, moreMessages);
    }

    /** Sets what may be used; it may be less than what is. */
    Outcome<QuotaUse> limit(Quota quota) throws IOException;

    /**
     * What was expunged, or deleted with its mailbox, and can still be brought back: the latest
     * first.
     *
     * @param since when it was removed, at the earliest
     * @param most how many at most
     */
    List<Retained> retained(Instant since, int most) throws IOException;

    /**
     * Puts retained messages back, all or none, into a mailbox of now, in the order of the list:
     * with their flags but {@code \Deleted}, dates and object ids, under new UIDs, saved now. They
     * are retained no longer.
     *
     * @return where they are; or {@link Refusal.NoSuchMailbox}, {@link Refusal.NoSuchMessage} when
     *     one of them is not retained, {@link Refusal.OverQuota}, {@link Refusal.TooMany} keywords
     */
    Outcome<Stored> undelete(List<MessageKey> messages, MailboxName to) throws IOException;

    /**
     * Tells a listener of changes until the watch is closed.
     *
     * @return closing it may be done by any thread; a call that is under way may still end after it
     */
    Watch watch(StoreListener listener);

    /** What can be closed without a fault. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
