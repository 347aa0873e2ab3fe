package org.mailgauge.wire;

/**
 * One association with a client, driven on a thread of its own. {@link #run} is that thread's;
 * {@link #stop} and {@link #abort} may be called by any.
 */
public interface Conversation {

    /** Runs the association to its end; its connection is closed then. */
    void run();

    /** The server stops: an idle client is told at once, a busy one when it is idle. */
    void stop();

    /** Ends the association whatever it does. */
    void abort();
}
