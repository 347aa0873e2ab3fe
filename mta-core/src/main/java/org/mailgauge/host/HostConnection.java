package org.mailgauge.host;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.port.Net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** One TCP connection. One thread may read while another writes. */
final class HostConnection implements Net.Connection {
    private static final long NONE = Long.MAX_VALUE;

    private final Socket socket;
    private final WriteWatch watch;
    private final InputStream in;
    private final OutputStream out;
    private final Endpoint local;
    private final Endpoint remote;
    private int readMillis;
    private volatile long writeDeadline = NONE;
    private volatile boolean late;

    /**
     * @param usual is kept as its local endpoint when it has the same: all connections to a
     *     listener share one
     */
    HostConnection(Socket socket, WriteWatch watch, @Nullable Endpoint usual) throws IOException {
        this.socket = socket;
        this.watch = watch;
        try {
            socket.setTcpNoDelay(true);
            in = socket.getInputStream();
            out = socket.getOutputStream();
            var here = HostNet.endpoint(socket.getLocalAddress(), socket.getLocalPort());
            local = usual != null && usual.equals(here) ? usual : here;
            remote = HostNet.endpoint(socket.getInetAddress(), socket.getPort());
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
        watch.add(this);
    }

    @Override
    public int read(byte[] into, int offset, int length, Duration timeout) throws IOException {
        int millis = HostNet.millis(timeout);
        if (millis != readMillis) {
            socket.setSoTimeout(millis);
            readMillis = millis;
        }
        try {
            return in.read(into, offset, length);
        } catch (SocketTimeoutException slow) {
            throw HostNet.timedOut("read", slow);
        }
    }

    @Override
    public boolean readable() throws IOException {
        return in.available() > 0;
    }

    @Override
    public void write(byte[] from, int offset, int length, Duration timeout) throws IOException {
        writeDeadline = System.nanoTime() + timeout.toNanos();
        try {
            out.write(from, offset, length);
        } catch (IOException failed) {
            close();
            throw late ? HostNet.timedOut("write", failed) : failed;
        } finally {
            writeDeadline = NONE;
        }
    }

    /** Called by the watch. */
    void closeWhenLate(long now) {
        long deadline = writeDeadline;
        if (deadline != NONE && now - deadline > 0) {
            late = true;
            try {
                close();
            } catch (IOException _) {
                // The writer is told by its own failure.
            }
        }
    }

    @Override
    public void endOutput() throws IOException {
        if (!socket.isClosed() && !socket.isOutputShutdown()) {
            socket.shutdownOutput();
        }
    }

    @Override
    public Endpoint local() {
        return local;
    }

    @Override
    public Endpoint remote() {
        return remote;
    }

    @Override
    public void close() throws IOException {
        watch.remove(this);
        socket.close();
    }

    @Override
    public String toString() {
        return local + " to " + remote;
    }
}
