package org.mailgauge.agent.cli;

import org.mailgauge.agent.admin.Shown;

import tools.jackson.databind.JsonNode;

import java.time.Duration;

/** Numbers and times as people read them. */
final class Human {
    private Human() {}

    /** Two units at most: {@code 3 d 4 h}, {@code 5 min 12 s}; a dash for a missing value. */
    static String seconds(JsonNode value) {
        return value.isNumber() ? duration(Duration.ofSeconds(value.asLong())) : "-";
    }

    static String duration(Duration time) {
        return Shown.duration(time.isNegative() ? Duration.ZERO : time);
    }

    /** Octets in the unit of 1,000 that fits: {@code 12.3 MB}. */
    static String octets(long octets) {
        return Shown.octets(octets);
    }

    /** The text of a value; a dash for a missing one. */
    static String text(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? "-" : value.asString();
    }
}
