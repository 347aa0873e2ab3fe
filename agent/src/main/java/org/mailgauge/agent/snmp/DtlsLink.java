package org.mailgauge.agent.snmp;

import org.bouncycastle.tls.DatagramTransport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The datagrams between one peer and us, below DTLS. Safe for use by any thread; what comes faster
 * than it is taken is dropped, as datagrams are.
 */
final class DtlsLink implements DatagramTransport {
    private static final int WAITING = 32;

    /** Handshakes are cut into datagrams that fit an Ethernet frame with some tunnelling. */
    static final int HANDSHAKE_OCTETS = 1400;

    /** What DTLS adds to a message, and more. */
    private static final int OVERHEAD = 128;

    /** Where our datagrams go. */
    interface Out {
        void send(byte[] octets, int offset, int length) throws IOException;
    }

    private final Out out;
    private final int messageOctets;
    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(WAITING);
    private volatile boolean established;
    private volatile boolean closed;

    DtlsLink(Out out, int messageOctets) {
        this.out = out;
        this.messageOctets = messageOctets;
    }

    /** A datagram has come from the peer. */
    void offer(byte[] datagram) {
        waiting.offer(datagram);
    }

    /** The handshake is over: from now on a message goes in one datagram. */
    void establish() {
        established = true;
    }

    boolean isEstablished() {
        return established;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public int getReceiveLimit() {
        return messageOctets + OVERHEAD;
    }

    @Override
    public int getSendLimit() {
        return established ? messageOctets + OVERHEAD : HANDSHAKE_OCTETS;
    }

    @Override
    public int receive(byte[] into, int offset, int length, int waitMillis) throws IOException {
        if (closed) {
            throw new IOException("the link is closed");
        }
        try {
            var datagram = waiting.poll(waitMillis, TimeUnit.MILLISECONDS);
            if (datagram == null) {
                return -1;
            }
            int octets = Math.min(length, datagram.length);
            System.arraycopy(datagram, 0, into, offset, octets);
            return octets;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    @Override
    public void send(byte[] from, int offset, int length) throws IOException {
        if (!closed) {
            out.send(from, offset, length);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            waiting.clear();
            waiting.offer(new byte[0]); // wakes who waits
        }
    }
}
