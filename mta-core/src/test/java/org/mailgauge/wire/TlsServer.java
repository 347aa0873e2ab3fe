package org.mailgauge.wire;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.config.MtaConfig.At;
import org.mailgauge.host.HostNet;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.host.HostTls;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.port.Tls;
import org.mailgauge.testing.Events;
import org.mailgauge.testing.Scene;
import org.mailgauge.testing.TestCertificate;
import org.mailgauge.testing.TestTls;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A server with TLS on real sockets, and clients of it. */
final class TlsServer implements AutoCloseable {
    private static final TestCertificate CERTIFICATE = TestCertificate.of("mx.test");
    private static final SSLContext CLIENTS = TestTls.client(CERTIFICATE);

    final Scene scene;
    final HostTls tls = TestTls.server(CERTIFICATE);
    final Events events = new Events();
    final HostNet net = new HostNet();
    private final HostTime time = new HostTime();
    private final HostTasks tasks = new HostTasks(1);
    private final ServiceListener listener;

    TlsServer(Scene scene) throws IOException {
        this(scene, null);
    }

    /**
     * @param other instead of one that is ready; null for that
     */
    TlsServer(Scene scene, @Nullable Tls other) throws IOException {
        this.scene = scene;
        var parts =
                new ServerParts(
                                net,
                                other == null ? tls : other,
                                time,
                                tasks,
                                scene.intake(),
                                events,
                                new AssociationIds(),
                                new BufferPool(4),
                                new ConnectionLimits(50, 1, 50))
                        .with(scene.logins());
        listener =
                ServiceListener.start(
                        scene.build(), parts, new At.Tcp(new Endpoint(Scene.LOOPBACK, 0)));
    }

    int associations() {
        return listener.associations();
    }

    Client connect() throws IOException {
        return new Client(new Socket(InetAddress.getLoopbackAddress(), listener.local().port()));
    }

    @Override
    public void close() {
        try {
            listener.stop(Duration.ofSeconds(10));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        net.close();
        tasks.close();
        time.close();
    }

    /** One client; what it sends leaves in one segment, or under TLS in one record. */
    static final class Client implements AutoCloseable {
        private Socket socket;
        private InputStream in;

        Client(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(20_000);
            socket.setTcpNoDelay(true);
            in = socket.getInputStream();
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Sends a line and takes the reply. */
        String say(String line) throws IOException {
            send(line + "\r\n");
            return reply();
        }

        /** The next reply, its lines joined by slashes; empty at the end of the stream. */
        String reply() throws IOException {
            var all = new StringBuilder();
            while (true) {
                var line = line();
                if (line.isEmpty()) {
                    return all.toString();
                }
                all.append(all.isEmpty() ? "" : "/").append(line);
                if (line.length() < 4 || line.charAt(3) != '-') {
                    return all.toString();
                }
            }
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '\n') {
                    return line.toString();
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        /** All that comes until the server closes, which may be an alert of TLS. */
        String rest() {
            var all = new StringBuilder();
            try {
                for (int c = in.read(); c >= 0; c = in.read()) {
                    all.append((char) c);
                }
            } catch (IOException _) {
                // Reset: it does not read what we said.
            }
            return all.toString();
        }

        /** Whether the server has closed, in whatever way. */
        boolean ended() {
            try {
                return in.read() < 0;
            } catch (IOException reset) {
                return true;
            }
        }

        /** Does the handshake. */
        Client secure() throws IOException {
            var secured =
                    (SSLSocket) CLIENTS.getSocketFactory().createSocket(socket, "mx.test", 1, true);
            secured.startHandshake();
            socket = secured;
            in = secured.getInputStream();
            return this;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
