package org.mailgauge.agent.admin;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.conf.Text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Numbers and times as people read them: on the page, and in the commands. */
public final class Shown {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private Shown() {}

    /** A number, or a dash for one that is not known. */
    static String countOrDash(@Nullable Long value) {
        return value == null ? "\u2013" : count(value);
    }

    /** With a thin space between thousands. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value).replace(',', '\u2009');
    }

    /** In the unit of 1,000 that fits. */
    public static String octets(long octets) {
        if (Math.abs(octets) < 1000) {
            return octets + " B";
        }
        double value = octets;
        int unit = -1;
        while (Math.abs(value) >= 999.95 && unit < 4) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %sB", value, "kMGTP".charAt(unit));
    }

    public static String duration(Duration time) {
        return nanos(time.toNanos());
    }

    /** Two units at most. */
    static String nanos(long nanos) {
        long seconds = nanos / 1_000_000_000L;
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        if (seconds < 86_400) {
            return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
        }
        return seconds / 86_400 + " d " + seconds % 86_400 / 3600 + " h";
    }

    /** Text of others for one line, in quotes. */
    static String quoted(String text) {
        return '"' + Text.printable(text, 80) + '"';
    }

    /** To the second, UTC. */
    static String stamp(Instant instant) {
        return STAMP.format(instant);
    }

    /** ISO 8601 to the millisecond, for machines. */
    static @Nullable String iso(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
