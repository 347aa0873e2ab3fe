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
     * The mail of an account that can log in; one that has no mailboxes yet gets them now.
     *
     * @return the account, or why it could not be made
     */
    default Outcome<AccountStore> accountOrNew(AccountName name) throws IOException {
        var found = account(name);
        if (found.isPresent()) {
            return new Outcome.Done<>(found.get());
        }
        return switch (create(name)) {
            case Outcome.Refused<AccountInfo>(var why)
                    when !(why instanceof Refusal.AlreadyExists) ->
                    new Outcome.Refused<>(why);
            default ->
                    account(name)
                            .<Outcome<AccountStore>>map(Outcome.Done::new)
                            .orElseGet(() -> new Outcome.Refused<>(new Refusal.NoSuchAccount()));
        };
    }

    /** A mailbox of an account, as {@link #account} and {@link AccountStore#mailbox} find it. */
    default Optional<MailboxStore> mailbox(AccountName account, MailboxName name)
            throws IOException {
        var found = account(account);
        return found.isEmpty() ? Optional.empty() : found.get().mailbox(name);
    }

    /** Mailboxes of other accounts on which a user has rights, by owner and name. */
    List<Shared> shared(AccountName user) throws IOException;

    /**
     * Tells when the rights of a user on mailboxes of others may have changed, until the watch is
     * closed; as {@link StoreListener} is told.
     */
    AccountStore.Watch watchShared(AccountName user, Runnable changed);

    /**
     * The mail of another account that shares something with a user; empty when there is none. That
     * costs the same whether there is an account of that name or not.
     */
    default Optional<AccountStore> sharing(AccountName owner, AccountName user) throws IOException {
        boolean shares = shared(user).stream().anyMatch(one -> one.owner().equals(owner));
        return shares ? account(owner) : Optional.empty();
    }

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
