package org.mailgauge.agent.agentx;

/** What the session wants done. */
sealed interface Action {
    /** Answered with {@link Input.Connected} or {@link Input.Lost}; always the last. */
    record Connect() implements Action {}

    record Send(Packet packet) implements Action {}

    /** Look up what a request asks for, and send that. */
    record Answer(Packet request) implements Action {}

    /**
     * A response tells the master's sysUpTime.
     *
     * @param upTime in hundredths of a second
     * @param sent when the request for it was, on the ticker
     */
    record Heard(long upTime, long sent) implements Action {}

    /** Close the connection; there is no answer. */
    record Disconnect() implements Action {}

    record Happened(Event event) implements Action {}
}
