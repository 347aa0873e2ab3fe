package org.mailgauge.wire;

import org.mailgauge.address.IpAddress;
import org.mailgauge.observe.Probe;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ObjDoubleConsumer;

/**
 * Counts inbound connections of all services and says which may come. Safe for use by any thread;
 * the lock guards all fields and holds no I/O.
 *
 * <p>A stranger may have {@code perAddress} connections from one IPv4 address or IPv6 /64, and all
 * strangers together {@code most} less {@code reserve}; privileged peers (this machine itself, and
 * relay networks) may have {@code most}, and no limit of their own.
 */
public final class ConnectionLimits implements Probe {
    private static final int V6_PREFIX = 64;

    private final int most;
    private final int reserve;
    private int perAddress;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<IpAddress, Integer> strangers = new HashMap<>();
    private int open;
    private long refused;

    public ConnectionLimits(int most, int reserve, int perAddress) {
        this.most = most;
        this.reserve = Math.min(reserve, most);
        this.perAddress = perAddress;
    }

    /** Changes how many connections one address may have; those that are open stay. */
    public void perAddress(int connections) {
        lock.lock();
        try {
            perAddress = connections;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a connection may come. */
    enum Verdict {
        ADMITTED,
        /** Its address has too many. */
        ADDRESS_FULL,
        /** There are too many in all. */
        FULL
    }

    /** Counts a connection in, when it may come; then {@link #leave} must follow. */
    Verdict enter(IpAddress peer, boolean privileged) {
        lock.lock();
        try {
            var verdict = verdict(peer, privileged);
            if (verdict == Verdict.ADMITTED) {
                open++;
                if (!privileged) {
                    strangers.merge(network(peer), 1, Integer::sum);
                }
            } else {
                refused++;
            }
            return verdict;
        } finally {
            lock.unlock();
        }
    }

    private Verdict verdict(IpAddress peer, boolean privileged) {
        if (open >= (privileged ? most : most - reserve)) {
            return Verdict.FULL;
        }
        return !privileged && strangers.getOrDefault(network(peer), 0) >= perAddress
                ? Verdict.ADDRESS_FULL
                : Verdict.ADMITTED;
    }

    /** Counts an admitted connection out. */
    void leave(IpAddress peer, boolean privileged) {
        lock.lock();
        try {
            open--;
            if (!privileged) {
                strangers.computeIfPresent(network(peer), (_, n) -> n > 1 ? n - 1 : null);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether strangers are refused for the sake of the whole (applOperStatus congested). */
    public boolean congested() {
        return open() >= most - reserve;
    }

    int open() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    int addresses() {
        lock.lock();
        try {
            return strangers.size();
        } finally {
            lock.unlock();
        }
    }

    private static IpAddress network(IpAddress peer) {
        return peer.isV6() ? peer.prefix(V6_PREFIX) : peer;
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        lock.lock();
        try {
            into.accept("inbound_connections", open);
            into.accept("inbound_connections_most", most);
            into.accept("inbound_addresses", strangers.size());
            into.accept("inbound_connections_refused_total", (double) refused);
        } finally {
            lock.unlock();
        }
    }
}
