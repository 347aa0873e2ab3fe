package org.mailgauge.agent.alarm;

import java.util.Optional;

/** A way on which alarms are told. */
@FunctionalInterface
public interface AlarmSink {

    /**
     * Tells of one event; they come in the order of their sequence numbers. Must not wait: what
     * takes time is queued.
     */
    void tell(AlarmEvent event);

    /** How it has done; empty for a way that cannot fail. For any thread. */
    default Optional<SinkCounts> counts() {
        return Optional.empty();
    }
}
