package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.config.MtaConfig.QueueConfig;

import java.time.Duration;

class RetryTest {
    private static final Retry RETRY = Retry.of(QueueConfig.DEFAULT);
    private static final double MIDDLE = 0.5;

    @ParameterizedTest(name = "after {0} failures: {1}")
    @CsvSource({
        "1,PT5M30S",
        "2,PT10M",
        "3,PT20M",
        "4,PT40M",
        "5,PT80M",
        "6,PT160M",
        "7,PT3H",
        "40,PT3H"
    })
    void doublesUpToTheMost(int failures, Duration expected) {
        assertEquals(expected.toNanos(), RETRY.delay(failures, MIDDLE));
    }

    @Test
    void jitterIsATenthEitherWay() {
        long base = Duration.ofMinutes(10).toNanos();
        assertEquals((long) (base * 0.9), RETRY.delay(2, 0));
        assertTrue(RETRY.delay(2, 0.999999999999) <= (long) (base * 1.1));
    }

    /** Greylisting that lasts five minutes is over then. */
    @Test
    void firstWaitIsNeverShorterThanConfigured() {
        long base = Duration.ofMinutes(5).toNanos();
        assertEquals(base, RETRY.delay(1, 0));
        assertTrue(RETRY.delay(1, 0.999999999999) <= (long) (base * 1.2));
    }

    @ParameterizedTest(name = "retry-first {0}")
    @CsvSource({"PT1S", "PT5M", "PT30M", "PT2H", "P2D"})
    void triesTwiceInTheFirstHour(Duration first) {
        var day = Duration.ofDays(1).toNanos();
        var retry = new Retry(first.toNanos(), 3 * day, 5 * day, day);
        assertTrue(retry.delay(1, 0.999999) <= Duration.ofHours(1).toNanos());
    }

    @Test
    void isNeverDueAfterExpiry() {
        long arrived = 1000;
        long expires = RETRY.expires(arrived, false);
        assertEquals(
                expires, RETRY.due(expires - 1, 7, MIDDLE, ReplyClasses.REGULAR, arrived, false));
        assertEquals(Duration.ofDays(5).toNanos() + 1000, expires);
    }

    @Test
    void nullReversePathExpiresAfterADay() {
        assertEquals(Duration.ofDays(1).toNanos() + 7, RETRY.expires(7, true));
    }
}
