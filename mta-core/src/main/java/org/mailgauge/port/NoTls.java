package org.mailgauge.port;

import java.io.IOException;
import java.time.Duration;

/** Where no TLS is configured. */
final class NoTls implements Tls {

    @Override
    public boolean ready() {
        return false;
    }

    @Override
    public Secured accept(String service, Net.Connection plain, Duration timeout)
            throws IOException {
        plain.close();
        throw new TlsException(TlsException.Reason.NO_CERTIFICATE, "TLS is not configured");
    }

    @Override
    public void forgotten(String service, int octets) {
        // Nothing is offered, so nothing can come behind it.
    }
}
