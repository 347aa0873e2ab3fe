package org.mailgauge.auth;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.IpAddress;

/**
 * The client of a connection, as far as a login depends on it. A connection gets a new value when
 * TLS starts.
 *
 * @param address of a Unix-domain socket 127.0.0.1
 * @param tls null while nothing is encrypted
 */
public record Client(Service service, IpAddress address, @Nullable Tls tls) {

    /** Without TLS. */
    public Client(Service service, IpAddress address) {
        this(service, address, null);
    }

    public boolean encrypted() {
        return tls != null;
    }

    /** The same client after TLS has started. */
    public Client with(Tls started) {
        return new Client(service, address, started);
    }
}
