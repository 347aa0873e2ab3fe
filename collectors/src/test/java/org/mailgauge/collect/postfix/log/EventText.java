package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.postfix.log.PostfixEvent.Delays;
import org.mailgauge.collect.postfix.log.PostfixEvent.Delivery;
import org.mailgauge.collect.postfix.log.PostfixEvent.Delivery.Status;
import org.mailgauge.collect.postfix.log.PostfixEvent.Disconnect;
import org.mailgauge.collect.postfix.log.PostfixEvent.Envelope;
import org.mailgauge.collect.postfix.log.PostfixEvent.Reject;
import org.mailgauge.collect.postfix.log.PostfixEvent.Relay;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lines in a readable form: what is absent is left out, or a dash. */
final class EventText {
    private EventText() {}

    /** Service, severity and the short form of the event. */
    static String of(LogLine line) {
        var name = line.syslogName().isEmpty() ? "" : line.syslogName() + "/";
        var severity =
                line.severity() == Severity.INFO
                        ? ""
                        : line.severity().name().toLowerCase(Locale.ROOT) + " ";
        return name + line.service() + ": " + severity + brief(line.event());
    }

    /** With the names of all fields. */
    static String of(PostfixEvent event) {
        return event.toString().replaceAll(", \\w+=null", "").replaceAll("\\w+=null, ", "");
    }

    private static String brief(PostfixEvent event) {
        return switch (event) {
            case Delivery delivery -> delivery(delivery);
            case Reject reject -> reject(reject);
            case Disconnect(var client, var verbs) ->
                    verbs.stream()
                            .map(verb -> verb.name() + "=" + verb.accepted() + "/" + verb.given())
                            .collect(Collectors.joining(" ", "Disconnect " + client + " ", ""));
            default -> of(event);
        };
    }

    private static String delivery(Delivery event) {
        return join(
                "Delivery",
                event.queueId(),
                "to=" + event.to(),
                field("orig=", event.originalTo()),
                via(event.relay()),
                field("use=", event.connectionUse()),
                field("", event.delay()),
                delays(event.delays()),
                field("", event.dsn()),
                event.status(),
                event.status() == Status.SENT ? event.text() : of(event.detail()));
    }

    private static String via(Relay relay) {
        return switch (relay) {
            case Relay.Remote(var peer) -> peer.toString();
            case Relay.Here(var name) -> name;
            case Relay.None() -> "nowhere";
        };
    }

    private static String delays(@Nullable Delays delays) {
        return delays == null
                ? "-"
                : Stream.of(
                                seconds(delays.before()),
                                seconds(delays.active()),
                                seconds(delays.connecting()),
                                seconds(delays.transmitting()))
                        .collect(Collectors.joining("/"));
    }

    private static String seconds(@Nullable Duration time) {
        return time == null ? "-" : time.toString().substring(2);
    }

    private static String reject(Reject event) {
        return join(
                event.kind(),
                field("", event.queueId()),
                event.stage(),
                field("by ", event.client()),
                field("", event.code()),
                field("", event.status()),
                field("of ", event.content()),
                event.text(),
                envelope(event.envelope()));
    }

    private static String envelope(Envelope of) {
        return join(
                ";",
                field("from=", of.from()),
                field("to=", of.to()),
                field("", of.protocol()),
                field("helo=", of.helo()),
                field("sasl=", of.saslUser()));
    }

    /** What a text says, and the reply that it comes to. */
    static String of(DeliveryText text) {
        return join(
                text.cause(),
                text.suspended() ? "suspended" : null,
                field("by ", text.peer()),
                field("during ", text.during()),
                "=",
                text.reply().code(),
                String.valueOf(text.reply().status()),
                text.reply().lines());
    }

    private static @Nullable String field(String name, @Nullable Object value) {
        return value == null ? null : name + value;
    }

    private static String join(@Nullable Object... parts) {
        return Stream.of(parts)
                .filter(Objects::nonNull)
                .map(Object::toString)
                .collect(Collectors.joining(" "));
    }
}
