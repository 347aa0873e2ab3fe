package org.mailgauge.whole;

import org.jspecify.annotations.Nullable;
import org.mailgauge.MtaServer;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.deliver.Mailboxes;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.port.Crash;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.LocalAccess;
import org.mailgauge.port.Net;
import org.mailgauge.port.Resolver;
import org.mailgauge.port.Time;
import org.mailgauge.queue.journal.Journal;
import org.mailgauge.sim.SimConnection;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimLoop;
import org.mailgauge.sim.SimNet;
import org.mailgauge.sim.SimProcess;
import org.mailgauge.sim.SimTime;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One life of the MTA in the simulated world: a process that can be killed at any call to the disk
 * and at any kill point. From then on it reaches nothing: its disk is gone, its connections are
 * reset, its timers are forgotten.
 */
final class Life {
    /** Looks at the machine more often than this are made rarer, as hours pass here in no time. */
    private static final Duration OFTEN = Duration.ofMillis(250);

    private static final Duration RARELY = Duration.ofSeconds(15);

    /** The process has ended. */
    static final class Ended extends Error {
        private static final long serialVersionUID = 1;

        Ended(String where) {
            super(where, null, false, false);
        }
    }

    /** The world that a life is in. */
    record Around(SimLoop loop, SimTime time, SimNet net, Resolver resolver, Entropy entropy) {}

    private final Around around;
    private final SimDisk disk;
    private final SimProcess process;
    private final Outward outward = new Outward();
    private @Nullable MtaServer server;
    private Runnable death = () -> {};
    private boolean dead;
    private boolean stopping;
    private boolean stopped;
    private int passes = -1;
    private String point = "";

    Life(Around around, SimDisk disk) {
        this.around = around;
        this.disk = disk;
        this.process =
                new SimProcess(
                        around.loop(),
                        around.time(),
                        this::reached,
                        name -> name.startsWith("journal-") || name.equals("observer"));
    }

    /** The process ends at the n-th pass of that kill point; {@code then} takes its disk. */
    void dieAt(String killPoint, int nth, Runnable then) {
        point = killPoint;
        passes = nth;
        death = then;
    }

    private void reached(String passed) {
        if (!dead && passed.equals(point) && --passes == 0) {
            die();
            throw new Ended(passed);
        }
    }

    /** The process ends now. Its threads run to their end at {@link #bury}. */
    void die() {
        dead = true;
        disk.watch(null);
        death.run();
        outward.cut();
    }

    /** The same, for a place of the test's own. */
    void die(Runnable then) {
        death = then;
        die();
    }

    boolean dead() {
        return dead;
    }

    boolean stopped() {
        return stopped;
    }

    /** Lets its threads run to their end, but for those whose commit never comes. */
    void bury() {
        if (server != null) {
            server.journal().close();
        }
        process.abandon();
    }

    /** Starts it without mailboxes. @return false when that failed, or the process died in it */
    boolean start(MtaConfig config) {
        return start(config, Mailboxes.NONE);
    }

    /** Starts it. @return false when that failed, or the process died in it */
    boolean start(MtaConfig config, Mailboxes mailboxes) {
        try {
            var started =
                    ScopedValue.where(Crash.HOOK, this::reached)
                            .call(
                                    () ->
                                            MtaServer.start(
                                                    config,
                                                    new MtaServer.Presence(10, ""),
                                                    ports(),
                                                    mailboxes));
            server = started;
            started.onBroken(this::stop);
            return true;
        } catch (IOException | Ended failed) {
            return false;
        }
    }

    private MtaServer.Ports ports() {
        return new MtaServer.Ports(
                new Clock(), disk, outward, around.resolver(), around.entropy(), process);
    }

    MtaServer server() {
        var running = server;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running;
    }

    MtaSnapshot.Application seen() {
        return server().snapshots().fresh().applications().getFirst();
    }

    boolean healthy() {
        return server().journal().condition() instanceof Journal.Condition.Healthy;
    }

    /** Does what the committer and maintenance would do. */
    void work(int steps) {
        try {
            ScopedValue.where(Crash.HOOK, this::reached).run(() -> server().journal().step(steps));
        } catch (Ended _) {
            // Seen by dead().
        }
    }

    boolean stopping() {
        return stopping;
    }

    /** Begins an orderly stop. */
    void stop() {
        stopping = true;
        process.start(
                "stop",
                () -> {
                    server().stop(Duration.ofSeconds(10));
                    stopped = true;
                });
    }

    /** Runs something in a thread of the process. */
    void task(String name, Runnable body) {
        process.start(name, body);
    }

    List<Throwable> failures() {
        return process.failures().stream().filter(one -> !(one instanceof Ended)).toList();
    }

    /** Associations to that endpoint that are up or being tried. */
    int associations(Endpoint to) {
        return outward.to(to);
    }

    /** How many associations to that endpoint have been tried in this life. */
    int tried(Endpoint to) {
        return outward.tried(to);
    }

    @Override
    public String toString() {
        return process.toString();
    }

    /** Time as this process has it. */
    private final class Clock implements Time {
        @Override
        public Instant wall() {
            return around.time().wall();
        }

        @Override
        public long ticks() {
            return around.time().ticks();
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            if (dead) {
                return () -> {};
            }
            return around.time().after(rarely(delay), () -> fire(task));
        }

        private static Duration rarely(Duration delay) {
            boolean looks = delay.equals(OFTEN) || delay.equals(Duration.ofMillis(200));
            return looks ? RARELY : delay;
        }

        private void fire(Runnable task) {
            if (!dead) {
                try {
                    ScopedValue.where(Crash.HOOK, Life.this::reached).run(task);
                } catch (Ended _) {
                    // Seen by dead().
                }
            }
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            if (dead) {
                throw new InterruptedException();
            }
            around.time().sleep(rarely(time));
        }
    }

    /** The network as this process has it. */
    private final class Outward implements Net {
        private final List<SimConnection> connections = new ArrayList<>();
        private final List<Listener> listeners = new ArrayList<>();
        private final Map<Endpoint, Integer> trying = new HashMap<>();
        private final Map<Endpoint, Integer> tried = new HashMap<>();

        @Override
        public Listener listen(Endpoint local, int backlog) throws IOException {
            requireLife();
            var listener = around.net().listen(local, backlog);
            listeners.add(listener);
            return new Listener() {
                @Override
                public Connection accept() throws IOException {
                    return mine(listener.accept());
                }

                @Override
                public Endpoint local() {
                    return listener.local();
                }

                @Override
                public void close() throws IOException {
                    listener.close();
                }
            };
        }

        @Override
        public Connection connect(Endpoint remote, Duration timeout) throws IOException {
            requireLife();
            trying.merge(remote, 1, Integer::sum);
            tried.merge(remote, 1, Integer::sum);
            try {
                return mine(around.net().connect(remote, timeout));
            } finally {
                trying.merge(remote, -1, Integer::sum);
            }
        }

        @Override
        public boolean isOwn(IpAddress address) {
            return around.net().isOwn(address);
        }

        @Override
        public Listener listenLocal(String path, LocalAccess access, int backlog)
                throws IOException {
            throw new IOException("no local sockets in this world");
        }

        @Override
        public Connection connectLocal(String path, Duration timeout) throws IOException {
            throw new IOException("no local sockets in this world");
        }

        private Connection mine(Connection connection) throws IOException {
            var taken = (SimConnection) connection;
            if (dead) {
                taken.reset();
                requireLife();
            }
            connections.removeIf(SimConnection::closed);
            connections.add(taken);
            return taken;
        }

        private void requireLife() throws IOException {
            if (dead) {
                throw new IOException("the process has ended");
            }
        }

        int tried(Endpoint remote) {
            return tried.getOrDefault(remote, 0);
        }

        int to(Endpoint remote) {
            int up = 0;
            for (var connection : connections) {
                up += connection.remote().equals(remote) && !connection.closed() ? 1 : 0;
            }
            return up + trying.getOrDefault(remote, 0);
        }

        void cut() {
            connections.forEach(SimConnection::reset);
            for (var listener : listeners) {
                try {
                    listener.close();
                } catch (IOException failed) {
                    throw new IllegalStateException(failed);
                }
            }
        }
    }
}
