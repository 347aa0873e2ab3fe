package org.mailgauge.agent.snmp;

import org.mailgauge.address.IpAddress;

import java.util.HashMap;
import java.util.Map;

/**
 * Room for a number of things at a time, and for fewer of one source, which is an IPv4 address or
 * an IPv6 network of 64 bits. Safe for use by any thread.
 */
final class SourceRoom {
    private static final int NETWORK_BITS = 64;

    private final int most;
    private final int mostOfSource;
    private final Map<IpAddress, Integer> sources = new HashMap<>(); // guarded by this
    private int all; // guarded by this

    SourceRoom(int most, int mostOfSource) {
        this.most = most;
        this.mostOfSource = mostOfSource;
    }

    /** Takes a place; whoever has one gives it back by {@link #leave}. */
    synchronized boolean enter(IpAddress from) {
        int same = sources.getOrDefault(source(from), 0);
        if (all >= most || same >= mostOfSource) {
            return false;
        }
        all++;
        sources.put(source(from), same + 1);
        return true;
    }

    synchronized void leave(IpAddress from) {
        all--;
        sources.computeIfPresent(source(from), (_, same) -> same == 1 ? null : same - 1);
    }

    synchronized int taken() {
        return all;
    }

    private static IpAddress source(IpAddress from) {
        return from.isV6() ? from.prefix(NETWORK_BITS) : from;
    }
}
