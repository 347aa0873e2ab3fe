package org.mailgauge.sim;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.port.LocalAccess;
import org.mailgauge.port.LocalPeer;
import org.mailgauge.port.Net;
import org.mailgauge.port.NetTimeoutException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A network in memory, on simulated time. Connects are refused where nobody listens. Safe for use
 * by any thread.
 */
public final class SimNet implements Net {
    /*
     * One lock guards the whole network. Whenever anything changes, all who wait are looked at, and
     * those whose condition holds are woken: there are few threads in a test, and no wake-up can be
     * forgotten. A wait with a deadline sets a timer of the simulated time; the lock is taken before
     * SimTime's, never after.
     */
    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1").orElseThrow();
    private static final int FIRST_FREE_PORT = 40_000;
    private static final int LAST_PORT = 65_535;
    private static final int FIRST_LOCAL = 1;
    private static final int MOST_REMEMBERED = 1000;

    final ReentrantLock lock = new ReentrantLock();
    private final SimTime time;
    private final SplittableRandom random;
    private final Map<Endpoint, SimListener> listeners = new HashMap<>();
    private final Map<String, Endpoint> localSockets = new HashMap<>();
    private final Set<Endpoint> silent = new HashSet<>();
    private final List<SimConnection> opened = new ArrayList<>();
    private Function<Endpoint, Faults> faults = remote -> Faults.NONE;
    private int nextPort = FIRST_FREE_PORT;
    private int acceptFailures;
    private boolean acceptFault;
    private @Nullable LocalPeer process;
    private final Set<Waiter> waiters = new LinkedHashSet<>();
    private long activity;
    private long unrest;

    public SimNet(SimTime time, long seed) {
        this.time = time;
        random = new SplittableRandom(seed);
    }

    /** Decides how each new connection behaves, by the endpoint that is connected to. */
    public void faults(Function<Endpoint, Faults> decide) {
        locked(() -> faults = decide);
    }

    /** The same for every new connection. */
    public void faults(Faults all) {
        faults(remote -> all);
    }

    /** What connects from now on is this process, to those who ask; null for what does not tell. */
    public void process(@Nullable LocalPeer connecting) {
        locked(() -> process = connecting);
    }

    /** Connects to that endpoint get no answer from now on, as behind a filter. */
    public void silence(Endpoint endpoint) {
        locked(() -> silent.add(endpoint));
    }

    /** Ends {@link #silence}. */
    public void unsilence(Endpoint endpoint) {
        locked(() -> silent.remove(endpoint));
    }

    /**
     * The next calls of accept fail as if descriptors had run out.
     *
     * @param fault whether by an exception that nobody declares
     */
    public void failAccepts(int times, boolean fault) {
        locked(
                () -> {
                    acceptFailures = times;
                    acceptFault = fault;
                });
    }

    /**
     * The connecting sides of all connections so far, oldest first; of very many, the open ones.
     */
    public List<SimConnection> connections() {
        lock.lock();
        try {
            return List.copyOf(opened);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Rises with everything that happens here, and with every call while somebody who was woken has
     * not gone on.
     */
    public long activity() {
        lock.lock();
        try {
            unrest += allHaveLooked() ? 0 : 1;
            return activity + unrest + time.activity();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Listener listen(Endpoint local, int backlog) throws IOException {
        lock.lock();
        try {
            var bound = local.port() == 0 ? new Endpoint(local.address(), freePort()) : local;
            if (listeners.containsKey(bound)) {
                throw new IOException("Address already in use: " + bound);
            }
            var listener = new SimListener(bound, Math.max(1, backlog));
            listeners.put(bound, listener);
            wake();
            return listener;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Connection connect(Endpoint remote, Duration timeout) throws IOException {
        return connectFrom(LOOPBACK, remote, timeout);
    }

    /** Connects with an address of the caller's choice as the local one. */
    public SimConnection connectFrom(IpAddress from, Endpoint remote, Duration timeout)
            throws IOException {
        lock.lock();
        try {
            waitUntil(() -> !silent.contains(remote) && !backlogFull(remote), timeout, "connect");
            var listener = listeners.get(remote);
            if (listener == null) {
                throw new IOException("Connection refused");
            }
            var pair =
                    SimConnection.pair(
                            this, new Endpoint(from, freePort()), remote, faults.apply(remote));
            pair.server().from(process);
            listener.backlog.add(pair.server());
            if (opened.size() >= MOST_REMEMBERED) {
                opened.removeIf(SimConnection::isOver);
            }
            opened.add(pair.client());
            wake();
            return pair.client();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isOwn(IpAddress address) {
        return address.isLoopback();
    }

    @Override
    public Listener listenLocal(String path, LocalAccess access, int backlog) throws IOException {
        return listen(localSocket(path), backlog);
    }

    @Override
    public Connection connectLocal(String path, Duration timeout) throws IOException {
        return connect(localSocket(path), timeout);
    }

    /** The endpoint that stands for the socket of that path, for {@link #faults} and the like. */
    public Endpoint localSocket(String path) {
        lock.lock();
        try {
            return localSockets.computeIfAbsent(
                    path, _ -> new Endpoint(LOOPBACK, FIRST_LOCAL + localSockets.size()));
        } finally {
            lock.unlock();
        }
    }

    private boolean backlogFull(Endpoint remote) {
        var listener = listeners.get(remote);
        return listener != null && listener.backlog.size() >= listener.most;
    }

    /** A port for a caller that names none; they come round again. */
    private int freePort() {
        nextPort = nextPort > LAST_PORT ? FIRST_FREE_PORT : nextPort;
        return nextPort++;
    }

    /** Forgets connections that are over. */
    public void forgetEnded() {
        locked(() -> opened.removeIf(SimConnection::isOver));
    }

    /** A cut for one read; called with the lock held. */
    int cut(Faults.Chunks chunks, int available) {
        return switch (chunks) {
            case WHOLE -> available;
            case ONE_BYTE -> 1;
            case RANDOM -> random.nextInt(1, available + 1);
        };
    }

    /** Wakes every waiter whose condition holds; called with the lock held. */
    void wake() {
        activity++;
        for (var waiter : waiters) {
            waiter.look();
        }
    }

    /** Waits, with the lock held, for a condition; a null timeout means for ever. */
    void waitUntil(BooleanSupplier condition, Duration timeout, String what) throws IOException {
        if (condition.getAsBoolean()) {
            return;
        }
        var waiter = new Waiter(condition);
        var timer = time.after(timeout, () -> locked(waiter::expire));
        try {
            if (!waiter.await()) {
                throw new NetTimeoutException(what + " timed out");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(what + " interrupted");
        } finally {
            timer.cancel();
        }
    }

    /**
     * Whether every waiting thread has seen all that has happened here and goes on waiting, nobody
     * is about to look, and every connection has been accepted.
     */
    public boolean settled() {
        lock.lock();
        try {
            return !lock.hasQueuedThreads()
                    && allHaveLooked()
                    && listeners.values().stream().allMatch(each -> each.backlog.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    private boolean allHaveLooked() {
        return waiters.stream().noneMatch(waiter -> waiter.woken);
    }

    /** A thread that waits for something to happen; used with the lock held. */
    private final class Waiter {
        private final Condition turn = lock.newCondition();
        private final BooleanSupplier awaited;
        private boolean expired;
        private boolean woken;

        Waiter(BooleanSupplier awaited) {
            this.awaited = awaited;
        }

        void look() {
            if (!woken && (expired || awaited.getAsBoolean())) {
                woken = true;
                turn.signal();
            }
        }

        void expire() {
            expired = true;
        }

        /** Waits. @return whether what it waits for has happened; otherwise the time is over */
        boolean await() throws InterruptedException {
            waiters.add(this);
            try {
                while (!awaited.getAsBoolean()) {
                    if (expired) {
                        return false;
                    }
                    woken = false;
                    turn.await();
                }
                return true;
            } finally {
                waiters.remove(this);
            }
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            wake();
        } finally {
            lock.unlock();
        }
    }

    private final class SimListener implements Listener {
        private final Endpoint local;
        private final int most;
        private final ArrayDeque<SimConnection> backlog = new ArrayDeque<>();
        private boolean closed;

        SimListener(Endpoint local, int most) {
            this.local = local;
            this.most = most;
        }

        @Override
        public Connection accept() throws IOException {
            lock.lock();
            try {
                var _ = new Waiter(() -> closed || !backlog.isEmpty()).await();
                if (closed) {
                    throw new IOException("listener closed");
                }
                if (acceptFailures > 0) {
                    acceptFailures--;
                    if (acceptFault) {
                        throw new IllegalStateException("a fault");
                    }
                    throw new IOException("Too many open files");
                }
                wake();
                return backlog.removeFirst();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("accept interrupted");
            } finally {
                lock.unlock();
            }
        }

        @Override
        public Endpoint local() {
            return local;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                closed = true;
                listeners.remove(local, this);
                backlog.forEach(SimConnection::reset);
                backlog.clear();
                wake();
            } finally {
                lock.unlock();
            }
        }
    }
}
