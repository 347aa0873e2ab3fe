package org.mailgauge.host;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.port.LocalAccess;
import org.mailgauge.port.Net;
import org.mailgauge.port.NetTimeoutException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** TCP and Unix-domain sockets of the machine. Safe for use by any thread. */
public final class HostNet implements Net, AutoCloseable {
    /** Between two attempts to reach a local socket whose backlog is full. */
    private static final Duration AGAIN = Duration.ofMillis(20);

    private static final String BUSY = "temporarily unavailable";

    private final WriteWatch watch = new WriteWatch();
    private @Nullable LocalPoller poller; // guarded by this

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
            return new HostConnection(socket, watch, null);
        } catch (SocketTimeoutException slow) {
            socket.close();
            throw timedOut("connect to " + remote, slow);
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    @Override
    public Listener listenLocal(String path, LocalAccess access, int backlog) throws IOException {
        return LocalListener.open(path, access, backlog, poller());
    }

    @Override
    public Connection connectLocal(String path, Duration timeout) throws IOException {
        var address = UnixDomainSocketAddress.of(path);
        var polled = poller();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            try {
                return new LocalConnection(connected(address), polled, null);
            } catch (SocketException failed) {
                if (!isBusy(failed)) {
                    throw failed;
                }
                if (deadline - System.nanoTime() <= 0) {
                    throw timedOut("connect to unix:" + path, failed);
                }
            }
            pause();
        }
    }

    @Override
    public int descriptorsLeft() {
        return Descriptors.left();
    }

    /** When the system does not say, only the loopback addresses are. */
    @Override
    public boolean isOwn(IpAddress address) {
        try {
            return address.isLoopback()
                    || NetworkInterface.getByInetAddress(InetAddress.getByAddress(address.octets()))
                            != null;
        } catch (IOException unknown) {
            return false;
        }
    }

    private static SocketChannel connected(UnixDomainSocketAddress address) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        boolean connected = false;
        try {
            channel.configureBlocking(false);
            connected = channel.connect(address);
            if (!connected) {
                throw new SocketException(BUSY);
            }
            return channel;
        } finally {
            if (!connected) {
                channel.close();
            }
        }
    }

    /**
     * Whether the backlog is full (EAGAIN), for which the JDK has no exception of its own. Where
     * the system's messages are not English the connect just fails.
     */
    private static boolean isBusy(SocketException failed) {
        return String.valueOf(failed.getMessage()).contains(BUSY);
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(AGAIN);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("connect interrupted");
        }
    }

    /** Begun with the first local socket: most machines use none. */
    private synchronized LocalPoller poller() throws IOException {
        if (poller == null) {
            poller = new LocalPoller();
        }
        return poller;
    }

    /** Ends the watch over writes; connections that are open stay usable without it. */
    @Override
    public void close() {
        watch.close();
        synchronized (this) {
            if (poller != null) {
                poller.close();
            }
        }
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

        /** Where the last connection came. */
        private volatile @Nullable Endpoint usual;

        HostListener(ServerSocket socket) {
            this.socket = socket;
        }

        @Override
        public Connection accept() throws IOException {
            var connection = new HostConnection(socket.accept(), watch, usual);
            usual = connection.local();
            return connection;
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
