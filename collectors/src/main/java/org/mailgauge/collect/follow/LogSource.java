package org.mailgauge.collect.follow;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;

/**
 * A log that is followed. Its owner asks it for what is new about once a second. For one thread at
 * a time, a platform thread.
 */
public interface LogSource extends Closeable {

    /**
     * Hands over what is new, in order. Whatever fails is told by {@link #health()}, and tried
     * again at the next call.
     *
     * @param most about how many octets are read; more wait for the next call
     * @return whether it ended at that bound, so that there may be more
     */
    boolean poll(int most, Sink into) throws InterruptedException;

    /**
     * Where the next line begins that has not been handed over; in a call of the {@link Sink}, the
     * one after what that call hands over. Null while it could not begin yet, so that there is
     * nothing to go on at.
     */
    @Nullable Mark mark();

    Health health();

    @Override
    void close();

    /** Takes what a log tells. */
    interface Sink {
        /** Takes the next line, which is valid during the call only. */
        void line(Line line);

        /** Told between the lines: between the last one and the next one some may be missing. */
        void gap(Gap gap);

        /**
         * The logging system told that it dropped lines, by its own limit of their rate.
         *
         * @param of whose lines, in its words
         * @param lines how many
         */
        void suppressed(String of, long lines);
    }

    /**
     * Why lines may be missing.
     *
     * @param about the file, program or cursor it is about
     */
    record Gap(Reason reason, String about) {

        /** What happened. */
        public enum Reason {
            /** The file that was being read is gone, and no copy of it was found. */
            GONE,
            /** The file that was being read was emptied or written anew, and no copy was found. */
            TRUNCATED,
            /** A file between the one that was read and the next one has been deleted. */
            MISSING,
            /** A predecessor is damaged, or compressed in a way that is not understood. */
            UNREADABLE,
            /** The journal no longer has the entry up to which it was read. */
            VACUUMED
        }
    }

    /** Where a log is begun of which nothing is known yet. */
    enum Begin {
        /** With what is written from now on. */
        AT_THE_END,
        /** With the first line of it; of a file, without its predecessors. */
        AT_THE_BEGINNING
    }

    /** Whether, and from where, a log is being read. */
    enum State {
        /** All is well. */
        READING,
        /** There is no such log yet, or it has not been written to. */
        WAITING,
        /** A right is missing. */
        NO_RIGHT,
        /** Something else failed. */
        FAILED
    }

    /**
     * How it goes. Counts are since this source was made.
     *
     * @param about the path that is read, waited for or forbidden, or what failed
     * @param behind at least how many octets have not been handed over; null where that cannot be
     *     told
     * @param lines handed over
     * @param rotations a file was done with, and the next one begun
     * @param truncations a file was found emptied or written anew
     * @param gaps told
     * @param cut lines of which only the beginning was handed over, or nothing
     * @param restarts of the program that is read from
     */
    record Health(
            State state,
            String about,
            @Nullable Long behind,
            long lines,
            long rotations,
            long truncations,
            long gaps,
            long cut,
            long restarts) {}
}
