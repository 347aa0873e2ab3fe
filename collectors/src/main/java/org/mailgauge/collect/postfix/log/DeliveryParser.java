package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.postfix.log.PostfixEvent.Delays;
import org.mailgauge.collect.postfix.log.PostfixEvent.Delivery.Status;
import org.mailgauge.collect.postfix.log.PostfixEvent.Relay;
import org.mailgauge.smtp.EnhancedStatus;

import java.time.Duration;

/** What delivery agents, and whoever else settles a recipient, tell of one. */
final class DeliveryParser {
    private static final Relay NONE = new Relay.None();

    private DeliveryParser() {}

    /**
     * {@code to=<r>, orig_to=<o>, relay=h[ip]:25, conn_use=2, delay=d, delays=a/b/c/d, dsn=x.y.z,
     * status=sent (text)}; null when the status is not known.
     */
    static @Nullable PostfixEvent parse(Cursor line, String queueId) {
        var to = line.skip("to=") ? line.bracketed() : null;
        if (to == null) {
            return null;
        }
        String originalTo = null;
        Relay relay = NONE;
        Long use = null;
        Duration delay = null;
        Delays delays = null;
        EnhancedStatus dsn = null;
        while (line.skip(", ")) {
            if (line.skip("relay=")) {
                relay = relay(line);
            } else if (line.skip("delay=")) {
                delay = line.seconds();
            } else if (line.skip("delays=")) {
                delays = delays(line);
            } else if (line.skip("dsn=")) {
                dsn = line.status();
            } else if (line.skip("status=")) {
                var status = status(line.word(' ', ' '));
                return status == null
                        ? null
                        : new PostfixEvent.Delivery(
                                queueId,
                                to,
                                originalTo,
                                relay,
                                use,
                                delay,
                                delays,
                                dsn,
                                status,
                                inParentheses(line));
            } else if (line.skip("orig_to=")) {
                originalTo = line.bracketed();
            } else if (line.skip("conn_use=")) {
                use = line.number();
            }
            toNextField(line);
        }
        return null;
    }

    /** Whatever of a field is not understood, is passed over. */
    private static void toNextField(Cursor line) {
        while (!line.atEnd() && !line.is(", ")) {
            line.to(line.at() + 1);
        }
    }

    private static @Nullable Status status(String word) {
        return switch (word) {
            case "sent" -> Status.SENT;
            case "deferred" -> Status.DEFERRED;
            case "bounced" -> Status.BOUNCED;
            case "expired" -> Status.EXPIRED;
            case "deliverable" -> Status.DELIVERABLE;
            case "undeliverable" -> Status.UNDELIVERABLE;
            case "SOFTBOUNCE" -> Status.SOFT_BOUNCE;
            default -> null;
        };
    }

    private static Relay relay(Cursor line) {
        int from = line.at();
        var name = line.word('[', ',');
        if (line.here() == '[') {
            line.to(from);
            var peer = line.peer();
            return peer == null ? NONE : new Relay.Remote(peer);
        }
        return name.isEmpty() || name.equals("none") ? NONE : new Relay.Here(name);
    }

    private static Delays delays(Cursor line) {
        var before = line.seconds();
        var active = line.skip("/") ? line.seconds() : null;
        var connecting = line.skip("/") ? line.seconds() : null;
        var transmitting = line.skip("/") ? line.seconds() : null;
        return new Delays(before, active, connecting, transmitting);
    }

    private static String inParentheses(Cursor line) {
        if (!line.skip(" (")) {
            return "";
        }
        int last = line.end() - 1;
        boolean closed = last >= line.at() && line.octet(last) == ')';
        return line.text(line.at(), closed ? last : line.end());
    }
}
