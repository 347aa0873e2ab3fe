package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;

import java.io.Closeable;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/** An open (D)TLS session (RFC 6353). One thread reads, any may send and close. */
interface SecureSession extends Closeable {
    Endpoint remote();

    /** The peer's certificate, then others that it sent with it. */
    List<X509Certificate> shown();

    /**
     * Waits for the next message.
     *
     * @return null when the peer has ended the session
     * @throws IOException when none came in time, or what came is no SNMP message
     */
    byte @Nullable [] receive(Duration atMost) throws IOException;

    /**
     * Sends a message whole.
     *
     * @throws IOException when the session has ended, or the peer does not take it in time
     */
    void send(byte[] message) throws IOException;

    @Override
    void close();
}
