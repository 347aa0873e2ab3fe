package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.snmp4j.TransportMapping;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.TcpAddress;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.transport.AbstractTransportMapping;
import org.snmp4j.transport.DefaultUdpTransportMapping;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The sockets of the agent: those of UDP, and listeners of TCP, TLS and DTLS where they are asked
 * for. A reply leaves from the socket that the request came to; so for the unspecified address
 * there is one socket for each address of the host, and the reply's source is the address that was
 * asked.
 */
final class Sockets {
    private final List<DefaultUdpTransportMapping> open = new ArrayList<>();
    private final List<SecureSocket<?>> secure = new ArrayList<>();
    private @Nullable TcpSocket tcp;

    private Sockets() {}

    /**
     * Binds all, or none.
     *
     * @throws IOException when an address cannot be bound
     */
    static Sockets bind(Endpoint endpoint, int messageOctets) throws IOException {
        var sockets = new Sockets();
        try {
            int port = endpoint.port();
            for (var address : addresses(endpoint.address())) {
                var mapping = new DefaultUdpTransportMapping(new UdpAddress(address, port));
                sockets.open.add(mapping);
                mapping.setMaxInboundMessageSize(messageOctets);
                mapping.setReceiveBufferSize(Limits.RECEIVE_BUFFER_OCTETS);
                // A message is decoded before the next is received: one buffer is enough.
                mapping.setAsyncMsgProcessingSupported(false);
                port = mapping.getListenAddress().getPort();
            }
            return sockets;
        } catch (IOException e) {
            sockets.close();
            throw new IOException("cannot listen on udp " + endpoint + ": " + e.getMessage(), e);
        }
    }

    /** The addresses of this host that an address to listen at stands for. */
    static List<InetAddress> addresses(IpAddress listen) throws IOException {
        var address = InetAddress.getByAddress(listen.octets());
        if (!address.isAnyLocalAddress()) {
            return List.of(address);
        }
        boolean version4Only = address instanceof Inet4Address;
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(each -> !each.isLinkLocalAddress())
                .filter(each -> !version4Only || each instanceof Inet4Address)
                .toList();
    }

    /** Adds a TCP listener, which is bound when it listens. */
    void tcp(Endpoint endpoint, int messageOctets) throws IOException {
        var address = InetAddress.getByAddress(endpoint.address().octets());
        tcp = new TcpSocket(new TcpAddress(address, endpoint.port()), messageOctets);
    }

    List<AbstractTransportMapping<? extends Address>> all() {
        var all = new ArrayList<AbstractTransportMapping<? extends Address>>(open);
        if (tcp != null) {
            all.add(tcp);
        }
        return all;
    }

    /** Adds a listener of TLS or DTLS, which is bound already. */
    void add(SecureSocket<?> socket) {
        secure.add(socket);
    }

    List<SecureSocket<?>> secure() {
        return List.copyOf(secure);
    }

    /** The TCP port; empty without TCP. */
    OptionalInt tcpPort() {
        return tcp == null ? OptionalInt.empty() : OptionalInt.of(tcp.getListenAddress().getPort());
    }

    int port() {
        return open.getFirst().getListenAddress().getPort();
    }

    /** What the kernel dropped of what came to the sockets of UDP. */
    SocketDrops drops() {
        return new SocketDrops(
                open.stream()
                        .map(DefaultUdpTransportMapping::getListenAddress)
                        .map(a -> new InetSocketAddress(a.getInetAddress(), a.getPort()))
                        .toList());
    }

    void close() {
        var all = new ArrayList<TransportMapping<?>>(all());
        all.addAll(secure);
        for (var mapping : all) {
            try {
                mapping.close();
            } catch (IOException e) {
                throw new IllegalStateException("closing a socket failed", e);
            }
        }
    }
}
