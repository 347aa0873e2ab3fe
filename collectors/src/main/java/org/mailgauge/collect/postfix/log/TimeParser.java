package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/** The time with which a line begins. */
final class TimeParser {
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final int SECONDS_OF_DAY = 86_400;

    private TimeParser() {}

    /**
     * Takes the time and the space behind it.
     *
     * @return null when there is none
     */
    static @Nullable LogTime take(Cursor line) {
        int from = line.at();
        var time = Cursor.isDigit(line.here()) ? exact(line) : local(line);
        if (time == null || !line.skip(" ")) {
            line.to(from);
            return null;
        }
        return time;
    }

    /** {@code Mon dd HH:MM:SS}, of 15 octets. */
    private static @Nullable LogTime local(Cursor line) {
        int at = line.at();
        if (line.end() - at < 15 || line.octet(at + 3) != ' ' || line.octet(at + 6) != ' ') {
            return null;
        }
        int month = month(line, at);
        int day = digits(line, line.octet(at + 4) == ' ' ? at + 5 : at + 4, at + 6);
        int clock = clock(line, at + 7);
        if (month == 0 || day < 1 || day > 31 || clock < 0) {
            return null;
        }
        line.to(at + 15);
        return new LogTime.Local(month, day, clock / 10_000, clock / 100 % 100, clock % 100);
    }

    private static int month(Cursor line, int at) {
        for (int i = 0; i < MONTHS.length(); i += 3) {
            if (line.octet(at) == MONTHS.charAt(i)
                    && line.octet(at + 1) == MONTHS.charAt(i + 1)
                    && line.octet(at + 2) == MONTHS.charAt(i + 2)) {
                return i / 3 + 1;
            }
        }
        return 0;
    }

    /** {@code HH:MM:SS} as a number of six digits, or -1. */
    private static int clock(Cursor line, int at) {
        if (line.end() - at < 8 || line.octet(at + 2) != ':' || line.octet(at + 5) != ':') {
            return -1;
        }
        int hour = digits(line, at, at + 2);
        int minute = digits(line, at + 3, at + 5);
        int second = digits(line, at + 6, at + 8);
        boolean valid =
                hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second <= 60;
        return valid ? hour * 10_000 + minute * 100 + second : -1;
    }

    /** The number that digits make, or -1 when one is none. */
    private static int digits(Cursor line, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!Cursor.isDigit(line.octet(i))) {
                return -1;
            }
            value = value * 10 + line.octet(i) - '0';
        }
        return value;
    }

    /** {@code 2026-12-01T02:17:53.123456+01:00}, with or without a fraction, or with Z. */
    private static @Nullable LogTime exact(Cursor line) {
        int at = line.at();
        if (line.end() - at < 20
                || line.octet(at + 4) != '-'
                || line.octet(at + 7) != '-'
                || line.octet(at + 10) != 'T') {
            return null;
        }
        int year = digits(line, at, at + 4);
        int month = digits(line, at + 5, at + 7);
        int day = digits(line, at + 8, at + 10);
        int clock = clock(line, at + 11);
        if (year < 0 || clock < 0) {
            return null;
        }
        line.to(at + 19);
        int nanos = line.here() == '.' ? line.fraction() : 0;
        int offset = offset(line);
        if (Math.abs(offset) >= SECONDS_OF_DAY) {
            return null;
        }
        long second = clock / 10_000 * 3600L + clock / 100 % 100 * 60L + clock % 100 - offset;
        try {
            long days = LocalDate.of(year, month, day).toEpochDay();
            return new LogTime.Exact(Instant.ofEpochSecond(days * SECONDS_OF_DAY + second, nanos));
        } catch (DateTimeException _) {
            return null;
        }
    }

    /** Takes an offset. @return seconds, or a day when there is none */
    private static int offset(Cursor line) {
        if (line.skip("Z")) {
            return 0;
        }
        int at = line.at();
        if (line.end() - at < 6 || line.octet(at + 3) != ':') {
            return SECONDS_OF_DAY;
        }
        int hours = digits(line, at + 1, at + 3);
        int minutes = digits(line, at + 4, at + 6);
        int sign = line.octet(at) == '-' ? -1 : line.octet(at) == '+' ? 1 : 0;
        if (sign == 0 || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
            return SECONDS_OF_DAY;
        }
        line.to(at + 6);
        return sign * (hours * 3600 + minutes * 60);
    }
}
