package org.mailgauge.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.port.Net;
import org.mailgauge.port.NetTimeoutException;
import org.mailgauge.port.Tasks;
import org.mailgauge.sim.Await;

import java.io.IOException;
import java.net.BindException;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

class HostNetTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1").orElseThrow();

    private interface Call {
        Object run() throws IOException;
    }

    private static void swallow(Call call) {
        assertThrows(IOException.class, call::run);
    }

    /** What every transport does; each nested class runs it over one. */
    abstract static class Contract {
        final HostNet net = new HostNet();
        final byte[] buffer = new byte[1 << 20];
        Net.Listener listener;
        Net.Connection client;
        Net.Connection server;

        abstract Net.Listener listen() throws IOException;

        abstract Net.Connection connect() throws IOException;

        @BeforeEach
        void open() throws IOException {
            listener = listen();
            client = connect();
            server = listener.accept();
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
            client.write(new byte[] {7, 8}, 0, 2, LONG);
            Await.until("readable", () -> readable(server));
            client.endOutput();
            int count = 0;
            for (int n = server.read(buffer, 0, 10, LONG);
                    n >= 0;
                    n = server.read(buffer, count, 10, LONG)) {
                count += n;
            }
            assertEquals(2, count);
            assertEquals(7, buffer[0]);
            assertEquals(8, buffer[1]);
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
        void aMegabyteArrivesWhole() throws Exception {
            for (int i = 0; i < buffer.length; i++) {
                buffer[i] = (byte) (i * 31 + (i >> 8));
            }
            try (var tasks = new HostTasks(1)) {
                var writing = tasks.start("write", () -> sent(client, buffer));
                var all = new byte[buffer.length];
                int count = 0;
                while (count < all.length) {
                    count += server.read(all, count, all.length - count, LONG);
                }
                assertTrue(writing.join(LONG));
                org.junit.jupiter.api.Assertions.assertArrayEquals(buffer, all);
            }
        }

        private static void sent(Net.Connection connection, byte... octets) {
            try {
                connection.write(octets, 0, octets.length, LONG);
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
        void aPeerThatHasClosedIsSeen() throws IOException {
            client.close();
            assertEquals(-1, server.read(buffer, 0, 1, LONG));
            assertThrows(
                    IOException.class,
                    () -> {
                        for (int i = 0; i < 100; i++) {
                            server.write(buffer, 0, buffer.length, LONG);
                        }
                    });
        }

        @Test
        void refusedConnectFails() throws IOException {
            listener.close();
            assertThrows(IOException.class, this::connect);
        }

        @Test
        void closingWakesTheReaderAndTheListener() throws Exception {
            try (var tasks = new HostTasks(1)) {
                var reading =
                        tasks.start("read", () -> swallow(() -> server.read(buffer, 0, 1, LONG)));
                var accepting =
                        tasks.startPlatform("accept", () -> swallow(() -> listener.accept()));
                server.close();
                listener.close();
                assertTrue(reading.join(LONG));
                assertTrue(accepting.join(LONG));
            }
        }

        @Test
        void anInterruptEndsAReadAndClosesTheConnection() throws Exception {
            try (var tasks = new HostTasks(1)) {
                var reading =
                        tasks.start("read", () -> swallow(() -> server.read(buffer, 0, 1, LONG)));
                reading.interrupt();
                assertTrue(reading.join(LONG));
                assertEquals(-1, client.read(buffer, 0, 1, LONG));
            }
        }

        @Test
        void connectionsOutliveTheNet() throws Exception {
            net.close();
            try (var tasks = new HostTasks(1)) {
                var reading =
                        tasks.start(
                                "read",
                                () -> {
                                    try {
                                        assertEquals(1, server.read(buffer, 0, 1, LONG));
                                    } catch (IOException failed) {
                                        throw new java.io.UncheckedIOException(failed);
                                    }
                                });
                client.write(new byte[1], 0, 1, LONG);
                assertTrue(reading.join(LONG));
            }
        }
    }

    @Nested
    class Tcp extends Contract {
        @Override
        Net.Listener listen() throws IOException {
            return net.listen(new Endpoint(LOOPBACK, 0), 5);
        }

        @Override
        Net.Connection connect() throws IOException {
            return net.connect(listener.local(), LONG);
        }

        @Test
        void connectionsToAListenerShareItsEndpoint() throws IOException {
            try (var _ = connect();
                    var next = listener.accept()) {
                assertSame(server.local(), next.local());
            }
        }

        @Test
        void takenPortIsNamed() {
            var thrown = assertThrows(IOException.class, () -> net.listen(listener.local(), 5));
            var message = String.valueOf(thrown.getMessage());
            assertTrue(message.contains(listener.local().toString()), message);
        }
    }

    @Nested
    class LocalSocket extends Contract {
        @TempDir private Path folder;

        private Path path() {
            return folder.resolve("sock");
        }

        @Override
        Net.Listener listen() throws IOException {
            return net.listenLocal(path().toString(), 0660, 5);
        }

        @Override
        Net.Connection connect() throws IOException {
            return net.connectLocal(path().toString(), LONG);
        }

        private String refused(Path at) {
            var thrown =
                    assertThrows(IOException.class, () -> net.listenLocal(at.toString(), 0600, 5));
            return String.valueOf(thrown.getMessage());
        }

        @Test
        @DisplayName("the file has its mode whatever the umask, and leaves nothing else behind")
        void theFileHasItsMode() throws IOException {
            assertEquals("rw-rw----", mode(path()));
            var open = folder.resolve("open");
            try (var other = net.listenLocal(open.toString(), 0777, 5)) {
                assertEquals("rwxrwxrwx", mode(open));
                assertEquals(LocalConnection.HERE, other.local());
            }
            try (var files = Files.list(folder)) {
                assertEquals(List.of(path()), files.toList());
            }
        }

        private static String mode(Path path) throws IOException {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        }

        @Test
        void stoppingRemovesTheFile() throws IOException {
            listener.close();
            assertFalse(Files.exists(path()));
            listener.close();
        }

        @Test
        void aSocketThatSomebodyListensOnIsLeftAlone() throws IOException {
            assertEquals(
                    "cannot listen on unix:" + path() + ": another process listens there",
                    refused(path()));
            client.write(new byte[1], 0, 1, LONG);
            assertEquals(1, server.read(buffer, 0, 1, LONG));
        }

        @Test
        void aSocketThatWasLeftBehindIsReplaced() throws IOException {
            var left = folder.resolve("left");
            try (var killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                killed.bind(UnixDomainSocketAddress.of(left));
            }
            assertTrue(Files.exists(left));
            try (var again = net.listenLocal(left.toString(), 0600, 5);
                    var to = net.connectLocal(left.toString(), LONG);
                    var from = again.accept()) {
                to.write(new byte[1], 0, 1, LONG);
                assertEquals(1, from.read(buffer, 0, 1, LONG));
                assertEquals("rw-------", mode(left));
            }
        }

        @Test
        @DisplayName("of several that find a socket left behind at the same time one replaces it")
        void onlyOneReplacesASocket() throws Exception {
            var left = folder.resolve("left");
            try (var killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                killed.bind(UnixDomainSocketAddress.of(left));
            }
            var made = new ConcurrentLinkedQueue<Net.Listener>();
            try (var tasks = new HostTasks(1)) {
                var all = new ArrayList<Tasks.Task>();
                for (int i = 0; i < 8; i++) {
                    all.add(
                            tasks.startPlatform(
                                    "listen-" + i,
                                    () -> {
                                        try {
                                            made.add(net.listenLocal(left.toString(), 0600, 20));
                                        } catch (IOException _) {
                                            // another one was first
                                        }
                                    }));
                }
                for (var each : all) {
                    assertTrue(each.join(LONG));
                }
            }
            assertEquals(1, made.size());
            try (var only = made.remove();
                    var to = net.connectLocal(left.toString(), LONG)) {
                to.write(new byte[1], 0, 1, LONG);
                int read = -1;
                while (read < 0) { // the others looked whether somebody listens
                    try (var from = only.accept()) {
                        read = from.read(buffer, 0, 1, LONG);
                    }
                }
            }
        }

        @Test
        @DisplayName("what a process that was killed while it listened left behind is cleaned up")
        void aRoomThatWasLeftBehindIsUsedAgain() throws IOException {
            var room = Files.createDirectory(folder.resolve(".0"), mode("rwx------"));
            Files.createFile(room.resolve("l"));
            Files.createFile(room.resolve("s"));
            net.listenLocal(folder.resolve("new").toString(), 0600, 5).close();
            assertFalse(Files.exists(room));
        }

        @Test
        void aFolderThatIsNoRoomOfOursIsLeftAlone() throws IOException {
            var others = Files.createDirectory(folder.resolve(".0"), mode("rwxr-xr-x"));
            Files.createFile(others.resolve("s"));
            net.listenLocal(folder.resolve("new").toString(), 0600, 5).close();
            assertTrue(Files.exists(others.resolve("s")));
            assertFalse(Files.exists(others.resolve("l")));
            assertFalse(Files.exists(folder.resolve(".1")));
        }

        private static FileAttribute<Set<PosixFilePermission>> mode(String mode) {
            return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
        }

        @Test
        @DisplayName("an accept that cannot be watched fails, closes, and is no fault")
        void anAcceptWithoutPollerLeavesNothingOpen() throws IOException {
            net.close();
            boolean failed = false;
            while (!failed) { // the poller ends in its own time
                try (var raw = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
                    try {
                        listener.accept().close();
                    } catch (IOException _) {
                        failed = true;
                        assertEquals(-1, raw.read(ByteBuffer.allocate(1)));
                    }
                }
            }
            assertThrows(IOException.class, this::connect);
        }

        @Test
        void theSocketOfASuccessorIsNotRemoved() throws IOException {
            Files.delete(path());
            try (var successor = listen()) {
                listener.close();
                assertTrue(Files.exists(path()));
                assertEquals(LocalConnection.HERE, successor.local());
            }
            assertFalse(Files.exists(path()));
        }

        @Test
        void whatIsNoSocketIsLeftAlone() throws IOException {
            var file = folder.resolve("file");
            Files.writeString(file, "precious");
            assertEquals(
                    "cannot listen on unix:" + file + ": there is a file which is no socket",
                    refused(file));
            assertEquals("precious", Files.readString(file));
        }

        @Test
        void aPathThatIsTooLongOrLeadsNowhereIsNamed() {
            var longest = folder.resolve("x".repeat(107));
            int octets = longest.toString().getBytes(StandardCharsets.UTF_8).length;
            assertEquals(
                    "cannot listen on unix:"
                            + longest
                            + ": the path "
                            + longest
                            + " has "
                            + octets
                            + " octets, at most 107 are possible",
                    refused(longest));
            var missing = folder.resolve("no").resolve("s");
            var message = refused(missing);
            assertTrue(message.contains("there is no folder " + folder.resolve("no")), message);
            assertEquals(
                    "cannot listen on unix:s: the path must be absolute", refused(Path.of("s")));
        }

        @Test
        @DisplayName("while the backlog is full a connect waits, as long as it may")
        void aFullBacklogTimesOut() throws IOException {
            var busy = folder.resolve("busy");
            var waiting = new ArrayList<Net.Connection>();
            try (var slow = net.listenLocal(busy.toString(), 0600, 1)) {
                assertThrows(
                        NetTimeoutException.class,
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                waiting.add(net.connectLocal(busy.toString(), SHORT));
                            }
                        });
                assertFalse(waiting.isEmpty());
                assertEquals(LocalConnection.HERE, slow.local());
            } finally {
                for (var each : waiting) {
                    each.close();
                }
            }
        }

        @Test
        void aVirtualThreadMayNotListen() throws Exception {
            try (var tasks = new HostTasks(1)) {
                var listening =
                        tasks.start(
                                "listen",
                                () -> assertThrows(IllegalStateException.class, this::listen));
                assertTrue(listening.join(LONG));
            }
        }
    }

    @Test
    void theMachinesAddressesAreItsOwn() throws IOException {
        try (var net = new HostNet()) {
            for (var each : NetworkInterface.networkInterfaces().toList()) {
                for (var address : each.inetAddresses().toList()) {
                    assertTrue(net.isOwn(HostNet.endpoint(address, 0).address()), each::toString);
                }
            }
            assertTrue(net.isOwn(IpAddress.parse("127.9.9.9").orElseThrow()));
            assertFalse(net.isOwn(IpAddress.parse("192.0.2.1").orElseThrow()));
            assertFalse(net.isOwn(IpAddress.parse("2001:db8::1").orElseThrow()));
        }
    }

    @Test
    void aPortThatMayNotBeBoundIsSaidSo() throws IOException {
        try (var net = new HostNet();
                var first = net.listen(new Endpoint(LOOPBACK, 0), 5)) {
            var thrown = assertThrows(IOException.class, () -> net.listen(first.local(), 5));
            assertTrue(thrown.getCause() instanceof BindException);
        }
    }
}
