package org.mailgauge.agent.agentx;

import org.snmp4j.smi.OID;

import java.time.Duration;

/** What people should know of a session. */
sealed interface Event {
    /** All has been asked for. */
    record Up(int session, State.Result result) implements Event {}

    /** The master does not give us a region. */
    record Refused(OID region, int error) implements Event {}

    /**
     * The session is over, or could not be opened.
     *
     * @param pause until the next attempt
     * @param failures how often in a row
     */
    record Down(String why, Duration pause, int failures) implements Event {}

    /** The master has a notification. */
    record Told() implements Event {}

    /** A notification did not reach the master. */
    record NotTold(String why) implements Event {}

    /** The master asked for something to be changed. */
    record SetRefused() implements Event {}
}
