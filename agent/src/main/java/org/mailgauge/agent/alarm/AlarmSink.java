package org.mailgauge.agent.alarm;

import java.time.Duration;
import java.util.List;
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

    /**
     * The last event of the run before that needs not be told again. A way that tells each event at
     * once, or not at all, has told the last one.
     *
     * @param last the last event there was
     */
    default long safe(long last) {
        return last;
    }

    /** Tells again, after a restart, of one that came after {@link #safe}. */
    default void tellAgain(AlarmEvent event) {
        tell(event);
    }

    /**
     * What became of an event on this way, for each of its receivers; nothing when it does not
     * know. Waits until all have it, but at most so long.
     */
    default List<Told> told(long sequence, Duration within) throws InterruptedException {
        return List.of();
    }

    /**
     * What became of an event for one receiver.
     *
     * @param way such as trap, inform or webhook
     * @param to its address
     * @param outcome in words
     * @param good whether it has it, as far as this way can know
     */
    record Told(String way, String to, String outcome, boolean good) {}
}
