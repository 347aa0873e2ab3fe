package org.mailgauge.port;

import org.mailgauge.address.Endpoint;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * Stream connections. Safe for use by any thread; calls block the (virtual) thread that makes them.
 */
public interface Net {

    /** Listens; port 0 takes a free one. */
    Listener listen(Endpoint local, int backlog) throws IOException;

    /** Connects, or fails with {@link NetTimeoutException} or another {@link IOException}. */
    Connection connect(Endpoint remote, Duration timeout) throws IOException;

    /** An open listening endpoint. */
    interface Listener extends Closeable {
        /**
         * Waits for the next connection; throws {@link IOException} when closed, or when
         * descriptors run out.
         */
        Connection accept() throws IOException;

        Endpoint local();

        @Override
        void close() throws IOException;
    }

    /** One open connection. One thread may read while another writes. */
    interface Connection extends Closeable {
        /**
         * Reads what is there, waiting for at least one octet.
         *
         * @return the octets read, or -1 at the end of the stream
         * @throws NetTimeoutException when nothing came in time; the connection stays usable
         */
        int read(byte[] into, int offset, int length, Duration timeout) throws IOException;

        /** Whether octets are waiting, so that a read would not block. */
        boolean readable() throws IOException;

        /**
         * Writes all octets at once, unbuffered.
         *
         * @throws NetTimeoutException when the peer does not take them in time; the connection is
         *     then closed
         */
        void write(byte[] from, int offset, int length, Duration timeout) throws IOException;

        /**
         * Ends our direction of the stream (a half-close): the peer reads what was written, then
         * the end. Reading goes on. Without effect once the connection is closed.
         */
        void endOutput() throws IOException;

        Endpoint local();

        Endpoint remote();

        /** Closes; a thread that is reading or writing gets an {@link IOException}. */
        @Override
        void close() throws IOException;
    }
}
