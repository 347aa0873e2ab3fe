package org.mailgauge.wire;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.port.LocalPeer;
import org.mailgauge.port.Net;
import org.mailgauge.port.NetTimeoutException;
import org.mailgauge.port.Time;
import org.mailgauge.port.TlsFacts;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A connection that can be compressed by DEFLATE (RFC 1951, RFC 4978) from some octet on, and be
 * plain again later. Each write is flushed, so that the peer can read all of it. What the peer
 * sends is inflated only as far as it is read, whatever it would inflate to.
 */
final class CompressedConnection implements Net.Connection {
    /** Of a quick one: three quarters of what is to be gained, for a third of the time. */
    private static final int LEVEL = 3;

    /** Octets that are read from below at a time. */
    private static final int INPUT = 1 << 10;

    /** Octets that are written below at a time. */
    private static final int OUTPUT = 16 << 10;

    /** After so long without a word from the peer the compressor is given up. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    /*
     * zlib keeps some 270 KiB for a compressor and 45 KiB for a decompressor. The latter must stay,
     * since the peer refers to its window. The former may go after any flush: what a new one writes
     * begins with a block of its own, on an octet's boundary, and refers to nothing before it. The
     * lock guards it, as one thread reads while another may write.
     */
    private final Net.Connection below;
    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Deflater deflater;
    private volatile boolean active;
    private boolean closed;

    // Of the thread that reads.

    private @Nullable Inflater inflater;
    private byte[] input = new byte[0];

    /** What has come of {@link #input} and was neither inflated nor read. */
    private int start;

    private int end;

    CompressedConnection(Net.Connection below, Time time) {
        this.below = below;
        this.time = time;
    }

    /**
     * Compresses from now on; called by the thread that reads, while no one writes.
     *
     * @param early what the peer has sent already
     */
    void begin(byte[] early) {
        inflater = new Inflater(true);
        input = early.length > INPUT ? early : Arrays.copyOf(early, INPUT);
        start = 0;
        end = early.length;
        active = true;
    }

    /** Compresses no more; called as {@link #begin}. */
    void end() {
        active = false;
        release();
        endInflater();
    }

    private void endInflater() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
    }

    /** Gives up the compressor, unless it is in use. */
    private void release() {
        if (lock.tryLock()) {
            try {
                endDeflater();
            } finally {
                lock.unlock();
            }
        }
    }

    private void endDeflater() {
        if (deflater != null) {
            deflater.end();
            deflater = null;
        }
    }

    @Override
    public int read(byte[] into, int offset, int length, Duration timeout) throws IOException {
        if (inflater == null) {
            return start == end
                    ? below.read(into, offset, length, timeout)
                    : rest(into, offset, length);
        }
        long deadline = time.ticks() + timeout.toNanos();
        while (true) {
            int count = inflate(inflater, into, offset, length);
            if (count != 0) {
                return count;
            }
            start = 0;
            end = 0; // also when nothing comes in time, and reading goes on later
            end = Math.max(0, fill(Duration.ofNanos(deadline - time.ticks())));
            if (end == 0) {
                return -1;
            }
        }
    }

    /** Octets that came behind what was compressed. */
    private int rest(byte[] into, int offset, int length) {
        int count = Math.min(length, end - start);
        System.arraycopy(input, start, into, offset, count);
        start += count;
        return count;
    }

    /** Inflates what has come. @return 0 when that is not enough, -1 when the peer has ended it */
    private int inflate(Inflater with, byte[] into, int offset, int length) throws IOException {
        with.setInput(input, start, end - start);
        try {
            int count = with.inflate(into, offset, length);
            start = end - with.getRemaining();
            return count == 0 && (with.finished() || with.needsDictionary()) ? -1 : count;
        } catch (DataFormatException malformed) {
            throw new IOException("no DEFLATE: " + malformed.getMessage(), malformed);
        }
    }

    private int fill(Duration left) throws IOException {
        if (left.isNegative() || left.isZero()) {
            throw new NetTimeoutException("too slow");
        }
        if (left.compareTo(IDLE) <= 0) {
            return below.read(input, 0, input.length, left);
        }
        try {
            return below.read(input, 0, input.length, IDLE);
        } catch (NetTimeoutException idle) {
            release();
            return below.read(input, 0, input.length, left.minus(IDLE));
        }
    }

    @Override
    public boolean readable() throws IOException {
        return end > start || below.readable();
    }

    @Override
    public void write(byte[] from, int offset, int length, Duration timeout) throws IOException {
        if (!active) {
            below.write(from, offset, length, timeout);
            return;
        }
        lock.lock();
        try {
            if (closed) {
                throw new IOException("closed");
            }
            if (deflater == null) {
                deflater = new Deflater(LEVEL, true);
            }
            deflate(deflater, from, offset, length, timeout);
        } finally {
            lock.unlock();
        }
    }

    private void deflate(Deflater with, byte[] from, int offset, int length, Duration timeout)
            throws IOException {
        var output = new byte[Math.min(OUTPUT, length + 64)];
        with.setInput(from, offset, length);
        int count;
        do {
            count = with.deflate(output, 0, output.length, Deflater.SYNC_FLUSH);
            if (count > 0) {
                below.write(output, 0, count, timeout);
            }
        } while (count == output.length);
    }

    @Override
    public void endOutput() throws IOException {
        below.endOutput();
    }

    @Override
    public Endpoint local() {
        return below.local();
    }

    @Override
    public Endpoint remote() {
        return below.remote();
    }

    @Override
    public Optional<TlsFacts> tls() {
        return below.tls();
    }

    @Override
    public Optional<LocalPeer> peer() {
        return below.peer();
    }

    /** Closes; called by the thread that reads. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            endDeflater();
        } finally {
            lock.unlock();
        }
        endInflater();
        below.close();
    }
}
