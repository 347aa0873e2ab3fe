package org.mailgauge.agent.cli;

import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.mailbox.StoreMail;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.store.sqlite.SqliteMailStore;
import org.mailgauge.store.sqlite.StoreEvents;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * The mail store of a server that does not run.
 *
 * @param time is closed with it
 */
record OfflineMail(HostTime time, HostTasks tasks, SqliteMailStore store) implements Closeable {

    /** The store's folder in the data directory. */
    static final String FOLDER = "store";

    private static final int IO_THREADS = 2;

    /** Opens it; what is wrong with it is said to {@code err}. */
    static OfflineMail open(DataFolder data, AgentConfig config, PrintWriter err)
            throws IOException {
        var time = new HostTime();
        var tasks = new HostTasks(IO_THREADS);
        try {
            return new OfflineMail(
                    time,
                    tasks,
                    new SqliteMailStore(
                            data.disk(),
                            config.dataDir(),
                            FOLDER,
                            time,
                            tasks,
                            new HostEntropy(),
                            config.store(),
                            new Told(err)));
        } catch (IOException | RuntimeException e) {
            tasks.close();
            time.close();
            throw e;
        }
    }

    StoreMail mail() {
        return new StoreMail(store);
    }

    @Override
    public void close() throws IOException {
        try {
            store.close();
        } finally {
            tasks.close();
            time.close();
        }
    }

    private record Told(PrintWriter err) implements StoreEvents {
        private void say(String what) {
            err.println("mailgauge: the mail store: " + what);
        }

        @Override
        public void rebuilt(int shard, String why, long records) {
            say("the index of shard " + shard + " was made anew: " + why);
        }

        @Override
        public void resumed(int shard, int mailboxes) {
            say(mailboxes + " mailboxes of shard " + shard + " go on behind a gap of UIDs");
        }

        @Override
        public void renewed(int shard, int mailboxes) {
            say(mailboxes + " mailboxes of shard " + shard + " have a new UIDVALIDITY");
        }

        @Override
        public void damaged(Damage damage) {
            say("damage in " + damage.file() + ": " + damage.what());
        }

        @Override
        public void failed(String what, Exception why) {
            say(what + " failed: " + why.getMessage());
        }
    }
}
