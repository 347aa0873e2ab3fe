package org.mailgauge.queue;

import org.mailgauge.route.NextHop;

import java.util.Optional;

/** The delivery agents, by kind of next hop. Safe for use by any thread. */
public interface Agents {

    /** The agent for a next hop; empty when this kind is not built (its recipients wait). */
    Optional<Agent> of(NextHop nextHop);

    /** What is done with the messages of one destination. */
    interface Agent {
        /** Takes a slot's jobs until there is none; runs on a virtual thread of its own. */
        void deliver(Slot slot);
    }
}
