package org.mailgauge.store;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Accounts and their mail. Safe for use by any thread; each account's changes are in one order, in
 * which all of its readers see them.
 */
public interface MailStore extends AutoCloseable {

    /** What this store takes at most. */
    StoreLimits limits();

    /**
     * Makes an account with an empty INBOX and no quota. One of that name that was removed earlier
     * stays removed, and its mail does not come back.
     *
     * @return the account, or {@link Refusal.AlreadyExists}, {@link Refusal.Full}, {@link
     *     Refusal.Busy}
     */
    Outcome<AccountInfo> create(AccountName name) throws IOException;

    /**
     * Removes an account: no one can open it, its views end, and its mail is kept until it is
     * purged.
     *
     * @return the account as it now is, or {@link Refusal.NoSuchAccount}, {@link Refusal.Busy}
     */
    Outcome<AccountInfo> remove(AccountName name) throws IOException;

    /**
     * Brings a removed account back with all its mail, UIDs and UIDVALIDITYs.
     *
     * @return the account, or {@link Refusal.NoSuchAccount} when it was purged or is not removed,
     *     or {@link Refusal.AlreadyExists} when its name has been taken
     */
    Outcome<AccountInfo> restore(ObjectId account) throws IOException;

    /** All accounts by name, those that were removed and not yet purged too. */
    List<AccountInfo> accounts() throws IOException;

    /** The mail of an account; empty when there is none of that name or it was removed. */
    Optional<AccountStore> account(AccountName name) throws IOException;

    /**
     * Begins to take content that comes in pieces (APPEND, LMTP), to be stored in any number of
     * mailboxes afterwards.
     *
     * @return the draft, or {@link Refusal.Full}, {@link Refusal.Busy}
     */
    Outcome<ContentDraft> draft() throws IOException;

    /**
     * Forgets for ever what was removed before that instant: messages, mailboxes and accounts. The
     * store does so itself when its retention time is over.
     */
    void purge(Instant removedBefore) throws IOException;

    /** Ends all views, makes durable what is under way, and refuses what comes after. */
    @Override
    void close() throws IOException;
}
