package org.mailgauge.agent.alarm;

import java.time.Instant;

/**
 * An alarm was raised or cleared, and that is to be told. Events of one alarm come in pairs: one
 * that raises, then one that clears.
 *
 * @param sequence rises by one with each event, over restarts too
 * @param raised whether it was raised, else cleared
 * @param alarm as it is at that moment, with the value that raised or cleared it
 */
public record AlarmEvent(long sequence, boolean raised, Instant at, Alarm alarm) {

    /** The alarm's, or cleared. */
    public Severity severity() {
        return raised ? alarm.severity() : Severity.CLEARED;
    }
}
