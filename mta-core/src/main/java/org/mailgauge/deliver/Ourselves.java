package org.mailgauge.deliver;

import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.config.MtaConfig.At;
import org.mailgauge.port.Net;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How this server is known to others: its name, and where it listens. What leads there is no next
 * hop (RFC 5321 section 6.3). Safe for use by any thread.
 */
public final class Ourselves {
    private static final IpAddress LOOPBACK_V4 = IpAddress.of(new byte[] {127, 0, 0, 1});
    private static final IpAddress LOOPBACK_V6 = IpAddress.parse("::1").orElseThrow();

    private final String hostname;
    private final Net net;
    private final Set<Endpoint> endpoints = ConcurrentHashMap.newKeySet();
    private final Set<String> sockets = ConcurrentHashMap.newKeySet();

    /**
     * @param hostname our name in EHLO or LHLO and in our greeting
     */
    public Ourselves(String hostname, Net net) {
        this.hostname = hostname;
        this.net = net;
    }

    /** Our name in EHLO or LHLO. */
    String hostname() {
        return hostname;
    }

    /** From now on, this is one of our own. */
    public void listenAt(At at) {
        switch (at) {
            case At.Tcp(var endpoint) -> endpoints.add(endpoint);
            case At.LocalSocket(var path, _) -> sockets.add(path);
        }
    }

    /** Whether connecting there would lead to one of our listeners. */
    boolean listenAt(Endpoint remote) {
        if (endpoints.isEmpty()) {
            return false;
        }
        var address = remote.address();
        if (address.isUnspecified()) { // the system takes it for this machine
            address = address.isV6() ? LOOPBACK_V6 : LOOPBACK_V4;
        }
        if (endpoints.contains(new Endpoint(address, remote.port()))) {
            return true;
        }
        int port = remote.port();
        return endpoints.stream().anyMatch(own -> own.port() == port && isAny(own))
                && net.isOwn(address);
    }

    /** A wildcard of either family takes both: the system's sockets are dual. */
    private static boolean isAny(Endpoint own) {
        return own.address().isUnspecified();
    }

    /** Whether we listen on that Unix-domain socket. */
    boolean listenAt(String path) {
        return sockets.contains(path);
    }
}
