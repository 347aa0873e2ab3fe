package org.mailgauge.port;

import java.io.IOException;
import java.time.Duration;

/**
 * Threads: where code runs, and how it hands file work to threads that may do it. Safe for use by
 * any thread.
 */
public interface Tasks {

    /** Starts a connection's or delivery's task on a virtual thread of its own. */
    Task start(String name, Runnable body);

    /** Starts a long-lived task (a committer, an accept loop) on a platform thread of its own. */
    Task startPlatform(String name, Runnable body);

    /**
     * Runs a piece of file work on the pool of platform I/O threads and parks until it is done.
     * From a platform I/O thread it runs in place.
     *
     * @throws IOException what the work threw, or when the pool has been closed
     */
    <T> T io(Work<T> work) throws IOException;

    /** A piece of file work. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** A task that was started. */
    interface Task {
        /** Interrupts its thread. */
        void interrupt();

        /** Waits for its end. @return whether it ended in time */
        boolean join(Duration atMost) throws InterruptedException;
    }
}
