package org.mailgauge.auth;

import java.util.List;
import java.util.Optional;

/**
 * What a login needs to know of a TLS connection whose handshake is done. Safe for use by the
 * connection's thread.
 */
public interface Tls {

    /** TLS that gives nothing but encryption. */
    Tls PLAIN =
            new Tls() {
                @Override
                public Optional<byte[]> exporter() {
                    return Optional.empty();
                }

                @Override
                public List<String> clientIdentities() {
                    return List.of();
                }
            };

    /**
     * The channel binding {@code tls-exporter}: 32 octets with the label {@code
     * EXPORTER-Channel-Binding} and an empty context (RFC 9266 section 2). Empty where the
     * connection can't give any (before TLS 1.3 without extended master secret); then no -PLUS
     * mechanism is offered.
     */
    Optional<byte[]> exporter();

    /**
     * The mail addresses (subjectAltName rfc822Name, else emailAddress of the subject) in the
     * client's certificate, of which the chain has been verified; empty without one. With any, the
     * mechanism EXTERNAL is offered.
     */
    List<String> clientIdentities();
}
