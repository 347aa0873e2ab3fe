package org.mailgauge.agent.snmp.notify;

import java.io.IOException;

/** Puts notifications into messages and sends them. Safe for use by any thread. */
public interface Wire extends AutoCloseable {

    /**
     * Sends a trap; nobody says whether it arrives.
     *
     * @throws IOException when it cannot be sent
     */
    void trap(Receiver to, Notification notification) throws IOException;

    /**
     * Sends an inform, again after each timeout, as often as the receiver's configuration says.
     * Waits for the outcome; not for platform threads that have other work.
     *
     * @return whether it was acknowledged
     * @throws IOException when it cannot be sent
     */
    boolean inform(Receiver to, Notification notification) throws IOException;

    @Override
    void close();
}
