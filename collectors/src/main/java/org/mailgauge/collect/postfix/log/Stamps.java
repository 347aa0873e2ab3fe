package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Decides which moments times without year and zone mean, one line after the other. Used by one
 * thread; needs no clock.
 */
public final class Stamps {
    /*
     * A time names one moment in each year, or two where clocks are put back. The line before says
     * which: the first that is not more than BACK before it, as lines come in order but for clocks
     * that are set and writers that race. No line is of a time after the latest possible one (when
     * the file was changed last, or now) but for SLACK, as zones may be set wrongly; if that leaves
     * none, the clock was set back, and it is the last moment that could be. A line before that is
     * older than OLDEST is of a clock that was not set, and says nothing. Of two moments an hour apart
     * it is the first that is not more than RACE before the line before.
     */
    private static final Duration BACK = Duration.ofDays(31);
    private static final Duration RACE = Duration.ofMinutes(5);
    private static final Duration SLACK = Duration.ofHours(26);
    private static final Duration OLDEST = Duration.ofDays(3 * 366);

    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    /** Between two 29 Februaries there are at most this many years. */
    private static final int LEAP_GAP = 8;

    private final ZoneId zone;
    private @Nullable Instant previous;
    private LogTime.@Nullable Local minute;
    private long minuteBegan;

    /**
     * Stamps of a log in a zone.
     *
     * @param zone of whoever wrote the lines
     * @param previous when the line before was written; null when it is not known
     */
    public Stamps(ZoneId zone, @Nullable Instant previous) {
        this.zone = zone;
        this.previous = previous == null ? null : counted(previous);
    }

    /**
     * When the next line was written.
     *
     * @param latest after when it cannot have been: the file's last change, or now
     * @return empty for a day that there is not
     */
    public Optional<Instant> at(LogTime time, Instant latest) {
        return switch (time) {
            case LogTime.Exact(var at) -> follow(counted(at));
            case LogTime.Local local -> local(local, counted(latest));
        };
    }

    /** Within the years in which there are logs, so that a little may be added. */
    private static Instant counted(Instant at) {
        return at.isBefore(FIRST) ? FIRST : at.isAfter(LAST) ? LAST : at;
    }

    /** When the line before was written; empty when that is not known. */
    public Optional<Instant> previous() {
        return Optional.ofNullable(previous);
    }

    private Optional<Instant> follow(Instant at) {
        previous = at;
        minute = null;
        return Optional.of(at);
    }

    private Optional<Instant> local(LogTime.Local time, Instant latest) {
        if (after(latest) == null) {
            minute = null;
        }
        if (minute != null && isSameMinute(minute, time)) {
            previous = Instant.ofEpochSecond(minuteBegan + time.second());
            return Optional.of(previous);
        }
        var began = began(time, latest);
        if (began != null) {
            minute = time;
            minuteBegan = began.getEpochSecond();
            previous = began.plusSeconds(time.second());
        }
        return began == null ? Optional.empty() : Optional.of(began.plusSeconds(time.second()));
    }

    /** When the line before was written; null when that says nothing. */
    private @Nullable Instant after(Instant latest) {
        var known = previous;
        return known == null || known.isBefore(latest.minus(OLDEST)) ? null : known;
    }

    private static boolean isSameMinute(LogTime.Local one, LogTime.Local other) {
        return one.minute() == other.minute()
                && one.hour() == other.hour()
                && one.day() == other.day()
                && one.month() == other.month();
    }

    /** When the minute of a time began; null for a day that there is not. */
    private @Nullable Instant began(LogTime.Local time, Instant latest) {
        var after = after(latest);
        var first = after == null ? null : first(time, after.minus(BACK));
        if (after != null && first != null) {
            var began = both(first);
            var at =
                    began.getFirst().isBefore(after.minus(RACE))
                            ? began.getLast()
                            : began.getFirst();
            if (!at.isAfter(latest.plus(SLACK))) {
                return at;
            }
        }
        var last = last(time, latest.plus(SLACK));
        if (last == null) {
            return null;
        }
        var began = both(last);
        return began.getLast().isAfter(latest) ? began.getFirst() : began.getLast();
    }

    /** The first that is not before a moment; null for a day that there is not. */
    private @Nullable LocalDateTime first(LogTime.Local time, Instant from) {
        int year = year(from);
        for (int i = year - 1; i <= year + LEAP_GAP; i++) {
            var there = in(i, time);
            if (there != null && !there.atZone(zone).toInstant().isBefore(from)) {
                return there;
            }
        }
        return null;
    }

    /** The last that is not after a moment; null for a day that there is not. */
    private @Nullable LocalDateTime last(LogTime.Local time, Instant until) {
        int year = year(until);
        for (int i = year + 1; i >= year - LEAP_GAP; i--) {
            var there = in(i, time);
            if (there != null && !there.atZone(zone).toInstant().isAfter(until)) {
                return there;
            }
        }
        return null;
    }

    private int year(Instant of) {
        return of.atZone(zone).getYear();
    }

    private static @Nullable LocalDateTime in(int year, LogTime.Local time) {
        boolean valid = time.day() <= YearMonth.of(year, Month.of(time.month())).lengthOfMonth();
        return valid
                ? LocalDateTime.of(year, time.month(), time.day(), time.hour(), time.minute())
                : null;
    }

    /** The moments of a time on the wall: two in an overlap, else one, also in a gap. */
    private List<Instant> both(LocalDateTime time) {
        var both = zone.getRules().getValidOffsets(time).stream().map(time::toInstant).toList();
        return both.isEmpty() ? List.of(time.atZone(zone).toInstant()) : both;
    }
}
