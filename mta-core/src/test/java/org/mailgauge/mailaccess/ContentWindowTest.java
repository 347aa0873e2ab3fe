package org.mailgauge.mailaccess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.queue.Content;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

class ContentWindowTest {
    private static final int OCTETS = 150_000;

    private final List<Long> reads = new ArrayList<>();
    private final ContentWindow window = new ContentWindow();

    /** Each octet says where it is. */
    private final Content content =
            new Content() {
                @Override
                public long octets() {
                    return OCTETS;
                }

                @Override
                public int read(long position, byte[] into, int offset, int length) {
                    reads.add(position);
                    int count = (int) Math.min(length, OCTETS - position);
                    for (int i = 0; i < count; i++) {
                        into[offset + i] = at(position + i);
                    }
                    return count;
                }
            };

    private static byte at(long position) {
        return (byte) (position % 251);
    }

    private int read(long position, int wanted) throws IOException {
        int count = window.read(position, wanted);
        for (int i = 0; i < count; i++) {
            assertEquals(at(position + i), window.octets()[window.offset() + i]);
        }
        return count;
    }

    @Test
    @DisplayName("ten thousand parts of a few octets take few reads")
    void smallPieces() throws IOException {
        window.open(content);
        for (long at = 0; at < OCTETS; at += 10) {
            int count = read(at, 4);
            if (count < 4) {
                assertEquals(4 - count, read(at + count, 4 - count));
            }
        }
        assertEquals(List.of(0L, 32_770L, 65_540L, 98_310L, 131_072L), reads);
    }

    @Test
    @DisplayName("a piece ends where the store's checks do, and goes back where it must")
    void ends() throws IOException {
        window.open(content);
        assertEquals(536, read(65_000, 4000));
        assertEquals(4000, read(65_536, 4000));
        assertEquals(4000, read(65_000 - 4000, 4000));
        assertThrows(EOFException.class, () -> window.read(OCTETS, 1));
        assertEquals(1, read(OCTETS - 1, 1));
    }

    @Test
    @DisplayName("nothing of one content is taken for another's")
    void anotherContent() throws IOException {
        window.open(content);
        read(0, 10);
        window.open(content);
        read(5, 10);
        assertEquals(List.of(0L, 5L), reads);
    }
}
