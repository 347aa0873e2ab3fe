package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between a client and an agent and keeps what passes, as octets. */
final class Relay implements AutoCloseable {
    private final DatagramSocket front;
    private final DatagramSocket back;
    private final SocketAddress agent;
    private final List<byte[]> requests = new CopyOnWriteArrayList<>();
    private final List<byte[]> responses = new CopyOnWriteArrayList<>();
    private volatile @Nullable SocketAddress client;

    Relay(Endpoint agent) throws IOException {
        this.front = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        this.back = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        this.agent = new InetSocketAddress(InetAddress.getLoopbackAddress(), agent.port());
        Thread.ofVirtual().start(this::forward);
        Thread.ofVirtual().start(this::backward);
    }

    Endpoint endpoint() {
        return new Endpoint(TestAgent.LOOPBACK, front.getLocalPort());
    }

    List<byte[]> requests() {
        return List.copyOf(requests);
    }

    List<byte[]> responses() {
        return List.copyOf(responses);
    }

    private void forward() {
        try {
            while (true) {
                var packet = new DatagramPacket(new byte[65_535], 65_535);
                front.receive(packet);
                client = packet.getSocketAddress();
                var octets = octets(packet);
                requests.add(octets);
                back.send(new DatagramPacket(octets, octets.length, agent));
            }
        } catch (IOException _) {
            back.close();
        }
    }

    private void backward() {
        try {
            while (true) {
                var packet = new DatagramPacket(new byte[65_535], 65_535);
                back.receive(packet);
                var octets = octets(packet);
                responses.add(octets);
                var to = client;
                if (to != null) {
                    front.send(new DatagramPacket(octets, octets.length, to));
                }
            }
        } catch (IOException _) {
            front.close();
        }
    }

    private static byte[] octets(DatagramPacket packet) {
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    @Override
    public void close() {
        front.close();
        back.close();
    }

    /** Sends octets and waits a while for an answer. */
    static Optional<byte[]> ask(Endpoint agent, byte[] octets, int millis) throws IOException {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(millis);
            socket.send(
                    new DatagramPacket(
                            octets,
                            octets.length,
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), agent.port())));
            var packet = new DatagramPacket(new byte[65_535], 65_535);
            socket.receive(packet);
            return Optional.of(octets(packet));
        } catch (SocketTimeoutException _) {
            return Optional.empty();
        }
    }
}
