package org.mailgauge.agent.snmp;

import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.testing.TestCertificate;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** A session of DTLS by Bouncy Castle's client, and what it sent. */
final class DtlsPipe implements SecureManager.Pipe {
    private static final BcTlsCrypto CRYPTO = new BcTlsCrypto();

    private final DatagramSocket socket;
    private final Link link;
    private final DTLSTransport records;
    private byte @Nullable [] agent;

    DtlsPipe(Endpoint agent, @Nullable TestCertificate client) throws IOException {
        this(agent, client, new DatagramSocket(0, InetAddress.getLoopbackAddress()), _ -> true);
    }

    /**
     * Does the handshake.
     *
     * @param passes what of our own datagrams is sent; the others are lost
     */
    DtlsPipe(
            Endpoint agent,
            @Nullable TestCertificate client,
            DatagramSocket socket,
            Predicate<byte[]> passes)
            throws IOException {
        this.socket = socket;
        var to =
                new InetSocketAddress(
                        InetAddress.getByAddress(agent.address().octets()), agent.port());
        link = new Link(to, passes);
        records = new DTLSClientProtocol().connect(new Client(client), link);
    }

    /** The datagrams that were sent so far. */
    List<byte[]> sent() {
        return List.copyOf(link.sent);
    }

    /** The certificate that the agent showed. */
    byte @Nullable [] agent() {
        return agent;
    }

    DatagramSocket socket() {
        return socket;
    }

    @Override
    public void send(byte[] message) throws IOException {
        records.send(message, 0, message.length);
    }

    @Override
    public byte[] receive() throws IOException {
        var message = new byte[records.getReceiveLimit()];
        int octets = records.receive(message, 0, message.length, 20_000);
        if (octets < 0) {
            throw new IOException("the session has ended");
        }
        return Arrays.copyOf(message, octets);
    }

    @Override
    public void close() throws IOException {
        records.close();
        socket.close();
    }

    private final class Link implements DatagramTransport {
        private final InetSocketAddress to;
        private final Predicate<byte[]> passes;
        private final List<byte[]> sent = new ArrayList<>();

        Link(InetSocketAddress to, Predicate<byte[]> passes) {
            this.to = to;
            this.passes = passes;
        }

        @Override
        public int getReceiveLimit() {
            return 16_384;
        }

        @Override
        public int getSendLimit() {
            return 1400;
        }

        @Override
        public int receive(byte[] into, int offset, int length, int waitMillis) throws IOException {
            var packet = new DatagramPacket(into, offset, length);
            try {
                socket.setSoTimeout(Math.max(1, waitMillis));
                socket.receive(packet);
                return packet.getLength();
            } catch (SocketTimeoutException _) {
                return -1;
            }
        }

        @Override
        public void send(byte[] from, int offset, int length) throws IOException {
            var datagram = Arrays.copyOfRange(from, offset, offset + length);
            sent.add(datagram);
            if (passes.test(datagram)) {
                socket.send(new DatagramPacket(datagram, length, to));
            }
        }

        @Override
        public void close() {
            // The socket may be used again.
        }
    }

    private final class Client extends DefaultTlsClient {
        private final @Nullable TestCertificate own;

        Client(@Nullable TestCertificate own) {
            super(CRYPTO);
            this.own = own;
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        public int getHandshakeTimeoutMillis() {
            return 5_000;
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return new TlsAuthentication() {
                @Override
                public void notifyServerCertificate(TlsServerCertificate server)
                        throws IOException {
                    agent = server.getCertificate().getCertificateAt(0).getEncoded();
                }

                @Override
                @SuppressWarnings("NullAway") // the library's contract: null stands for none
                public TlsCredentials getClientCredentials(CertificateRequest request)
                        throws IOException {
                    return own == null
                            ? null
                            : DtlsIdentity.of(CRYPTO, own.chain(), own.keys().getPrivate())
                                    .signer(context, request.getSupportedSignatureAlgorithms());
                }
            };
        }
    }
}
