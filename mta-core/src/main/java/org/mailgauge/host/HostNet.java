package org.mailgauge.host;

import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.port.Net;
import org.mailgauge.port.NetTimeoutException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** TCP by the machine's sockets. Safe for use by any thread. */
public final class HostNet implements Net, AutoCloseable {
    private final WriteWatch watch = new WriteWatch();

    @Override
    public Listener listen(Endpoint local, int backlog) throws IOException {
        var socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(socketAddress(local), backlog);
            return new HostListener(socket);
        } catch (IOException failed) {
            socket.close();
            throw new IOException("cannot listen on " + local + ": " + failed.getMessage(), failed);
        }
    }

    @Override
    public Connection connect(Endpoint remote, Duration timeout) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(socketAddress(remote), millis(timeout));
            return new HostConnection(socket, watch);
        } catch (SocketTimeoutException slow) {
            socket.close();
            throw timedOut("connect to " + remote, slow);
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    /** Ends the watch over writes; connections that are open stay usable without it. */
    @Override
    public void close() {
        watch.close();
    }

    private static InetSocketAddress socketAddress(Endpoint endpoint) throws IOException {
        return new InetSocketAddress(
                InetAddress.getByAddress(endpoint.address().octets()), endpoint.port());
    }

    static Endpoint endpoint(InetAddress address, int port) {
        return new Endpoint(IpAddress.of(address.getAddress()), port);
    }

    /** At least 1, for 0 would mean for ever. */
    static int millis(Duration timeout) {
        return Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
    }

    static NetTimeoutException timedOut(String what, IOException cause) {
        var timeout = new NetTimeoutException(what + " timed out");
        timeout.initCause(cause);
        return timeout;
    }

    private final class HostListener implements Listener {
        private final ServerSocket socket;

        HostListener(ServerSocket socket) {
            this.socket = socket;
        }

        @Override
        public Connection accept() throws IOException {
            return new HostConnection(socket.accept(), watch);
        }

        @Override
        public Endpoint local() {
            return endpoint(socket.getInetAddress(), socket.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
