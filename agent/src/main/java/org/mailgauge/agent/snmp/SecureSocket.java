package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.port.NetTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.TransportMapping;
import org.snmp4j.TransportStateReference;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.smi.TransportIpAddress;
import org.snmp4j.transport.TransportListener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The agent's side of the TLS Transport Model (RFC 6353): sessions with clients that have shown a
 * certificate with a name. Each has a virtual thread of its own, from the first octet of its
 * handshake on, so that none holds up another. Safe for use by any thread.
 *
 * @param <A> the addresses of its peers
 */
abstract class SecureSocket<A extends TransportIpAddress> implements TransportMapping<A> {
    /* The library's TLSTM and DTLSTM do all handshakes in one thread: beside some silent ones
     * others wait for seconds. They also know nothing of certificates that change. So these are
     * ours, and of the library's model only the security model above is left. */

    private static final Logger LOG = LoggerFactory.getLogger(SecureSocket.class);

    /** What it is made of. */
    record Parts(SnmpTls certificates, Counters counters, int messageOctets) {}

    /** A session, and by what it got its name. */
    private static final class Named {
        private final SecureSession session;
        private @Nullable CertificateNames by;
        private String name = "";

        Named(SecureSession session) {
            this.session = session;
        }
    }

    private final Parts parts;
    private final CopyOnWriteArrayList<TransportListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<A, SecureSession> open = new ConcurrentHashMap<>();
    private final Set<SecureSession> all = ConcurrentHashMap.newKeySet();
    private final SourceRoom sessions =
            new SourceRoom(Limits.SESSIONS, Limits.SESSIONS_OF_A_SOURCE);
    private volatile boolean closed;

    SecureSocket(Parts parts) {
        this.parts = parts;
    }

    Counters counters() {
        return parts.counters();
    }

    int messageOctets() {
        return parts.messageOctets();
    }

    abstract A address(InetAddress host, int port);

    private A address(Endpoint of) {
        try {
            return address(InetAddress.getByAddress(of.address().octets()), of.port());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address of another length", impossible);
        }
    }

    /** Serves a session whose handshake is over until it ends; its thread runs this. */
    void serve(SecureSession session) {
        var from = session.remote().address();
        var at = address(session.remote());
        var named = new Named(session);
        if (!sessions.enter(from)) {
            counters().increment(Counters.SESSIONS_REFUSED);
            session.close();
            return;
        }
        counters().increment(SnmpConstants.snmpTlstmSessionAccepts);
        try {
            all.add(session);
            open.put(at, session);
            converse(at, named);
        } catch (NetTimeoutException idle) {
            LOG.debug("{}: {}", session.remote(), idle.toString());
        } catch (IOException ended) {
            LOG.debug("the session with {} ends: {}", session.remote(), ended.toString());
        } catch (CertificateException nobody) {
            counters().increment(SnmpConstants.snmpTlstmSessionInvalidClientCertificates);
            LOG.info("the session with {} ends: {}", session.remote(), nobody.getMessage());
        } catch (RuntimeException defect) {
            LOG.error("the session with {} failed", session.remote(), defect);
        } finally {
            open.remove(at, session);
            all.remove(session);
            sessions.leave(from);
            session.close();
            counters().increment(SnmpConstants.snmpTlstmSessionServerCloses);
        }
    }

    private void converse(A from, Named named) throws IOException, CertificateException {
        while (!closed) {
            name(named);
            var message = named.session.receive(Limits.SESSION_IDLE);
            if (message == null) {
                return;
            }
            name(named); // it may have waited for long
            var state =
                    new TransportStateReference(
                            this,
                            from,
                            Security.utf8(named.name),
                            SecurityLevel.undefined,
                            SecurityLevel.authPriv,
                            false,
                            named.session);
            for (var listener : listeners) {
                listener.processMessage(this, from, ByteBuffer.wrap(message), state);
            }
        }
    }

    /** Whom the rules that are in force now take it for: a session does not outlive its rule. */
    private void name(Named named) throws CertificateException {
        var now = parts.certificates().names();
        if (named.by != now) {
            named.name = parts.certificates().name(named.session.shown());
            named.by = now;
        }
    }

    @Override
    public void sendMessage(
            A to,
            byte[] message,
            @Nullable TransportStateReference state,
            long timeoutMillis,
            int retries)
            throws IOException {
        var session =
                state != null && state.getSessionID() instanceof SecureSession its
                        ? its
                        : open.get(to);
        if (session == null || !all.contains(session)) {
            counters().increment(SnmpConstants.snmpTlstmSessionNoSessions);
            return;
        }
        session.send(message);
    }

    /** Sessions that are open. */
    int sessions() {
        return sessions.taken();
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void addTransportListener(TransportListener listener) {
        listeners.addIfAbsent(listener);
    }

    @Override
    public void removeTransportListener(TransportListener listener) {
        listeners.remove(listener);
    }

    @Override
    public boolean isListening() {
        return !closed;
    }

    @Override
    public int getMaxInboundMessageSize() {
        return parts.messageOctets();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        all.forEach(SecureSession::close);
    }
}
