package org.mailgauge.route;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.IpAddress;
import org.mailgauge.smtp.EnhancedStatus;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Parses where a configured route leads (its {@code via}): {@code smtp:[host]:port}, {@code
 * smtp:domain}, {@code lmtp:host:port}, {@code lmtp:unix:PATH}, {@code local}, {@code hold}, {@code
 * discard}, {@code error:5.1.2 text}. Total: every text gives a value.
 */
public final class RouteParser {
    /** What is accepted, for error messages. */
    public static final String ACCEPTED =
            "smtp:[host]:port, smtp:domain (its mail exchangers), lmtp:host:port, lmtp:unix:PATH,"
                    + " local, hold, discard or \"error:5.1.2 text\"";

    private static final int SMTP_PORT = 25;
    private static final int LMTP_PORT = 24;
    private static final int LONGEST_TEXT = 200;
    private static final int LONGEST_SOCKET_PATH = 107;

    private static final Pattern BRACKETED = Pattern.compile("\\[([^\\[\\]]*)](?::(.*))?");
    private static final Pattern PLAIN = Pattern.compile("([^:\\[\\]]*)(?::([^:]*))?");
    private static final Pattern STATUS =
            Pattern.compile("([0-9])\\.([0-9]{1,3})\\.([0-9]{1,3})(?: +(.*))?");

    private RouteParser() {}

    /** What a text gave. */
    public sealed interface Result {}

    /** It is a route. */
    public record Parsed(NextHop nextHop) implements Result {}

    /** It is none; {@code error} says what was found and what is accepted, without a final stop. */
    public record Invalid(String error) implements Result {}

    /** Parses one {@code via}. */
    public static Result parse(String via) {
        var text = via.strip();
        int colon = text.indexOf(':');
        var kind = colon < 0 ? text : text.substring(0, colon);
        var rest = colon < 0 ? "" : text.substring(colon + 1);
        return switch (kind) {
            case "smtp" -> smtp(rest);
            case "lmtp" -> lmtp(rest);
            case "error" -> error(rest);
            case "local" -> alone(colon, text, new NextHop.Local());
            case "hold" -> alone(colon, text, new NextHop.Hold());
            case "discard" -> alone(colon, text, new NextHop.Discard());
            default -> new Invalid("found \"" + shown(text) + "\"; accepted: " + ACCEPTED);
        };
    }

    private static Result alone(int colon, String text, NextHop hop) {
        return colon < 0
                ? new Parsed(hop)
                : new Invalid(
                        "found \""
                                + shown(text)
                                + "\"; this kind of route stands alone, without \":\"");
    }

    private static Result smtp(String rest) {
        var bracketed = BRACKETED.matcher(rest);
        if (bracketed.matches()) {
            return hostAndPort(
                    bracketed.group(1), bracketed.group(2), SMTP_PORT, NextHop.SmtpHost::new);
        }
        if (rest.indexOf(':') >= 0 || rest.indexOf('[') >= 0) {
            return new Invalid(
                    "found \"smtp:"
                            + shown(rest)
                            + "\"; a host is written in brackets, smtp:[host]:port, and without"
                            + " brackets stands a domain alone, smtp:domain");
        }
        return HostName.parse(rest)
                .<Result>map(domain -> new Parsed(domainOrHost(domain)))
                .orElseGet(() -> badHost(rest));
    }

    /** An address has no mail exchangers. */
    private static NextHop domainOrHost(String domain) {
        boolean address = IpAddress.parse(domain).isPresent();
        return address
                ? new NextHop.SmtpHost(domain, SMTP_PORT)
                : new NextHop.MailExchangers(domain);
    }

    private static Result lmtp(String rest) {
        if (rest.startsWith("unix:")) {
            return socket(rest.substring("unix:".length()));
        }
        for (var pattern : new Pattern[] {BRACKETED, PLAIN}) {
            var match = pattern.matcher(rest);
            if (match.matches()) {
                return lmtpHost(match.group(1), match.group(2));
            }
        }
        return new Invalid(
                "found \"lmtp:"
                        + shown(rest)
                        + "\"; accepted: lmtp:host:port (an IPv6 address in brackets) or"
                        + " lmtp:unix:PATH");
    }

    /** "The LMTP protocol MUST NOT be used on TCP port 25" (RFC 2033 section 5). */
    private static Result lmtpHost(String host, @Nullable String port) {
        var result = hostAndPort(host, port, LMTP_PORT, NextHop.LmtpHost::new);
        boolean forbidden =
                result instanceof Parsed(NextHop.LmtpHost(_, int number)) && number == SMTP_PORT;
        return forbidden
                ? new Invalid("found port 25, on which LMTP must not be used (RFC 2033)")
                : result;
    }

    private static Result socket(String path) {
        if (!path.isEmpty() && !path.startsWith("/")) {
            return new Invalid(
                    "found \"lmtp:unix:" + shown(path) + "\"; the path of a socket begins with /");
        }
        if (path.isEmpty() || path.chars().anyMatch(c -> c < ' ' || c == 127)) {
            return new Invalid(
                    "found \"lmtp:unix:" + shown(path) + "\"; the path of a socket is missing");
        }
        return path.length() > LONGEST_SOCKET_PATH
                ? new Invalid(
                        "the path of the socket has "
                                + path.length()
                                + " characters; at most "
                                + LONGEST_SOCKET_PATH
                                + " are possible")
                : new Parsed(new NextHop.LmtpSocket(path));
    }

    private interface HostRoute {
        NextHop of(String host, int port);
    }

    private static Result hostAndPort(
            String host, @Nullable String port, int usual, HostRoute route) {
        var name = HostName.parse(host);
        if (name.isEmpty()) {
            return badHost(host);
        }
        int number = port == null ? usual : number(port);
        return number < 1
                ? new Invalid(
                        "found port \""
                                + shown(port == null ? "" : port)
                                + "\"; accepted: 1 to 65535")
                : new Parsed(route.of(name.get(), number));
    }

    private static Result badHost(String host) {
        return new Invalid(
                "found host \"" + shown(host) + "\"; accepted: a host name or an IP address");
    }

    private static int number(String digits) {
        boolean sane = !digits.isEmpty() && digits.length() <= 5;
        if (!sane || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int value = Integer.parseInt(digits);
        return value <= 65_535 ? value : -1;
    }

    private static Result error(String rest) {
        var match = STATUS.matcher(rest);
        if (!match.matches()) {
            return new Invalid(
                    "found \"error:"
                            + shown(rest)
                            + "\"; accepted: \"error:5.1.2 text\", with an enhanced status code of"
                            + " RFC 3463");
        }
        int level = Integer.parseInt(match.group(1));
        if (level != 4 && level != 5) {
            return new Invalid(
                    "found a status of class " + level + "; accepted: 4 (try later) or 5 (never)");
        }
        return reason(Optional.ofNullable(match.group(4)).orElse(""))
                .<Result>map(
                        text ->
                                new Parsed(
                                        new NextHop.Refuse(
                                                new EnhancedStatus(
                                                        level,
                                                        Integer.parseInt(match.group(2)),
                                                        Integer.parseInt(match.group(3))),
                                                text)))
                .orElseGet(
                        () ->
                                new Invalid(
                                        "the text of an error: route is printable ASCII of at most "
                                                + LONGEST_TEXT
                                                + " characters"));
    }

    private static Optional<String> reason(String given) {
        var text = given.strip();
        boolean printable = text.chars().allMatch(c -> c >= ' ' && c < 127);
        if (!printable || text.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        return Optional.of(text.isEmpty() ? "Refused by a route" : text);
    }

    /** A found text for an error message: short, on one line. */
    private static String shown(String text) {
        var line = new StringBuilder();
        for (int i = 0; i < text.length() && line.length() < 80; i++) {
            char c = text.charAt(i);
            line.append(c < ' ' || c == 127 ? '?' : c);
        }
        return line.toString();
    }
}
