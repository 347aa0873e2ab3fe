package org.mailgauge.mailaccess;

import org.mailgauge.address.Mailbox;
import org.mailgauge.port.Time;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The accounts of a mail store, for those who log in. An account that can log in and has no
 * mailboxes yet gets them at its first session. Safe for use by any thread.
 */
public final class MailAccounts {
    private static final Logger LOG = LoggerFactory.getLogger(MailAccounts.class);

    private final MailStore store;
    private final Time time;
    private final Searches searches;
    private final int mostSessions;

    /** How many sessions an account has; without those that have none. */
    private final ConcurrentMap<AccountName, Integer> sessions = new ConcurrentHashMap<>();

    private volatile long mostOctets;

    /**
     * @param mostOctets of a message that is appended
     * @param mostSessions of an account at a time
     */
    public MailAccounts(MailStore store, Time time, long mostOctets, int mostSessions) {
        this(store, time, mostOctets, mostSessions, SearchIndex.NONE);
    }

    /**
     * The same.
     *
     * @param index of the store's texts
     */
    public MailAccounts(
            MailStore store, Time time, long mostOctets, int mostSessions, SearchIndex index) {
        this(store, time, mostOctets, mostSessions, index, Runtime.getRuntime().maxMemory() / 4);
    }

    /**
     * The same.
     *
     * @param rowOctets of memory for what is sorted and threaded at a time
     */
    public MailAccounts(
            MailStore store,
            Time time,
            long mostOctets,
            int mostSessions,
            SearchIndex index,
            long rowOctets) {
        this.store = store;
        this.time = time;
        searches = new Searches(new SearchTurns(), index, new RowMemory(rowOctets));
        this.mostOctets = mostOctets;
        this.mostSessions = mostSessions;
    }

    /** What came of opening an account. */
    public sealed interface Opening {

        /** The session's way to it, to be closed. */
        record Opened(MailAccess access) implements Opening {}

        /** It has as many sessions as it may have. */
        record Crowded() implements Opening {}

        /** It can't be read or made now. */
        record Unavailable() implements Opening {}
    }

    /** Whether texts are indexed. */
    public boolean isIndexed() {
        return !searches.index().equals(SearchIndex.NONE);
    }

    /** Octets that a message which is appended may have. */
    public long mostOctets() {
        return mostOctets;
    }

    /** Opens an account's mailboxes for a session. */
    public Opening open(Mailbox account, SessionPorts session) {
        var name = AccountName.of(account);
        if (!enter(name)) {
            return new Opening.Crowded();
        }
        Opening opening = new Opening.Unavailable();
        try {
            opening = opened(name, session);
        } catch (IOException e) {
            LOG.warn("mailboxes of {} cannot be opened", name, e);
        } finally {
            if (!(opening instanceof Opening.Opened)) {
                leave(name);
            }
        }
        return opening;
    }

    private Opening opened(AccountName name, SessionPorts session) throws IOException {
        return switch (store.accountOrNew(name)) {
            case Outcome.Done<AccountStore>(var account) ->
                    new Opening.Opened(
                            new MailAccess(
                                    store,
                                    account,
                                    time,
                                    mostOctets,
                                    session,
                                    () -> leave(name),
                                    searches));
            case Outcome.Refused<AccountStore>(var why) -> {
                LOG.warn("mailboxes of {} cannot be made: {}", name, why);
                yield new Opening.Unavailable();
            }
        };
    }

    /**
     * Takes another size for sessions that begin from now on.
     *
     * @param octets of a message that is appended, at most
     */
    public void configure(long octets) {
        mostOctets = octets;
    }

    private boolean enter(AccountName name) {
        if (sessions.merge(name, 1, Integer::sum) <= mostSessions) {
            return true;
        }
        leave(name);
        return false;
    }

    private void leave(AccountName name) {
        sessions.computeIfPresent(name, (_, now) -> now > 1 ? now - 1 : null);
    }
}
