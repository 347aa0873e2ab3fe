package org.mailgauge.collect.postfix.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;

class StampsTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest(name = "{0}, then {1} (latest {2}) is {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    2026-06-01T10:00:00Z | Jun  1 10:00:05 | 2026-06-01T10:00:06Z | 2026-06-01T10:00:05Z
                    2026-12-31T23:59:59Z | Jan  1 00:00:00 | 2027-01-01T00:00:00Z | 2027-01-01T00:00:00Z
                    2027-01-01T00:00:01Z | Dec 31 23:59:59 | 2027-01-01T00:00:02Z | 2026-12-31T23:59:59Z
                    2026-03-01T00:00:00Z | Nov 20 08:00:00 | 2026-11-20T08:00:00Z | 2026-11-20T08:00:00Z
                    2027-12-01T00:00:00Z | Feb 29 12:00:00 | 2028-03-01T00:00:00Z | 2028-02-29T12:00:00Z
                    2028-02-28T23:59:59Z | Feb 29 00:00:00 | 2028-02-29T00:00:00Z | 2028-02-29T00:00:00Z
                    2026-07-01T00:00:00Z | Jan  1 00:00:09 | 2026-07-02T00:00:00Z | 2026-01-01T00:00:09Z
                    2026-01-01T00:00:09Z | Jul  1 00:00:00 | 2026-07-02T00:00:00Z | 2026-07-01T00:00:00Z
                    2026-07-01T10:00:00Z | Jul  1 09:58:00 | 2026-07-01T10:00:00Z | 2026-07-01T09:58:00Z
                    2026-07-01T10:00:00Z | Jun 15 10:00:00 | 2026-07-01T10:00:00Z | 2026-06-15T10:00:00Z
                    2026-12-31T23:59:59Z | Dec 31 23:59:60 | 2027-01-01T00:00:00Z | 2027-01-01T00:00:00Z
                    """)
    @DisplayName("the line before decides the year")
    void yearByTheLineBefore(Instant previous, String time, Instant latest, Instant expected) {
        var stamps = new Stamps(ZoneOffset.UTC, previous);
        assertEquals(Optional.of(expected), stamps.at(time(time), latest));
        assertEquals(Optional.of(expected), stamps.previous());
    }

    @ParameterizedTest(name = "{0} in a file changed at {1} is {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Dec 31 23:59:59 | 2027-01-01T00:00:10Z | 2026-12-31T23:59:59Z
                    Jan  1 00:00:09 | 2027-01-01T00:00:10Z | 2027-01-01T00:00:09Z
                    Jan  2 00:00:00 | 2027-01-01T00:00:10Z | 2027-01-02T00:00:00Z
                    Jan  3 00:00:00 | 2027-01-01T00:00:10Z | 2026-01-03T00:00:00Z
                    Feb 29 06:00:00 | 2027-01-01T00:00:10Z | 2024-02-29T06:00:00Z
                    Feb 29 06:00:00 | 2103-01-01T00:00:10Z | 2096-02-29T06:00:00Z
                    """)
    @DisplayName("without a line before, it is the last time that it can have been")
    void yearByTheFilesTime(String time, Instant changed, Instant expected) {
        var stamps = new Stamps(ZoneOffset.UTC, null);
        assertEquals(Optional.of(expected), stamps.at(time(time), changed));
    }

    @Test
    @DisplayName("where clocks are put back, the line before says which of two hours it is")
    void overlap() {
        var now = Instant.parse("2026-10-25T03:00:00Z");
        var stamps = new Stamps(BERLIN, Instant.parse("2026-10-24T23:30:00Z"));
        assertEquals("2026-10-25T00:30:00Z", at(stamps, "Oct 25 02:30:00", now));
        assertEquals("2026-10-25T00:59:59Z", at(stamps, "Oct 25 02:59:59", now));
        assertEquals("2026-10-25T01:00:00Z", at(stamps, "Oct 25 02:00:00", now));
        assertEquals("2026-10-25T01:30:00Z", at(stamps, "Oct 25 02:30:00", now));
        assertEquals("2026-10-25T01:29:58Z", at(stamps, "Oct 25 02:29:58", now));
        assertEquals("2026-10-25T01:59:00Z", at(stamps, "Oct 25 02:59:00", now));
        assertEquals("2026-10-25T02:00:00Z", at(stamps, "Oct 25 03:00:00", now));
    }

    @Test
    @DisplayName(
            "of two hours before the first line that is known, it is the last that can have been")
    void overlapAtTheBeginning() {
        var stamps = new Stamps(BERLIN, null);
        var changed = Instant.parse("2026-10-25T01:10:00Z");
        assertEquals("2026-10-25T01:05:00Z", at(stamps, "Oct 25 02:05:00", changed));
        var sooner = new Stamps(BERLIN, null);
        assertEquals("2026-10-25T00:50:00Z", at(sooner, "Oct 25 02:50:00", changed));
    }

    @Test
    @DisplayName("an hour that clocks leave out is the one after it")
    void gap() {
        var now = Instant.parse("2026-03-29T03:00:00Z");
        var stamps = new Stamps(BERLIN, Instant.parse("2026-03-29T00:59:59Z"));
        assertEquals("2026-03-29T01:30:00Z", at(stamps, "Mar 29 02:30:00", now));
        assertEquals("2026-03-29T01:00:00Z", at(stamps, "Mar 29 03:00:00", now));
    }

    @Test
    @DisplayName("a clock that was not set, and then is, costs no year")
    void clockFromTheBeginning() {
        var stamps = new Stamps(ZoneOffset.UTC, Instant.parse("2026-07-01T10:00:00Z"));
        var then = Instant.parse("1970-01-01T00:01:00Z");
        assertEquals("1970-01-01T00:00:30Z", at(stamps, "Jan  1 00:00:30", then));
        var now = Instant.parse("2026-07-01T10:05:00Z");
        assertEquals("2026-07-01T10:04:00Z", at(stamps, "Jul  1 10:04:00", now));
    }

    @Test
    @DisplayName("a day that there is not is no time, and the line before stays")
    void noSuchDay() {
        var previous = Instant.parse("2026-07-01T10:00:00Z");
        var stamps = new Stamps(ZoneOffset.UTC, previous);
        assertEquals(Optional.empty(), stamps.at(new LogTime.Local(2, 30, 0, 0, 0), previous));
        assertEquals(Optional.of(previous), stamps.previous());
    }

    @Test
    @DisplayName("exact times are taken as they are")
    void exact() {
        var at = Instant.parse("2020-07-01T10:00:00.25Z");
        var stamps = new Stamps(BERLIN, null);
        assertEquals(Optional.of(at), stamps.at(new LogTime.Exact(at), Instant.EPOCH));
    }

    @Test
    @DisplayName("moments beyond all calendars do no harm")
    void beyond() {
        var time = new LogTime.Local(2, 29, 12, 0, 0);
        for (var latest : List.of(Instant.MIN, Instant.MAX)) {
            for (var previous : List.of(Instant.MIN, Instant.MAX)) {
                var stamps = new Stamps(BERLIN, previous);
                assertTrue(stamps.at(time, latest).isPresent());
                assertTrue(stamps.at(new LogTime.Exact(previous), latest).isPresent());
                assertTrue(stamps.at(time, latest).isPresent());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("quiet months cost no year")
    void longGaps(long seed) {
        follow(ZoneOffset.UTC, new Random(seed), 2_000, Duration.ofDays(300));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("through years with a line in each hour, clocks that are set cost no second")
    void everyHour(long seed) {
        follow(BERLIN, new Random(seed), 60_000, Duration.ofMinutes(50));
    }

    /** Follows lines with gaps of all lengths up to a longest. */
    private static void follow(ZoneId zone, Random random, int lines, Duration longest) {
        var at = Instant.parse("2023-06-01T00:00:00Z");
        var stamps = new Stamps(zone, at);
        for (int i = 0; i < lines; i++) {
            double part = random.nextDouble();
            at = at.plusSeconds((long) (part * part * longest.toSeconds()));
            var wall = at.atZone(zone);
            var time =
                    new LogTime.Local(
                            wall.getMonthValue(),
                            wall.getDayOfMonth(),
                            wall.getHour(),
                            wall.getMinute(),
                            wall.getSecond());
            assertEquals(Optional.of(at), stamps.at(time, at.plusSeconds(random.nextInt(3))));
        }
    }

    private static String at(Stamps stamps, String time, Instant latest) {
        return stamps.at(time(time), latest).orElseThrow().toString();
    }

    private static LogTime time(String time) {
        var line = (time + " host postfix/qmgr[1]: x").getBytes(StandardCharsets.US_ASCII);
        var parsed = new LogLineParser().parse(line, 0, line.length).time();
        if (parsed == null) {
            throw new AssertionError("no time: " + time);
        }
        return parsed;
    }
}
