package org.mailgauge.port;

import org.jspecify.annotations.Nullable;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What is known of a TLS connection once its handshake is over; it does not change later, as there
 * is no renegotiation.
 *
 * @param protocol {@code TLSv1.2} or {@code TLSv1.3}
 * @param suite the cipher suite by its IANA name, such as {@code TLS_AES_128_GCM_SHA256}
 * @param serverName the name that the client asked for (SNI, RFC 6066 section 3), in lower case
 *     without a final dot; null when it asked for none
 * @param exporter the channel binding {@code tls-exporter} (RFC 9266): 32 octets, the same on both
 *     sides and on no other connection; null when this connection has none, which is one of TLS 1.2
 *     without the extended master secret (RFC 7627). The caller gets a copy
 * @param client who the client is by the certificate that it showed, verified up to a CA of the
 *     configuration; null when it showed none
 */
public record TlsFacts(
        String protocol,
        String suite,
        @Nullable String serverName,
        byte @Nullable [] exporter,
        @Nullable ClientCertificate client) {

    /** Octets of {@link #exporter}. */
    public static final int EXPORTER_OCTETS = 32;

    public TlsFacts {
        exporter = copy(exporter);
    }

    @Override
    public byte @Nullable [] exporter() {
        return copy(exporter);
    }

    private static byte @Nullable [] copy(byte @Nullable [] octets) {
        return octets == null ? null : octets.clone();
    }

    /**
     * A verified client certificate and its names, for SASL EXTERNAL.
     *
     * @param subject the distinguished name (RFC 2253)
     * @param mailAddresses the rfc822Name entries of its subject alternative names, as given
     * @param dnsNames the dNSName entries, as given
     * @param chain the certificate, then what the client sent with it, in its order
     */
    public record ClientCertificate(
            String subject,
            List<String> mailAddresses,
            List<String> dnsNames,
            List<X509Certificate> chain) {
        public ClientCertificate {
            chain = List.copyOf(chain);
            mailAddresses = List.copyOf(mailAddresses);
            dnsNames = List.copyOf(dnsNames);
        }
    }
}
