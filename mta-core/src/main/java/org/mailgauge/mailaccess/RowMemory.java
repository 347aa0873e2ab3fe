package org.mailgauge.mailaccess;

import java.io.IOException;
import java.io.Serial;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Octets of memory that all SORT and THREAD commands of a service may take together for what they
 * arrange. Who finds none left gives up, and waits for nobody. Safe for use by any thread.
 */
final class RowMemory {
    private final AtomicLong left;

    RowMemory(long octets) {
        left = new AtomicLong(octets);
    }

    /** There is not enough of it. */
    static final class TakenException extends IOException {
        @Serial private static final long serialVersionUID = 1L;
    }

    /** Some of it for one command, to be closed. */
    Share share() {
        return new Share();
    }

    long left() {
        return left.get();
    }

    /** What one command has. Used by one thread. */
    final class Share implements AutoCloseable {
        private long taken;

        private Share() {}

        /**
         * Takes more.
         *
         * @throws TakenException when so much is not left; what was taken before stays taken
         */
        void take(long octets) throws TakenException {
            if (left.addAndGet(-octets) < 0) {
                left.addAndGet(octets);
                throw new TakenException();
            }
            taken += octets;
        }

        /** Gives back all but so much. */
        void keep(long octets) {
            long less = Math.max(0, taken - octets);
            left.addAndGet(less);
            taken -= less;
        }

        /** Gives back all. */
        @Override
        public void close() {
            left.addAndGet(taken);
            taken = 0;
        }
    }
}
