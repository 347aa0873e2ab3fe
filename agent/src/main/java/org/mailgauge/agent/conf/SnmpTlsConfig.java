package org.mailgauge.agent.conf;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.agent.tls.Fingerprint;
import org.mailgauge.agent.tls.PairFiles;

import java.nio.file.Path;
import java.util.List;

/**
 * SNMP over TLS and DTLS (RFC 6353); paths are absolute.
 *
 * @param tls where it listens with TLS, or null for "off"
 * @param dtls where it listens with DTLS, or null for "off"
 * @param own the agent's own certificate; null for those of all services
 * @param authorities whose client certificates count; null for nobody's
 * @param clients which certificate has which name
 * @param names what names may see
 */
public record SnmpTlsConfig(
        @Nullable Endpoint tls,
        @Nullable Endpoint dtls,
        @Nullable PairFiles own,
        @Nullable Path authorities,
        List<Client> clients,
        List<Name> names) {
    public SnmpTlsConfig {
        clients = List.copyOf(clients);
        names = List.copyOf(names);
    }

    /**
     * Who a certificate is.
     *
     * @param fingerprint of the certificate, or of an authority that issued it
     * @param name empty when the certificate has it
     * @param from where in the certificate; {@link From#NOWHERE} when {@code name} has it
     */
    public record Client(Fingerprint fingerprint, String name, From from) {}

    /** What a name may see. */
    public record Name(String name, SnmpConfig.View view) {}

    /** Where in a certificate a name is. */
    public enum From {
        NOWHERE("none"),
        MAIL("rfc822"),
        DNS("dns"),
        IP("ip"),
        ANY("san"),
        COMMON_NAME("cn");

        private final String label;

        From(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }
}
