package org.mailgauge.queue;

import org.mailgauge.config.MtaConfig.QueueConfig;

import java.time.Duration;

/**
 * When to try again: doubling delays with jitter, the first short enough for two tries in the first
 * hour (RFC 5321 section 4.5.4.1), and when to give up. Pure; times are monotonic ticks in
 * nanoseconds.
 *
 * @param first delay after the first failure
 * @param most the longest delay
 * @param expiry how long a message is tried
 * @param nullPathExpiry the same for the null reverse-path
 */
record Retry(long first, long most, long expiry, long nullPathExpiry) {
    /** A second try within the first hour, whatever is configured, jitter included. */
    private static final long FIRST_AT_MOST = Duration.ofMinutes(45).toNanos();

    private static final double JITTER = 0.1;

    static Retry of(QueueConfig config) {
        return new Retry(
                config.retryFirst().toNanos(),
                config.retryMost().toNanos(),
                config.expiry().toNanos(),
                config.nullPathExpiry().toNanos());
    }

    /**
     * The regular delay before the next try.
     *
     * @param failures how many tries failed so far, at least 1
     * @param fraction of chance, [0, 1)
     */
    long delay(int failures, double fraction) {
        return delay(failures, fraction, ReplyClasses.REGULAR);
    }

    /** The delay before the next try at a pace. */
    long delay(int failures, double fraction, ReplyClasses.Pace pace) {
        long longest = pace.most() == null ? most : pace.most().toNanos();
        long base = Math.min(longest, (long) (first * pace.factor()));
        if (failures <= 1) {
            base = Math.min(base, FIRST_AT_MOST);
        }
        int doublings = Math.min(failures - 1, 40);
        for (int i = 0; i < doublings && base < longest; i++) {
            base = Math.min(longest, base * 2);
        }
        // The first wait is never shorter than configured: greylisting often lasts as long.
        double least = failures <= 1 ? 1 : 1 - JITTER;
        return Math.max(1, (long) (base * (least + 2 * JITTER * fraction)));
    }

    /** When the next try is due: after the delay, but not after the message expires. */
    long due(
            long now,
            int failures,
            double fraction,
            ReplyClasses.Pace pace,
            long arrived,
            boolean nullPath) {
        return Math.min(now + delay(failures, fraction, pace), expires(arrived, nullPath));
    }

    /** When a message is given up. */
    long expires(long arrived, boolean nullPath) {
        return arrived + (nullPath ? nullPathExpiry : expiry);
    }
}
