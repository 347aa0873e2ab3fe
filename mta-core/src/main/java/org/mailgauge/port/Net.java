package org.mailgauge.port;

import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Stream connections. Safe for use by any thread; calls block the (virtual) thread that makes them.
 */
public interface Net {

    /** Listens; port 0 takes a free one. */
    Listener listen(Endpoint local, int backlog) throws IOException;

    /** Connects, or fails with {@link NetTimeoutException} or another {@link IOException}. */
    Connection connect(Endpoint remote, Duration timeout) throws IOException;

    /**
     * Listens on a Unix-domain socket. A socket file that nobody listens on is replaced; closing
     * removes ours. The file has its mode from the first moment on. Not for virtual threads, as it
     * works on files.
     *
     * @param path absolute, at most {@value #LONGEST_LOCAL_PATH} octets
     * @param access who may use it; others can connect where the mode lets them, and {@link
     *     Connection#peer} tells
     * @throws IOException when another process listens there, or the path is no socket, or too
     *     long, or access has a name that nobody has
     */
    Listener listenLocal(String path, LocalAccess access, int backlog) throws IOException;

    /** The same, with whoever the mode lets in. */
    default Listener listenLocal(String path, int mode, int backlog) throws IOException {
        return listenLocal(path, LocalAccess.of(mode), backlog);
    }

    /**
     * How many more descriptors the system gives this process at the moment, for connections and
     * files; the greatest int when it does not say. Not for virtual threads.
     */
    default int descriptorsLeft() {
        return Integer.MAX_VALUE;
    }

    /** Whether the address is one of this machine, now. */
    boolean isOwn(IpAddress address);

    /** Connects to a Unix-domain socket, or fails as {@link #connect}. */
    Connection connectLocal(String path, Duration timeout) throws IOException;

    /** Octets of a Unix-domain socket's path (sockaddr_un has 108 with the final NUL). */
    int LONGEST_LOCAL_PATH = 107;

    /** An open listening endpoint. */
    interface Listener extends Closeable {
        /**
         * Waits for the next connection; throws {@link IOException} when closed, or when
         * descriptors run out.
         */
        Connection accept() throws IOException;

        /** Of a Unix-domain socket, 127.0.0.1 with port 0: this machine. */
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

        /** Of a Unix-domain socket, 127.0.0.1 with port 0: this machine. */
        Endpoint local();

        /** As {@link #local}. */
        Endpoint remote();

        /** What is known of its TLS; empty for a connection in the clear ({@link Tls}). */
        default Optional<TlsFacts> tls() {
            return Optional.empty();
        }

        /**
         * Who is at the other end of an accepted Unix-domain socket; empty over TCP, and where its
         * listener lets everybody in.
         */
        default Optional<LocalPeer> peer() {
            return Optional.empty();
        }

        /** Closes; a thread that is reading or writing gets an {@link IOException}. */
        @Override
        void close() throws IOException;
    }
}
