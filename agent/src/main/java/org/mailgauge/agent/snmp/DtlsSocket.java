package org.mailgauge.agent.snmp;

import org.bouncycastle.tls.DTLSRequest;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DTLSVerifier;
import org.bouncycastle.tls.DatagramSender;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.port.Tasks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.DtlsAddress;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The listener of SNMP over DTLS 1.2 (RFC 6353, snmpDTLSUDPDomain). Nothing is kept of a client
 * before it has brought back the cookie that was sent to its address (RFC 6347 section 4.2.1); that
 * answer is shorter than what asks for it.
 */
final class DtlsSocket extends SecureSocket<DtlsAddress> {
    /* The JDK's own DTLS makes its cookie of the client's hello alone, so that one who has got it
     * at his own address can use it from any other. Bouncy Castle's is made of the address too. */

    private static final Logger LOG = LoggerFactory.getLogger(DtlsSocket.class);

    private static final int MOST_OCTETS = 65_536;
    private static final byte HANDSHAKE = 22; // ContentType, RFC 6347 section 4.1
    private static final byte CLIENT_HELLO = 1; // HandshakeType
    private static final int EPOCH_AT = 3;
    private static final int TYPE_AT = 13;

    private final Tasks tasks;
    private final Handshakes handshakes;
    private final BcTlsCrypto crypto;
    private final DTLSVerifier verifier;
    private final DatagramSocket socket;
    private final SnmpTls certificates;
    private final Map<InetSocketAddress, DtlsLink> links = new ConcurrentHashMap<>();

    private DtlsSocket(
            DatagramSocket socket,
            Tasks tasks,
            Handshakes handshakes,
            BcTlsCrypto crypto,
            Parts parts) {
        super(parts);
        this.socket = socket;
        this.tasks = tasks;
        this.handshakes = handshakes;
        this.crypto = crypto;
        this.verifier = new DTLSVerifier(crypto);
        this.certificates = parts.certificates();
    }

    /** Binds, and receives nothing yet. */
    static DtlsSocket bind(
            InetAddress host,
            int port,
            Tasks tasks,
            Handshakes handshakes,
            BcTlsCrypto crypto,
            Parts parts)
            throws IOException {
        try {
            var socket = new DatagramSocket(new InetSocketAddress(host, port));
            socket.setReceiveBufferSize(Limits.RECEIVE_BUFFER_OCTETS);
            return new DtlsSocket(socket, tasks, handshakes, crypto, parts);
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on udp "
                            + host.getHostAddress()
                            + ":"
                            + port
                            + " for DTLS: "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public void listen() {
        tasks.startPlatform("snmp-dtls", this::receiveAll);
    }

    private void receiveAll() {
        var packet = new DatagramPacket(new byte[MOST_OCTETS], MOST_OCTETS);
        while (!isClosed()) {
            try {
                packet.setLength(MOST_OCTETS);
                socket.receive(packet);
                received(packet);
            } catch (IOException | RuntimeException failed) { // nothing may end it but us
                if (!isClosed()) {
                    LOG.debug("a datagram of DTLS: {}", failed.toString());
                }
            }
        }
    }

    private void received(DatagramPacket packet) throws IOException {
        var from = (InetSocketAddress) packet.getSocketAddress();
        var link = links.get(from);
        boolean anew = link == null || (link.isEstablished() && isHello(packet));
        if (link != null && !anew) {
            link.offer(Arrays.copyOf(packet.getData(), packet.getLength()));
            return;
        }
        var request =
                verifier.verifyRequest(
                        source(from), packet.getData(), 0, packet.getLength(), new Cookie(from));
        if (request != null) {
            begin(from, request);
        }
    }

    /** Whether it begins with a ClientHello in the clear: the peer has forgotten its session. */
    private static boolean isHello(DatagramPacket packet) {
        var octets = packet.getData();
        return packet.getLength() > TYPE_AT
                && octets[0] == HANDSHAKE
                && octets[EPOCH_AT] == 0
                && octets[EPOCH_AT + 1] == 0
                && octets[TYPE_AT] == CLIENT_HELLO;
    }

    private static byte[] source(InetSocketAddress from) {
        var address = from.getAddress().getAddress();
        return ByteBuffer.allocate(address.length + 2)
                .put(address)
                .putShort((short) from.getPort())
                .array();
    }

    private void send(InetSocketAddress to, byte[] octets, int offset, int length)
            throws IOException {
        socket.send(new DatagramPacket(octets, offset, length, to));
    }

    /** What is sent to a client of which nothing is kept. */
    private final class Cookie implements DatagramSender {
        private final InetSocketAddress to;

        Cookie(InetSocketAddress to) {
            this.to = to;
        }

        @Override
        public int getSendLimit() {
            return DtlsLink.HANDSHAKE_OCTETS;
        }

        @Override
        public void send(byte[] octets, int offset, int length) throws IOException {
            DtlsSocket.this.send(to, octets, offset, length);
        }
    }

    /** The client has shown that it receives at its address. */
    private void begin(InetSocketAddress from, DTLSRequest request) {
        var at = IpAddress.of(from.getAddress().getAddress());
        if (!handshakes.begin(at)) {
            return;
        }
        var before = links.remove(from);
        if (before != null) {
            before.close();
        }
        var link =
                new DtlsLink(
                        (octets, offset, length) -> send(from, octets, offset, length),
                        messageOctets());
        links.put(from, link);
        boolean started = false;
        try {
            tasks.start("snmp-dtls", () -> run(from, at, link, request));
            started = true;
        } finally {
            if (!started) {
                handshakes.end(at);
                links.remove(from, link);
            }
        }
    }

    private void run(InetSocketAddress from, IpAddress at, DtlsLink link, DTLSRequest request) {
        try {
            serve(handshake(from, at, link, request));
        } catch (DtlsServer.NamelessClient nobody) {
            counters().increment(Counters.HANDSHAKES_FAILED);
            counters().increment(SnmpConstants.snmpTlstmSessionInvalidClientCertificates);
            LOG.info(
                    "SNMP over DTLS: the certificate of {} is refused: {}",
                    from,
                    nobody.getMessage());
        } catch (IOException failed) {
            counters().increment(Counters.HANDSHAKES_FAILED);
            LOG.debug("SNMP over DTLS with {}: {}", from, failed.toString());
        } finally {
            links.remove(from, link);
            link.close();
        }
    }

    private DtlsSession handshake(
            InetSocketAddress from, IpAddress at, DtlsLink link, DTLSRequest request)
            throws IOException {
        try {
            var server = new DtlsServer(certificates.dtls(crypto), certificates);
            DTLSTransport records = new DTLSServerProtocol().accept(server, link, request);
            link.establish();
            return new DtlsSession(new Endpoint(at, from.getPort()), link, records, server.shown());
        } finally {
            handshakes.end(at);
        }
    }

    @Override
    int messageOctets() {
        return Math.min(super.messageOctets(), Limits.DTLS_MESSAGE_OCTETS);
    }

    @Override
    DtlsAddress address(InetAddress host, int port) {
        return new DtlsAddress(host, port);
    }

    @Override
    public Class<? extends Address> getSupportedAddressClass() {
        return DtlsAddress.class;
    }

    @Override
    public DtlsAddress getListenAddress() {
        return address(socket.getLocalAddress(), socket.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        super.close();
        links.values().forEach(DtlsLink::close);
        socket.close();
    }
}
