package org.mailgauge.host;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Net;
import org.mailgauge.port.Tls;
import org.mailgauge.port.TlsException;
import org.mailgauge.port.TlsException.Reason;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;

/**
 * TLS by the JDK's engine. Safe for use by any thread; the identity may change at any time, and
 * connections that are open keep theirs.
 */
public final class HostTls implements Tls {
    static final String TLS_1_3 = "TLSv1.3";
    static final String TLS_1_2 = "TLSv1.2";

    private static final String[] BOTH = {TLS_1_3, TLS_1_2};
    private static final String[] NEW_ONLY = {TLS_1_3};

    /** Forward secrecy and AEAD only, in our order. */
    private static final String[] SUITES = {
        "TLS_AES_128_GCM_SHA256",
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
    };

    private static final String[] GROUPS = {"x25519", "secp256r1", "secp384r1", "x448"};

    /** Of clients without tickets (RFC 5077) so many sessions are kept to be resumed. */
    private static final int SESSIONS = 1000;

    private static final int SESSION_SECONDS = 3600;

    private final TlsBuffers buffers;
    private final TlsCounts counts;
    private final AtomicReference<@Nullable Current> current = new AtomicReference<>();

    /** An identity and what was made of it. */
    private record Current(TlsIdentity identity, SSLContext context) {}

    public HostTls() {
        this(new TlsBuffers(), new TlsCounts());
    }

    private HostTls(TlsBuffers buffers, TlsCounts counts) {
        this.buffers = buffers;
        this.counts = counts;
    }

    /** Another one, with an identity of its own, that counts together with this one. */
    public HostTls beside() {
        return new HostTls(buffers, counts);
    }

    /** From now on handshakes use this identity. */
    public void become(TlsIdentity identity) {
        current.set(new Current(identity, context(identity)));
    }

    /** What happened so far. */
    public TlsCounts counts() {
        return counts;
    }

    @Override
    public boolean ready() {
        return current.get() != null;
    }

    @Override
    public void forgotten(String service, int octets) {
        if (octets > 0) {
            counts.forgotten(service, octets);
        }
    }

    @Override
    public Secured accept(String service, Net.Connection plain, Duration timeout)
            throws IOException {
        boolean done = false;
        try {
            var secured = accepted(service, plain, timeout);
            done = true;
            return secured;
        } catch (TlsException failed) {
            counts.failed(service, failed.reason());
            throw failed;
        } catch (IOException gone) {
            counts.failed(service, Reason.GONE);
            throw gone;
        } finally {
            if (!done) {
                plain.close();
            }
        }
    }

    private Secured accepted(String service, Net.Connection plain, Duration timeout)
            throws IOException {
        var now = current.get();
        if (now == null) {
            throw new TlsException(Reason.NO_CERTIFICATE, "there is no certificate");
        }
        var engine = engine(now);
        var connection = new AtomicReference<@Nullable TlsConnection>();
        var opened =
                TlsConnection.open(
                        engine,
                        plain,
                        buffers,
                        TlsConnection.deadline(timeout),
                        over -> TlsSessionFacts.of(over, now.identity().clients()),
                        () -> closed(service, connection.get()));
        connection.set(opened);
        counts.opened(service, opened.facts().protocol());
        return opened;
    }

    private void closed(String service, @Nullable TlsConnection connection) {
        if (connection != null) {
            counts.closed(service, connection.facts().protocol(), connection.truncated());
        }
    }

    private static SSLEngine engine(Current now) {
        var engine = now.context().createSSLEngine();
        engine.setUseClientMode(false);
        var wanted = engine.getSSLParameters();
        wanted.setProtocols(now.identity().tls12() ? BOTH : NEW_ONLY);
        wanted.setCipherSuites(SUITES);
        wanted.setUseCipherSuitesOrder(true);
        wanted.setNamedGroups(GROUPS);
        if (now.identity().required()) {
            wanted.setNeedClientAuth(true);
        } else {
            wanted.setWantClientAuth(now.identity().clients() != null);
        }
        engine.setSSLParameters(wanted);
        return engine;
    }

    private static TrustManager clients(TlsIdentity identity) {
        var verifier = identity.clients();
        return identity.required() && verifier != null ? verifier : new AnyClient(verifier);
    }

    private static SSLContext context(TlsIdentity identity) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {identity.keys()},
                    new TrustManager[] {clients(identity)},
                    null);
            var sessions = context.getServerSessionContext();
            sessions.setSessionCacheSize(SESSIONS);
            sessions.setSessionTimeout(SESSION_SECONDS);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java has no TLS", impossible);
        }
    }
}
