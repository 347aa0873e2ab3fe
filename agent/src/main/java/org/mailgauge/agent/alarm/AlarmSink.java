package org.mailgauge.agent.alarm;

/** A way on which alarms are told. */
@FunctionalInterface
public interface AlarmSink {

    /**
     * Tells of one event; they come in the order of their sequence numbers. Must not wait: what
     * takes time is queued.
     */
    void tell(AlarmEvent event);
}
