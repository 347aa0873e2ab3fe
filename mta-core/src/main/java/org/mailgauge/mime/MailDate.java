package org.mailgauge.mime;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Dates as header fields have them (RFC 5322 section 3.3). */
public final class MailDate {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");

    /** Hours of the zones that have names; others mean what -0000 does (section 4.3). */
    private static final Map<String, Integer> ZONES =
            Map.of(
                    "edt", -4, "est", -5, "cdt", -5, "cst", -6, "mdt", -6, "mst", -7, "pdt", -7,
                    "pst", -8);

    private final Lexer lexer;

    private MailDate(String body) {
        lexer = new Lexer(body, Lexer.SPECIALS);
    }

    /** A date, in UTC. */
    public static String of(Instant when) {
        return FORM.format(when);
    }

    /**
     * Reads a date, obsolete forms too (section 4.3). The day of the week may be wrong; without a
     * zone, or with one that has no meaning, it is UTC.
     *
     * @param body of the field, unfolded
     * @return empty when it is no date
     */
    public static Optional<OffsetDateTime> parse(String body) {
        try {
            return new MailDate(body).read();
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private Optional<OffsetDateTime> read() {
        lexer.nextButComments();
        if (lexer.kind() == Lexer.Kind.ATOM && number(lexer.text()) < 0) {
            lexer.nextButComments();
        }
        while (lexer.is(',') || lexer.is('.')) {
            lexer.nextButComments();
        }
        int day = number(lexer.text());
        var name = next();
        int month = 1 + MONTHS.indexOf(name.substring(0, Math.min(3, name.length())));
        var year = next();
        int hour = number(next());
        int minute =
                lexer.nextButComments() == Lexer.Kind.SPECIAL && lexer.is(':')
                        ? number(next())
                        : -1;
        lexer.nextButComments();
        int second = 0;
        if (lexer.is(':')) {
            second = number(next());
            lexer.nextButComments();
        }
        if (day < 0 || month < 1 || hour < 0 || minute < 0 || second < 0 || second > 60) {
            return Optional.empty();
        }
        return Optional.of(
                OffsetDateTime.of(
                        year(year),
                        month,
                        day,
                        hour,
                        minute,
                        Math.min(second, 59),
                        0,
                        zone(lexer.text())));
    }

    private String next() {
        lexer.nextButComments();
        return Texts.lower(lexer.text());
    }

    /** A number of at most four digits; -1 when it is none. */
    private static int number(String digits) {
        int number = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return digits.isEmpty() || digits.length() > 4 ? -1 : number;
    }

    private static int year(String digits) {
        int year = number(digits);
        if (year < 0 || digits.length() < 2) {
            throw new DateTimeException(digits);
        }
        if (digits.length() == 2) {
            return year < 50 ? 2000 + year : 1900 + year;
        }
        return digits.length() == 3 ? 1900 + year : year;
    }

    private static ZoneOffset zone(String text) {
        boolean east = text.startsWith("+");
        int clock = text.length() == 5 ? number(text.substring(1)) : -1;
        if ((east || text.startsWith("-")) && clock >= 0) {
            int minutes = clock / 100 * 60 + clock % 100;
            return ZoneOffset.ofTotalSeconds(60 * (east ? minutes : -minutes));
        }
        return ZoneOffset.ofHours(ZONES.getOrDefault(Texts.lower(text), 0));
    }
}
