package org.mailgauge.collect.follow;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Instants as nanoseconds since 1970; what is beyond the range (some 292 years) is at its end. */
final class Nanos {
    private static final long PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private Nanos() {}

    static long of(Instant instant) {
        long most = Long.MAX_VALUE / PER_SECOND - 1;
        return Math.clamp(instant.getEpochSecond(), -most, most) * PER_SECOND + instant.getNano();
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(
                Math.floorDiv(nanos, PER_SECOND), Math.floorMod(nanos, PER_SECOND));
    }
}
