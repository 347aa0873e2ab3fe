package org.mailgauge.agent.cli;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.Locale;

/** Numbers and times as people read them. */
final class Human {
    private Human() {}

    /** Two units at most: {@code 3d 4h}, {@code 5m 12s}; a dash for a missing value. */
    static String seconds(JsonNode value) {
        return value.isNumber() ? duration(Duration.ofSeconds(value.asLong())) : "-";
    }

    static String duration(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m " + seconds % 60 + "s";
        }
        if (seconds < 86_400) {
            return seconds / 3600 + "h " + seconds % 3600 / 60 + "m";
        }
        return seconds / 86_400 + "d " + seconds % 86_400 / 3600 + "h";
    }

    /** Octets in the unit of 1,000 that fits: {@code 12.3 MB}. */
    static String octets(long octets) {
        var units = new String[] {"B", "KB", "MB", "GB", "TB"};
        double value = octets;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return unit == 0
                ? octets + " B"
                : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    /** The text of a value; a dash for a missing one. */
    static String text(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? "-" : value.asString();
    }
}
