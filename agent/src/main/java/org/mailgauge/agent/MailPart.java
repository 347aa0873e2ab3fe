package org.mailgauge.agent;

import org.jspecify.annotations.Nullable;
import org.mailgauge.AccessSetup;
import org.mailgauge.Version;
import org.mailgauge.agent.conf.AccessConfig;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.auth.Accounts;
import org.mailgauge.auth.LoginService;
import org.mailgauge.deliver.Mailboxes;
import org.mailgauge.deliver.StoreMailboxes;
import org.mailgauge.disk.Space;
import org.mailgauge.fulltext.FulltextIndex;
import org.mailgauge.mailaccess.MailAccounts;
import org.mailgauge.mailaccess.SearchIndex;
import org.mailgauge.maildrop.StoreMaildrops;
import org.mailgauge.observe.Distribution;
import org.mailgauge.observe.Probe;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.sqlite.FileHold;
import org.mailgauge.store.sqlite.SqliteMailStore;
import org.mailgauge.store.sqlite.StoreEvents;
import org.mailgauge.wire.ImapProtocol;
import org.mailgauge.wire.Pop3Protocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;

/**
 * The mailboxes of this server: the store, open; what is delivered into it, and what users get out.
 * Safe for use by any thread; opened and closed on a platform thread.
 */
final class MailPart implements Probe, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MailPart.class);

    /** Where it is, in the data directory. */
    static final String FOLDER = "store";

    /** Where the index of texts is. */
    static final String INDEX_FOLDER = "search-index";

    private final SqliteMailStore store;
    private final @Nullable FulltextIndex index;
    private final StoreMailboxes mailboxes;
    private final MailAccounts accounts;

    private MailPart(
            SqliteMailStore store,
            @Nullable FulltextIndex index,
            Accounts accounts,
            AgentConfig config,
            Time time)
            throws IOException {
        this.store = store;
        this.index = index;
        mailboxes = new StoreMailboxes(store, accounts, config.mailboxes());
        var sessions = config.imap().limits().sessions();
        this.accounts =
                new MailAccounts(
                        store,
                        time,
                        config.mta().maxMessageOctets(),
                        sessions,
                        index == null ? SearchIndex.NONE : index);
    }

    /**
     * Opens it; recovers what has to be.
     *
     * @param disk of the data directory, which this process has locked
     */
    static MailPart open(
            AgentConfig config,
            Accounts accounts,
            Disk disk,
            Tasks tasks,
            Time time,
            Entropy entropy)
            throws IOException {
        var store =
                new SqliteMailStore(
                        disk,
                        config.dataDir(),
                        FOLDER,
                        time,
                        tasks,
                        entropy,
                        config.store(),
                        new Told());
        FulltextIndex index = null;
        boolean done = false;
        try {
            index = config.searchIndex() ? index(config, store, disk, tasks, time) : null;
            var part = new MailPart(store, index, accounts, config, time);
            done = true;
            return part;
        } finally {
            if (!done) {
                close(index, store);
            }
        }
    }

    private static FulltextIndex index(
            AgentConfig config, MailStore store, Disk disk, Tasks tasks, Time time) {
        var settings = config.store();
        return FulltextIndex.start(
                new FulltextIndex.Parts(store, disk, config.dataDir(), time, tasks),
                INDEX_FOLDER,
                new Space(disk, time, settings.reserveOctets(), settings.reserveInodes()));
    }

    /** What is returned takes another configuration, without fail. */
    Runnable prepare(AgentConfig next) {
        return () -> {
            mailboxes.configure(next.mailboxes());
            accounts.configure(next.mta().maxMessageOctets());
        };
    }

    FileHold hold() {
        return store.hold();
    }

    MailStore store() {
        return store;
    }

    Mailboxes mailboxes() {
        return mailboxes;
    }

    /** How users get at it. */
    List<AccessSetup> access(AgentConfig config, LoginService logins) {
        var hostname = config.mta().hostname();
        var pop3 = config.pop3();
        var imap = config.imap();
        return List.of(
                new AccessSetup(
                        listeners(pop3),
                        Pop3Protocol.of(hostname, pop3.limits(), new StoreMaildrops(store)),
                        logins),
                new AccessSetup(
                        listeners(imap),
                        ImapProtocol.of(hostname, Version.current(), imap.limits(), accounts),
                        logins));
    }

    private static List<AccessSetup.At> listeners(AccessConfig<?> config) {
        var listeners = new ArrayList<AccessSetup.At>();
        if (config.listen() != null) {
            listeners.add(new AccessSetup.At(false, config.listen()));
        }
        if (config.listenTls() != null) {
            listeners.add(new AccessSetup.At(true, config.listenTls()));
        }
        return listeners;
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        store.read(into);
        if (index != null) {
            index.read(into);
        }
    }

    @Override
    public void distributions(Consumer<Distribution> into) {
        store.distributions(into);
    }

    @Override
    public void close() throws IOException {
        mailboxes.close();
        close(index, store);
    }

    /** The index works with the store, so it ends first. */
    private static void close(@Nullable FulltextIndex index, MailStore store) throws IOException {
        if (index != null) {
            index.close();
        }
        store.close();
    }

    /** Tells the log. */
    private static final class Told implements StoreEvents {
        @Override
        public void rebuilt(int shard, String why, long records) {
            LOG.warn(
                    "index {} of the mail store is made anew ({}): {} records",
                    shard,
                    why,
                    records);
        }

        @Override
        public void resumed(int shard, int mailboxes) {
            LOG.info(
                    "{} mailboxes of shard {} come from a backup and go on behind a gap of UIDs",
                    mailboxes,
                    shard);
        }

        @Override
        public void renewed(int shard, int mailboxes) {
            LOG.warn(
                    "{} mailboxes of shard {} may have lost mail and have a new UIDVALIDITY",
                    mailboxes,
                    shard);
        }

        @Override
        public void damaged(Damage damage) {
            LOG.error("the mail store is damaged, and set aside: {}", damage);
        }

        @Override
        public void failed(String what, Exception why) {
            LOG.error("the mail store cannot {}", what, why);
        }
    }
}
