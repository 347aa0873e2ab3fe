package org.mailgauge.maildrop;

import org.mailgauge.pop3.Listing;

import java.io.Closeable;
import java.io.IOException;
import java.util.BitSet;

/**
 * One account's maildrop, open for one session. Used by one thread, which may be a virtual one; but
 * {@link #close} may be called by any, more than once.
 */
public interface Maildrop extends Closeable {

    /** What was in it when it was opened; may be used after the maildrop was closed. */
    Listing listing();

    /**
     * Begins to read a message.
     *
     * @param message from 0
     */
    Reading read(int message);

    /** What came of it. */
    sealed interface Reading {
        record Open(Content content) implements Reading {}

        /** It was removed by a session of another protocol. */
        record Missing() implements Reading {}

        /** It cannot be read; {@code temporary} as in {@link Maildrops.Opening.Unavailable}. */
        record Unavailable(boolean temporary) implements Reading {}
    }

    /** The octets of one message, in order and by parts, so that it is never whole in memory. */
    interface Content extends Closeable {
        /**
         * Reads on. Not more is read from the disk than is asked for, but for a block's rest.
         *
         * @return octets read, at least 1; or -1 at the end
         * @throws IOException when it cannot be read to its end; it is not to be asked again
         */
        int read(byte[] into, int offset, int length) throws IOException;

        @Override
        void close();
    }

    /**
     * Removes messages for good (the UPDATE state, RFC 1939 section 6): all of them in one step
     * when that is possible, durable on return. What another session has removed already counts as
     * removed.
     *
     * @param messages numbers from 0
     * @return whether all are removed; when not, none or some are
     */
    boolean remove(BitSet messages);

    /** Lets the account's next session in. Removes nothing. */
    @Override
    void close();
}
