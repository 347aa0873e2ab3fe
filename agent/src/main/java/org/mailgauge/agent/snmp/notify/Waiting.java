package org.mailgauge.agent.snmp.notify;

import java.util.List;

/**
 * An inform that waits.
 *
 * @param number rises by one with each, over restarts too
 */
record Waiting(long number, Notification notification) {

    /**
     * All that has to survive a restart.
     *
     * @param next the number of the next inform
     * @param through no alarm's event up to this sequence number has to be told again
     * @param boxes of the receivers, each with what waits for it, in order
     */
    record State(long next, long through, List<Box> boxes) {
        State {
            boxes = List.copyOf(boxes);
        }
    }

    /** What waits for one receiver. */
    record Box(String receiver, List<Waiting> waiting) {
        Box {
            waiting = List.copyOf(waiting);
        }
    }
}
