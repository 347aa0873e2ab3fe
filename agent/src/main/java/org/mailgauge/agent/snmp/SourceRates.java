package org.mailgauge.agent.snmp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many messages, and how many octets of answers, one source may have. A source is an IPv4
 * address or an IPv6 network of 64 bits. What was not used in {@link #BURST_SECONDS} seconds is
 * lost. Safe for use by any thread.
 */
final class SourceRates {
    /* For each source there is the time at which what it has had is paid for, at so many
     * nanoseconds a message or octet; as long as that is at most a burst ahead of now it may have
     * more. Sources are hashed with a seed that nobody outside knows into a fixed number of places,
     * so that a flood of sources takes no memory; those of one place share its rate. */

    static final int BURST_SECONDS = 2;

    private static final int PLACES = 4096;
    private static final long SECOND = 1_000_000_000L;
    private static final long BURST = BURST_SECONDS * SECOND;

    private final long seed;
    private final long perMessage;
    private final double perOctet;
    private final AtomicLongArray messages;
    private final AtomicLongArray octets;

    /**
     * @param rates a second; 0 is no bound
     * @param seed of chance
     * @param now on the ticker
     */
    SourceRates(SnmpConfig.Rates rates, long seed, long now) {
        this.seed = seed;
        this.perMessage = rates.requests() == 0 ? 0 : SECOND / rates.requests();
        this.perOctet = rates.octets() == 0 ? 0 : (double) SECOND / rates.octets();
        var start = new long[PLACES];
        Arrays.fill(start, now);
        this.messages = new AtomicLongArray(start);
        this.octets = new AtomicLongArray(start);
    }

    /** Whether a message from a source is to be looked at; it counts if so. */
    boolean admits(InetAddress source, long now) {
        int place = place(source);
        if (perOctet > 0 && octets.get(place) - now > BURST) {
            return false;
        }
        if (perMessage == 0) {
            return true;
        }
        while (true) {
            long paid = messages.get(place);
            long next = (paid - now > 0 ? paid : now) + perMessage;
            if (next - now > BURST) {
                return false;
            }
            if (messages.compareAndSet(place, paid, next)) {
                return true;
            }
        }
    }

    /** That an answer of so many octets goes to a source. */
    void answered(InetAddress source, int length, long now) {
        if (perOctet > 0) {
            long cost = (long) (length * perOctet);
            octets.updateAndGet(place(source), paid -> (paid - now > 0 ? paid : now) + cost);
        }
    }

    private int place(InetAddress source) {
        var address = source.getAddress();
        int length = source instanceof Inet6Address ? 8 : address.length;
        long hash = seed;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ address[i]) * 0x9E37_79B9_7F4A_7C15L;
            hash ^= hash >>> 29;
        }
        return (int) (hash >>> 32) & (PLACES - 1);
    }
}
