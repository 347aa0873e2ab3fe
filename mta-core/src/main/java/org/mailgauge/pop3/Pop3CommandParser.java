package org.mailgauge.pop3;

import org.jspecify.annotations.Nullable;
import org.mailgauge.pop3.Pop3Command.Malformed;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Function;

/** Parses command lines (RFC 1939 section 3). */
final class Pop3CommandParser {
    /** Octets of a command line with its CRLF (RFC 2449 section 4). */
    static final int LINE_OCTETS = 255;

    /**
     * Of numbers and language ranges (RFC 1939 section 3). Names and passwords may be longer, as
     * RFC 2449 section 4 raised the length of the whole command and addresses do not fit in 40.
     */
    private static final int ARGUMENT_OCTETS = 40;

    private static final int DIGITS = 9;

    private Pop3CommandParser() {}

    /**
     * Parses one command line.
     *
     * @param line the line without CRLF, decoded as ISO 8859-1
     * @return the command, or {@link Malformed}; never throws for any input
     */
    static Pop3Command parse(String line) {
        if (line.length() > LINE_OCTETS - 2) {
            return new Malformed(Pop3Replies.LINE_TOO_LONG);
        }
        if (hasControl(line)) {
            return new Malformed(Pop3Replies.CONTROL);
        }
        int space = line.indexOf(' ');
        var verb = (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT);
        var raw = space < 0 ? "" : line.substring(space + 1);
        var argument = raw.strip();
        return switch (verb) {
            case "USER" -> user(argument);
            case "PASS" -> new Pop3Command.Pass(decoded(raw));
            case "AUTH" -> auth(argument);
            case "STLS" -> alone(argument, new Pop3Command.Stls());
            case "CAPA" -> alone(argument, new Pop3Command.Capa());
            case "UTF8" -> alone(argument, new Pop3Command.Utf8());
            case "LANG" -> lang(argument);
            case "STAT" -> alone(argument, new Pop3Command.Stat());
            case "LIST" -> perhapsNumber(argument, Pop3Command.List::new);
            case "UIDL" -> perhapsNumber(argument, Pop3Command.Uidl::new);
            case "RETR" -> number(argument, Pop3Command.Retr::new);
            case "TOP" -> top(argument);
            case "DELE" -> number(argument, Pop3Command.Dele::new);
            case "RSET" -> alone(argument, new Pop3Command.Rset());
            case "NOOP" -> alone(argument, new Pop3Command.Noop());
            case "QUIT" -> alone(argument, new Pop3Command.Quit());
            case "EHLO", "HELO", "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "CONNECT" ->
                    new Pop3Command.Foreign();
            default -> new Malformed(Pop3Replies.UNKNOWN);
        };
    }

    private static Pop3Command user(String argument) {
        return argument.isEmpty()
                ? new Malformed(Pop3Replies.NEEDS_NAME)
                : new Pop3Command.User(decoded(argument));
    }

    private static Pop3Command auth(String argument) {
        if (argument.isEmpty()) {
            return new Malformed(Pop3Replies.NEEDS_MECHANISM);
        }
        int space = argument.indexOf(' ');
        return space < 0
                ? new Pop3Command.Auth(argument, null)
                : new Pop3Command.Auth(
                        argument.substring(0, space), argument.substring(space + 1).strip());
    }

    private static Pop3Command lang(String argument) {
        if (argument.length() > ARGUMENT_OCTETS || argument.indexOf(' ') >= 0) {
            return new Malformed(Pop3Replies.BAD_RANGE);
        }
        return new Pop3Command.Lang(argument.isEmpty() ? null : argument);
    }

    private static Pop3Command top(String argument) {
        int space = argument.indexOf(' ');
        var message = numeral(space < 0 ? "" : argument.substring(0, space));
        var lines = numeral(space < 0 ? "" : argument.substring(space + 1).strip());
        return message == null || lines == null
                ? new Malformed(Pop3Replies.NEEDS_TWO)
                : new Pop3Command.Top(message, lines);
    }

    private static Pop3Command alone(String argument, Pop3Command command) {
        return argument.isEmpty() ? command : new Malformed(Pop3Replies.NO_ARGUMENT);
    }

    private static Pop3Command number(String argument, Function<Integer, Pop3Command> command) {
        var number = numeral(argument);
        return number == null ? new Malformed(Pop3Replies.NEEDS_NUMBER) : command.apply(number);
    }

    private static Pop3Command perhapsNumber(
            String argument, Function<@Nullable Integer, Pop3Command> command) {
        var number = numeral(argument);
        return argument.isEmpty() || number != null
                ? command.apply(number)
                : new Malformed(Pop3Replies.NEEDS_NUMBER);
    }

    /** A number, saturated; or null when it is none. */
    private static @Nullable Integer numeral(String text) {
        if (text.isEmpty() || text.length() > ARGUMENT_OCTETS) {
            return null;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return null;
            }
        }
        int first = 0;
        while (first < text.length() - 1 && text.charAt(first) == '0') {
            first++;
        }
        return text.length() - first > DIGITS
                ? Integer.MAX_VALUE
                : Integer.parseInt(text, first, text.length(), 10);
    }

    private static boolean hasControl(String line) {
        return line.chars().anyMatch(c -> c < ' ' || c == 0x7f);
    }

    /** RFC 6856 section 2.2: names and passwords are UTF-8. */
    private static String decoded(String octets) {
        return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
