package org.mailgauge.agent.snmp;

/**
 * The clock of one request: every value of its response is relative to it.
 *
 * @param now when the request was first looked at, on the monotonic ticker
 * @param started when the agent started, sysUpTime 0, on the same ticker
 */
record Moment(long now, long started) {

    /** sysUpTime, in hundredths of a second, wrapping after 497 days. */
    long upTime() {
        return Smi.timeStamp(now - started);
    }

    /** sysUpTime at an event; 0 when that was before the agent's start. */
    long stamp(long ticks) {
        return Smi.timeStamp(ticks - started);
    }
}
