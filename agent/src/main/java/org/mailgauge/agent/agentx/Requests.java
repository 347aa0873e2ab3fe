package org.mailgauge.agent.agentx;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Our requests that the master has not answered yet. Immutable.
 *
 * @param next the number of the next packet of ours
 * @param waiting by number of packet
 */
record Requests(int next, Map<Integer, Waiting> waiting) {
    static final Requests NONE = new Requests(1, Map.of());

    Requests {
        waiting = Map.copyOf(waiting);
    }

    /**
     * One of them.
     *
     * @param sent when, on the ticker
     * @param deadline by when an answer has to be there, likewise
     */
    record Waiting(Pdu pdu, long sent, long deadline) {}

    /** With one more, which takes the next number. */
    Requests plus(Pdu pdu, long now, long deadline) {
        var more = new HashMap<>(waiting);
        more.put(next, new Waiting(pdu, now, deadline));
        return new Requests(next + 1, more);
    }

    Requests without(int packet) {
        var less = new HashMap<>(waiting);
        less.remove(packet);
        return new Requests(next, less);
    }

    @Nullable Waiting of(int packet) {
        return waiting.get(packet);
    }

    /** The one whose deadline comes first. */
    Optional<Waiting> first() {
        return waiting.values().stream().min((a, b) -> Long.signum(a.deadline() - b.deadline()));
    }

    long count(Class<? extends Pdu> kind) {
        return waiting.values().stream().filter(one -> kind.isInstance(one.pdu())).count();
    }
}
