package org.mailgauge.agent.snmp;

import org.mailgauge.address.Endpoint;
import org.mailgauge.port.Net;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.mailgauge.port.Tls;
import org.mailgauge.port.TlsException;
import org.mailgauge.port.TlsException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.TlsAddress;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The listener of SNMP over TLS (RFC 6353, snmpTLSTCPDomain). */
final class TlsSocket extends SecureSocket<TlsAddress> {
    private static final Logger LOG = LoggerFactory.getLogger(TlsSocket.class);
    private static final int BACKLOG = 256;

    /** Under which handshakes are counted. */
    private static final String SERVICE = "snmp";

    /** After a failed accept, so that a lack of descriptors does not become a busy loop. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** What it takes from its surroundings. */
    record Ports(Net net, Tls tls, Tasks tasks, Time time) {}

    private final Ports ports;
    private final Net.Listener listener;
    private final Handshakes handshakes;
    private final Set<Net.Connection> begun = ConcurrentHashMap.newKeySet();

    private TlsSocket(Ports ports, Net.Listener listener, Handshakes handshakes, Parts parts) {
        super(parts);
        this.ports = ports;
        this.listener = listener;
        this.handshakes = handshakes;
    }

    /** Binds, and accepts nothing yet. */
    static TlsSocket bind(Endpoint at, Ports ports, Handshakes handshakes, Parts parts)
            throws IOException {
        return new TlsSocket(ports, ports.net().listen(at, BACKLOG), handshakes, parts);
    }

    @Override
    public void listen() {
        ports.tasks().startPlatform("snmp-tls", this::acceptAll);
    }

    private void acceptAll() {
        while (!isClosed()) {
            try {
                accepted(listener.accept());
            } catch (IOException | RuntimeException failed) { // nothing may end it but us
                if (!isClosed() && !pausedAfter(failed)) {
                    return;
                }
            }
        }
    }

    private boolean pausedAfter(Exception failed) {
        LOG.warn("SNMP over TLS cannot accept", failed);
        try {
            ports.time().sleep(PAUSE);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void accepted(Net.Connection connection) throws IOException {
        var from = connection.remote().address();
        if (!handshakes.begin(from)) {
            connection.close();
            return;
        }
        boolean started = false;
        try {
            ports.tasks().start("snmp-tls", () -> run(connection));
            started = true;
        } finally {
            if (!started) {
                handshakes.end(from);
                connection.close();
            }
        }
    }

    private void run(Net.Connection connection) {
        begun.add(connection);
        try {
            var secured = handshake(connection);
            var client = secured.facts().client();
            if (client == null) {
                // It had a name, and has none any more: the rules have changed meanwhile.
                counters().increment(SnmpConstants.snmpTlstmSessionInvalidClientCertificates);
                secured.close();
                return;
            }
            serve(new StreamSession(secured, client.chain(), messageOctets()));
        } catch (TlsException failed) {
            counters().increment(Counters.HANDSHAKES_FAILED);
            if (failed.reason() == Reason.THEIRS_REFUSED) {
                counters().increment(SnmpConstants.snmpTlstmSessionInvalidClientCertificates);
                LOG.info(
                        "SNMP over TLS: the certificate of {} is refused: {}",
                        connection.remote(),
                        last(failed));
            } else {
                LOG.debug("SNMP over TLS with {}: {}", connection.remote(), failed.toString());
            }
        } catch (IOException gone) {
            counters().increment(Counters.HANDSHAKES_FAILED);
            LOG.debug("SNMP over TLS with {}: {}", connection.remote(), gone.toString());
        } finally {
            begun.remove(connection);
        }
    }

    /** Why, without what the layers in between say. */
    private static String last(Throwable failed) {
        var at = failed;
        for (var cause = at.getCause(); cause != null; cause = cause.getCause()) {
            at = cause;
        }
        return String.valueOf(at.getMessage());
    }

    private Tls.Secured handshake(Net.Connection connection) throws IOException {
        try {
            return ports.tls().accept(SERVICE, connection, Limits.HANDSHAKE);
        } finally {
            handshakes.end(connection.remote().address());
        }
    }

    @Override
    TlsAddress address(InetAddress host, int port) {
        return new TlsAddress(host, port);
    }

    @Override
    public Class<? extends Address> getSupportedAddressClass() {
        return TlsAddress.class;
    }

    @Override
    public TlsAddress getListenAddress() {
        var at = listener.local();
        try {
            return address(InetAddress.getByAddress(at.address().octets()), at.port());
        } catch (IOException impossible) {
            throw new IllegalStateException("an address of another length", impossible);
        }
    }

    @Override
    public void close() throws IOException {
        super.close();
        listener.close();
        for (var connection : begun) {
            connection.close();
        }
    }
}
