package org.mailgauge.deliver;

import org.mailgauge.route.NextHop;

import java.util.Optional;

/** Where associations of a next hop lead. */
sealed interface Target {

    /** A host by name or address, over TCP. */
    record Host(String host, int port) implements Target {}

    /** A Unix-domain socket of this machine. */
    record LocalSocket(String path) implements Target {}

    /** Empty for a next hop that is not reached by SMTP. */
    static Optional<Target> ofSmtp(NextHop nextHop) {
        return switch (nextHop) {
            case NextHop.SmtpHost(var host, int port) -> Optional.of(new Host(host, port));
            case NextHop.LmtpHost _,
                    NextHop.LmtpSocket _,
                    NextHop.MailExchangers _,
                    NextHop.Local _,
                    NextHop.Hold _,
                    NextHop.Discard _,
                    NextHop.Refuse _ ->
                    Optional.empty();
        };
    }

    /** Empty for a next hop that is not reached by LMTP. */
    static Optional<Target> ofLmtp(NextHop nextHop) {
        return switch (nextHop) {
            case NextHop.LmtpHost(var host, int port) -> Optional.of(new Host(host, port));
            case NextHop.LmtpSocket(var path) -> Optional.of(new LocalSocket(path));
            case NextHop.SmtpHost _,
                    NextHop.MailExchangers _,
                    NextHop.Local _,
                    NextHop.Hold _,
                    NextHop.Discard _,
                    NextHop.Refuse _ ->
                    Optional.empty();
        };
    }
}
