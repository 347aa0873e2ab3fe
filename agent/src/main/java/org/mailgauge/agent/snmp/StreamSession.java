package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.port.Net;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.asn1.BER;
import org.snmp4j.asn1.BERInputStream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** A session of TLS over TCP: messages follow each other, each as long as its BER says. */
final class StreamSession implements SecureSession {
    private static final Logger LOG = LoggerFactory.getLogger(StreamSession.class);

    /** A tag, the octet of a short length, or that and the four of a long one. */
    private static final int HEADER = 6;

    private final Net.Connection connection;
    private final List<X509Certificate> shown;
    private final int messageOctets;
    private final ReentrantLock writing = new ReentrantLock();

    /**
     * @param connection under TLS
     * @param messageOctets the longest message that is taken
     */
    StreamSession(Net.Connection connection, List<X509Certificate> shown, int messageOctets) {
        this.connection = connection;
        this.shown = List.copyOf(shown);
        this.messageOctets = messageOctets;
    }

    @Override
    public Endpoint remote() {
        return connection.remote();
    }

    @Override
    public List<X509Certificate> shown() {
        return shown;
    }

    @Override
    public byte @Nullable [] receive(Duration atMost) throws IOException {
        var begun = new byte[HEADER];
        int read = connection.read(begun, 0, HEADER, atMost);
        if (read < 0) {
            return null;
        }
        read = fill(begun, read, HEADER);
        int whole = length(begun);
        var message = Arrays.copyOf(begun, whole);
        fill(message, read, whole);
        return message;
    }

    /** Reads on, until so many octets are there. */
    private int fill(byte[] into, int from, int to) throws IOException {
        int at = from;
        while (at < to) {
            int read = connection.read(into, at, to - at, Limits.SESSION_STALL);
            if (read < 0) {
                throw new IOException("a message that ends before its end");
            }
            at += read;
        }
        return at;
    }

    private int length(byte[] begun) throws IOException {
        var in = new BERInputStream(ByteBuffer.wrap(begun));
        var tag = new BER.MutableByte();
        int length = BER.decodeHeader(in, tag, false);
        int header = (int) in.getPosition();
        // A message is never shorter than what is read at once.
        if (tag.getValue() != BER.SEQUENCE
                || length < HEADER - header
                || length > messageOctets - header) {
            throw new IOException("no SNMP message");
        }
        return header + length;
    }

    @Override
    public void send(byte[] message) throws IOException {
        writing.lock();
        try {
            connection.write(message, 0, message.length, Limits.SESSION_STALL);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException gone) {
            LOG.debug("closing a session: {}", gone.toString());
        }
    }
}
