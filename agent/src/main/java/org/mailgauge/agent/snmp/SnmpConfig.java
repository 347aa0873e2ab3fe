package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.agent.snmp.notify.Receiver;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The agent's part of the configuration, validated.
 *
 * @param listen where to listen; port 0 takes any. The unspecified address means one socket for
 *     each address that the host has at the start, so that replies leave from the address they were
 *     asked at
 * @param communities who may read with SNMPv1 and SNMPv2c; nobody when empty, and then those
 *     versions are not spoken at all
 * @param users who may read with SNMPv3; when empty, one is made at the first start
 * @param responseOctets the longest answer to a GET or GETNEXT, as a datagram
 * @param bulkOctets the same to a GETBULK
 * @param name sysName, our host name
 * @param contact sysContact
 * @param location sysLocation
 * @param tcp where to listen with TCP (RFC 3430) too; null for nowhere
 * @param rates what one source may have
 * @param notifications who gets notifications
 * @param secure SNMP over TLS and DTLS
 */
public record SnmpConfig(
        Endpoint listen,
        List<Community> communities,
        List<User> users,
        int responseOctets,
        int bulkOctets,
        String name,
        String contact,
        String location,
        @Nullable Endpoint tcp,
        Rates rates,
        NotifyConfig notifications,
        SecureConfig secure) {

    /** Fits an Ethernet frame with some tunnelling, so that answers are not fragmented. */
    public static final int DEFAULT_BULK_OCTETS = 1400;

    /** RFC 3414 section 11.2: the shortest passphrase that a program should accept. */
    private static final int SHORTEST_PASSPHRASE = 8;

    /** RFC 3414: msgUserName. */
    private static final int LONGEST_NAME = 32;

    public SnmpConfig {
        communities = List.copyOf(communities);
        users = List.copyOf(users);
        checkSize(responseOctets);
        checkSize(bulkOctets);
        for (var community : communities) {
            boolean open =
                    !listen.address().isLoopback() || (tcp != null && !tcp.address().isLoopback());
            if (community.isPublic() && open) {
                throw new IllegalArgumentException(
                        "the community \"public\" is known to everyone: choose another, or listen"
                                + " on a loopback address");
            }
        }
    }

    private static void checkSize(int octets) {
        if (octets < Limits.LEAST_MESSAGE_OCTETS || octets > Limits.MOST_MESSAGE_OCTETS) {
            throw new IllegalArgumentException(
                    "a response of %d octets is not in %d to %d"
                            .formatted(
                                    octets,
                                    Limits.LEAST_MESSAGE_OCTETS,
                                    Limits.MOST_MESSAGE_OCTETS));
        }
    }

    /** With what is not usually set. */
    public SnmpConfig(Endpoint listen, List<Community> communities, List<User> users, String name) {
        this(
                listen,
                communities,
                users,
                Limits.MESSAGE_OCTETS,
                DEFAULT_BULK_OCTETS,
                name,
                "",
                "",
                null,
                Rates.NONE,
                NotifyConfig.NONE,
                SecureConfig.NONE);
    }

    /** The same over TCP too, and with bounds to each source. */
    public SnmpConfig reached(@Nullable Endpoint byTcp, Rates within) {
        return new SnmpConfig(
                listen,
                communities,
                users,
                responseOctets,
                bulkOctets,
                name,
                contact,
                location,
                byTcp,
                within,
                notifications,
                secure);
    }

    /** The same with receivers of notifications. */
    public SnmpConfig notifying(NotifyConfig whom) {
        return new SnmpConfig(
                listen,
                communities,
                users,
                responseOctets,
                bulkOctets,
                name,
                contact,
                location,
                tcp,
                rates,
                whom,
                secure);
    }

    /** The same over TLS and DTLS too. */
    public SnmpConfig secured(SecureConfig by) {
        return new SnmpConfig(
                listen,
                communities,
                users,
                responseOctets,
                bulkOctets,
                name,
                contact,
                location,
                tcp,
                rates,
                notifications,
                by);
    }

    /**
     * What notifications to a receiver may tell: what its user may see, or who reads with its
     * community. One with a community that nobody reads with may have everything: it is named for
     * that.
     */
    View view(Receiver receiver) {
        return receiver.user().isEmpty()
                ? communities.stream()
                        .filter(one -> one.name().equals(receiver.community()))
                        .map(Community::view)
                        .findFirst()
                        .orElse(View.DETAIL)
                : users.stream()
                        .filter(one -> one.name().equals(receiver.user()))
                        .map(User::view)
                        .findFirst()
                        .orElse(View.SUMMARY);
    }

    /**
     * What one source may have in a second, on average over two; 0 is no bound.
     *
     * @param requests messages that are looked at
     * @param octets of answers
     */
    public record Rates(int requests, int octets) {
        /** No bounds. */
        public static final Rates NONE = new Rates(0, 0);

        public Rates {
            if (requests < 0 || octets < 0) {
                throw new IllegalArgumentException(
                        "a rate below nothing: " + requests + ", " + octets);
            }
        }
    }

    /** What a reader may see. */
    public enum View {
        /** No host names and no addresses of others, and no message ids. */
        SUMMARY,
        /** Everything about mail. */
        DETAIL,
        /** Also everything about the agent; for users with privacy only. */
        ADMIN
    }

    /**
     * A community.
     *
     * @param from where it may be used from
     */
    public record Community(String name, List<Network> from, View view) {
        public Community {
            from = List.copyOf(from);
            if (name.isEmpty() || name.length() > 255) {
                throw new IllegalArgumentException("a community has 1 to 255 characters");
            }
            if (view == View.ADMIN) {
                throw new IllegalArgumentException("the view admin is for SNMPv3 users only");
            }
        }

        /** Whether it is the one that every scanner tries; it works from loopback only. */
        boolean isPublic() {
            return name.toLowerCase(Locale.ROOT).equals("public");
        }

        @Override
        public String toString() {
            return "Community[from " + from + ", " + view + "]";
        }
    }

    /** An address prefix. */
    public record Network(IpAddress prefix, int bits) {
        boolean contains(IpAddress address) {
            return address.isV6() == prefix.isV6()
                    && address.prefix(bits).equals(prefix.prefix(bits));
        }
    }

    /**
     * A user of SNMPv3, always with authentication.
     *
     * @param privacyPassphrase empty without privacy
     */
    public record User(
            String name,
            Authentication authentication,
            String authenticationPassphrase,
            Privacy privacy,
            String privacyPassphrase,
            View view) {
        public User {
            if (name.isEmpty() || name.length() > LONGEST_NAME) {
                throw new IllegalArgumentException("a user's name has 1 to 32 characters");
            }
            boolean secret = privacy != Privacy.NONE;
            if (authenticationPassphrase.length() < SHORTEST_PASSPHRASE
                    || (secret && privacyPassphrase.length() < SHORTEST_PASSPHRASE)) {
                throw new IllegalArgumentException(
                        "user %s: a passphrase has at least 8 characters".formatted(name));
            }
            if (view == View.ADMIN && !secret) {
                throw new IllegalArgumentException(
                        "user %s: the view admin needs privacy".formatted(name));
            }
        }

        @Override
        public String toString() {
            return "User[%s, %s, %s, %s]".formatted(name, authentication, privacy, view);
        }
    }

    /** Authentication protocols (RFC 3414, RFC 7860). */
    public enum Authentication {
        SHA_1("SHA-1"),
        SHA_224("SHA-224"),
        SHA_256("SHA-256"),
        SHA_384("SHA-384"),
        SHA_512("SHA-512"),
        MD5("MD5");

        private final String label;

        Authentication(String label) {
            this.label = label;
        }

        /** As configurations have it. */
        public String label() {
            return label;
        }

        /** As net-snmp's {@code -a} has it. */
        String netSnmp() {
            return this == SHA_1 ? "SHA" : label;
        }

        public static Optional<Authentication> of(String label) {
            for (var each : values()) {
                if (each.label.equalsIgnoreCase(label)) {
                    return Optional.of(each);
                }
            }
            return label.equalsIgnoreCase("SHA") ? Optional.of(SHA_1) : Optional.empty();
        }
    }

    /** Privacy protocols (RFC 3414, RFC 3826, and its usual extension to longer keys). */
    public enum Privacy {
        AES_128("AES-128"),
        AES_192("AES-192"),
        AES_256("AES-256"),
        DES("DES"),
        /** What is asked and answered can be read on the way. */
        NONE("none");

        private final String label;

        Privacy(String label) {
            this.label = label;
        }

        /** As configurations have it. */
        public String label() {
            return label;
        }

        /** As net-snmp's {@code -x} has it. */
        String netSnmp() {
            return this == AES_128 ? "AES" : label;
        }

        public static Optional<Privacy> of(String label) {
            for (var each : values()) {
                if (each.label.equalsIgnoreCase(label)) {
                    return Optional.of(each);
                }
            }
            return label.equalsIgnoreCase("AES") ? Optional.of(AES_128) : Optional.empty();
        }
    }
}
