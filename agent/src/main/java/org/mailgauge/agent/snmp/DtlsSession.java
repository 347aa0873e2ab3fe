package org.mailgauge.agent.snmp;

import org.bouncycastle.tls.DTLSTransport;
import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.port.NetTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** A session of DTLS over UDP: each record is a message (RFC 6353 section 5.1.1). */
final class DtlsSession implements SecureSession {
    private static final Logger LOG = LoggerFactory.getLogger(DtlsSession.class);

    private final Endpoint remote;
    private final DtlsLink link;
    private final DTLSTransport records;
    private final List<X509Certificate> shown;

    DtlsSession(
            Endpoint remote, DtlsLink link, DTLSTransport records, List<X509Certificate> shown) {
        this.remote = remote;
        this.link = link;
        this.records = records;
        this.shown = List.copyOf(shown);
    }

    @Override
    public Endpoint remote() {
        return remote;
    }

    @Override
    public List<X509Certificate> shown() {
        return shown;
    }

    @Override
    public byte @Nullable [] receive(Duration atMost) throws IOException {
        var message = new byte[records.getReceiveLimit()];
        int octets = records.receive(message, 0, message.length, (int) atMost.toMillis());
        if (link.isClosed()) {
            return null;
        }
        if (octets < 0) {
            throw new NetTimeoutException("idle");
        }
        return Arrays.copyOf(message, octets);
    }

    @Override
    public void send(byte[] message) throws IOException {
        records.send(message, 0, message.length);
    }

    @Override
    public void close() {
        try {
            records.close(); // with close_notify
        } catch (IOException gone) {
            LOG.debug("closing a session: {}", gone.toString());
        } finally {
            link.close();
        }
    }
}
