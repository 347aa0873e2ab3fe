package org.mailgauge.maildrop;

import org.mailgauge.address.Mailbox;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.mime.Summary;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The INBOXes of a mail store as maildrops. An account that can log in and has no mailboxes yet
 * gets them at its first session. Safe for use by any thread.
 *
 * <p>The exclusive-access lock is one of this server; sessions of other protocols, and of other
 * servers on the same store, are what {@link Maildrop.Reading.Missing} is for. Who comes while it
 * is held waits a moment for it: a client may be back before we have seen that it was gone. {@code
 * lock} guards who holds what.
 */
public final class StoreMaildrops implements Maildrops {
    private static final Logger LOG = LoggerFactory.getLogger(StoreMaildrops.class);

    private static final Duration WAIT = Duration.ofSeconds(3);

    private final MailStore store;

    /** Sessions that may hold messages which their clients are likely to want next. */
    private final Semaphore aheads = new Semaphore(64);

    private final Duration wait;
    private final ReentrantLock lock = new ReentrantLock();

    /** Whose maildrops are open, and what tells that one is not any more. */
    private final Map<AccountName, Condition> open = new HashMap<>();

    public StoreMaildrops(MailStore store) {
        this(store, WAIT);
    }

    /**
     * @param wait so long a session waits for the one before it to end
     */
    StoreMaildrops(MailStore store, Duration wait) {
        this.store = store;
        this.wait = wait;
    }

    @Override
    public Opening open(Mailbox account) {
        var name = AccountName.of(account);
        if (!acquire(name)) {
            return new Opening.InUse();
        }
        Opening opening = new Opening.Unavailable(true);
        try {
            opening = opened(name);
        } catch (IOException e) {
            LOG.warn("maildrop of {} cannot be opened", name, e);
        } finally {
            if (!(opening instanceof Opening.Opened)) {
                release(name);
            }
        }
        return opening;
    }

    /** Waits for the session before, which may be about to end. */
    private boolean acquire(AccountName name) {
        long left = wait.toNanos();
        lock.lock();
        try {
            for (var holder = open.get(name); holder != null; holder = open.get(name)) {
                if (left <= 0) {
                    return false;
                }
                left = holder.awaitNanos(left);
            }
            open.put(name, lock.newCondition());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void release(AccountName name) {
        lock.lock();
        try {
            var holder = open.remove(name);
            if (holder != null) {
                holder.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private Opening opened(AccountName name) throws IOException {
        var inbox = inbox(name);
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

    private Optional<MailboxStore> inbox(AccountName name) throws IOException {
        var found = store.mailbox(name, MailboxName.INBOX);
        if (found.isPresent()) {
            return found;
        }
        return switch (store.accountOrNew(name)) {
            case Outcome.Done<AccountStore>(var account) -> account.mailbox(MailboxName.INBOX);
            case Outcome.Refused<AccountStore>(var why) -> {
                LOG.warn("mailboxes of {} cannot be made: {}", name, why);
                yield Optional.empty();
            }
        };
    }

    private Maildrop drop(AccountName name, MailboxStore inbox, MailboxView view)
            throws IOException {
        var uids = new long[view.messages()];
        var octets = new long[uids.length];
        var listing = new StoreListing(view.uidValidity(), uids, octets);
        var unknown = new UidSet.Builder();
        for (int i = 0; i < uids.length; i++) {
            uids[i] = view.uid(i + 1);
            octets[i] = view.octets(i + 1);
            var traits = view.traits(i + 1);
            if (traits.known()) {
                listing.know(i, traits);
            } else {
                unknown.add(uids[i]);
            }
        }
        look(inbox, unknown.build(), view, listing);
        var contents = new ReadAhead(inbox, uids, octets, aheads);
        return new StoreMaildrop(inbox, listing, contents, () -> release(name));
    }

    /** Completes the listing with messages of which the store itself knows too little. */
    private static void look(
            MailboxStore inbox, UidSet unknown, MailboxView view, StoreListing listing)
            throws IOException {
        if (unknown.isEmpty()) {
            return;
        }
        inbox.summaries(
                unknown,
                new MailboxStore.SummaryVisitor() {
                    @Override
                    public boolean see(long uid, Summary summary) {
                        listing.know(view.sequence(uid) - 1, summary.traits());
                        return true;
                    }

                    @Override
                    public boolean unreadable(long uid) {
                        return true; // nobody can be given it, as reading it will say
                    }
                });
    }
}
