package org.mailgauge.mime;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/**
 * What a part is (RFC 2045 section 5; names as RFC 6838 section 4.2 has them, and others that are
 * in use).
 *
 * @param type in lower case
 * @param subtype in lower case
 * @param parameters in their order, each name once
 */
public record MediaType(String type, String subtype, List<Parameter> parameters) {
    /** What a part without a usable Content-Type is (RFC 2045 section 5.2). */
    public static final MediaType TEXT =
            new MediaType("text", "plain", List.of(Parameter.of("charset", "us-ascii")));

    /** What the parts of a multipart/digest are (RFC 2046 section 5.1.5). */
    public static final MediaType MESSAGE = new MediaType("message", "rfc822", List.of());

    /** What nobody has looked into. */
    public static final MediaType OCTETS = new MediaType("application", "octet-stream", List.of());

    private static final int LONGEST_NAME = 127;
    private static final String NAME_CHARACTERS = "!#$&-^_.+";

    public MediaType {
        parameters = List.copyOf(parameters);
    }

    /** The media type in the body of a Content-Type field; empty when there is none. */
    public static Optional<MediaType> parse(String body, MimeLimits limits) {
        var lexer = new Lexer(body, Lexer.TSPECIALS);
        if (lexer.nextButComments() != Lexer.Kind.ATOM) {
            return Optional.empty();
        }
        var type = Texts.lower(lexer.text());
        lexer.nextButComments();
        if (!lexer.is('/') || lexer.nextButComments() != Lexer.Kind.ATOM) {
            return Optional.empty();
        }
        var subtype = Texts.lower(lexer.text());
        if (type.length() > LONGEST_NAME || subtype.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        return Optional.of(new MediaType(type, subtype, ParameterParser.parse(lexer, limits)));
    }

    /** The value of a parameter, by its name in lower case. */
    public Optional<String> parameter(String name) {
        return value(parameters, name);
    }

    static Optional<String> value(List<Parameter> parameters, String name) {
        for (var parameter : parameters) {
            if (parameter.name().equals(name)) {
                return Optional.of(parameter.value());
            }
        }
        return Optional.empty();
    }

    public boolean is(String otherType, String otherSubtype) {
        return type.equals(otherType) && subtype.equals(otherSubtype);
    }

    /** Whether its body is a message of its own: message/rfc822 or message/global (RFC 6532). */
    public boolean isMessage() {
        return type.equals("message") && (subtype.equals("rfc822") || subtype.equals("global"));
    }

    public boolean isMultipart() {
        return type.equals("multipart");
    }

    /**
     * The boundary (RFC 2046 section 5.1.1), without blanks at its end; null when none is usable.
     */
    public @Nullable String boundary() {
        var boundary = parameter("boundary").orElse("").stripTrailing();
        return boundary.isEmpty() || boundary.length() > MimeLimits.BOUNDARY ? null : boundary;
    }

    /** Where a subtype is registered (RFC 6838 section 3). */
    public enum Tree {
        STANDARDS,
        VENDOR,
        PERSONAL,
        /** Names with {@code x.} or {@code x-}: nobody registers them. */
        UNREGISTERED
    }

    public Tree tree() {
        if (subtype.startsWith("vnd.")) {
            return Tree.VENDOR;
        }
        if (subtype.startsWith("prs.")) {
            return Tree.PERSONAL;
        }
        boolean experimental = subtype.startsWith("x.") || subtype.startsWith("x-");
        return experimental || type.startsWith("x-") ? Tree.UNREGISTERED : Tree.STANDARDS;
    }

    /** The structured syntax suffix without its plus, as {@code xml} (RFC 6838 section 4.2.8). */
    public Optional<String> suffix() {
        int plus = subtype.lastIndexOf('+');
        return plus <= 0 || plus == subtype.length() - 1
                ? Optional.empty()
                : Optional.of(subtype.substring(plus + 1));
    }

    /** Whether both names could be registered (restricted-name of RFC 6838 section 4.2). */
    public boolean registrable() {
        return restricted(type) && restricted(subtype);
    }

    private static boolean restricted(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!letter && (i == 0 || NAME_CHARACTERS.indexOf(c) < 0)) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= LONGEST_NAME;
    }

    @Override
    public String toString() {
        return type + "/" + subtype;
    }

    int length() {
        return type.length()
                + subtype.length()
                + parameters.stream().mapToInt(Parameter::length).sum();
    }
}
