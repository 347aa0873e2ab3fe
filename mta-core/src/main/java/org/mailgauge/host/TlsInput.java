package org.mailgauge.host;

import org.mailgauge.port.Net;
import org.mailgauge.port.TlsException;
import org.mailgauge.port.TlsException.Reason;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * The records that come in. Holds 512 octets for them, and a lent buffer while a larger record is
 * on its way; of what a record carries, the part that a reader had no room for. Used by the one
 * thread that reads.
 */
final class TlsInput {
    private static final int SMALL = 512;
    private static final int HEADER = 5;
    private static final int FIRST_TYPE = 20; // change_cipher_spec
    private static final int LAST_TYPE = 23; // application_data
    private static final int MAJOR = 3;
    private static final byte[] NONE = {};

    /*
     * record[start, end) has come and is not decrypted. plain[taken, plain.length) is decrypted and
     * not read.
     */
    private final SSLEngine engine;
    private final Net.Connection below;
    private final TlsBuffers buffers;
    private final TlsOutput output;
    private final byte[] small = new byte[SMALL];
    private byte[] record = small;
    private int start;
    private int end;
    private byte[] plain = NONE;
    private int taken;
    private boolean established;
    private boolean ended;
    private volatile boolean truncated;

    TlsInput(SSLEngine engine, Net.Connection below, TlsBuffers buffers, TlsOutput output) {
        this.engine = engine;
        this.below = below;
        this.buffers = buffers;
        this.output = output;
    }

    /** The handshake is over: from now on none may begin. */
    void established() {
        established = true;
    }

    boolean truncated() {
        return truncated;
    }

    /** Waits for at least one octet; -1 at the end. */
    int read(byte[] into, int offset, int length, long deadline) throws IOException {
        while (true) {
            if (taken < plain.length) {
                return take(into, offset, length);
            }
            if (ended) {
                return -1;
            }
            if (hasRecord()) {
                int count = decrypt(into, offset, length, deadline);
                if (count > 0) {
                    return count;
                }
            } else {
                fill(deadline);
            }
        }
    }

    /** Whether octets wait; decrypts what has come, and waits for nothing. */
    boolean readable(long deadline) throws IOException {
        while (taken == plain.length && !ended) {
            if (hasRecord()) {
                decrypt(NONE, 0, 0, deadline);
            } else if (below.readable()) {
                fill(deadline);
            } else {
                return false;
            }
        }
        return taken < plain.length;
    }

    /** Takes one record of the handshake. */
    void handshake(long deadline) throws IOException {
        while (!hasRecord()) {
            fill(deadline);
            if (ended) {
                throw new TlsException(Reason.GONE, "the peer left during the TLS handshake");
            }
        }
        decrypt(NONE, 0, 0, deadline);
        if (ended) {
            throw new TlsException(Reason.GONE, "the peer ended the TLS handshake");
        }
    }

    /** Runs what the engine has to compute. */
    void compute() {
        for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Gives up what is held. */
    void close() {
        start = end;
        shrink();
        plain = NONE;
        taken = 0;
        ended = true;
    }

    private int take(byte[] into, int offset, int length) {
        int count = Math.min(length, plain.length - taken);
        System.arraycopy(plain, taken, into, offset, count);
        taken += count;
        if (taken == plain.length) {
            plain = NONE;
            taken = 0;
        }
        return count;
    }

    /** Whether a whole record has come. */
    private boolean hasRecord() throws TlsException {
        return end - start >= HEADER && end - start >= HEADER + bodyOctets();
    }

    private int bodyOctets() throws TlsException {
        int type = record[start] & 0xFF;
        if (type < FIRST_TYPE || type > LAST_TYPE || record[start + 1] != MAJOR) {
            throw new TlsException(
                    established ? Reason.PROTOCOL : Reason.NOT_TLS, "what came is no TLS record");
        }
        int octets = (record[start + 3] & 0xFF) << 8 | (record[start + 4] & 0xFF);
        if (HEADER + octets > TlsBuffers.OCTETS) {
            throw new TlsException(Reason.PROTOCOL, "a TLS record of " + octets + " octets");
        }
        return octets;
    }

    /** Waits for more; sees the end. */
    private void fill(long deadline) throws IOException {
        makeRoom();
        int count = below.read(record, end, record.length - end, TlsConnection.timeLeft(deadline));
        if (count < 0) {
            truncated = true;
            ended = true;
        } else {
            end += count;
        }
    }

    private void makeRoom() throws TlsException {
        if (start > 0) {
            System.arraycopy(record, start, record, 0, end - start);
            end -= start;
            start = 0;
        }
        boolean large = end >= HEADER && HEADER + bodyOctets() > SMALL;
        if (large && record.length == SMALL) {
            record = buffers.borrow();
            System.arraycopy(small, 0, record, 0, end);
        }
    }

    private void shrink() {
        if (record.length != SMALL && end - start <= SMALL) {
            var large = record;
            System.arraycopy(large, start, small, 0, end - start);
            end -= start;
            start = 0;
            record = small;
            buffers.giveBack(large);
        }
    }

    /**
     * Decrypts one record: into the reader's octets when it fits there, else to be taken later.
     *
     * @return how many octets are in the reader's
     */
    private int decrypt(byte[] into, int offset, int length, long deadline) throws IOException {
        int octets = HEADER + bodyOctets();
        if (length >= octets) {
            return unwrap(octets, ByteBuffer.wrap(into, offset, length), deadline);
        }
        var buffer = octets <= SMALL ? new byte[octets] : buffers.borrow();
        try {
            int count = unwrap(octets, ByteBuffer.wrap(buffer), deadline);
            if (count > 0) {
                plain = Arrays.copyOf(buffer, count);
                taken = 0;
            }
            return 0;
        } finally {
            if (octets > SMALL) {
                buffers.giveBack(buffer);
            }
        }
    }

    private int unwrap(int octets, ByteBuffer into, long deadline) throws IOException {
        SSLEngineResult result;
        try {
            result = engine.unwrap(ByteBuffer.wrap(record, start, octets), into);
        } catch (SSLException broken) {
            output.farewell();
            throw TlsFailures.of(broken);
        }
        start += octets;
        shrink();
        switch (result.getStatus()) {
            case OK -> answer(result.getHandshakeStatus(), deadline);
            case CLOSED -> {
                ended = true;
                answer(result.getHandshakeStatus(), deadline);
            }
            case BUFFER_UNDERFLOW, BUFFER_OVERFLOW ->
                    throw new TlsException(Reason.PROTOCOL, "a TLS record that does not end");
        }
        return result.bytesProduced();
    }

    /** What the engine asks for after a record; during the handshake its loop sees to that. */
    private void answer(HandshakeStatus status, long deadline) throws IOException {
        if (established && status == HandshakeStatus.NEED_TASK) {
            if (!engine.getSession().getProtocol().equals(HostTls.TLS_1_3)) {
                throw new TlsException(Reason.PROTOCOL, "TLS renegotiation is not allowed");
            }
            compute();
        }
        if (established && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            output.flush(deadline);
        }
    }
}
