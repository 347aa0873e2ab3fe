package org.mailgauge.smtp;

import org.mailgauge.address.AddressParser;
import org.mailgauge.address.AddressParser.Path;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.Mailbox;
import org.mailgauge.address.ReversePath;
import org.mailgauge.smtp.SmtpCommand.Malformed;

import java.util.HashSet;
import java.util.Locale;

/** Parses command lines (RFC 5321 section 4.1.1). Immutable. */
public final class SmtpCommandParser {
    /** Octets of a command line with its CRLF (RFC 5321 section 4.5.3.1.4). */
    public static final int LINE_OCTETS = 512;

    /**
     * The same for MAIL: SIZE adds 26 (RFC 1870), BODY 17 (RFC 6152), AUTH 500 (RFC 4954); and for
     * AUTH, whose initial response may be longer than the RFC wants.
     */
    public static final int MAIL_LINE_OCTETS = LINE_OCTETS + 26 + 17 + 500;

    private static final int SIZE_DIGITS = 20;
    private static final int NAME_OCTETS = 255;

    private final MailProtocol protocol;
    private final String hostname;

    /** For SMTP. */
    public SmtpCommandParser(String hostname) {
        this(MailProtocol.SMTP, hostname);
    }

    /**
     * @param hostname our own name: the domain of a bare {@code postmaster}
     */
    public SmtpCommandParser(MailProtocol protocol, String hostname) {
        this.protocol = protocol;
        this.hostname = hostname;
    }

    /**
     * Parses one command line.
     *
     * @param line the line without CRLF, decoded as ISO 8859-1
     * @return the command, or {@link Malformed}; never throws for any input
     */
    public SmtpCommand parse(String line) {
        if (hasControl(line)) {
            return bad(500, 5, 2, "Control character in command");
        }
        var text = withoutTrailingSpace(line);
        int space = text.indexOf(' ');
        var verb = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
        var argument = space < 0 ? "" : text.substring(space + 1);
        int most = verb.equals("MAIL") || verb.equals("AUTH") ? MAIL_LINE_OCTETS : LINE_OCTETS;
        if (line.length() > most - 2) {
            return bad(500, 5, 2, "Line too long");
        }
        return switch (verb) {
            case "HELO", "EHLO", "LHLO" -> hello(verb, argument);
            case "MAIL" -> mail(argument);
            case "RCPT" -> rcpt(argument);
            case "DATA" -> alone(argument, new SmtpCommand.Data());
            case "RSET" -> alone(argument, new SmtpCommand.Rset());
            case "QUIT" -> alone(argument, new SmtpCommand.Quit());
            case "STARTTLS" -> alone(argument, new SmtpCommand.Starttls());
            case "NOOP" -> new SmtpCommand.Noop();
            case "HELP" -> new SmtpCommand.Help();
            case "VRFY" ->
                    argument.isBlank()
                            ? bad(501, 5, 4, "VRFY needs an argument")
                            : new SmtpCommand.Vrfy();
            case "AUTH" ->
                    protocol == MailProtocol.SMTP
                            ? auth(argument)
                            : new SmtpCommand.Unimplemented(verb);
            case "EXPN", "BDAT", "ETRN", "ATRN", "TURN", "SEND", "SOML", "SAML" ->
                    new SmtpCommand.Unimplemented(verb);
            case "USER",
                    "GET",
                    "POST",
                    "HEAD",
                    "PUT",
                    "DELETE",
                    "OPTIONS",
                    "PATCH",
                    "TRACE",
                    "CONNECT",
                    "PRI" ->
                    new SmtpCommand.Foreign(verb);
            default -> bad(500, 5, 2, "Command not recognized");
        };
    }

    /** "The HELO and EHLO commands of SMTP are replaced by the LHLO command" (RFC 2033). */
    private SmtpCommand hello(String verb, String argument) {
        boolean known = verb.equals("LHLO") == (protocol == MailProtocol.LMTP);
        if (!known) {
            return bad(500, 5, 2, "Command not recognized, use " + protocol.hello());
        }
        if (!isName(argument)) {
            return badName();
        }
        return verb.equals("HELO")
                ? new SmtpCommand.Helo(argument)
                : new SmtpCommand.Ehlo(argument);
    }

    /** {@code sasl-mech} of 1 to 20 characters, and perhaps an initial response (RFC 4954). */
    private static SmtpCommand auth(String argument) {
        int space = argument.indexOf(' ');
        var mechanism = space < 0 ? argument : argument.substring(0, space);
        var initial = space < 0 ? null : argument.substring(space + 1);
        boolean known =
                mechanism.length() <= 20
                        && !mechanism.isEmpty()
                        && mechanism.chars().allMatch(c -> c > 32 && c < 127);
        return known && (initial == null || initial.indexOf(' ') < 0)
                ? new SmtpCommand.Auth(mechanism, initial)
                : bad(501, 5, 4, "Syntax: AUTH mechanism [initial-response]");
    }

    private SmtpCommand mail(String argument) {
        int start = afterKeyword(argument, "FROM:");
        if (start < 0) {
            return bad(501, 5, 4, "Syntax: MAIL FROM:<address>");
        }
        var parsed = AddressParser.path(argument, start);
        return switch (parsed.path()) {
            case Path.Empty _ -> mail(new ReversePath.Null(), argument, parsed.end());
            case Path.Full(var mailbox) ->
                    mail(new ReversePath.Sender(mailbox), argument, parsed.end());
            case Path.Bare _ -> bad(501, 1, 7, "Address needs a domain");
            case Path.Bad(var why) -> bad(501, 1, 7, why);
            case Path.EightBit _ -> bad(553, 6, 7, "Address is not ASCII");
        };
    }

    private static SmtpCommand mail(ReversePath from, String argument, int at) {
        if (at < argument.length() && argument.charAt(at) != ' ') {
            return bad(501, 1, 7, "Bad address syntax");
        }
        long declared = 0;
        boolean eightBit = false;
        var seen = new HashSet<String>(2);
        for (var parameter : parameters(argument, at)) {
            int equals = parameter.indexOf('=');
            var name = (equals < 0 ? parameter : parameter.substring(0, equals));
            var value = equals < 0 ? "" : parameter.substring(equals + 1).toUpperCase(Locale.ROOT);
            var keyword = name.toUpperCase(Locale.ROOT);
            if (!seen.add(keyword)) {
                return bad(501, 5, 4, "Parameter given twice");
            }
            switch (keyword) {
                case "SIZE" -> {
                    declared = size(value);
                    if (declared < 0) {
                        return bad(501, 5, 4, "Bad SIZE");
                    }
                }
                case "BODY" -> {
                    eightBit = value.equals("8BITMIME");
                    if (!eightBit && !value.equals("7BIT")) {
                        return bad(555, 5, 4, "BODY is 7BIT or 8BITMIME");
                    }
                }
                case "AUTH" -> {
                    // Nobody is trusted to vouch for others: it counts as AUTH=<> (section 5).
                    if (!isXtext(parameter.substring(equals + 1)) || equals < 0) {
                        return bad(501, 5, 4, "Bad AUTH");
                    }
                }
                default -> {
                    return bad(555, 5, 4, "Parameter not recognized");
                }
            }
        }
        return new SmtpCommand.Mail(from, declared, eightBit);
    }

    /** {@code xtext} (RFC 3461 section 4), not empty; {@code <>} is one. */
    private static boolean isXtext(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean escaped =
                    c == '+'
                            && i + 2 < value.length()
                            && isUpperHex(value.charAt(i + 1))
                            && isUpperHex(value.charAt(i + 2));
            if (c <= 32 || c > 126 || c == '=' || (c == '+' && !escaped)) {
                return false;
            }
        }
        return !value.isEmpty() && value.length() <= 500;
    }

    private static boolean isUpperHex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
    }

    private SmtpCommand rcpt(String argument) {
        int start = afterKeyword(argument, "TO:");
        if (start < 0) {
            return bad(501, 5, 4, "Syntax: RCPT TO:<address>");
        }
        var parsed = AddressParser.path(argument, start);
        return switch (parsed.path()) {
            case Path.Empty _ -> bad(501, 1, 3, "A recipient can't be empty");
            case Path.Full(var mailbox) -> rcpt(mailbox, argument, parsed.end());
            case Path.Bare(var local) ->
                    local.equalsIgnoreCase("postmaster")
                            ? rcpt(new Mailbox(local, hostname), argument, parsed.end())
                            : bad(501, 1, 3, "Address needs a domain");
            case Path.Bad(var why) -> bad(501, 1, 3, why);
            case Path.EightBit _ -> bad(553, 6, 7, "Address is not ASCII");
        };
    }

    private static SmtpCommand rcpt(Mailbox mailbox, String argument, int at) {
        if (at == argument.length()) {
            return new SmtpCommand.Rcpt(new ForwardPath(mailbox));
        }
        return argument.charAt(at) == ' '
                ? bad(555, 5, 4, "Parameter not recognized")
                : bad(501, 1, 3, "Bad address syntax");
    }

    private static SmtpCommand alone(String argument, SmtpCommand command) {
        return argument.isEmpty() ? command : bad(501, 5, 4, "No argument allowed");
    }

    /**
     * The index after {@code keyword} and optional spaces, or -1. RFC 5321 section 3.3 says "spaces
     * are not permitted on either side of the colon"; some clients send one after it.
     */
    private static int afterKeyword(String argument, String keyword) {
        if (!argument.regionMatches(true, 0, keyword, 0, keyword.length())) {
            return -1;
        }
        int at = keyword.length();
        while (at < argument.length() && argument.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private static String[] parameters(String argument, int at) {
        var rest = argument.substring(at).strip();
        return rest.isEmpty() ? new String[0] : rest.split(" +");
    }

    /** The octets of a SIZE, saturated; -1 when it is none. */
    private static long size(String digits) {
        if (digits.isEmpty() || digits.length() > SIZE_DIGITS) {
            return -1;
        }
        long size = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            boolean fits = size <= (Long.MAX_VALUE - digit) / 10;
            size = fits ? size * 10 + digit : Long.MAX_VALUE;
        }
        return size;
    }

    /** Any printable word: a bad name alone must not cause refusal (RFC 5321 section 4.1.4). */
    private static boolean isName(String argument) {
        return !argument.isEmpty()
                && argument.length() <= NAME_OCTETS
                && argument.chars().allMatch(c -> c > 32 && c < 127);
    }

    private static Malformed badName() {
        return bad(501, 5, 4, "A host name or address literal is needed");
    }

    private static boolean hasControl(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if ((c < 32 && c != '\t') || c == 127) {
                return true;
            }
        }
        return false;
    }

    /** RFC 5321 section 4.1.1: trailing white space before CRLF is tolerated. */
    private static String withoutTrailingSpace(String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
            end--;
        }
        return line.substring(0, end);
    }

    private static Malformed bad(int code, int subject, int detail, String text) {
        return new Malformed(SmtpReply.of(code, subject, detail, text));
    }
}
