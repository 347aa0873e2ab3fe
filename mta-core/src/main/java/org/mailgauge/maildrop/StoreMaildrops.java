package org.mailgauge.maildrop;

import org.mailgauge.address.Mailbox;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Refusal;
import org.mailgauge.store.UidSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The INBOXes of a mail store as maildrops. An account that can log in and has no mailboxes yet
 * gets them at its first session. Safe for use by any thread.
 *
 * <p>The exclusive-access lock is one of this server; sessions of other protocols, and of other
 * servers on the same store, are what {@link Maildrop.Reading.Missing} is for.
 */
public final class StoreMaildrops implements Maildrops {
    private static final Logger LOG = LoggerFactory.getLogger(StoreMaildrops.class);

    private final MailStore store;
    private final HeaderKinds headers = new HeaderKinds();
    private final Set<AccountName> open = ConcurrentHashMap.newKeySet();

    public StoreMaildrops(MailStore store) {
        this.store = store;
    }

    @Override
    public Opening open(Mailbox account) {
        var name = AccountName.of(account);
        if (!open.add(name)) {
            return new Opening.InUse();
        }
        Opening opening = new Opening.Unavailable(true);
        try {
            opening = opened(name);
        } catch (IOException e) {
            LOG.warn("maildrop of {} cannot be opened", name, e);
        } finally {
            if (!(opening instanceof Opening.Opened)) {
                open.remove(name);
            }
        }
        return opening;
    }

    private Opening opened(AccountName name) throws IOException {
        var account = account(name);
        var inbox = account.isEmpty() ? Optional.<MailboxStore>empty() : inbox(account.get());
        if (inbox.isEmpty()) {
            return new Opening.Unavailable(true);
        }
        return switch (inbox.get().open(MailboxStore.Mode.READ_ONLY, () -> {})) {
            case Outcome.Done<MailboxView>(var view) -> {
                try (view) {
                    yield new Opening.Opened(drop(name, inbox.get(), view));
                }
            }
            case Outcome.Refused<MailboxView>(var why) -> {
                LOG.warn("INBOX of {} cannot be opened: {}", name, why);
                yield new Opening.Unavailable(true);
            }
        };
    }

    private Optional<AccountStore> account(AccountName name) throws IOException {
        var found = store.account(name);
        if (found.isPresent()) {
            return found;
        }
        if (store.create(name) instanceof Outcome.Refused<?>(var why)
                && !(why instanceof Refusal.AlreadyExists)) {
            LOG.warn("mailboxes of {} cannot be made: {}", name, why);
        }
        return store.account(name);
    }

    private static Optional<MailboxStore> inbox(AccountStore account) throws IOException {
        return account.mailbox(MailboxName.INBOX);
    }

    private Maildrop drop(AccountName name, MailboxStore inbox, MailboxView view)
            throws IOException {
        var uids = new long[view.messages()];
        var octets = new long[uids.length];
        int[] at = {0};
        view.visit(
                UidSet.ALL,
                message -> {
                    uids[at[0]] = message.uid();
                    octets[at[0]++] = message.octets();
                    return true;
                });
        var listing =
                new StoreListing(
                        inbox, view.opened().mailbox().uidValidity(), uids, octets, headers);
        return new StoreMaildrop(inbox, listing, () -> open.remove(name));
    }
}
