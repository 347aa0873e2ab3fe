package org.mailgauge.auth;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.IpAddress;
import org.mailgauge.port.TlsFacts;

/**
 * The client of a connection, as far as a login depends on it. A connection gets a new value when
 * TLS starts.
 *
 * @param address of a Unix-domain socket 127.0.0.1
 * @param tls null while nothing is encrypted
 */
public record Client(Service service, IpAddress address, @Nullable TlsFacts tls) {

    /** Without TLS. */
    public Client(Service service, IpAddress address) {
        this(service, address, null);
    }

    public boolean encrypted() {
        return tls != null;
    }

    /** Whether mechanisms can be bound to the connection ({@code tls-exporter}). */
    boolean bindable() {
        return tls != null && tls.exporter() != null;
    }

    /** Whether it showed a certificate that names a mail address. */
    boolean certified() {
        return tls != null && tls.client() != null && !tls.client().mailAddresses().isEmpty();
    }
}
