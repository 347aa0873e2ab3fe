package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.address.Endpoint;
import org.mailgauge.config.MtaConfig.At;
import org.mailgauge.host.HostNet;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.queue.Intake;
import org.mailgauge.queue.QueueId;
import org.mailgauge.testing.Chat;
import org.mailgauge.testing.Events;
import org.mailgauge.testing.Scene;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

class AckLostOverSocketTest {
    private final CountDownLatch committing = new CountDownLatch(1);
    private final CountDownLatch gone = new CountDownLatch(1);

    @ParameterizedTest(name = "reset: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName(
            "a client that closed before our 250 is noticed, though its socket took the octets")
    void closedBeforeTheAck(boolean reset) throws Exception {
        var scene = new Scene();
        scene.intake().ending(this::whenGone);
        var events = new Events();
        try (var net = new HostNet();
                var time = new HostTime();
                var tasks = new HostTasks(1)) {
            var parts =
                    new ServerParts(
                            net,
                            time,
                            tasks,
                            scene.intake(),
                            events,
                            new AssociationIds(),
                            new BufferPool(4),
                            new ConnectionLimits(10, 1, 10));
            var local = new Endpoint(Scene.LOOPBACK, 0);
            var listener = ServiceListener.start(scene.build(), parts, new At.Tcp(local));
            sendAndLeave(listener.local().port(), reset);
            gone.countDown();
            // What a stop closes says nothing of what the client has read.
            events.await(MtaEvent.AssociationClosed.class);
            listener.stop(Duration.ofSeconds(20));
        }
        assertEquals(1, scene.intake().messages().size());
        assertEquals(1, events.count(MtaEvent.AckLost.class));
        assertEquals(1, events.count(MtaEvent.AssociationClosed.class));
    }

    private Intake.Commit whenGone(QueueId id) {
        committing.countDown();
        try {
            gone.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return new Intake.Commit.Durable(id);
    }

    private void sendAndLeave(int port, boolean reset) throws IOException, InterruptedException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            if (reset) {
                socket.setSoLinger(true, 0);
            }
            var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.ISO_8859_1));
            in.readLine();
            say(socket, in, "HELO c.test\r\n");
            say(socket, in, "MAIL FROM:<>\r\n");
            say(socket, in, "RCPT TO:<joe@relay.test>\r\n");
            say(socket, in, "DATA\r\n");
            socket.getOutputStream().write(Chat.octets("Subject: x\r\n\r\nx\r\n.\r\n"));
            committing.await();
        }
    }

    private static void say(Socket socket, BufferedReader in, String line) throws IOException {
        socket.getOutputStream().write(Chat.octets(line));
        var answer = String.valueOf(in.readLine());
        assertTrue(answer.startsWith("2") || answer.startsWith("3"), answer);
    }
}
