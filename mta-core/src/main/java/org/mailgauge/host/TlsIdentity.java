package org.mailgauge.host;

import org.jspecify.annotations.Nullable;

import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * With what the server presents itself, and whom it asks to do likewise.
 *
 * @param keys the certificates, and which of them a client gets to see
 * @param clients verifies client certificates; null when none is asked for
 * @param required whether a client without a certificate that {@code clients} verifies is refused
 * @param tls12 whether TLS 1.2 is allowed beside 1.3
 */
public record TlsIdentity(
        X509ExtendedKeyManager keys,
        @Nullable X509ExtendedTrustManager clients,
        boolean required,
        boolean tls12) {

    public TlsIdentity {
        if (required && clients == null) {
            throw new IllegalArgumentException("a certificate that nobody verifies is required");
        }
    }

    /** One that lets clients in that show no certificate, or another. */
    public TlsIdentity(
            X509ExtendedKeyManager keys,
            @Nullable X509ExtendedTrustManager clients,
            boolean tls12) {
        this(keys, clients, false, tls12);
    }
}
