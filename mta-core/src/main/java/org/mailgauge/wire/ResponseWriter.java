package org.mailgauge.wire;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.ResponseBuffer;
import org.mailgauge.mailaccess.ClientGoneException;
import org.mailgauge.mailaccess.Output;
import org.mailgauge.port.Net;

import java.io.IOException;
import java.time.Duration;

/**
 * Gathers responses, so that many of them leave in one write; waits while the client is behind.
 * Between commands it holds next to nothing. Used by one thread at a time.
 */
final class ResponseWriter implements Output {
    private static final byte[] NOTHING = new byte[0];
    private static final int SMALL = 512;

    /** So many octets are worth a write. */
    private static final int ENOUGH = 16 << 10;

    private Net.Connection connection;
    private final Duration timeout;
    private final BufferPool pool;
    private final ResponseBuffer buffer = new ResponseBuffer(NOTHING);
    private byte @Nullable [] lent;

    ResponseWriter(Net.Connection connection, Duration timeout, BufferPool pool) {
        this.connection = connection;
        this.timeout = timeout;
        this.pool = pool;
    }

    /** Writes to this connection from now on. */
    void writeTo(Net.Connection to) {
        connection = to;
    }

    @Override
    public ResponseBuffer buffer() {
        if (buffer.octets().length == 0) {
            buffer.use(new byte[SMALL]);
        }
        return buffer;
    }

    /** Others of the server come to run after each piece of an answer that is long. */
    @Override
    @SuppressWarnings("ThreadPriorityCheck") // Nobody else takes a carrier from a virtual thread.
    public void pass() throws ClientGoneException {
        if (buffer.length() >= ENOUGH) {
            write();
            Thread.yield();
        } else if (lent == null && buffer.length() > SMALL) {
            grow();
        }
    }

    private void grow() {
        lent = pool.borrow();
        if (lent != null && lent.length >= buffer.length()) {
            System.arraycopy(buffer.octets(), 0, lent, 0, buffer.length());
            buffer.use(lent);
        }
    }

    private void write() throws ClientGoneException {
        int count = buffer.length();
        buffer.clear();
        try {
            connection.write(buffer.octets(), 0, count, timeout);
        } catch (IOException gone) {
            throw new ClientGoneException(gone);
        }
    }

    /** Sends what is gathered, and gives up what is held. */
    @Override
    public void flush() throws ClientGoneException {
        if (buffer.length() > 0) {
            write();
        }
        close();
    }

    /** Gives up what is held. */
    void close() {
        buffer.clear();
        buffer.use(NOTHING);
        if (lent != null) {
            pool.giveBack(lent);
            lent = null;
        }
    }
}
