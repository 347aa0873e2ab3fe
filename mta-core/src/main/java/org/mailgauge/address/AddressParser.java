package org.mailgauge.address;

import java.util.Optional;

/**
 * Parses the paths of an SMTP envelope (RFC 5321 section 4.1.2). Total: any text gives a value,
 * none throws.
 *
 * <p>Departs from the grammar's {@code sub-domain = Let-dig [Ldh-str]} in one thing: an underscore
 * is taken as a letter, because hosts with such names exist and send mail.
 */
public final class AddressParser {
    private static final int LOCAL_PART_OCTETS = 64;
    private static final int DOMAIN_OCTETS = 255;
    private static final int PATH_OCTETS = 256;
    private static final int LABEL_OCTETS = 63;

    private final String text;
    private int at;

    private AddressParser(String text, int at) {
        this.text = text;
        this.at = at;
    }

    /** What stands in a path. */
    public sealed interface Path {
        /** {@code <>}. */
        record Empty() implements Path {}

        /** A local part alone, as in {@code <postmaster>}. */
        record Bare(String localPart) implements Path {}

        /** A mailbox; a source route before it has been dropped. */
        record Full(Mailbox mailbox) implements Path {}

        /** Not a path; {@code why} is fit for a reply. */
        record Bad(String why) implements Path {}

        /** It would be one, but for octets above 127 (RFC 6531 is needed for them). */
        record EightBit() implements Path {}
    }

    /**
     * A path and where it ended.
     *
     * @param end index of the first character after it; without meaning after {@link Path.Bad}
     */
    public record Parsed(Path path, int end) {}

    /**
     * Parses a path in angle brackets.
     *
     * @param text decoded as ISO 8859-1, so that one character is one octet
     * @param start index of the opening bracket
     */
    public static Parsed path(String text, int start) {
        var parser = new AddressParser(text, start);
        var path = parser.bracketed();
        return new Parsed(path, parser.at);
    }

    /** Parses {@code local-part@domain} without brackets; empty when it is none. */
    public static Optional<Mailbox> mailbox(String text) {
        var parser = new AddressParser(text, 0);
        return parser.mailbox() instanceof Path.Full(var mailbox) && parser.at == text.length()
                ? Optional.of(mailbox)
                : Optional.empty();
    }

    /** Whether the text is a domain name or an address literal. */
    public static boolean isDomain(String text) {
        var parser = new AddressParser(text, 0);
        return !parser.domain().isEmpty() && parser.at == text.length();
    }

    private Path bracketed() {
        if (!take('<')) {
            return new Path.Bad("Address must be in angle brackets");
        }
        if (take('>')) {
            return new Path.Empty();
        }
        if (peek() == '@' && !route()) {
            return new Path.Bad("Bad source route");
        }
        var path = mailbox();
        if (path instanceof Path.Bad || path instanceof Path.EightBit) {
            return path;
        }
        if (!take('>')) {
            return peek() > 126 ? new Path.EightBit() : new Path.Bad("Bad address syntax");
        }
        return path;
    }

    private boolean route() {
        do {
            if (!take('@') || domain().isEmpty()) {
                return false;
            }
        } while (take(','));
        return take(':');
    }

    private Path mailbox() {
        var local = peek() == '"' ? quotedString() : dotString();
        if (local.isEmpty()) {
            return peek() > 126 ? new Path.EightBit() : new Path.Bad("Bad local part");
        }
        if (local.length() > LOCAL_PART_OCTETS) {
            return new Path.Bad("Local part too long");
        }
        if (!take('@')) {
            return peek() > 126 ? new Path.EightBit() : new Path.Bare(local);
        }
        var domain = domain();
        if (domain.isEmpty()) {
            return peek() > 126 ? new Path.EightBit() : new Path.Bad("Bad domain");
        }
        if (local.length() + domain.length() + 3 > PATH_OCTETS) {
            return new Path.Bad("Path too long");
        }
        return new Path.Full(new Mailbox(local, domain));
    }

    /** {@code Atom *("." Atom)}; empty when there is none. */
    private String dotString() {
        int start = at;
        do {
            int atom = at;
            while (isAtext(peek())) {
                at++;
            }
            if (at == atom) {
                return "";
            }
        } while (take('.'));
        return text.substring(start, at);
    }

    private String quotedString() {
        int start = at++;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return text.substring(start, at);
            }
            if (c == '\\' && at + 1 < text.length()) {
                c = text.charAt(++at);
            }
            if (c < 32 || c > 126) {
                return "";
            }
            at++;
        }
        return "";
    }

    /** A domain name or a literal, in canonical form; empty when there is none. */
    private String domain() {
        return peek() == '[' ? literal() : name();
    }

    private String name() {
        int start = at;
        do {
            int label = at;
            while (isLetterOrDigit(peek()) || peek() == '-' || peek() == '_') {
                at++;
            }
            boolean hyphenAtEnd = at > label && text.charAt(at - 1) == '-';
            if (at == label || at - label > LABEL_OCTETS || peekAt(label) == '-' || hyphenAtEnd) {
                return "";
            }
        } while (take('.'));
        return at - start > DOMAIN_OCTETS || peek() > 126 ? "" : text.substring(start, at);
    }

    /** {@code [192.0.2.1]} or {@code [IPv6:2001:db8::1]}; other tags are not registered. */
    private String literal() {
        int close = text.indexOf(']', at);
        if (close < 0 || close - at > PATH_OCTETS) {
            return "";
        }
        var inside = text.substring(at + 1, close);
        boolean v6 = inside.regionMatches(true, 0, "IPv6:", 0, 5);
        var digits = v6 ? inside.substring(5) : inside;
        var address = IpAddress.parse(digits);
        if (address.isEmpty() || v6 != digits.indexOf(':') >= 0) {
            return "";
        }
        at = close + 1;
        return address.get().literal();
    }

    private boolean take(char c) {
        if (peek() == c) {
            at++;
            return true;
        }
        return false;
    }

    /** The character at the current place; 0 at the end. */
    private char peek() {
        return peekAt(at);
    }

    private char peekAt(int index) {
        return index < text.length() ? text.charAt(index) : 0;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean isAtext(char c) {
        return isLetterOrDigit(c) || (c > 0 && "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0);
    }
}
