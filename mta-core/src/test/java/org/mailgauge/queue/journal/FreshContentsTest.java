package org.mailgauge.queue.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.journal.FreshContents.Fresh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

class FreshContentsTest {
    private final FreshContents fresh = new FreshContents(100);

    private static QueueId id(int number) {
        return new QueueId(1, number);
    }

    private static Fresh of(int room, String text) {
        var octets = text.getBytes(StandardCharsets.US_ASCII);
        return new Fresh(Arrays.copyOf(octets, room), octets.length);
    }

    @Test
    void readsWhatWasWrittenAndNoMore() throws IOException {
        fresh.put(id(1), of(40, "content"));
        var content = fresh.get(id(1));
        assertNotNull(content);
        assertEquals(7, content.octets());
        var piece = new byte[6];
        assertEquals(4, content.read(3, piece, 1, 5));
        assertArrayEquals("\0tent\0".getBytes(StandardCharsets.US_ASCII), piece);
        assertEquals(-1, content.read(7, piece, 0, 6));
    }

    @Test
    @DisplayName("the oldest goes when there is no room; what is larger than all room is not kept")
    void isBounded() {
        fresh.put(id(1), of(60, "one"));
        fresh.put(id(2), of(40, "two"));
        assertEquals(100, fresh.held());
        fresh.put(id(3), of(10, "three"));
        assertNull(fresh.get(id(1)));
        assertNotNull(fresh.get(id(2)));
        assertEquals(50, fresh.held());
        fresh.put(id(4), of(101, "four"));
        assertNull(fresh.get(id(4)));
        assertEquals(50, fresh.held());
    }

    @Test
    void forgetsWhatIsDone() {
        fresh.put(id(1), of(60, "one"));
        fresh.drop(id(1));
        fresh.drop(id(1));
        assertNull(fresh.get(id(1)));
        assertEquals(0, fresh.held());
    }
}
