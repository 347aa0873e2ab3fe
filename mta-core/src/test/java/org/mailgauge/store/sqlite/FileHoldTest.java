package org.mailgauge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.port.Time;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** Who may touch the files of a store, and when. */
class FileHoldTest {
    private static final Duration LEASE = Duration.ofSeconds(60);

    /** Ticks that a test moves. */
    private static final class Clock implements Time {
        private long ticks;

        @Override
        public Instant wall() {
            return Instant.EPOCH;
        }

        @Override
        public long ticks() {
            return ticks;
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void sleep(Duration time) {
            throw new UnsupportedOperationException();
        }
    }

    private final Clock clock = new Clock();
    private final FileHold hold = new FileHold(clock, () -> true);

    private OptionalLong take() throws InterruptedException {
        return hold.take(LEASE, Duration.ZERO);
    }

    @Test
    void whileItIsHeldNothingIsTidied() throws InterruptedException {
        long mine = take().orElseThrow();
        assertFalse(hold.enter());
        assertTrue(hold.release(mine));
        assertTrue(hold.enter());
        hold.leave();
    }

    @Test
    void oneAtATime() throws InterruptedException {
        long mine = take().orElseThrow();
        assertEquals(OptionalLong.empty(), take());
        assertFalse(hold.release(mine + 1));
        assertTrue(hold.held());
    }

    @Test
    void whoHasGoneLosesIt() throws InterruptedException {
        long mine = take().orElseThrow();
        clock.ticks += LEASE.toNanos();
        assertTrue(hold.renew(mine, LEASE));
        clock.ticks += LEASE.toNanos() + 1;
        assertFalse(hold.renew(mine, LEASE));
        assertTrue(hold.enter());
        hold.leave();
        long other = take().orElseThrow();
        assertFalse(hold.release(mine));
        assertTrue(hold.release(other));
    }

    @Test
    void itIsNotGivenWhileFilesAreWorkedOn() throws InterruptedException {
        assertTrue(hold.enter());
        assertEquals(OptionalLong.empty(), take());
        assertTrue(hold.enter(), "who did not get it does not stop others");
        hold.leave();
        hold.leave();
        assertTrue(take().isPresent());
    }
}
