package org.mailgauge.sim;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.port.LocalPeer;
import org.mailgauge.port.Net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** One end of a simulated connection. Safe for use by any thread. */
public final class SimConnection implements Net.Connection {
    private final SimNet net;
    private final Faults.Chunks chunks;
    private final Endpoint local;
    private final Endpoint remote;
    private final SimPipe in;
    private final SimPipe out;
    private boolean closed; // guarded by net.lock
    private @Nullable LocalPeer peer; // guarded by net.lock

    private SimConnection(
            SimNet net,
            Faults.Chunks chunks,
            Endpoint local,
            Endpoint remote,
            SimPipe in,
            SimPipe out) {
        this.net = net;
        this.chunks = chunks;
        this.local = local;
        this.remote = remote;
        this.in = in;
        this.out = out;
    }

    record Pair(SimConnection client, SimConnection server) {}

    static Pair pair(SimNet net, Endpoint client, Endpoint server, Faults faults) {
        var up = new SimPipe(faults.window(), faults.resetToServerAfter(), faults.dead());
        var down = new SimPipe(faults.window(), faults.resetToClientAfter(), faults.dead());
        return new Pair(
                new SimConnection(net, faults.chunks(), client, server, down, up),
                new SimConnection(net, faults.chunks(), server, client, up, down));
    }

    @Override
    public int read(byte[] into, int offset, int length, Duration timeout) throws IOException {
        net.lock.lock();
        try {
            net.waitUntil(() -> closed || in.readable(), timeout, "read");
            requireOpen();
            if (in.available() == 0) {
                in.throwIfBroken();
                return -1;
            }
            int count = net.cut(chunks, Math.min(length, in.available()));
            in.take(into, offset, count);
            breakBothWhenDue();
            net.wake();
            return count;
        } finally {
            net.lock.unlock();
        }
    }

    /** With the lock held. */
    void from(@Nullable LocalPeer process) {
        peer = process;
    }

    @Override
    public Optional<LocalPeer> peer() {
        net.lock.lock();
        try {
            return Optional.ofNullable(peer);
        } finally {
            net.lock.unlock();
        }
    }

    @Override
    public boolean readable() {
        net.lock.lock();
        try {
            return in.available() > 0;
        } finally {
            net.lock.unlock();
        }
    }

    @Override
    public void write(byte[] from, int offset, int length, Duration timeout) throws IOException {
        net.lock.lock();
        try {
            int done = 0;
            while (done < length) {
                net.waitUntil(() -> closed || out.writable(), timeout, "write");
                requireOpen();
                done += out.put(from, offset + done, length - done);
                breakBothWhenDue();
                net.wake();
            }
        } catch (IOException failed) {
            close();
            throw failed;
        } finally {
            net.lock.unlock();
        }
    }

    /** Writes text in ISO 8859-1, as a test's peer does. */
    public void write(String text) throws IOException {
        var octets = text.getBytes(StandardCharsets.ISO_8859_1);
        write(octets, 0, octets.length, Duration.ofMinutes(1));
    }

    @Override
    public void endOutput() {
        net.lock.lock();
        try {
            out.end();
            net.wake();
        } finally {
            net.lock.unlock();
        }
    }

    /** Breaks both directions at once: each side's next call fails. */
    public void reset() {
        net.lock.lock();
        try {
            in.breakNow();
            out.breakNow();
            net.wake();
        } finally {
            net.lock.unlock();
        }
    }

    /** Leaves the connection half-open: from now on nothing passes, and neither side learns why. */
    public void vanish() {
        net.lock.lock();
        try {
            in.die();
            out.die();
            net.wake();
        } finally {
            net.lock.unlock();
        }
    }

    /** Octets this side has sent that its peer could read. */
    public long sent() {
        net.lock.lock();
        try {
            return out.total();
        } finally {
            net.lock.unlock();
        }
    }

    /** Whether a read would find the end, or fail, at once. */
    public boolean atEnd() {
        net.lock.lock();
        try {
            return in.available() == 0 && in.readable();
        } finally {
            net.lock.unlock();
        }
    }

    public boolean closed() {
        net.lock.lock();
        try {
            return closed;
        } finally {
            net.lock.unlock();
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
    public void close() {
        net.lock.lock();
        try {
            if (!closed) {
                closed = true;
                out.end();
                in.readerGone();
                net.wake();
            }
        } finally {
            net.lock.unlock();
        }
    }

    /** Whether this side has closed or could only fail; called with the lock held. */
    boolean isOver() {
        return closed || (in.broken() && in.available() == 0);
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("Socket closed");
        }
    }

    private void breakBothWhenDue() {
        if (in.broken() || out.broken()) {
            in.breakNow();
            out.breakNow();
        }
    }
}
