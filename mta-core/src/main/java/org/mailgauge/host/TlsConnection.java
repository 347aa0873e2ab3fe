package org.mailgauge.host;

import org.mailgauge.address.Endpoint;
import org.mailgauge.port.Net;
import org.mailgauge.port.NetTimeoutException;
import org.mailgauge.port.Tls;
import org.mailgauge.port.TlsException;
import org.mailgauge.port.TlsException.Reason;
import org.mailgauge.port.TlsFacts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * A connection under TLS. One thread may read while another writes, and any thread may close; idle,
 * it holds no buffers but the 512 octets of its input.
 */
final class TlsConnection implements Tls.Secured {
    /** For what TLS itself has to send while nobody writes. */
    private static final Duration OWN_WORDS = Duration.ofSeconds(10);

    private final SSLEngine engine;
    private final Net.Connection below;
    private final TlsOutput output;
    private final TlsInput input;
    private final TlsFacts facts;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    private TlsConnection(
            SSLEngine engine,
            Net.Connection below,
            TlsOutput output,
            TlsInput input,
            TlsFacts facts,
            Runnable onClose) {
        this.engine = engine;
        this.below = below;
        this.output = output;
        this.input = input;
        this.facts = facts;
        this.onClose = onClose;
    }

    /** Gives the facts of a handshake that is over. */
    interface Facts {
        TlsFacts of(SSLEngine engine);
    }

    /** Does the handshake; on failure the connection below stays as it is. */
    static TlsConnection open(
            SSLEngine engine,
            Net.Connection below,
            TlsBuffers buffers,
            long deadline,
            Facts facts,
            Runnable onClose)
            throws IOException {
        var output = new TlsOutput(engine, below, buffers);
        var input = new TlsInput(engine, below, buffers, output);
        boolean done = false;
        try {
            engine.beginHandshake();
            shakeHands(engine, input, output, deadline);
            input.established();
            done = true;
            return new TlsConnection(engine, below, output, input, facts.of(engine), onClose);
        } catch (NetTimeoutException slow) {
            throw new TlsException(Reason.TIMEOUT, "the TLS handshake was not over in time", slow);
        } catch (SSLException broken) {
            throw TlsFailures.of(broken);
        } finally {
            if (!done) {
                output.farewell();
                input.close();
            }
        }
    }

    private static void shakeHands(
            SSLEngine engine, TlsInput input, TlsOutput output, long deadline) throws IOException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> input.compute();
                case NEED_WRAP -> output.flush(deadline);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> input.handshake(deadline);
                case FINISHED, NOT_HANDSHAKING -> {
                    return;
                }
            }
        }
    }

    /** The moment on the ticker at which a timeout ends. */
    static long deadline(Duration timeout) {
        return System.nanoTime() + timeout.toNanos();
    }

    /** What is left until then, for a write; a little when nothing is. */
    static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    }

    /** What is left until then, for a read. */
    static Duration timeLeft(long deadline) throws NetTimeoutException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new NetTimeoutException("read timed out");
        }
        return Duration.ofNanos(left);
    }

    @Override
    public int read(byte[] into, int offset, int length, Duration timeout) throws IOException {
        requireOpen();
        return input.read(into, offset, length, deadline(timeout));
    }

    @Override
    public boolean readable() throws IOException {
        requireOpen();
        return input.readable(deadline(OWN_WORDS));
    }

    @Override
    public void write(byte[] from, int offset, int length, Duration timeout) throws IOException {
        requireOpen();
        try {
            output.write(ByteBuffer.wrap(from, offset, length), deadline(timeout));
        } catch (NetTimeoutException late) {
            close();
            throw late;
        }
    }

    @Override
    public void endOutput() throws IOException {
        if (!closed.get()) {
            output.end(deadline(OWN_WORDS));
            below.endOutput();
        }
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
    public TlsFacts facts() {
        return facts;
    }

    @Override
    public boolean truncated() {
        return input.truncated();
    }

    /** Whether TLS itself has something to do; for tests. */
    boolean settled() {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    @Override
    public void close() throws IOException {
        if (!closed.getAndSet(true)) {
            onClose.run();
            output.farewell();
        }
        below.close();
    }

    private void requireOpen() throws IOException {
        if (closed.get()) {
            throw new IOException("this TLS connection is closed");
        }
    }

    @Override
    public String toString() {
        return below + " under " + facts.protocol();
    }
}
