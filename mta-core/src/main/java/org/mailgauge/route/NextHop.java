package org.mailgauge.route;

import org.mailgauge.smtp.EnhancedStatus;

/**
 * Where a route leads. Equal next hops of one channel are one destination for concurrency and
 * back-off.
 */
public sealed interface NextHop {

    /**
     * SMTP to a host without MX look-up: {@code smtp:[host]:port}. {@code host} is a name or an IP
     * address without brackets.
     */
    record SmtpHost(String host, int port) implements NextHop {}

    /**
     * SMTP to a domain's mail exchangers (RFC 5321 section 5.1). Not built yet: such recipients
     * wait as deferred.
     */
    record MailExchangers(String domain) implements NextHop {}

    /** LMTP over TCP: {@code lmtp:host:port}. */
    record LmtpHost(String host, int port) implements NextHop {}

    /** LMTP over a Unix-domain socket: {@code lmtp:unix:PATH}, an absolute path. */
    record LmtpSocket(String path) implements NextHop {}

    /** Mailboxes of this server. */
    record Local() implements NextHop {}

    /** Kept in the queue until released. */
    record Hold() implements NextHop {}

    /** Dropped without a report. */
    record Discard() implements NextHop {}

    /**
     * Refused: {@code error:5.1.2 text}. At RCPT by the server, and in the queue by the deliverer.
     */
    record Refuse(EnhancedStatus status, String text) implements NextHop {}

    /** The channel of a route that names none of its own. */
    default String usualChannel() {
        return switch (this) {
            case SmtpHost _, MailExchangers _ -> "smtp-out";
            case LmtpHost _, LmtpSocket _ -> "lmtp-out";
            case Local _ -> "local";
            case Hold _ -> "hold";
            case Discard _ -> "discard";
            case Refuse _ -> "error";
        };
    }
}
