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
 * @param maxResponseOctets the longest answer to GET and GETNEXT, as a datagram
 * @param contact sysContact, perhaps empty
 * @param location sysLocation, perhaps empty
 * @param listenTcp where it listens with TCP too (RFC 3430), or null for "off"
 * @param maxRequestsPerSecond from one source; 0 is no bound
 * @param maxOctetsPerSecond to one source; 0 is no bound
 * @param notifications who gets notifications
 * @param secure SNMP over TLS
 */
public record SnmpConfig(
        @Nullable Endpoint listen,
        List<Community> communities,
        List<User> users,
        int maxResponseOctets,
        String contact,
        String location,
        @Nullable Endpoint listenTcp,
        int maxRequestsPerSecond,
        int maxOctetsPerSecond,
        NotifyConfig notifications,
        SnmpTlsConfig secure) {
    public SnmpConfig {
        communities = List.copyOf(communities);
        users = List.copyOf(users);
    }

    /** A community and the networks that may use it. */
    public record Community(Secret name, List<Network> from, View view) {
        public Community {
            from = List.copyOf(from);
        }
    }

    /** An SNMPv3 user (RFC 3414), always with authentication and privacy. */
    public record User(
            String name,
            Auth auth,
            Secret authPassphrase,
            Priv priv,
            Secret privPassphrase,
            View view) {}

    /** What a reader may see. */
    public enum View {
        /** No host names and addresses of others, no message ids. */
        SUMMARY("summary"),
        DETAIL("detail"),
        /** Also the agent itself: its engine, its statistics, who may see what; for users only. */
        ADMIN("admin");

        private final String label;

        View(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** Authentication protocols (RFC 3414, RFC 7860). */
    public enum Auth {
        SHA_1("SHA-1"),
        SHA_224("SHA-224"),
        SHA_256("SHA-256"),
        SHA_384("SHA-384"),
        SHA_512("SHA-512"),
        /** Broken, and offered only to those who name it. */
        MD5("MD5");

        private final String label;

        Auth(String label) {
            this.label = label;
        }

        /** As in the configuration. */
        public String label() {
            return label;
        }
    }

    /** Privacy protocols (RFC 3414, RFC 3826 and its longer keys). */
    public enum Priv {
        AES_128("AES-128"),
        AES_192("AES-192"),
        AES_256("AES-256"),
        /** Broken, and offered only to those who name it. */
        DES("DES");

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
