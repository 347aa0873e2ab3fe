package org.mailgauge.agent.alarm.sink;

import org.mailgauge.address.Endpoint;
import org.mailgauge.port.Net;
import org.mailgauge.port.NetTimeoutException;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Syslog over TCP with octet counting (RFC 6587 section 3.4.1). The receiver confirms nothing: what
 * it had not read when the connection broke is lost.
 */
final class StreamWire implements Syslog.Wire {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** How long to look whether the receiver has closed. */
    private static final Duration GLANCE = Duration.ofMillis(1);

    private final Net.Connection connection;

    private StreamWire(Net.Connection connection) {
        this.connection = connection;
    }

    static StreamWire to(Endpoint receiver, Net net) throws IOException {
        return new StreamWire(net.connect(receiver, TIMEOUT));
    }

    /** A receiver that has closed is seen before anything is written into the void. */
    @Override
    public void send(byte[] message) throws IOException {
        if (!isOpen()) {
            throw new EOFException("the receiver has closed the connection");
        }
        var frame = new ByteArrayOutputStream();
        frame.writeBytes((message.length + " ").getBytes(StandardCharsets.US_ASCII));
        frame.writeBytes(message);
        connection.write(frame.toByteArray(), 0, frame.size(), TIMEOUT);
    }

    private boolean isOpen() throws IOException {
        var ignored = new byte[512];
        try {
            return connection.read(ignored, 0, ignored.length, GLANCE) >= 0;
        } catch (NetTimeoutException _) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
