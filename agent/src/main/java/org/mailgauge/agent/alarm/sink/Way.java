package org.mailgauge.agent.alarm.sink;

import org.mailgauge.agent.alarm.AlarmEvent;

import java.io.Closeable;
import java.io.IOException;

/** Hands one event at a time to a receiver. For one thread, but for {@link #close}. */
interface Way extends Closeable {

    /** What came of an attempt. */
    sealed interface Outcome {
        record Sent() implements Outcome {}

        /** Not now. */
        record Again(String why) implements Outcome {}

        /** Not this event, however often it is tried. */
        record Refused(String why) implements Outcome {}
    }

    /** For people, without secrets. */
    String name();

    /**
     * Makes one attempt, in bounded time.
     *
     * @throws IOException when the receiver cannot be reached: try again later
     */
    Outcome send(AlarmEvent event) throws IOException, InterruptedException;

    /** Lets go of what is open; {@link #send} opens it again. */
    @Override
    void close();
}
