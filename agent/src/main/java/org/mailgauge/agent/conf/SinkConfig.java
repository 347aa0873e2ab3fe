package org.mailgauge.agent.conf;

import org.mailgauge.address.Endpoint;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Who is told of alarms, besides the log and the SNMP managers. */
public record SinkConfig(List<Webhook> webhooks, List<Syslog> syslogs) {
    public SinkConfig {
        webhooks = List.copyOf(webhooks);
        syslogs = List.copyOf(syslogs);
    }

    /**
     * Events as JSON over HTTP.
     *
     * @param url https, or http of this machine
     * @param secret the key of the signature
     * @param timeout of one attempt
     * @param giveUp how old an event may become
     * @param events how many wait at most
     */
    public record Webhook(URI url, Secret secret, Duration timeout, Duration giveUp, int events) {}

    /**
     * Events as syslog messages.
     *
     * @param giveUp how old an event may become
     * @param events how many wait at most
     */
    public record Syslog(Target to, Facility facility, Duration giveUp, int events) {}

    /** Where a syslog receiver is. */
    public sealed interface Target {
        /** As in the configuration. */
        String text();

        record Udp(Endpoint at) implements Target {
            @Override
            public String text() {
                return "udp:" + at;
            }
        }

        record Tcp(Endpoint at) implements Target {
            @Override
            public String text() {
                return "tcp:" + at;
            }
        }

        /** A Unix datagram socket. */
        record Local(String path) implements Target {
            @Override
            public String text() {
                return "unix:" + path;
            }
        }
    }

    /** Facilities that are ours to use (RFC 5424 table 1). */
    public enum Facility {
        USER(1),
        MAIL(2),
        DAEMON(3),
        LOCAL0(16),
        LOCAL1(17),
        LOCAL2(18),
        LOCAL3(19),
        LOCAL4(20),
        LOCAL5(21),
        LOCAL6(22),
        LOCAL7(23);

        private final int number;

        Facility(int number) {
            this.number = number;
        }

        /** As in a priority. */
        public int number() {
            return number;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
