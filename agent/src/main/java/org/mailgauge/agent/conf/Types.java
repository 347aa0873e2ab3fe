package org.mailgauge.agent.conf;

import org.mailgauge.address.AddressParser;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.address.Mailbox;
import org.mailgauge.config.MtaConfig.Network;
import org.mailgauge.port.Net;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of values that the configuration knows. Every reader is total. */
public final class Types {
    private static final String LABEL = "[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?";
    private static final Pattern DOMAIN_NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final Pattern QUANTITY = Pattern.compile("([0-9]{1,15})([A-Za-z]*)");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,15}");
    private static final Map<String, Long> UNITS =
            Map.of(
                    "", 1L,
                    "B", 1L,
                    "KB", 1_000L,
                    "MB", 1_000_000L,
                    "GB", 1_000_000_000L,
                    "KIB", 1L << 10,
                    "MIB", 1L << 20,
                    "GIB", 1L << 30);

    private Types() {}

    static Type<String> text(String accepted) {
        return new Type<>(
                accepted,
                new Type.Json.Pattern(""),
                text -> Optional.of(text).filter(t -> !t.isBlank()));
    }

    static final Type<Secret> SECRET = secret(1, "a text of 1 to 128 characters");

    static Type<Secret> secret(int least, String accepted) {
        return new Type<>(
                accepted,
                new Type.Json.Pattern(""),
                text ->
                        text.length() < least || text.length() > 128
                                ? Optional.empty()
                                : Optional.of(new Secret(text)));
    }

    static final Type<String> HOST_NAME =
            new Type<>(
                    "a fully qualified host name such as mx1.example.org",
                    new Type.Json.Pattern(""),
                    text -> domain(text).filter(name -> name.contains(".")));

    static final Type<String> DOMAIN =
            new Type<>("a domain such as example.org", new Type.Json.Pattern(""), Types::domain);

    static final Type<String> DOMAIN_OR_SUBDOMAINS =
            new Type<>(
                    "a domain such as example.org, or *.example.org for its subdomains",
                    new Type.Json.Pattern(""),
                    Types::domainOrSubdomains);

    static final Type<String> MATCH =
            new Type<>(
                    "a domain, *.domain for its subdomains, or * for all",
                    new Type.Json.Pattern(""),
                    text -> text.equals("*") ? Optional.of(text) : domainOrSubdomains(text));

    /** Where to listen, or empty for "off". */
    static final Type<Optional<Endpoint>> LISTEN =
            new Type<>(
                    "ADDRESS:PORT or \"off\"",
                    new Type.Json.Pattern("^(off|.+:[0-9]{1,5})$"),
                    Types::listen);

    /** An absolute path of a socket, or empty for "off". */
    static final Type<Optional<String>> SOCKET =
            new Type<>(
                    "an absolute path of at most " + Net.LONGEST_LOCAL_PATH + " octets, or \"off\"",
                    new Type.Json.Pattern("^(off|/.*[^/])$"),
                    Types::socket);

    /** A file, or empty for the one that comes with us. */
    static final Type<Optional<String>> FILE_OR_BUILT_IN =
            new Type<>("a file, or \"built-in\"", new Type.Json.Pattern(""), Types::fileOrBuiltIn);

    /** The permissions of a file, in octal digits. */
    static final Type<Integer> MODE =
            new Type<>(
                    "octal permissions such as 0660",
                    new Type.Json.Pattern("^0?[0-7]{3}$"),
                    text -> matching("0?[0-7]{3}", text).map(octal -> Integer.parseInt(octal, 8)));

    static final Type<Endpoint> ENDPOINT =
            new Type<>(
                    "ADDRESS:PORT such as 127.0.0.1:1162",
                    new Type.Json.Pattern("^.+:[0-9]{1,5}$"),
                    Types::endpoint);

    static final Type<Network> NETWORK =
            new Type<>(
                    "a network such as 192.0.2.0/24 or 2001:db8::/32, without host bits",
                    new Type.Json.Pattern(""),
                    Types::network);

    static final Type<Boolean> FLAG =
            new Type<>("true or false", new Type.Json.Flag(), Types::flag);

    static final Type<String> CHANNEL =
            new Type<>(
                    "a name of at most 32 lower-case letters, digits and dashes",
                    new Type.Json.Pattern("^[a-z][a-z0-9-]{0,31}$"),
                    text -> matching("[a-z][a-z0-9-]{0,31}", text));

    static final Type<Optional<Mailbox>> MAILBOX_OR_NONE =
            new Type<>(
                    "a mailbox such as postmaster@example.org, or none",
                    new Type.Json.Pattern("^(none|.+@.+)$"),
                    Types::mailboxOrNone);

    /** What divides a sub-address; empty for "off". */
    static final Type<Optional<String>> SEPARATOR =
            new Type<>(
                    "1 to 4 characters such as + or --, or \"off\"",
                    new Type.Json.Pattern("^(off|[!#$%&'*+/=?^_`{|}~-]{1,4})$"),
                    text ->
                            text.equals("off")
                                    ? Optional.of(Optional.empty())
                                    : present(matching("[!#$%&'*+/=?^_`{|}~-]{1,4}", text)));

    static final Type<String> USER_NAME =
            new Type<>(
                    "a name of 1 to 32 letters, digits, dots, dashes and underscores",
                    new Type.Json.Pattern("^[A-Za-z0-9._-]{1,32}$"),
                    text -> matching("[A-Za-z0-9._-]{1,32}", text));

    static Type<Integer> count(int least, int most) {
        return new Type<>(
                "a number from " + least + " to " + most,
                new Type.Json.Range(least, most),
                text -> number(text, least, most).map(Long::intValue));
    }

    /** Empty for "off". */
    static Type<Optional<Integer>> countOrOff(int least, int most) {
        var count = count(least, most);
        return new Type<>(
                count.accepted() + ", or \"off\"",
                new Type.Json.Pattern("^(off|[0-9]+)$"),
                text ->
                        text.equals("off")
                                ? Optional.of(Optional.empty())
                                : present(count.read(text)));
    }

    static Type<Long> size(String least, String most) {
        long from = octets(least).orElseThrow();
        long to = octets(most).orElseThrow();
        return new Type<>(
                "a size such as 64KiB or 50MiB, from " + least + " to " + most,
                new Type.Json.Pattern("^[0-9]+([KMG]i?)?B?$"),
                text -> octets(text).filter(n -> n >= from && n <= to));
    }

    /** Empty for "off". */
    static Type<Optional<Long>> sizeOrOff(String least, String most) {
        var size = size(least, most);
        return new Type<>(
                size.accepted() + ", or \"off\"",
                new Type.Json.Pattern("^(off|[0-9]+([KMG]i?)?B?)$"),
                text ->
                        text.equals("off")
                                ? Optional.of(Optional.empty())
                                : present(size.read(text)));
    }

    static Type<Duration> duration(String least, String most) {
        var from = Duration.parse(least);
        var to = Duration.parse(most);
        return new Type<>(
                "a duration such as PT5M or P1D, from " + least + " to " + most,
                new Type.Json.Pattern("^P.+$"),
                text -> iso(text).filter(d -> d.compareTo(from) >= 0 && d.compareTo(to) <= 0));
    }

    /** Empty for "off". */
    static Type<Optional<Duration>> durationOrOff(String least, String most) {
        var duration = duration(least, most);
        return new Type<>(
                duration.accepted() + ", or \"off\"",
                new Type.Json.Pattern("^(off|P.+)$"),
                text ->
                        text.equals("off")
                                ? Optional.of(Optional.empty())
                                : present(duration.read(text)));
    }

    /** A value that may be absent, when it could be read. */
    private static <T> Optional<Optional<T>> present(Optional<T> read) {
        return read.isPresent() ? Optional.of(read) : Optional.empty();
    }

    /** One of an enum's constants, by the name that {@code label} gives it. */
    static <E extends Enum<E>> Type<E> choice(Class<E> type, Function<E, String> label) {
        var constants = type.getEnumConstants();
        List<String> labels = Arrays.stream(constants).map(label).toList();
        return new Type<>(
                labels.stream().collect(Collectors.joining(" or ")),
                new Type.Json.OneOf(labels),
                text -> {
                    int at = labels.indexOf(text);
                    return at < 0 ? Optional.empty() : Optional.of(constants[at]);
                });
    }

    /** A size such as 64KiB, 10MB or 1000, in octets; empty when it is none. */
    public static Optional<Long> octets(String text) {
        var matcher = QUANTITY.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var unit = UNITS.get(matcher.group(2).toUpperCase(Locale.ROOT));
        long number = Long.parseLong(matcher.group(1));
        return unit == null || number > (Long.MAX_VALUE / unit)
                ? Optional.empty()
                : Optional.of(number * unit);
    }

    private static Optional<Long> number(String text, long least, long most) {
        return NUMBER.matcher(text).matches()
                ? Optional.of(Long.parseLong(text)).filter(n -> n >= least && n <= most)
                : Optional.empty();
    }

    private static Optional<Duration> iso(String text) {
        try {
            return text.length() > 40 ? Optional.empty() : Optional.of(Duration.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static Optional<Boolean> flag(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<String> matching(String regex, String text) {
        return Pattern.matches(regex, text) ? Optional.of(text) : Optional.empty();
    }

    static Optional<String> domain(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        boolean known = lower.length() <= 253 && DOMAIN_NAME.matcher(lower).matches();
        return known && IpAddress.parse(lower).isEmpty() ? Optional.of(lower) : Optional.empty();
    }

    private static Optional<String> domainOrSubdomains(String text) {
        return text.startsWith("*.")
                ? domain(text.substring(2)).map(name -> "*." + name)
                : domain(text);
    }

    private static Optional<Optional<Mailbox>> mailboxOrNone(String text) {
        var mailbox = AddressParser.mailbox(text);
        boolean known = mailbox.isPresent() || text.equals("none");
        return known ? Optional.of(mailbox) : Optional.empty();
    }

    private static Optional<Optional<Endpoint>> listen(String text) {
        var endpoint = endpoint(text);
        return text.equals("off") || endpoint.isPresent()
                ? Optional.of(endpoint)
                : Optional.empty();
    }

    private static Optional<Optional<String>> socket(String text) {
        if (text.equals("off")) {
            return Optional.of(Optional.empty());
        }
        boolean fits =
                text.getBytes(StandardCharsets.UTF_8).length <= Net.LONGEST_LOCAL_PATH
                        && text.chars().allMatch(c -> c >= ' ' && c != 127);
        return fits && text.startsWith("/") && !text.endsWith("/")
                ? Optional.of(Optional.of(text))
                : Optional.empty();
    }

    private static Optional<Optional<String>> fileOrBuiltIn(String text) {
        if (text.equals("built-in")) {
            return Optional.of(Optional.empty());
        }
        boolean fits = !text.isBlank() && text.chars().allMatch(c -> c >= ' ' && c != 127);
        return fits ? Optional.of(Optional.of(text)) : Optional.empty();
    }

    /** An endpoint such as 127.0.0.1:161; empty when it is none. */
    public static Optional<Endpoint> endpoint(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            return Optional.empty();
        }
        var host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.indexOf(':') >= 0 && !bracketed) {
            return Optional.empty();
        }
        var bare = bracketed ? host.substring(1, host.length() - 1) : host;
        var address =
                bare.equals("localhost") ? IpAddress.parse("127.0.0.1") : IpAddress.parse(bare);
        return address.flatMap(
                ip ->
                        number(text.substring(colon + 1), 0, 65535)
                                .map(port -> new Endpoint(ip, port.intValue())));
    }

    static Optional<Network> network(String text) {
        int slash = text.indexOf('/');
        var address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int widest = address.get().isV6() ? 128 : 32;
        var bits =
                slash < 0
                        ? Optional.of((long) widest)
                        : number(text.substring(slash + 1), 0, widest);
        return bits.map(n -> new Network(address.get(), n.intValue()))
                .filter(network -> network.contains(network.prefix()))
                .filter(n -> n.prefix().prefix(n.bits()).equals(n.prefix()));
    }
}
