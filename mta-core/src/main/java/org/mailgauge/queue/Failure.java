package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.IpAddress;
import org.mailgauge.report.Fate;
import org.mailgauge.route.NextHop;
import org.mailgauge.smtp.SmtpReply;

import java.time.Instant;

/**
 * A recipient whose end is decided and waits for its report.
 *
 * @param event refused or expired
 */
record Failure(Recipient recipient, RecipientEvent event, @Nullable SmtpReply reply, Fate fate) {

    /**
     * Of a recipient as it is when that is decided.
     *
     * @param tried whether an attempt decided it
     */
    static Failure of(
            Recipient recipient,
            RecipientEvent event,
            @Nullable SmtpReply reply,
            boolean tried,
            Moment now) {
        var cause =
                event == RecipientEvent.EXPIRED
                        ? Fate.Cause.EXPIRED
                        : tried ? Fate.Cause.REFUSED_BY_HOST : Fate.Cause.REFUSED_HERE;
        var at = tried ? Instant.ofEpochMilli(now.wallMillis()) : null;
        return new Failure(recipient, event, reply, fate(recipient, cause, reply, at));
    }

    /** What a report tells of a recipient. */
    static Fate fate(
            Recipient recipient,
            Fate.Cause cause,
            @Nullable SmtpReply reply,
            @Nullable Instant tried) {
        ForwardPath path = recipient.message().path(recipient);
        var host = reply == null ? null : host(recipient.lane().hop.nextHop);
        return new Fate(path, cause, host, reply, recipient.attempts, tried);
    }

    /** The name of a next hop that speaks for itself; null for the others. */
    private static @Nullable String host(NextHop nextHop) {
        return switch (nextHop) {
            case NextHop.SmtpHost(var host, _) -> name(host);
            case NextHop.MailExchangers(var domain) -> domain;
            case NextHop.LmtpHost(var host, _) -> name(host);
            case NextHop.LmtpSocket _,
                    NextHop.Local _,
                    NextHop.Hold _,
                    NextHop.Discard _,
                    NextHop.Refuse _ ->
                    null;
        };
    }

    private static String name(String host) {
        return IpAddress.parse(host).map(IpAddress::literal).orElse(host);
    }
}
