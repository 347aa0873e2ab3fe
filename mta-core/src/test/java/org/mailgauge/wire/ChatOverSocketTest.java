package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailgauge.address.Endpoint;
import org.mailgauge.config.MtaConfig.At;
import org.mailgauge.host.HostNet;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.sim.Faults;
import org.mailgauge.testing.Chat;
import org.mailgauge.testing.Events;
import org.mailgauge.testing.Scene;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class ChatOverSocketTest {
    @TempDir private Path folder;

    static List<Chat> chats() {
        return Chat.all("/smtp");
    }

    @ParameterizedTest
    @MethodSource("chats")
    @DisplayName("dialogue files, over a real socket")
    void overSocket(Chat chat) throws Exception {
        serve(
                chat,
                new At.Tcp(new Endpoint(Scene.LOOPBACK, 0)),
                listener -> {
                    int port = listener.local().port();
                    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        talk(chat, socket);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("chats")
    @DisplayName("dialogue files, over a Unix-domain socket")
    void overLocalSocket(Chat chat) throws Exception {
        var path = folder.resolve("chat");
        serve(
                chat,
                new At.LocalSocket(path.toString(), 0600),
                _ -> {
                    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                        HostServer.talk(
                                chat,
                                Channels.newInputStream(channel),
                                Channels.newOutputStream(channel),
                                "*");
                    }
                });
        assertFalse(Files.exists(path));
    }

    private interface Talk {
        void with(ServiceListener listener) throws IOException;
    }

    private static void serve(Chat chat, At at, Talk talk) throws Exception {
        var scene = Scene.of(chat);
        try (var net = new HostNet();
                var time = new HostTime();
                var tasks = new HostTasks(1)) {
            var parts =
                    new ServerParts(
                                    net,
                                    time,
                                    tasks,
                                    scene.intake(),
                                    new Events(),
                                    new AssociationIds(),
                                    new BufferPool(4),
                                    new ConnectionLimits(10, 1, 10))
                            .with(scene.logins());
            var listener = ServiceListener.start(scene.build(), parts, at);
            talk.with(listener);
            listener.stop(Duration.ofSeconds(10));
            assertEquals(0, listener.associations());
            assertEquals(0, scene.intake().openDrafts());
        }
    }

    private static void talk(Chat chat, Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        HostServer.talk(chat, socket.getInputStream(), socket.getOutputStream(), "*");
    }

    @ParameterizedTest
    @MethodSource("chats")
    @DisplayName("dialogue files, over a simulated network that gives single octets")
    void octetByOctet(Chat chat) {
        var faults = Faults.NONE.withChunks(Faults.Chunks.ONE_BYTE);
        try (var server = new SimServer(Scene.of(chat), faults, 1)) {
            var client = server.connect("127.0.0.1");
            // A busy server greets late.
            server.pass(Duration.ofSeconds(1));
            for (var turn : chat.turns()) {
                var answers = new ArrayList<>(List.of(client.say(turn.sent()).split("\\|", -1)));
                answers.removeLast();
                assertEquals(turn.answers().size(), answers.size(), answers::toString);
                for (int i = 0; i < answers.size(); i++) {
                    assertTrue(Chat.matches(turn.answers().get(i), answers.get(i)));
                }
                assertEquals(turn.closes(), client.ended());
            }
        }
    }
}
