package org.mailgauge.queue;

import org.mailgauge.route.NextHop;

/** A next hop as the configuration writes it. */
final class HopText {
    private HopText() {}

    static String of(NextHop nextHop) {
        return switch (nextHop) {
            case NextHop.SmtpHost(var host, var port) -> "smtp:[" + host + "]:" + port;
            case NextHop.MailExchangers(var domain) -> "mx:" + domain;
            case NextHop.LmtpHost(var host, var port) -> "lmtp:" + host + ":" + port;
            case NextHop.LmtpSocket(var path) -> "lmtp:unix:" + path;
            case NextHop.Local() -> "local";
            case NextHop.Hold() -> "hold";
            case NextHop.Discard() -> "discard";
            case NextHop.Refuse(var status, var text) -> "error:" + status + " " + text;
        };
    }
}
