package org.mailgauge.imap;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;

/** Dates as IMAP writes them (RFC 9051 section 9, {@code date} and {@code date-time}). */
public final class ImapDates {
    private static final List<String> MONTHS =
            List.of(
                    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                    "Dec");

    private static final Pattern DATE = Pattern.compile("([0-9]{1,2})-([A-Za-z]{3})-([0-9]{4})");
    private static final Pattern DATE_TIME =
            Pattern.compile(
                    "([ 0-9]?[0-9]-[A-Za-z]{3}-[0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2})"
                            + " ([+-])([0-9]{2})([0-9]{2})");

    private ImapDates() {}

    /** The day, as {@code 1-Feb-2026}; null when it is none. */
    static @Nullable LocalDate date(String text) {
        var found = DATE.matcher(text);
        if (!found.matches()) {
            return null;
        }
        int month = month(found.group(2));
        try {
            return month == 0
                    ? null
                    : LocalDate.of(
                            Integer.parseInt(found.group(3)),
                            month,
                            Integer.parseInt(found.group(1)));
        } catch (DateTimeException _) {
            return null;
        }
    }

    private static int month(String name) {
        for (int i = 0; i < MONTHS.size(); i++) {
            if (MONTHS.get(i).equalsIgnoreCase(name)) {
                return i + 1;
            }
        }
        return 0;
    }

    /**
     * The moment, as {@code " 1-Feb-2026 12:00:00 +0100"}, perhaps without the space in front; null
     * when it is none.
     */
    static @Nullable Instant dateTime(String text) {
        var found = DATE_TIME.matcher(text);
        if (!found.matches()) {
            return null;
        }
        var day = date(found.group(1).strip());
        if (day == null) {
            return null;
        }
        try {
            int zone = Integer.parseInt(found.group(6)) * 60 + Integer.parseInt(found.group(7));
            var offset =
                    ZoneOffset.ofTotalSeconds(60 * (found.group(5).equals("-") ? -zone : zone));
            int second = Math.min(59, Integer.parseInt(found.group(4)));
            return day.atTime(
                            Integer.parseInt(found.group(2)),
                            Integer.parseInt(found.group(3)),
                            second)
                    .toInstant(offset);
        } catch (DateTimeException _) {
            return null;
        }
    }

    /** A moment in UTC, as in INTERNALDATE, without quotes. */
    public static String dateTime(Instant moment) {
        var at = LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
        return two(at.getDayOfMonth(), ' ')
                + '-'
                + MONTHS.get(at.getMonthValue() - 1)
                + '-'
                + four(at.getYear())
                + ' '
                + two(at.getHour(), '0')
                + ':'
                + two(at.getMinute(), '0')
                + ':'
                + two(at.getSecond(), '0')
                + " +0000";
    }

    private static String two(int number, char pad) {
        return number < 10 ? pad + Integer.toString(number) : Integer.toString(number);
    }

    private static String four(int year) {
        var digits = Integer.toString(Math.clamp(year, 0, 9999));
        return "0".repeat(4 - digits.length()) + digits;
    }
}
