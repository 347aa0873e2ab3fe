package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

/**
 * What of one message waits at one next hop: a message with one recipient itself, or a {@link
 * Batch}. Guarded by the queue's lock.
 */
interface Queued {
    Message message();

    /** How many recipients it stands for while it is in a queue. */
    int size();

    /** The recipient at a place below {@link #size}. */
    Recipient item(int place);

    /** The recipient that goes first; null when none is left. */
    @Nullable Recipient peek();

    /** Its turn: smaller comes earlier. */
    long turn();

    void turn(long turn);

    /** Its place in the heap that it is in. */
    int standsAt();

    void standsAt(int place);
}
