package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.mailgauge.address.Endpoint;
import org.mailgauge.config.MtaConfig.At;
import org.mailgauge.host.HostNet;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.port.Tls;
import org.mailgauge.testing.Chat;
import org.mailgauge.testing.Events;
import org.mailgauge.testing.MemoryIntake;
import org.mailgauge.testing.Scene;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A server that listens on a free port of this machine, and conversations with it. */
final class HostServer implements AutoCloseable {
    private final HostNet net = new HostNet();
    private final HostTime time = new HostTime();
    private final HostTasks tasks = new HostTasks(1);
    private final ServiceListener listener;

    HostServer(Offer offer) throws IOException {
        this(offer, Tls.NONE);
    }

    HostServer(Offer offer, Tls tls) throws IOException {
        var parts =
                new ServerParts(
                        net,
                        tls,
                        time,
                        tasks,
                        new MemoryIntake(),
                        new Events(),
                        new AssociationIds(),
                        new BufferPool(1),
                        new ConnectionLimits(10, 1, 10));
        var at = new At.Tcp(new Endpoint(Scene.LOOPBACK, 0));
        listener = ServiceListener.start(offer, parts, at);
    }

    ServiceListener listener() {
        return listener;
    }

    /** A client, which fails when it waits for 20 s. */
    Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), listener.local().port());
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /**
     * Has a dialogue, and ends the server.
     *
     * @param anything what stands for anything in an answer
     */
    static void talk(Chat chat, Offer offer, String anything) throws IOException {
        try (var server = new HostServer(offer)) {
            try (var socket = server.connect()) {
                talk(chat, socket.getInputStream(), socket.getOutputStream(), anything);
            }
        }
    }

    /** Has a dialogue. */
    static void talk(Chat chat, InputStream from, OutputStream to, String anything)
            throws IOException {
        var in = new BufferedReader(new InputStreamReader(from, StandardCharsets.ISO_8859_1));
        for (var turn : chat.turns()) {
            to.write(Chat.octets(turn.sent()));
            for (var expected : turn.answers()) {
                var answer = String.valueOf(in.readLine());
                assertTrue(
                        Chat.matches(expected, answer, anything),
                        () -> chat + ": " + expected + " but " + answer);
            }
            if (turn.closes()) {
                assertNull(in.readLine());
            }
        }
    }

    /** Stops it; whatever clients there are, no association is left. */
    void stop() {
        try {
            listener.stop(Duration.ofSeconds(10));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        assertEquals(0, listener.associations());
    }

    @Override
    public void close() {
        try (net;
                time;
                tasks) {
            stop();
        }
    }
}
