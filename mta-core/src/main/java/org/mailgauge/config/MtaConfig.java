package org.mailgauge.config;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.address.Mailbox;
import org.mailgauge.port.LocalAccess;
import org.mailgauge.route.Route;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The core's part of the configuration, validated.
 *
 * @param hostname our own name: greeting, trace headers, EHLO; a FQDN
 * @param localDomains lower case; they come before routes
 * @param relayNetworks who may relay without authentication
 * @param relayDomains domains accepted from anyone and routed on, lower case; {@code *.d} matches
 *     subdomains
 * @param routes first match wins
 * @param given the limits that the operator set; the others are defaults, which give way to what
 *     the system has
 */
public record MtaConfig(
        String hostname,
        Set<String> localDomains,
        List<Listener> listeners,
        long maxMessageOctets,
        SmtpLimits smtp,
        QueueConfig queue,
        DeliveryConfig delivery,
        ReportConfig reports,
        List<Network> relayNetworks,
        Set<String> relayDomains,
        List<Route> routes,
        Set<Limit> given) {
    public MtaConfig {
        localDomains = Set.copyOf(localDomains);
        listeners = List.copyOf(listeners);
        relayNetworks = List.copyOf(relayNetworks);
        relayDomains = Set.copyOf(relayDomains);
        routes = List.copyOf(routes);
        given = Set.copyOf(given);
    }

    /** The limits that need file descriptors. */
    public enum Limit {
        CONNECTIONS("smtp.connections"),
        RESERVE("smtp.reserve"),
        ASSOCIATIONS("delivery.associations");

        private final String key;

        Limit(String key) {
            this.key = key;
        }

        /** As operators know it. */
        public String key() {
            return key;
        }
    }

    /**
     * The services that listen. {@code group} is the name of the inbound group, {@code port} its
     * primary port.
     */
    public enum Service {
        SMTP("smtp-in", 25),
        SUBMISSION("submission-in", 587),
        LMTP("lmtp-in", 24);

        private final String group;
        private final int port;

        Service(String group, int port) {
            this.group = group;
            this.port = port;
        }

        public String group() {
            return group;
        }

        public int port() {
            return port;
        }
    }

    /** What to do with a CR or LF in content that is not part of a CRLF. */
    public enum BareLineEnd {
        REJECT,
        NORMALIZE
    }

    /** Where a service listens. */
    public sealed interface At {
        record Tcp(Endpoint endpoint) implements At {
            @Override
            public String toString() {
                return endpoint.toString();
            }
        }

        /**
         * A Unix-domain socket.
         *
         * @param path absolute
         */
        record LocalSocket(String path, LocalAccess access) implements At {
            /** For whoever the permissions of its file let in. */
            public LocalSocket(String path, int mode) {
                this(path, LocalAccess.of(mode));
            }

            @Override
            public String toString() {
                return "unix:" + path;
            }
        }
    }

    /**
     * Where a service listens.
     *
     * @param tls whether TLS begins with the first octet (RFC 8314)
     */
    public record Listener(Service service, At at, BareLineEnd bareLineEnd, boolean tls) {
        /** In the clear at first. */
        public Listener(Service service, At at, BareLineEnd bareLineEnd) {
            this(service, at, bareLineEnd, false);
        }

        /** Over TCP. */
        public Listener(Service service, Endpoint endpoint, BareLineEnd bareLineEnd) {
            this(service, new At.Tcp(endpoint), bareLineEnd);
        }
    }

    /** An address prefix, {@code 192.0.2.0/24}. */
    public record Network(IpAddress prefix, int bits) {
        public boolean contains(IpAddress address) {
            return address.isV6() == prefix.isV6()
                    && address.prefix(bits).equals(prefix.prefix(bits));
        }
    }

    /**
     * Limits and deadlines of the SMTP server.
     *
     * @param commandTimeout wait for the next command (RFC 5321 section 4.5.3.2.7: at least 5
     *     minutes)
     * @param dataTimeout wait for the next piece of content
     * @param sessionBudget a whole session
     * @param minimumRateOctets octets a second that content must come at, measured over a grace
     *     time
     * @param junkCommands commands that do nothing (NOOP, RSET, VRFY ...) before 421
     * @param errors 5yz replies before 421
     * @param perAddress connections of one IPv4 address or IPv6 /64
     * @param reserve connections kept free, of {@code connections}, for loopback and relay networks
     */
    public record SmtpLimits(
            Duration commandTimeout,
            Duration dataTimeout,
            Duration writeTimeout,
            Duration sessionBudget,
            int minimumRateOctets,
            int recipients,
            int junkCommands,
            int errors,
            int receivedFields,
            int connections,
            int perAddress,
            int reserve) {
        public static final SmtpLimits DEFAULT =
                new SmtpLimits(
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(3),
                        Duration.ofMinutes(1),
                        Duration.ofHours(1),
                        500,
                        1000,
                        100,
                        20,
                        100,
                        20_000,
                        50,
                        2_000);
    }

    /**
     * The journal and the retry schedule.
     *
     * @param segmentOctets size of a journal segment
     * @param spareSegments how many zeroed segments are kept ready
     * @param preallocate whether segments are zero-filled beforehand (switch off on copy-on-write
     *     file systems)
     * @param bodyFileOctets content larger than this goes to a body file of its own
     * @param reserveOctets disk kept free for delivery and reports
     * @param reserveInodes the same in inodes
     * @param expiry how long a message is tried
     * @param nullPathExpiry the same for the null reverse-path
     * @param replyTable how replies are sorted into classes; null for the table that comes with us
     */
    public record QueueConfig(
            long segmentOctets,
            int spareSegments,
            boolean preallocate,
            int bodyFileOctets,
            long reserveOctets,
            long reserveInodes,
            Duration retryFirst,
            Duration retryMost,
            Duration expiry,
            Duration nullPathExpiry,
            @Nullable ReplyTable replyTable) {
        public static final QueueConfig DEFAULT =
                new QueueConfig(
                        64L << 20,
                        4,
                        true,
                        256 << 10,
                        64L << 20,
                        1000,
                        Duration.ofMinutes(5),
                        Duration.ofHours(3),
                        Duration.ofDays(5),
                        Duration.ofDays(1),
                        null);
    }

    /**
     * A table of reply classes of the operator's, as read and found without problems.
     *
     * @param file its name
     * @param text all of it
     */
    public record ReplyTable(String file, String text) {}

    /**
     * Reports about mail that fails or is late.
     *
     * @param originalOctets how much of a message a report returns at most
     * @param delays ages of a message at which its sender is told that it is late
     * @param doubleBounce who is told of failed mail with a null reverse-path; null for nobody
     */
    public record ReportConfig(
            long originalOctets, List<Duration> delays, @Nullable Mailbox doubleBounce) {
        public static final ReportConfig DEFAULT =
                new ReportConfig(50 << 10, List.of(Duration.ofHours(4), Duration.ofDays(1)), null);

        public ReportConfig {
            delays = List.copyOf(delays);
        }
    }

    /**
     * Delivery over associations.
     *
     * @param concurrency associations to one next hop, at most
     * @param associations outbound associations in all, at most
     * @param concurrencyStart associations to a next hop of which nothing is known yet
     * @param linger how long an association waits for more to do
     * @param lingerAssociations how many may wait
     * @param timeouts by step: {@code connect}, {@code greeting}, {@code ehlo}, {@code mail},
     *     {@code rcpt}, {@code data}, {@code block}, {@code dot}, {@code quit} (RFC 5321 section
     *     4.5.3.2)
     */
    public record DeliveryConfig(
            int concurrency,
            int associations,
            int concurrencyStart,
            Duration linger,
            int lingerAssociations,
            Map<String, Duration> timeouts) {
        public static final DeliveryConfig DEFAULT =
                new DeliveryConfig(
                        20,
                        1000,
                        5,
                        Duration.ofSeconds(1),
                        100,
                        Map.of(
                                "connect", Duration.ofSeconds(30),
                                "greeting", Duration.ofMinutes(5),
                                "ehlo", Duration.ofMinutes(5),
                                "mail", Duration.ofMinutes(5),
                                "rcpt", Duration.ofMinutes(5),
                                "data", Duration.ofMinutes(2),
                                "block", Duration.ofMinutes(3),
                                "dot", Duration.ofMinutes(10),
                                "quit", Duration.ofSeconds(20)));

        public DeliveryConfig {
            timeouts = Map.copyOf(timeouts);
        }

        /** Nothing lingers; the rest as by default. */
        public DeliveryConfig(int concurrency, int associations, Map<String, Duration> timeouts) {
            this(concurrency, associations, 5, Duration.ZERO, 0, timeouts);
        }
    }
}
