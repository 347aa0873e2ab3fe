package org.mailgauge.agent.conf;

import org.mailgauge.route.NextHop;
import org.mailgauge.smtp.EnhancedStatus;

import java.util.Optional;
import java.util.regex.Pattern;

/** The value of {@code routes[].via}. */
final class RouteType {
    private static final Pattern ERROR =
            Pattern.compile("error:(5)\\.([0-9]{1,3})\\.([0-9]{1,3}) ([ -~]{1,200})");
    private static final Pattern HOST =
            Pattern.compile("(smtp|lmtp):(\\[[^\\]]{1,255}\\]|[^:\\[\\]]{1,255}):([0-9]{1,5})");

    static final Type<NextHop> VIA =
            new Type<>(
                    "smtp:[host]:port, lmtp:host:port, lmtp:unix:PATH, smtp:domain, local, hold,"
                            + " discard or \"error:5.x.y text\"",
                    new Type.Json.Pattern("^(smtp:.+|lmtp:.+|local|hold|discard|error:5\\..+)$"),
                    RouteType::parse);

    private RouteType() {}

    private static Optional<NextHop> parse(String text) {
        return switch (text) {
            case "local" -> Optional.of(new NextHop.Local());
            case "hold" -> Optional.of(new NextHop.Hold());
            case "discard" -> Optional.of(new NextHop.Discard());
            default -> text.startsWith("error:") ? refuse(text) : host(text);
        };
    }

    private static Optional<NextHop> refuse(String text) {
        var matcher = ERROR.matcher(text);
        return matcher.matches()
                ? Optional.of(
                        new NextHop.Refuse(
                                new EnhancedStatus(
                                        5,
                                        Integer.parseInt(matcher.group(2)),
                                        Integer.parseInt(matcher.group(3))),
                                matcher.group(4)))
                : Optional.empty();
    }

    private static Optional<NextHop> host(String text) {
        if (text.startsWith("lmtp:unix:/")) {
            return Optional.of(new NextHop.LmtpSocket(text.substring("lmtp:unix:".length())));
        }
        var matcher = HOST.matcher(text);
        if (!matcher.matches()) {
            return text.startsWith("smtp:")
                    ? Types.domain(text.substring(5)).map(NextHop.MailExchangers::new)
                    : Optional.empty();
        }
        var host = matcher.group(2);
        boolean bracketed = host.startsWith("[");
        var bare = bracketed ? host.substring(1, host.length() - 1) : host;
        int port = Integer.parseInt(matcher.group(3));
        boolean known =
                port > 0
                        && port < 65536
                        && (Types.domain(bare).isPresent()
                                || org.mailgauge.address.IpAddress.parse(bare).isPresent());
        if (!known || (matcher.group(1).equals("smtp") && !bracketed)) {
            return Optional.empty();
        }
        return Optional.of(
                matcher.group(1).equals("smtp")
                        ? new NextHop.SmtpHost(bare, port)
                        : new NextHop.LmtpHost(bare, port));
    }
}
