package org.mailgauge.collect.postfix.log;

import java.time.Instant;

/** When a line says that it was written. */
public sealed interface LogTime {

    /** A moment (RFC 3339), as newer syslogs write it. */
    record Exact(Instant at) implements LogTime {}

    /**
     * A time on the wall, without year and zone (RFC 3164), as Postfix itself writes it; {@link
     * Stamps} says which moment that was.
     *
     * @param month 1 to 12
     * @param day 1 to 31, whether or not the month has it
     * @param second 0 to 60
     */
    record Local(int month, int day, int hour, int minute, int second) implements LogTime {}
}
