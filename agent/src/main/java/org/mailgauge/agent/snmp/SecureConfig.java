package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;

import java.util.List;

/**
 * SNMP over TLS and DTLS (RFC 6353).
 *
 * @param tls where to listen with TLS over TCP; null for nowhere
 * @param dtls where to listen with DTLS over UDP; null for nowhere
 * @param rules which certificate has which name; the first that fits decides
 * @param names what names may see; others see nothing
 */
public record SecureConfig(
        @Nullable Endpoint tls,
        @Nullable Endpoint dtls,
        List<CertificateRule> rules,
        List<Name> names) {

    /** Nowhere, nobody. */
    public static final SecureConfig NONE = new SecureConfig(null, null, List.of(), List.of());

    public SecureConfig {
        rules = List.copyOf(rules);
        names = List.copyOf(names);
    }

    /** Who comes with a certificate, and what he may see. */
    public record Name(String name, SnmpConfig.View view) {}

    boolean listens() {
        return tls != null || dtls != null;
    }
}
