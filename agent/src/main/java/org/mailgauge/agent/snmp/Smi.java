package org.mailgauge.agent.snmp;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;

/** The arithmetic of SMIv2 values. Pure. */
final class Smi {
    /** TimeInterval and Integer32 saturate here: 248.55 days of hundredths. */
    static final long MOST_INTEGER32 = Integer.MAX_VALUE;

    /** A sub-identifier, a Counter32, a Gauge32 at most. */
    static final long MOST_UNSIGNED32 = 0xFFFF_FFFFL;

    /** The octets that an SnmpAdminString, URLString or DistinguishedName may have. */
    static final int STRING_OCTETS = 255;

    /** Nanoseconds in a hundredth of a second. */
    private static final long HUNDREDTH = 10_000_000;

    private Smi() {}

    /** Wraps to 32 bits as a Counter32 must (RFC 2578 section 7.1.6). */
    static long counter32(long total) {
        return total & MOST_UNSIGNED32;
    }

    /** Latches at the maximum as a Gauge32 must (RFC 2578 section 7.1.7). */
    static long gauge32(long level) {
        return Math.clamp(level, 0L, MOST_UNSIGNED32);
    }

    /** Stays at the ends as an Integer32 of ours does. */
    static int integer32(long number) {
        return (int) Math.clamp(number, Integer.MIN_VALUE, MOST_INTEGER32);
    }

    /** A DateAndTime (RFC 2579) in UTC: 11 octets, tenths of a second cut off. */
    static byte[] dateAndTime(Instant instant) {
        var utc = instant.atOffset(ZoneOffset.UTC);
        int year = Math.clamp(utc.getYear(), 0, 65_535);
        return new byte[] {
            (byte) (year >>> 8),
            (byte) year,
            (byte) utc.getMonthValue(),
            (byte) utc.getDayOfMonth(),
            (byte) utc.getHour(),
            (byte) utc.getMinute(),
            (byte) utc.getSecond(),
            (byte) (utc.getNano() / 100_000_000),
            '+',
            0,
            0
        };
    }

    /**
     * Octets to the kilo-octets (1,000) of RFC 2789, rounded down; give it a sum, never a single
     * message.
     */
    static long kiloOctets(long octets) {
        return Math.floorDiv(octets, 1000L);
    }

    /**
     * A length of time as a TimeInterval (RFC 2579): hundredths of a second, never negative, never
     * wrapping.
     */
    static int timeInterval(long nanos) {
        return (int) Math.clamp(Math.floorDiv(nanos, HUNDREDTH), 0L, MOST_INTEGER32);
    }

    /**
     * The value that sysUpTime had at an event, as a TimeStamp (RFC 2579).
     *
     * @param nanos from the agent's start to the event; 0 results when it was before
     */
    static long timeStamp(long nanos) {
        return nanos <= 0 ? 0 : nanos / HUNDREDTH & MOST_UNSIGNED32;
    }

    /** Text in UTF-8, cut to 255 octets without splitting a character. */
    static byte[] string255(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        if (octets.length <= STRING_OCTETS) {
            return octets;
        }
        int end = STRING_OCTETS;
        while ((octets[end] & 0xC0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(octets, end);
    }
}
