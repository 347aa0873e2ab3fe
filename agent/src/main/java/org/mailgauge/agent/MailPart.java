package org.mailgauge.agent;

import org.mailgauge.Pop3Setup;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.conf.Pop3Config;
import org.mailgauge.auth.Accounts;
import org.mailgauge.auth.LoginService;
import org.mailgauge.config.MailboxConfig;
import org.mailgauge.deliver.Mailboxes;
import org.mailgauge.deliver.StoreMailboxes;
import org.mailgauge.maildrop.StoreMaildrops;
import org.mailgauge.observe.Distribution;
import org.mailgauge.observe.Probe;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.sqlite.SqliteMailStore;
import org.mailgauge.store.sqlite.StoreEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;

/**
 * The mailboxes of this server: the store, open; what is delivered into it, and what POP3 gets out.
 * Safe for use by any thread; opened and closed on a platform thread.
 */
final class MailPart implements Probe, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MailPart.class);

    /** Where it is, in the data directory. */
    static final String FOLDER = "store";

    private final SqliteMailStore store;
    private final StoreMailboxes mailboxes;

    private MailPart(SqliteMailStore store, Accounts accounts, MailboxConfig config)
            throws IOException {
        this.store = store;
        mailboxes = new StoreMailboxes(store, accounts, config);
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
        boolean done = false;
        try {
            var part = new MailPart(store, accounts, config.mailboxes());
            done = true;
            return part;
        } finally {
            if (!done) {
                store.close();
            }
        }
    }

    /** What is returned takes another configuration, without fail. */
    Runnable prepare(AgentConfig next) {
        return () -> mailboxes.configure(next.mailboxes());
    }

    MailStore store() {
        return store;
    }

    Mailboxes mailboxes() {
        return mailboxes;
    }

    /** What POP3 is to offer. */
    Pop3Setup pop3(Pop3Config config, LoginService logins) {
        var listeners = new ArrayList<Pop3Setup.At>();
        if (config.listen() != null) {
            listeners.add(new Pop3Setup.At(false, config.listen()));
        }
        if (config.listenTls() != null) {
            listeners.add(new Pop3Setup.At(true, config.listenTls()));
        }
        return new Pop3Setup(listeners, config.limits(), logins, new StoreMaildrops(store));
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        store.read(into);
    }

    @Override
    public void distributions(Consumer<Distribution> into) {
        store.distributions(into);
    }

    @Override
    public void close() throws IOException {
        mailboxes.close();
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
