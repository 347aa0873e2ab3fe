package org.mailgauge.agent.conf;

import org.mailgauge.address.Endpoint;
import org.mailgauge.observe.GroupPlan;
import org.mailgauge.route.NextHop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one key alone can't tell: keys that have to fit each other. */
final class CrossChecks {
    private static final List<Key<Optional<Endpoint>>> STREAMS =
            List.of(
                    Keys.LISTEN_SMTP,
                    Keys.LISTEN_SUBMISSION,
                    Keys.LISTEN_SUBMISSIONS,
                    Keys.LISTEN_LMTP,
                    Keys.LISTEN_POP3,
                    Keys.LISTEN_POP3S,
                    Keys.LISTEN_IMAP,
                    Keys.LISTEN_IMAPS,
                    Keys.LISTEN_HTTP,
                    Keys.LISTEN_SNMP_TCP,
                    Keys.LISTEN_SNMP_TLS);
    private static final int SMTP_PORT = 25;

    private final Values values;
    private final List<Problem> errors;
    private final List<Problem> warnings;

    private CrossChecks(Values values, List<Problem> errors, List<Problem> warnings) {
        this.values = values;
        this.errors = errors;
        this.warnings = warnings;
    }

    static void check(Values values, List<Problem> errors, List<Problem> warnings) {
        var checks = new CrossChecks(values, errors, warnings);
        checks.listeners();
        checks.lmtp();
        checks.limits();
        checks.domains();
        checks.routes();
        SnmpChecks.check(values, errors, warnings);
        SnmpTlsKeys.check(values, errors, warnings);
        AlarmReader.check(values, errors);
        SinkKeys.check(values, errors);
        NotifyReader.check(values, errors, warnings);
    }

    private void listeners() {
        Map<Endpoint, Key<?>> taken = new HashMap<>();
        for (var key : STREAMS) {
            values.one(key)
                    .filter(endpoint -> endpoint.port() != 0)
                    .ifPresent(
                            endpoint -> {
                                var other = taken.putIfAbsent(endpoint, key);
                                if (other != null) {
                                    var at = values.has(key) ? key : other;
                                    error(
                                            at,
                                            "\""
                                                    + endpoint
                                                    + "\", which is also "
                                                    + other(at, key, other),
                                            "an endpoint of its own");
                                }
                            });
        }
    }

    private static String other(Key<?> at, Key<?> one, Key<?> two) {
        return at.equals(one) ? two.path() : one.path();
    }

    /** RFC 2033 section 5; and nothing but loopback keeps strangers away yet. */
    private void lmtp() {
        values.one(Keys.LISTEN_LMTP)
                .ifPresent(
                        endpoint -> {
                            if (endpoint.port() == SMTP_PORT) {
                                error(
                                        Keys.LISTEN_LMTP,
                                        "port 25, on which LMTP must not be used (RFC 2033)",
                                        "another port");
                            }
                            if (!endpoint.address().isLoopback()) {
                                error(
                                        Keys.LISTEN_LMTP,
                                        "\"" + endpoint + "\", which strangers can reach",
                                        "a loopback address, or listen.lmtp-socket");
                            }
                        });
    }

    private void limits() {
        if (values.one(Keys.RESERVE) >= values.one(Keys.CONNECTIONS)) {
            error(
                    values.has(Keys.RESERVE) ? Keys.RESERVE : Keys.CONNECTIONS,
                    "a reserve of "
                            + values.one(Keys.RESERVE)
                            + " of "
                            + values.one(Keys.CONNECTIONS)
                            + " connections",
                    "smtp.reserve below smtp.connections");
        }
        if (values.one(QueueKeys.RETRY_FIRST).compareTo(values.one(QueueKeys.RETRY_MOST)) > 0) {
            error(
                    values.has(QueueKeys.RETRY_FIRST)
                            ? QueueKeys.RETRY_FIRST
                            : QueueKeys.RETRY_MOST,
                    values.one(QueueKeys.RETRY_FIRST) + " before the second attempt",
                    "queue.retry-first of at most queue.retry-most");
        }
        if (values.one(QueueKeys.BODY_FILE_SIZE) * 2 > values.one(QueueKeys.SEGMENT_SIZE)) {
            error(
                    values.has(QueueKeys.BODY_FILE_SIZE)
                            ? QueueKeys.BODY_FILE_SIZE
                            : QueueKeys.SEGMENT_SIZE,
                    "bodies of "
                            + values.one(QueueKeys.BODY_FILE_SIZE)
                            + " octets in segments of "
                            + values.one(QueueKeys.SEGMENT_SIZE),
                    "queue.body-file-size of at most half of queue.segment-size");
        }
    }

    private void domains() {
        for (var domain : values.all(Keys.LOCAL_DOMAINS)) {
            if (values.all(Keys.RELAY_DOMAINS).contains(domain)) {
                error(
                        Keys.RELAY_DOMAINS,
                        "\"" + domain + "\", which is in local-domains too",
                        "it in one of the two");
            }
        }
    }

    private void routes() {
        for (var route : values.items(Keys.ROUTES)) {
            var channel = route.orNull(Keys.ROUTE_CHANNEL);
            if (channel != null && GroupPlan.RESERVED.contains(channel)) {
                errors.add(
                        Problem.of(
                                route.line(Keys.ROUTE_CHANNEL),
                                route.path() + ".channel",
                                "\"" + channel + "\", the name of another group",
                                "another name"));
            }
            var via = route.orNull(Keys.ROUTE_VIA);
            int part = via == null ? 0 : partOf(via);
            if (part > 0) {
                warnings.add(
                        new Problem(
                                route.line(Keys.ROUTE_VIA),
                                route.path() + ".via",
                                "accepted, but not built yet (part "
                                        + part
                                        + " of 6): such mail waits in the queue"));
            }
        }
    }

    /** The part that builds it, or 0 for what is built. */
    private static int partOf(NextHop via) {
        return switch (via) {
            case NextHop.SmtpHost _,
                    NextHop.LmtpHost _,
                    NextHop.LmtpSocket _,
                    NextHop.Hold _,
                    NextHop.Discard _,
                    NextHop.Refuse _,
                    NextHop.Local _ ->
                    0;
            case NextHop.MailExchangers _ -> 6;
        };
    }

    private void error(Key<?> key, String found, String accepted) {
        errors.add(Problem.of(values.line(key), key.path(), found, accepted));
    }
}
