package org.mailgauge.mailaccess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RowMemoryTest {

    @Test
    @DisplayName("all commands together take no more, and what one had is there again")
    void shared() throws RowMemory.TakenException {
        var memory = new RowMemory(1_000);
        try (var one = memory.share()) {
            one.take(600);
            try (var other = memory.share()) {
                other.take(300);
                assertThrows(RowMemory.TakenException.class, () -> other.take(200));
                assertThrows(RowMemory.TakenException.class, () -> one.take(101));
                other.take(100);
                assertEquals(0, memory.left());
            }
            assertEquals(400, memory.left());
            one.keep(50);
            assertEquals(950, memory.left());
            one.keep(70);
            assertEquals(950, memory.left());
        }
        assertEquals(1_000, memory.left());
    }
}
