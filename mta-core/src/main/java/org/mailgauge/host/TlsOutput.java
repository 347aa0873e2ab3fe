package org.mailgauge.host;

import org.mailgauge.port.Net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/**
 * The records that go out. Safe for use by any thread: besides the writer, the reader sends answers
 * of TLS itself, and whoever closes sends close_notify. The lock keeps records in the order in
 * which they were made, so it is held while one is written; what must not wait only tries it.
 */
final class TlsOutput {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    /** So long a close_notify may take: it goes into the system's buffer, or not at all. */
    private static final Duration FAREWELL = Duration.ofMillis(200);

    private final SSLEngine engine;
    private final Net.Connection below;
    private final TlsBuffers buffers;
    private final ReentrantLock lock = new ReentrantLock();

    TlsOutput(SSLEngine engine, Net.Connection below, TlsBuffers buffers) {
        this.engine = engine;
        this.below = below;
        this.buffers = buffers;
    }

    /** Sends octets as records. */
    void write(ByteBuffer from, long deadline) throws IOException {
        lock.lock();
        try {
            while (from.hasRemaining()) {
                if (record(from, deadline) == SSLEngineResult.Status.CLOSED) {
                    throw new IOException("the output of this TLS connection has ended");
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends what the engine itself has to say. */
    void flush(long deadline) throws IOException {
        lock.lock();
        try {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                    && record(NOTHING.duplicate(), deadline) == SSLEngineResult.Status.OK) {
                // One record after the other.
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends close_notify. */
    void end(long deadline) throws IOException {
        engine.closeOutbound();
        lock.lock();
        try {
            while (!engine.isOutboundDone()
                    && record(NOTHING.duplicate(), deadline) == SSLEngineResult.Status.OK) {
                // Usually one record.
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends close_notify, or the alert that is due, unless that would have to wait. */
    void farewell() {
        if (lock.tryLock()) {
            try {
                end(TlsConnection.deadline(FAREWELL));
            } catch (IOException _) {
                // The peer is gone.
            } finally {
                lock.unlock();
            }
        }
    }

    private SSLEngineResult.Status record(ByteBuffer from, long deadline) throws IOException {
        var buffer = buffers.borrow();
        try {
            var record = ByteBuffer.wrap(buffer);
            var result = engine.wrap(from, record);
            if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
                throw new IllegalStateException("a record of more than " + TlsBuffers.OCTETS);
            }
            if (record.position() > 0) {
                below.write(buffer, 0, record.position(), TlsConnection.left(deadline));
            }
            return result.getStatus();
        } finally {
            buffers.giveBack(buffer);
        }
    }
}
