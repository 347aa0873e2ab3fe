package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;
import org.mailgauge.host.HostTasks;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;

import java.io.IOException;
import java.time.Duration;

/**
 * The files of a running server's mail store, held for a backup: a thread says again and again that
 * it goes on. Safe for use by any thread.
 */
final class ServerHold implements Holding, AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(15);
    private static final Duration ENOUGH = Duration.ofSeconds(10);

    /** What nobody else uses need not be held. */
    static final Holding NONE =
            new Holding() {
                @Override
                public void check() {
                    // Its folder is locked.
                }

                @Override
                public void end() {
                    // Nothing was held.
                }
            };

    /** The server does not hold the files any longer. */
    static final class LostException extends IOException {
        private static final long serialVersionUID = 1;

        LostException(String why) {
            super(
                    "the server no longer kept its files for this backup ("
                            + why
                            + "); nothing is left of the copy: try again");
        }
    }

    private final ApiClient client;
    private final Time time;
    private final String form;
    private final HostTasks tasks = new HostTasks(1);
    private final Tasks.Task renewing;
    private volatile @Nullable String lost;
    private volatile boolean ended;

    private ServerHold(ApiClient client, Time time, String form) {
        this.client = client;
        this.time = time;
        this.form = form;
        this.renewing = tasks.startPlatform("hold", this::renew);
    }

    /** Has the server hold them. */
    static ServerHold take(ApiClient client, Time time) throws Failure {
        var answer = client.post("backup/begin", "").tree();
        var number = answer.path("hold").asLong();
        return new ServerHold(client, time, new Form().put("hold", number).toString());
    }

    private void renew() {
        try {
            while (!ended && lost == null) {
                time.sleep(PAUSE);
                if (!ended) {
                    client.post("backup/renew", form);
                }
            }
        } catch (Failure e) {
            lost = e.line();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void check() throws IOException {
        var why = lost;
        if (why != null) {
            throw new LostException(why);
        }
    }

    @Override
    public void end() throws IOException {
        check();
        ended = true;
        try {
            client.post("backup/end", form);
        } catch (Failure e) {
            throw new LostException(e.line());
        }
    }

    /** Lets them go, whatever happened. */
    @Override
    public void close() {
        boolean open = !ended;
        ended = true;
        renewing.interrupt();
        try {
            renewing.join(ENOUGH);
            if (open && lost == null) {
                client.post("backup/end", form);
            }
        } catch (Failure _) {
            // The server lets them go by itself.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            tasks.close();
        }
    }
}
