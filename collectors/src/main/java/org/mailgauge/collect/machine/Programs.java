package org.mailgauge.collect.machine;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Programs of others that tell something. They get an argument list, never a shell, an empty
 * standard input, and an environment of {@code PATH} and {@code LC_ALL=C} alone. Safe for use by
 * any platform thread.
 */
public interface Programs {

    /**
     * Runs one to its end; ends it when the time is over or when it tells too much.
     *
     * @param command the program, by its path or as found in {@code PATH}, and its arguments
     * @param most octets of either stream
     * @throws IOException when it cannot be started
     */
    Ran run(List<String> command, Duration atMost, int most)
            throws IOException, InterruptedException;

    /** Starts one that goes on, and is read while it does. */
    Running start(List<String> command) throws IOException;

    /**
     * How it went.
     *
     * @param status exit status; what is told besides may be cut off unless {@code end} is {@link
     *     End#BY_ITSELF}
     */
    record Ran(End end, int status, byte[] out, String complaint) {}

    /** Why a program ended. */
    enum End {
        BY_ITSELF,
        TIME_IS_OVER,
        TOLD_TOO_MUCH
    }

    /** A program that runs. */
    interface Running extends Closeable {
        /**
         * Reads what it has told.
         *
         * @return the octets read, 0 when there is nothing within the time, or -1 at its end
         */
        int read(byte[] into, int offset, int length, Duration atMost)
                throws IOException, InterruptedException;

        /** The end of what it complained of last, at most 4,000 characters. */
        String complaint();

        /** Ends it. */
        @Override
        void close();
    }
}
