package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.port.NetTimeoutException;
import org.mailgauge.sim.SimTime;
import org.mailgauge.wire.LineReader.Line;

import java.io.IOException;
import java.util.List;

class LineReaderTest {
    private static final int MOST = 64 << 10;

    private final SimTime time = new SimTime();

    private LineReader reader(PiecesConnection client) {
        return new LineReader(client, time, new BufferPool(1));
    }

    private long soon() {
        return time.ticks() + 1_000_000_000;
    }

    private Line silent(LineReader reader) throws IOException {
        return reader.nextAfterSilence(soon(), MOST, true);
    }

    @Test
    void holdsNextToNothingInSilence() throws IOException {
        var client = new PiecesConnection(List.of("DONE\r\n", "a NOOP\r\n"));
        var reader = reader(client);
        assertEquals(new Line.Text("DONE"), silent(reader));
        assertTrue(client.most() < 64, "room for " + client.most());
        assertEquals(new Line.Text("a NOOP"), reader.nextGrowing(soon(), MOST, true));
        assertTrue(client.most() > 1000, "room for " + client.most());
        assertInstanceOf(Line.End.class, silent(reader));
    }

    @Test
    void linesAfterSilenceMayBeLongAndMany() throws IOException {
        var text = "x".repeat(3000);
        var client =
                new PiecesConnection(List.of("DO", "NE\r\na NOOP\r\nb NOOP\r\n" + text, "\r\n"));
        var reader = reader(client);
        for (var expected : List.of("DONE", "a NOOP", "b NOOP", text)) {
            assertEquals(new Line.Text(expected), silent(reader));
        }
    }

    @Test
    void isAsBeforeWhenNothingCameInTime() throws IOException {
        var client = new PiecesConnection(List.of("a NOOP\r\n"));
        var reader = reader(client);
        long past = time.ticks();
        assertThrows(NetTimeoutException.class, () -> reader.nextAfterSilence(past, MOST, true));
        assertEquals(new Line.Text("a NOOP"), reader.nextGrowing(soon(), MOST, true));
        assertTrue(client.most() > 1000, "room for " + client.most());
    }
}
