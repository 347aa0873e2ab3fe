package org.mailgauge.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.port.Net;
import org.mailgauge.port.NetTimeoutException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

class SimNetTest {
    private static final Endpoint PEER =
            new Endpoint(IpAddress.parse("192.0.2.1").orElseThrow(), 25);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SimTime time = new SimTime();
    private final SimNet net = new SimNet(time, 1);
    private final SimTasks tasks = new SimTasks();
    private final AtomicReference<Throwable> thrown = new AtomicReference<>();

    private interface Step {
        void run() throws IOException;
    }

    @AfterEach
    void everyTaskEndsCleanly() {
        tasks.close();
        assertEquals(0, tasks.failures().size(), () -> tasks.failures().toString());
        assertEquals(0, time.timers());
    }

    private void inTask(Step step) {
        tasks.start(
                "task",
                () -> {
                    try {
                        step.run();
                    } catch (IOException failed) {
                        thrown.set(failed);
                    }
                });
    }

    private record Ends(SimConnection client, Net.Connection server) {}

    private Ends connected(Faults faults) throws IOException {
        net.faults(faults);
        var listener = net.listen(PEER, 5);
        var client = (SimConnection) net.connect(PEER, MINUTE);
        var server = listener.accept();
        listener.close();
        return new Ends(client, server);
    }

    private static String readAll(Net.Connection from) throws IOException {
        var text = new StringBuilder();
        var buffer = new byte[100];
        for (int n = from.read(buffer, 0, 100, MINUTE);
                n > 0;
                n = from.read(buffer, 0, 100, MINUTE)) {
            text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    @Test
    void octetsArriveInOrderHoweverTheyAreCut() throws IOException {
        for (var chunks : Faults.Chunks.values()) {
            var ends = connected(Faults.NONE.withChunks(chunks).withWindow(7));
            inTask(
                    () -> {
                        ends.client().write("EHLO client\r\nQUIT\r\n");
                        ends.client().endOutput();
                    });
            assertEquals("EHLO client\r\nQUIT\r\n", readAll(ends.server()));
        }
    }

    @Test
    void oneByteReadsGiveOneByte() throws IOException {
        var ends = connected(Faults.NONE.withChunks(Faults.Chunks.ONE_BYTE));
        ends.client().write("ab");
        var buffer = new byte[2];
        assertEquals(1, ends.server().read(buffer, 0, 2, MINUTE));
        assertTrue(ends.server().readable());
        assertEquals(1, ends.server().read(buffer, 1, 1, MINUTE));
        assertArrayEquals(new byte[] {'a', 'b'}, buffer);
        assertFalse(ends.server().readable());
    }

    @Test
    void connectsAreRefusedWhereNobodyListens() {
        var refused = assertThrows(IOException.class, () -> net.connect(PEER, MINUTE));
        assertEquals("Connection refused", refused.getMessage());
    }

    @Test
    void connectsToASilentEndpointTimeOutOnSimulatedTime() throws IOException {
        net.listen(PEER, 5);
        net.silence(PEER);
        inTask(() -> net.connect(PEER, MINUTE));
        Await.until(() -> time.timers() == 1);
        time.advance(MINUTE.minusNanos(1));
        tasks.awaitQuiet(net::activity);
        assertEquals(1, tasks.running());
        time.advance(Duration.ofNanos(1));
        tasks.awaitEnd();
        assertInstanceOf(NetTimeoutException.class, thrown.get());
    }

    @Test
    void readsTimeOutAndTheConnectionStaysUsable() throws IOException {
        var ends = connected(Faults.NONE);
        inTask(() -> ends.server().read(new byte[1], 0, 1, MINUTE));
        Await.until(() -> time.timers() == 1);
        time.advance(MINUTE);
        tasks.awaitEnd();
        assertInstanceOf(NetTimeoutException.class, thrown.get());
        ends.client().write("x");
        assertEquals(1, ends.server().read(new byte[1], 0, 1, MINUTE));
    }

    @Test
    void writesToAPeerThatNeverReadsTimeOutAndClose() throws IOException {
        var ends = connected(Faults.NONE.withWindow(10));
        inTask(() -> ends.client().write(new byte[11], 0, 11, MINUTE));
        Await.until(() -> time.timers() == 1);
        time.advance(MINUTE);
        tasks.awaitEnd();
        assertInstanceOf(NetTimeoutException.class, thrown.get());
        assertTrue(ends.client().closed());
    }

    @Test
    void aResetLetsTheOctetsBeforeItThrough() throws IOException {
        var ends = connected(Faults.NONE.resetToServer(3));
        assertThrows(IOException.class, () -> ends.client().write("abcdef"));
        var buffer = new byte[10];
        assertEquals(3, ends.server().read(buffer, 0, 10, MINUTE));
        assertThrows(IOException.class, () -> ends.server().read(buffer, 0, 10, MINUTE));
        assertThrows(IOException.class, () -> ends.server().write(buffer, 0, 1, MINUTE));
    }

    @Test
    void aCloseIsTheEndOfTheStreamAndABrokenPipe() throws IOException {
        var ends = connected(Faults.NONE);
        ends.client().write("bye");
        ends.client().close();
        assertEquals("bye", readAll(ends.server()));
        assertThrows(IOException.class, () -> ends.server().write(new byte[1], 0, 1, MINUTE));
    }

    @Test
    void aHalfOpenConnectionTakesAllAndGivesNothing() throws IOException {
        var ends = connected(Faults.NONE.halfOpen());
        ends.client().write("hello");
        ends.server().close();
        inTask(() -> ends.client().read(new byte[1], 0, 1, MINUTE));
        Await.until(() -> time.timers() == 1);
        time.advance(MINUTE);
        tasks.awaitEnd();
        assertInstanceOf(NetTimeoutException.class, thrown.get());
    }

    @Test
    void timersRunInTheirOrderAndTheWallStepsAlone() {
        var seen = new StringBuilder();
        time.after(
                Duration.ofSeconds(2),
                () -> {
                    seen.append('b');
                    time.after(Duration.ofSeconds(1), () -> seen.append('c'));
                });
        time.after(Duration.ofSeconds(1), () -> seen.append('a'));
        time.after(Duration.ofSeconds(2), () -> seen.append('x')).cancel();
        long ticks = time.ticks();
        time.stepWall(Duration.ofHours(-1));
        assertEquals(ticks, time.ticks());
        time.advance(Duration.ofSeconds(3));
        assertEquals("abc", seen.toString());
        assertEquals(ticks + 3_000_000_000L, time.ticks());
        assertEquals(SimTime.START.minusSeconds(3597), time.wall());
    }

    @Test
    void sleepersWakeWhenTimeHasMoved() {
        tasks.start(
                "sleeper",
                () -> {
                    try {
                        time.sleep(MINUTE);
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                });
        Await.until(() -> time.timers() == 1);
        assertTrue(time.advanceToNext());
        tasks.awaitEnd();
        assertFalse(time.advanceToNext());
    }
}
