package org.mailgauge.wire;

import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.config.MtaConfig.At;
import org.mailgauge.observe.Listener;
import org.mailgauge.observe.Probe;
import org.mailgauge.port.LocalPeer;
import org.mailgauge.port.Net;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjDoubleConsumer;

/**
 * A listening service of any protocol: accepts, counts and starts associations, and stops them. The
 * accept loop never waits for a connection. Safe for use by any thread.
 */
public final class ServiceListener implements Probe {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceListener.class);
    private static final int BACKLOG = 1024;

    /** After a failed accept, so that a lack of descriptors does not become a busy loop. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** Connections that may be told at a time that there are too many; further ones just close. */
    private static final int REFUSALS = 256;

    private static final Duration REFUSAL_TIMEOUT = Duration.ofSeconds(2);

    /** The numbers of local sockets are higher by this than those of TCP. */
    private static final int SOCKETS = 10;

    private static final IpAddress SELF_V4 = IpAddress.of(new byte[] {127, 0, 0, 1});

    private volatile Offer offer;
    private final ServerParts parts;
    private final Net.Listener listener;
    private final boolean localSocket;
    private final String where;
    private final String address;
    private final Set<Conversation> running = ConcurrentHashMap.newKeySet();
    private final Semaphore refusals = new Semaphore(REFUSALS);
    private final LongAdder acceptFailures = new LongAdder();
    private final AtomicLong strangers = new AtomicLong();
    private volatile boolean stopping;
    private volatile boolean accepting = true;

    private ServiceListener(Offer offer, ServerParts parts, At at) throws IOException {
        this.offer = offer;
        this.parts = parts;
        localSocket = at instanceof At.LocalSocket;
        listener =
                switch (at) {
                    case At.Tcp(var endpoint) -> parts.net().listen(endpoint, BACKLOG);
                    case At.LocalSocket(var path, var access) ->
                            parts.net().listenLocal(path, access, BACKLOG);
                };
        where = localSocket ? at.toString() : listener.local().toString();
        address = at instanceof At.LocalSocket(var path, _) ? path : where;
    }

    /** Listens and accepts from now on. */
    public static ServiceListener start(Offer offer, ServerParts parts, At at) throws IOException {
        var started = new ServiceListener(offer, parts, at);
        parts.tasks().startPlatform("accept-" + offer.name(), started::acceptAll);
        return started;
    }

    /** The endpoint of its listener ({@link Net.Listener#local}). */
    public Endpoint local() {
        return listener.local();
    }

    /** Where it listens, for people: {@code 127.0.0.1:24} or {@code unix:PATH}. */
    public String where() {
        return where;
    }

    /** What it is called: {@code smtp}, {@code pop3s}. */
    public String label() {
        return offer.label();
    }

    /** Associations that begin from now on get this service; those that are open keep theirs. */
    public void serve(Offer other) {
        offer = other;
    }

    private void acceptAll() {
        try {
            acceptUntilStopped();
        } finally {
            accepting = false;
        }
    }

    private void acceptUntilStopped() {
        while (!stopping) {
            try {
                accepted(listener.accept());
            } catch (IOException | RuntimeException failed) { // nothing may end it but us
                if (!stopping && !pausedAfter(failed)) {
                    return;
                }
            }
        }
    }

    /**
     * @return false when the thread was interrupted
     */
    private boolean pausedAfter(Exception failed) {
        acceptFailures.increment();
        if (failed instanceof IOException) {
            LOG.warn("{} cannot accept: {}", offer.name(), failed.toString());
        } else {
            LOG.error("{} failed to accept", offer.name(), failed);
        }
        try {
            parts.time().sleep(PAUSE);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void accepted(Net.Connection connection) {
        var peer = connection.remote().address();
        var offered = offer;
        var process = connection.peer();
        if (process.isPresent() && !process.get().admitted()) {
            logStranger(process.get(), strangers.incrementAndGet());
            refuse(offered, connection, Offer.Refusal.STRANGER);
            return;
        }
        boolean trusted = offered.trusts(peer);
        boolean privileged = trusted || isSelf(peer);
        switch (parts.connections().enter(peer, privileged)) {
            case ADMITTED -> admit(offered, connection, trusted, privileged);
            case ADDRESS_FULL -> refuse(offered, connection, Offer.Refusal.ADDRESS_FULL);
            case FULL -> refuse(offered, connection, Offer.Refusal.FULL);
        }
    }

    /** Less and less often, as one process may come again and again. */
    private void logStranger(LocalPeer process, long count) {
        if (Long.bitCount(count) == 1) {
            LOG.warn(
                    "user {} (group {}) may not use {}: refused; {} so far",
                    process.user(),
                    process.group(),
                    where,
                    count);
        }
    }

    private void admit(
            Offer offered, Net.Connection connection, boolean trusted, boolean privileged) {
        var driver = offered.begin(parts, connection, trusted);
        var admitted = new Admitted(driver, connection.remote().address(), privileged);
        running.add(driver);
        started(offered.name(), admitted, connection, admitted::leave);
    }

    /** An association that runs. */
    private final class Admitted implements Runnable {
        private final Conversation driver;
        private final IpAddress peer;
        private final boolean privileged;

        Admitted(Conversation driver, IpAddress peer, boolean privileged) {
            this.driver = driver;
            this.peer = peer;
            this.privileged = privileged;
        }

        @Override
        public void run() {
            try {
                driver.run();
            } finally {
                leave();
            }
        }

        void leave() {
            running.remove(driver);
            parts.connections().leave(peer, privileged);
        }
    }

    /** Starts a task; when that fails, closes its connection and does what would have been last. */
    private void started(String name, Runnable task, Net.Connection connection, Runnable last) {
        boolean started = false;
        try {
            parts.tasks().start(name, task);
            started = true;
        } finally {
            if (!started) {
                close(connection);
                last.run();
            }
        }
    }

    /** Tells the client on a thread of its own; when too many are being told, just closes. */
    private void refuse(Offer offered, Net.Connection connection, Offer.Refusal why) {
        offered.refused(parts, why);
        if (!refusals.tryAcquire()) {
            close(connection);
            return;
        }
        var octets = offered.refusal(parts, why);
        started(
                "refuse",
                () -> {
                    try {
                        connection.write(octets, 0, octets.length, REFUSAL_TIMEOUT);
                    } catch (IOException gone) {
                        LOG.debug("refused client: {}", gone.toString());
                    } finally {
                        close(connection);
                        refusals.release();
                    }
                },
                connection,
                refusals::release);
    }

    private static void close(Net.Connection connection) {
        try {
            connection.close();
        } catch (IOException gone) {
            LOG.debug("closing: {}", gone.toString());
        }
    }

    /**
     * Only the addresses that this machine's own clients have; other ones of 127/8 are strangers.
     */
    private static boolean isSelf(IpAddress peer) {
        return peer.equals(SELF_V4) || (peer.isV6() && peer.isLoopback());
    }

    /**
     * Stops accepting, tells idle clients so, and waits for those who are busy.
     *
     * @param grace after which connections that are left are closed
     */
    public void stop(Duration grace) throws InterruptedException {
        stopping = true;
        try {
            listener.close();
        } catch (IOException failed) {
            LOG.debug("closing the listener: {}", failed.toString());
        }
        long deadline = parts.time().ticks() + grace.toNanos();
        for (var driver : running) {
            parts.tasks().start("stop", driver::stop);
        }
        while (!running.isEmpty() && parts.time().ticks() - deadline < 0) {
            parts.time().sleep(PAUSE);
        }
        running.forEach(Conversation::abort);
    }

    /** Associations that have not ended. */
    public int associations() {
        return running.size();
    }

    long acceptFailures() {
        return acceptFailures.sum();
    }

    /** What is told of it, as one of an application's. */
    public Listener row(int application) {
        var condition =
                !accepting || stopping
                        ? Listener.Condition.DOWN
                        : parts.connections().congested()
                                ? Listener.Condition.CONGESTED
                                : Listener.Condition.UP;
        int socket = localSocket ? SOCKETS : 0;
        return new Listener(
                application,
                offer.number() + socket,
                offer.label() + (localSocket ? "-socket" : ""),
                address,
                condition,
                running.size(),
                acceptFailures.sum());
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        var name = offer.name().replace('-', '_') + (localSocket ? "_socket" : "");
        into.accept(name + "_connections", running.size());
        into.accept(name + "_accept_failures_total", (double) acceptFailures.sum());
        if (localSocket) {
            into.accept(name + "_peers_refused_total", (double) strangers.get());
        }
    }
}
