package org.mailgauge.deliver;

import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.Mailbox;
import org.mailgauge.auth.Account;
import org.mailgauge.auth.Accounts;
import org.mailgauge.config.MailboxConfig;
import org.mailgauge.deliver.Addressees.Addressee;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.DeliveryKey;
import org.mailgauge.store.Flags;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Quota;
import org.mailgauge.store.Refusal;
import org.mailgauge.store.Stored;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The mailboxes of a mail store, of those who have an account: each account has an INBOX from its
 * beginning on; one that is removed keeps its mail, gets none, and finds it again when it comes
 * back. Safe for use by any thread.
 */
public final class StoreMailboxes implements Mailboxes, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreMailboxes.class);

    private final MailStore store;
    private final Addressees addressees;
    private final Accounts.Subscription subscription;

    /** Stores of accounts that had mail; one that is of no account any more refuses, and goes. */
    private final Map<AccountName, AccountStore> opened = new ConcurrentHashMap<>();

    private volatile MailboxConfig config;

    /**
     * Makes sure that every account has its mailboxes, now and when it is added.
     *
     * @throws IOException when the store fails
     */
    public StoreMailboxes(MailStore store, Accounts accounts, MailboxConfig config)
            throws IOException {
        this.store = store;
        this.config = config;
        addressees = new Addressees(accounts);
        subscription = accounts.subscribe(new Follower());
        for (var account : accounts.list()) {
            prepare(account);
        }
    }

    /**
     * Changes how recipients lead to accounts, and what is answered, from now on. Quotas are those
     * of accounts that are added from now on, until the next start.
     */
    public void configure(MailboxConfig other) {
        config = other;
    }

    @Override
    public Answer find(ForwardPath to) {
        return addressees.find(to, config).isPresent() ? new Answer.Known() : new Answer.Unknown();
    }

    @Override
    public Result deliver(Delivery delivery) {
        var now = config;
        var addressee = addressees.find(delivery.to(), now);
        if (addressee.isEmpty()) {
            return new Result.NoSuchRecipient();
        }
        try {
            var result = deliver(addressee.get(), delivery, now);
            if (result instanceof Result.NoSuchRecipient) {
                opened.remove(AccountName.of(addressee.get().account().address()));
                result = deliver(addressee.get(), delivery, now);
            }
            return result;
        } catch (IOException failed) {
            return new Result.Failed(String.valueOf(failed.getMessage()));
        }
    }

    private Result deliver(Addressee addressee, Delivery delivery, MailboxConfig now)
            throws IOException {
        var account = opened(addressee.account());
        var key =
                delivery.key() == null
                        ? null
                        : new DeliveryKey(delivery.key().id(), delivery.key().ordinal());
        var message = new NewMessage(delivery.content(), Flags.NONE, delivery.arrived());
        var mailbox = now.folders() ? folder(account, addressee.detail()) : MailboxName.INBOX;
        var outcome = account.deliver(key, mailbox, message);
        if (outcome instanceof Outcome.Refused<Stored>(Refusal.NoSuchMailbox _)
                && !mailbox.equals(MailboxName.INBOX)) {
            mailbox = MailboxName.INBOX; // it has just gone
            outcome = account.deliver(key, mailbox, message);
        }
        return result(outcome, account.name() + " " + mailbox.text(), now);
    }

    /** The mailbox of a sub-address where there is one, else INBOX. */
    private static MailboxName folder(AccountStore account, String detail) throws IOException {
        if (MailboxName.parse(detail) instanceof MailboxName.Parsed.Name(var name)
                && account.mailbox(name).isPresent()) {
            return name;
        }
        return MailboxName.INBOX;
    }

    private static Result result(Outcome<Stored> outcome, String place, MailboxConfig now) {
        return switch (outcome) {
            case Outcome.Done<Stored>(var stored) ->
                    new Result.Stored(place + " " + stored.uids(), false);
            case Outcome.Refused<Stored>(var why) ->
                    switch (why) {
                        case Refusal.AlreadyStored _ -> new Result.Stored(place, true);
                        case Refusal.OverQuota _ -> new Result.OverQuota(now.overQuotaForGood());
                        case Refusal.Full(var detail) -> new Result.Full(detail);
                        case Refusal.Busy(var detail) -> new Result.Failed(detail);
                        case Refusal.NoSuchAccount _ -> new Result.NoSuchRecipient();
                        case Refusal.NoSuchMailbox _,
                                Refusal.NoSuchMessage _,
                                Refusal.AlreadyExists _,
                                Refusal.UseTaken _,
                                Refusal.TooMany _,
                                Refusal.TooBig _,
                                Refusal.BadName _,
                                Refusal.NotAllowed _ ->
                                new Result.Failed(place + ": " + why);
                    };
        };
    }

    private AccountStore opened(Account account) throws IOException {
        var name = AccountName.of(account.address());
        var known = opened.get(name);
        if (known == null) {
            known = prepare(account);
            opened.put(name, known);
        }
        return known;
    }

    /** The mail of an account, made when it is new. */
    private AccountStore prepare(Account account) throws IOException {
        var name = AccountName.of(account.address());
        var known = store.account(name);
        if (known.isPresent()) {
            return known.get();
        }
        var made = store.create(name);
        var opened = store.account(name);
        if (opened.isEmpty()) {
            throw new IOException("no mailboxes for " + name + ": " + made);
        }
        if (config.quotaOctets() > 0) {
            opened.get().limit(new Quota(config.quotaOctets(), Quota.UNLIMITED));
        }
        return opened.get();
    }

    /** Follows the accounts; what fails here is tried again when mail comes. */
    private final class Follower implements Accounts.Listener {
        @Override
        public void changed(Account account) {
            try {
                prepare(account);
            } catch (IOException failed) {
                LOG.error("no mailboxes for {}", account.address(), failed);
            }
        }

        @Override
        public void removed(Mailbox address) {
            opened.remove(AccountName.of(address));
            LOG.info("{} is no account any more; its mail is kept", address);
        }
    }

    /** Follows the accounts no more; the store stays open. */
    @Override
    public void close() {
        subscription.close();
    }
}
