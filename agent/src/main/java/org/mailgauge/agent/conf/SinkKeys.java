package org.mailgauge.agent.conf;

import org.mailgauge.address.Endpoint;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The part of the table that is about who is told of alarms, and how it is read. */
final class SinkKeys {
    private static final KeyTable TABLE = new KeyTable(3, Takes.RELOAD);
    private static final int SECRET = 16;
    private static final Set<String> THIS_MACHINE =
            Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final Type<URI> URL =
            new Type<>(
                    "an https URL, or an http URL of localhost, 127.0.0.1 or [::1]",
                    new Type.Json.Pattern("^https?://.+$"),
                    SinkKeys::url);
    private static final Type<SinkConfig.Target> TARGET =
            new Type<>(
                    "udp:ADDRESS:PORT, tcp:ADDRESS:PORT or unix:PATH such as unix:/dev/log",
                    new Type.Json.Pattern("^(udp|tcp|unix):.+$"),
                    SinkKeys::target);

    private SinkKeys() {}

    static final Section WEBHOOKS =
            TABLE.list(
                    "alarm-webhooks",
                    "{url: \"https://ops.example.org/alarms\", secret: change-me-to-16-or-more}",
                    "Who gets alarms as JSON over HTTP, signed; docs/alarms.md.");
    static final Key<URI> WEBHOOK_URL =
            TABLE.required("alarm-webhooks[].url", URL, "Where events are posted.");
    static final Key<Secret> WEBHOOK_SECRET =
            TABLE.required(
                    "alarm-webhooks[].secret",
                    Types.secret(SECRET, "a text of 16 to 128 characters"),
                    "The key by which the receiver knows that an event is ours (HMAC-SHA-256).");
    static final Key<Duration> WEBHOOK_TIMEOUT =
            TABLE.one(
                    "alarm-webhooks[].timeout",
                    Types.duration("PT1S", "PT1M"),
                    "PT10S",
                    "How long one attempt may take.");
    static final Key<Duration> WEBHOOK_GIVE_UP = giveUp("alarm-webhooks[]");
    static final Key<Integer> WEBHOOK_EVENTS = events("alarm-webhooks[]");

    static final Section SYSLOGS =
            TABLE.list(
                    "alarm-syslog",
                    "{to: \"unix:/dev/log\"}",
                    "Which syslog receivers get alarms (RFC 5424); docs/alarms.md.");
    static final Key<SinkConfig.Target> SYSLOG_TO =
            TABLE.required(
                    "alarm-syslog[].to",
                    TARGET,
                    "The receiver: over UDP, over TCP with octet counting, or by a Unix datagram"
                            + " socket.");
    static final Key<SinkConfig.Facility> SYSLOG_FACILITY =
            TABLE.one(
                    "alarm-syslog[].facility",
                    Types.choice(SinkConfig.Facility.class, SinkConfig.Facility::label),
                    "mail",
                    "The facility of the messages.");
    static final Key<Duration> SYSLOG_GIVE_UP = giveUp("alarm-syslog[]");
    static final Key<Integer> SYSLOG_EVENTS = events("alarm-syslog[]");

    static List<Entry> table() {
        return TABLE.lines();
    }

    static SinkConfig read(Values values) {
        return new SinkConfig(
                values.items(WEBHOOKS).stream()
                        .map(
                                item ->
                                        new SinkConfig.Webhook(
                                                item.one(WEBHOOK_URL),
                                                item.one(WEBHOOK_SECRET),
                                                item.one(WEBHOOK_TIMEOUT),
                                                item.one(WEBHOOK_GIVE_UP),
                                                item.one(WEBHOOK_EVENTS)))
                        .toList(),
                values.items(SYSLOGS).stream()
                        .map(
                                item ->
                                        new SinkConfig.Syslog(
                                                item.one(SYSLOG_TO),
                                                item.one(SYSLOG_FACILITY),
                                                item.one(SYSLOG_GIVE_UP),
                                                item.one(SYSLOG_EVENTS)))
                        .toList());
    }

    /** No receiver is told twice. */
    static void check(Values values, List<Problem> errors) {
        once(values.items(WEBHOOKS), WEBHOOK_URL, errors);
        once(values.items(SYSLOGS), SYSLOG_TO, errors);
    }

    private static <T> void once(List<Values> items, Key<T> key, List<Problem> errors) {
        var seen = new HashSet<T>();
        for (var item : items) {
            var to = item.orNull(key);
            if (to != null && !seen.add(to)) {
                errors.add(
                        Problem.of(
                                item.line(key),
                                item.path() + "." + key.name(),
                                "a receiver again",
                                "each receiver once"));
            }
        }
    }

    private static Optional<URI> url(String text) {
        try {
            var url = new URI(text);
            var host = url.getHost();
            boolean plain = url.getRawUserInfo() == null && url.getRawFragment() == null;
            if (host == null || !plain || url.getPort() > 65_535) {
                return Optional.empty();
            }
            boolean near = THIS_MACHINE.contains(host.toLowerCase(Locale.ROOT));
            boolean accepted =
                    "https".equalsIgnoreCase(url.getScheme())
                            || ("http".equalsIgnoreCase(url.getScheme()) && near);
            return accepted ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private static Optional<SinkConfig.Target> target(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        var rest = text.substring(colon + 1);
        return switch (text.substring(0, colon)) {
            case "udp" -> endpoint(rest, SinkConfig.Target.Udp::new);
            case "tcp" -> endpoint(rest, SinkConfig.Target.Tcp::new);
            case "unix" ->
                    Types.SOCKET
                            .read(rest)
                            .orElse(Optional.empty())
                            .<SinkConfig.Target>map(SinkConfig.Target.Local::new);
            default -> Optional.empty();
        };
    }

    private static Optional<SinkConfig.Target> endpoint(
            String text, Function<Endpoint, SinkConfig.Target> made) {
        return Types.endpoint(text).filter(at -> at.port() > 0).map(made);
    }

    private static Key<Duration> giveUp(String section) {
        return TABLE.one(
                section + ".give-up",
                Types.duration("PT1S", "P30D"),
                "P1D",
                "How old an event may become before it is dropped.");
    }

    private static Key<Integer> events(String section) {
        return TABLE.one(
                section + ".events",
                Types.count(1, 100_000),
                "1000",
                "How many events may wait, in memory; beyond that the oldest is dropped.");
    }
}
