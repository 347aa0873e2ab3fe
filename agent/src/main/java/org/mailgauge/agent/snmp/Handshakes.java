package org.mailgauge.agent.snmp;

import org.mailgauge.address.IpAddress;
import org.mailgauge.port.Time;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Who may begin a (D)TLS handshake: so many at a time, fewer of one source, and so many a second of
 * one. For all secure listeners together, and for any thread.
 */
final class Handshakes {
    private final SourceRoom room =
            new SourceRoom(Limits.HANDSHAKES, Limits.HANDSHAKES_OF_A_SOURCE);
    private final SourceRates rates;
    private final Time time;
    private final Counters counters;

    /**
     * @param seed of chance
     */
    Handshakes(Time time, long seed, Counters counters) {
        this.time = time;
        this.counters = counters;
        rates =
                new SourceRates(
                        new SnmpConfig.Rates(Limits.HANDSHAKES_PER_SECOND, 0), seed, time.ticks());
    }

    /**
     * Takes a place, or counts that there is none; whoever has one gives it back by {@link #end}.
     */
    boolean begin(IpAddress from) {
        if (!room.enter(from)) {
            counters.increment(Counters.SESSIONS_REFUSED);
            return false;
        }
        if (!rates.admits(inet(from), time.ticks())) {
            room.leave(from);
            counters.increment(Counters.SESSIONS_REFUSED);
            return false;
        }
        return true;
    }

    void end(IpAddress from) {
        room.leave(from);
    }

    /** Handshakes that are going on. */
    int underWay() {
        return room.taken();
    }

    private static InetAddress inet(IpAddress of) {
        try {
            return InetAddress.getByAddress(of.octets());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address of another length", impossible);
        }
    }
}
