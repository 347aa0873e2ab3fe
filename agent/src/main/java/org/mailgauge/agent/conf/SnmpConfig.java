package org.mailgauge.agent.conf;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.config.MtaConfig.Network;

import java.util.List;

/**
 * The SNMP agent's part of the configuration.
 *
 * @param listen where it listens (UDP), or null for "off"
 * @param communities SNMPv1 and v2c are answered only to these
 * @param users SNMPv3 users; when there is none, the first start makes one
 * @param maxResponseOctets the largest answer to GET and GETNEXT
 */
public record SnmpConfig(
        @Nullable Endpoint listen,
        List<Community> communities,
        List<User> users,
        int maxResponseOctets) {
    public SnmpConfig {
        communities = List.copyOf(communities);
        users = List.copyOf(users);
    }

    /** A community and the networks that may use it. */
    public record Community(Secret name, List<Network> from) {
        public Community {
            from = List.copyOf(from);
        }
    }

    /**
     * An SNMPv3 user (RFC 3414).
     *
     * @param privPassphrase null when {@code priv} is {@link Priv#NONE}
     */
    public record User(
            String name,
            Auth auth,
            Secret authPassphrase,
            Priv priv,
            @Nullable Secret privPassphrase) {}

    /** Authentication protocols (RFC 7860). */
    public enum Auth {
        SHA_224("SHA-224"),
        SHA_256("SHA-256"),
        SHA_384("SHA-384"),
        SHA_512("SHA-512");

        private final String label;

        Auth(String label) {
            this.label = label;
        }

        /** As in the configuration, and as net-snmp's tools take it after {@code -a}. */
        public String label() {
            return label;
        }
    }

    /** Privacy protocols (RFC 3826 and its longer keys). */
    public enum Priv {
        AES_128("AES-128"),
        AES_192("AES-192"),
        AES_256("AES-256"),
        NONE("none");

        private final String label;

        Priv(String label) {
            this.label = label;
        }

        /** As in the configuration. */
        public String label() {
            return label;
        }
    }
}
