package org.mailgauge.mailaccess;

import java.util.concurrent.Semaphore;

/**
 * Searches take turns: few of them work at a time, each for a short while, and then whoever has
 * waited longest goes on. So a long search slows down others, and stops none; and however many
 * search, the rest of the server has processors left. Safe for use by any thread.
 */
final class SearchTurns {
    private static final int AT_ONCE = 2;

    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    /** Waits for a turn. */
    void take() {
        turns.acquireUninterruptibly();
    }

    /** Ends it; threads of the server that search nothing come to run then, too. */
    @SuppressWarnings("ThreadPriorityCheck") // Nobody else takes a carrier from a virtual thread.
    void end() {
        turns.release();
        Thread.yield();
    }
}
