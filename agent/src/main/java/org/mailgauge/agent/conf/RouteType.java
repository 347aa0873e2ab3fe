package org.mailgauge.agent.conf;

import org.mailgauge.route.NextHop;
import org.mailgauge.route.RouteParser;

import java.util.Optional;

/** The value of {@code routes[].via}. */
final class RouteType {
    static final Type<NextHop> VIA =
            new Type<>(
                    RouteParser.ACCEPTED,
                    new Type.Json.Pattern("^(smtp:.+|lmtp:.+|local|hold|discard|error:[45]\\..+)$"),
                    RouteType::read,
                    RouteType::complaint);

    private RouteType() {}

    private static Optional<NextHop> read(String text) {
        return switch (RouteParser.parse(text)) {
            case RouteParser.Parsed(var hop) -> Optional.of(hop);
            case RouteParser.Invalid _ -> Optional.empty();
        };
    }

    private static String complaint(String text) {
        return switch (RouteParser.parse(text)) {
            case RouteParser.Parsed _ -> "";
            case RouteParser.Invalid(var error) -> error.replace("; accepted: ", ", accepted ");
        };
    }
}
