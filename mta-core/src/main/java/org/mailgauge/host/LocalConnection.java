package org.mailgauge.host;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.port.LocalPeer;
import org.mailgauge.port.Net;
import org.mailgauge.port.NetTimeoutException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** One connection over a Unix-domain socket. One thread may read while another writes. */
final class LocalConnection implements Net.Connection {
    /*
     * The channel never blocks. A thread that cannot go on names itself (reader, writer), asks the
     * poller to be woken, and parks until its deadline; it looks again after every wake-up, so a
     * wake-up too many does no harm, and none is lost, as a thread is named before it asks.
     */

    /** Of this machine; there are no ports. */
    static final Endpoint HERE = new Endpoint(IpAddress.of(new byte[] {127, 0, 0, 1}), 0);

    /** Between two looks of a thread that nobody wakes. */
    private static final long LOOK_NANOS = 20_000_000;

    private final SocketChannel channel;
    private final LocalPoller poller;
    private final SelectionKey key;
    private final @Nullable LocalPeer peer;
    private final ByteBuffer peeked = ByteBuffer.allocate(1).limit(0);
    private volatile @Nullable Thread reader;
    private volatile @Nullable Thread writer;

    /**
     * @param channel connected; closed when this fails
     * @param peer who is at the other end, where that was asked
     */
    LocalConnection(SocketChannel channel, LocalPoller poller, @Nullable LocalPeer peer)
            throws IOException {
        this.channel = channel;
        this.poller = poller;
        this.peer = peer;
        boolean watched = false;
        try {
            channel.configureBlocking(false);
            key = poller.add(channel, this);
            watched = true;
        } finally {
            if (!watched) {
                channel.close();
            }
        }
    }

    @Override
    public int read(byte[] into, int offset, int length, Duration timeout) throws IOException {
        if (peeked.hasRemaining() && length > 0) {
            into[offset] = peeked.get();
            return 1;
        }
        var buffer = ByteBuffer.wrap(into, offset, length);
        long deadline = deadline(timeout);
        reader = Thread.currentThread();
        try {
            int count = channel.read(buffer);
            while (count == 0) {
                await(SelectionKey.OP_READ, deadline, "read");
                count = channel.read(buffer);
            }
            return count;
        } finally {
            reader = null;
        }
    }

    @Override
    public boolean readable() throws IOException {
        if (!peeked.hasRemaining()) {
            peeked.clear();
            channel.read(peeked);
            peeked.flip();
        }
        return peeked.hasRemaining();
    }

    @Override
    public void write(byte[] from, int offset, int length, Duration timeout) throws IOException {
        var buffer = ByteBuffer.wrap(from, offset, length);
        long deadline = deadline(timeout);
        writer = Thread.currentThread();
        try {
            channel.write(buffer);
            while (buffer.hasRemaining()) {
                await(SelectionKey.OP_WRITE, deadline, "write");
                channel.write(buffer);
            }
        } catch (IOException failed) {
            close();
            throw failed;
        } finally {
            writer = null;
        }
    }

    private static long deadline(Duration timeout) {
        return System.nanoTime() + Math.max(1, timeout.toNanos());
    }

    private void await(int operation, long deadline, String what) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            close();
            throw new InterruptedIOException(what + " interrupted");
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new NetTimeoutException(what + " timed out");
        }
        boolean woken = poller.wake(key, operation);
        if (channel.isOpen()) {
            LockSupport.parkNanos(this, woken ? left : Math.min(left, LOOK_NANOS));
        }
    }

    /** Called by the poller. */
    void ready(int operations) {
        if ((operations & SelectionKey.OP_READ) != 0) {
            LockSupport.unpark(reader);
        }
        if ((operations & SelectionKey.OP_WRITE) != 0) {
            LockSupport.unpark(writer);
        }
    }

    @Override
    public void endOutput() throws IOException {
        if (channel.isOpen()) {
            channel.shutdownOutput();
        }
    }

    @Override
    public Endpoint local() {
        return HERE;
    }

    @Override
    public Endpoint remote() {
        return HERE;
    }

    @Override
    public Optional<LocalPeer> peer() {
        return Optional.ofNullable(peer);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        poller.forget();
        ready(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }

    @Override
    public String toString() {
        return "local socket";
    }
}
