package org.mailgauge.mailaccess;

import org.mailgauge.imap.ResponseBuffer;

/** Where responses go. Used by one thread. */
public interface Output {

    /** What is to be sent is put in here, between calls of {@link #pass}. */
    ResponseBuffer buffer();

    /**
     * Sends what is in the buffer when there is enough of it; waits while the client is behind.
     * Called after each response, and between the pieces of a long one.
     *
     * @throws ClientGoneException when nothing more can be sent
     */
    void pass() throws ClientGoneException;

    /**
     * Sends what is in the buffer: the client has waited for long.
     *
     * @throws ClientGoneException when nothing more can be sent
     */
    default void flush() throws ClientGoneException {
        pass();
    }
}
