package org.mailgauge.agent.snmp;

import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;

/** Where an agent of this host can be asked. */
final class ClientAddress {
    private ClientAddress() {}

    /** The listening address itself, or loopback when that is the unspecified one. */
    static Endpoint reachable(IpAddress listen, int port) {
        boolean unspecified = listen.equals(listen.prefix(0));
        var octets = listen.octets();
        if (unspecified && octets.length == 4) {
            octets[0] = 127;
        }
        if (unspecified) {
            octets[octets.length - 1] = 1;
        }
        return new Endpoint(IpAddress.of(octets), port);
    }
}
