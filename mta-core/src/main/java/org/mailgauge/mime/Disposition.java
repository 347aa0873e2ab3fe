package org.mailgauge.mime;

import java.util.List;
import java.util.Optional;

/**
 * How a part wants to be shown (RFC 2183).
 *
 * @param type in lower case, as {@code inline} or {@code attachment}
 * @param parameters in their order, each name once
 */
public record Disposition(String type, List<Parameter> parameters) {
    public Disposition {
        parameters = List.copyOf(parameters);
    }

    /** The disposition in the body of a Content-Disposition field; empty when there is none. */
    public static Optional<Disposition> parse(String body, MimeLimits limits) {
        var lexer = new Lexer(body, Lexer.TSPECIALS);
        if (lexer.nextButComments() != Lexer.Kind.ATOM) {
            return Optional.empty();
        }
        var type = Texts.lower(lexer.text());
        return Optional.of(new Disposition(type, ParameterParser.parse(lexer, limits)));
    }

    /** The value of a parameter, by its name in lower case. */
    public Optional<String> parameter(String name) {
        return MediaType.value(parameters, name);
    }

    int length() {
        return type.length() + parameters.stream().mapToInt(Parameter::length).sum();
    }
}
