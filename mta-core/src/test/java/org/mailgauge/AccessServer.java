package org.mailgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.mailgauge.address.Endpoint;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.deliver.Mailboxes;
import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostNet;
import org.mailgauge.host.HostResolver;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.observe.Listener;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.testing.MemoryLogins;
import org.mailgauge.testing.Scene;
import org.mailgauge.wire.AccessProtocol;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A whole server with a protocol by which users get at their mail, on free ports. */
final class AccessServer implements AutoCloseable {
    private static final Endpoint FREE = new Endpoint(Scene.LOOPBACK, 0);

    private final HostTime time = new HostTime();
    private final HostNet net = new HostNet();
    private final HostTasks tasks = new HostTasks(2);
    private final MtaServer server;

    /** One whose second application it is, in the clear and with TLS first. */
    AccessServer(Path folder, AccessProtocol protocol) throws IOException {
        var smtp =
                new MtaConfig.Listener(MtaConfig.Service.SMTP, FREE, MtaConfig.BareLineEnd.REJECT);
        var config =
                new MtaConfig(
                        "mx.test",
                        Set.of(),
                        List.of(smtp),
                        1 << 20,
                        MtaConfig.SmtpLimits.DEFAULT,
                        MtaConfig.QueueConfig.DEFAULT,
                        MtaConfig.DeliveryConfig.DEFAULT,
                        MtaConfig.ReportConfig.DEFAULT,
                        List.of(),
                        Set.of(),
                        List.of(),
                        Set.of());
        var setup =
                new AccessSetup(
                        List.of(new AccessSetup.At(false, FREE), new AccessSetup.At(true, FREE)),
                        protocol,
                        new MemoryLogins(false, null));
        server =
                MtaServer.start(
                        config,
                        new MtaServer.Presence(10, ""),
                        new MtaServer.Ports(
                                time,
                                HostDisk.at(folder),
                                net,
                                new HostResolver(tasks),
                                new HostEntropy(),
                                tasks),
                        Mailboxes.NONE,
                        List.of(setup));
    }

    MtaServer server() {
        return server;
    }

    MtaSnapshot snapshot() {
        return server.snapshots().fresh();
    }

    /** What is told of the protocol. */
    MtaSnapshot.Application application() {
        return snapshot().applications().get(1);
    }

    /** Both its listeners are up, and told of. */
    void hasListeners(String name) {
        int of = application().index();
        var rows = snapshot().listeners().stream().filter(row -> row.application() == of).toList();
        var plain = server.accessServices().getFirst().where();
        var tls = server.accessServices().getLast().where();
        var up = Listener.Condition.UP;
        assertEquals(
                List.of(
                        new Listener(of, 1, name, plain, up, 0, 0),
                        new Listener(of, 2, name + "s", tls, up, 0, 0)),
                rows);
    }

    /** A client, greeted with that. */
    Client connect(String greeting) throws IOException {
        var client = new Client(server.accessServices().getFirst().local().port());
        var line = client.line();
        assertTrue(line.startsWith(greeting), line);
        return client;
    }

    @Override
    public void close() throws IOException {
        try (time;
                net;
                tasks) {
            server.close();
        }
    }

    /** A client that reads line by line. */
    static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        private Client(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(20_000);
            var from = new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
            in = new BufferedReader(from);
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        /** The next line; null at the end, as a text. */
        String line() throws IOException {
            return String.valueOf(in.readLine());
        }

        /** Says something, and reads up to a line that begins so. */
        String say(String line, String until) throws IOException {
            send(line);
            return until(until);
        }

        String until(String start) throws IOException {
            var line = in.readLine();
            while (line != null && !line.startsWith(start)) {
                line = in.readLine();
            }
            return String.valueOf(line);
        }

        /** Reads to the end. @return the last line there was */
        String last() throws IOException {
            var last = "";
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                last = line;
            }
            return last;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
