package org.mailgauge.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.port.Net;
import org.mailgauge.port.NetTimeoutException;
import org.mailgauge.sim.Await;

import java.io.IOException;
import java.time.Duration;

class HostNetTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1").orElseThrow();

    private final HostNet net = new HostNet();
    private final byte[] buffer = new byte[1 << 20];
    private Net.Listener listener;
    private Net.Connection client;
    private Net.Connection server;

    HostNetTest() throws IOException {
        listener = net.listen(new Endpoint(LOOPBACK, 0), 5);
        client = net.connect(listener.local(), LONG);
        server = listener.accept();
    }

    @BeforeEach
    void isUp() {
        assertEquals(client.local(), server.remote());
        assertEquals(client.remote(), server.local());
        assertEquals(listener.local(), server.local());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        listener.close();
        net.close();
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        client.write(new byte[] {1, 2, 3}, 1, 2, LONG);
        assertEquals(2, server.read(buffer, 5, 10, LONG));
        assertEquals(2, buffer[5]);
        assertEquals(3, buffer[6]);
    }

    @Test
    void readableSaysWhetherOctetsWait() throws IOException {
        assertFalse(server.readable());
        client.write(new byte[1], 0, 1, LONG);
        Await.until("readable", () -> readable(server));
        client.endOutput();
        assertEquals(1, server.read(buffer, 0, 10, LONG));
        assertEquals(-1, server.read(buffer, 0, 10, LONG));
        assertFalse(server.readable());
    }

    private static boolean readable(Net.Connection connection) {
        try {
            return connection.readable();
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    @Test
    void lateReadLeavesTheConnectionUsable() throws IOException {
        assertThrows(NetTimeoutException.class, () -> server.read(buffer, 0, 1, SHORT));
        client.write(new byte[1], 0, 1, LONG);
        assertEquals(1, server.read(buffer, 0, 1, LONG));
    }

    @Test
    @DisplayName("a write to a peer that reads nothing ends at its deadline and closes")
    void lateWriteCloses() {
        assertThrows(
                NetTimeoutException.class,
                () -> {
                    for (int i = 0; i < 100; i++) {
                        server.write(buffer, 0, buffer.length, SHORT);
                    }
                });
        assertThrows(IOException.class, () -> server.read(buffer, 0, 1, LONG));
    }

    @Test
    void endOfOutputLeavesTheOtherDirectionOpen() throws IOException {
        client.endOutput();
        assertEquals(-1, server.read(buffer, 0, 1, LONG));
        server.write(new byte[1], 0, 1, LONG);
        assertEquals(1, client.read(buffer, 0, 1, LONG));
    }

    @Test
    void refusedConnectFails() throws IOException {
        var closed = listener.local();
        listener.close();
        assertThrows(IOException.class, () -> net.connect(closed, LONG));
    }

    @Test
    void takenPortIsNamed() {
        var thrown = assertThrows(IOException.class, () -> net.listen(listener.local(), 5));
        var message = String.valueOf(thrown.getMessage());
        assertTrue(message.contains(listener.local().toString()), message);
    }

    @Test
    void closingWakesTheReaderAndTheListener() throws Exception {
        try (var tasks = new HostTasks(1)) {
            var reading = tasks.start("read", () -> swallow(() -> server.read(buffer, 0, 1, LONG)));
            var accepting = tasks.startPlatform("accept", () -> swallow(() -> listener.accept()));
            server.close();
            listener.close();
            assertTrue(reading.join(LONG));
            assertTrue(accepting.join(LONG));
        }
    }

    private interface Call {
        Object run() throws IOException;
    }

    private static void swallow(Call call) {
        assertThrows(IOException.class, call::run);
    }
}
