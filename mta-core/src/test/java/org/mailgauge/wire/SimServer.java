package org.mailgauge.wire;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.config.MtaConfig.At;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.sim.Await;
import org.mailgauge.sim.Faults;
import org.mailgauge.sim.SimConnection;
import org.mailgauge.sim.SimNet;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.sim.SimTime;
import org.mailgauge.testing.Events;
import org.mailgauge.testing.Scene;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A listening server on a simulated network and simulated time. */
final class SimServer implements AutoCloseable {
    private static final Endpoint LOCAL = new Endpoint(Scene.LOOPBACK, 25);

    final SimTime time = new SimTime();
    final SimNet net = new SimNet(time, 1);
    final SimTasks tasks = new SimTasks();
    final Events events = new Events();
    final BufferPool buffers;
    final ConnectionLimits connections;
    final Scene scene;
    final SmtpService service;
    final ServerParts parts;
    final ServiceListener listener;

    SimServer(Scene scene) {
        this(scene, Faults.NONE, 8);
    }

    SimServer(Scene scene, Faults faults, int buffers) {
        this(scene, scene.build(), null, faults, buffers);
    }

    /** One that offers something else than SMTP. */
    SimServer(Offer offer, int buffers) {
        this(new Scene(), new Scene().build(), offer, Faults.NONE, buffers);
    }

    private SimServer(
            Scene scene, SmtpService smtp, @Nullable Offer other, Faults faults, int buffers) {
        this.scene = scene;
        net.faults(faults);
        this.buffers = new BufferPool(buffers);
        var limits = scene.limits();
        connections =
                new ConnectionLimits(limits.connections(), limits.reserve(), limits.perAddress());
        service = smtp;
        parts =
                new ServerParts(
                                net,
                                time,
                                tasks,
                                scene.intake(),
                                events,
                                new AssociationIds(),
                                this.buffers,
                                connections)
                        .with(scene.logins());
        try {
            listener =
                    ServiceListener.start(
                            other == null ? service : other, parts, new At.Tcp(LOCAL));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Waits until every thread of the server is parked. */
    void quiet() {
        do {
            Await.until("the network settles", net::settled);
            tasks.awaitQuiet(net::activity);
        } while (!net.settled());
    }

    /** Moves time on, in steps, so that each waiter runs at its time. */
    void pass(Duration by) {
        quiet();
        time.advance(by);
        quiet();
    }

    Client connect() {
        return connect("192.0.2.1");
    }

    Client connect(String from) {
        try {
            var address = IpAddress.parse(from).orElseThrow();
            return new Client(net.connectFrom(address, LOCAL, Duration.ofMinutes(1)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        net.connections().forEach(SimConnection::close);
        var stop =
                tasks.start(
                        "stop-test",
                        () -> {
                            try {
                                listener.stop(Duration.ZERO);
                            } catch (InterruptedException interrupted) {
                                Thread.currentThread().interrupt();
                            }
                        });
        Await.until("stopped", () -> ended(stop));
        tasks.close();
        if (!tasks.failures().isEmpty()) {
            throw new AssertionError("a task died", tasks.failures().getFirst());
        }
    }

    private boolean ended(org.mailgauge.port.Tasks.Task task) {
        time.advance(Duration.ofMillis(100));
        try {
            return task.join(Duration.ofMillis(1));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** A client of the test. */
    final class Client {
        final SimConnection connection;

        Client(SimConnection connection) {
            this.connection = connection;
        }

        /**
         * Sends, waits for the server to be quiet, and takes what it answered, CRLF as {@code |}.
         */
        String say(String text) {
            send(text);
            return answer();
        }

        void send(String text) {
            try {
                connection.write(text);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        /** What was answered by now. */
        String answer() {
            quiet();
            var answer = new StringBuilder();
            var buffer = new byte[4096];
            try {
                while (connection.readable()) {
                    do {
                        int count =
                                connection.read(buffer, 0, buffer.length, Duration.ofSeconds(1));
                        answer.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
                    } while (connection.readable());
                    quiet();
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            return answer.toString().replace("\r\n", "|");
        }

        /** Whether the server has closed. */
        boolean ended() {
            quiet();
            return connection.atEnd();
        }
    }
}
