package org.mailgauge.pop3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.BitSet;
import java.util.Random;

class MarksTest {

    @Test
    void holdsWhatABitSetHolds() {
        var random = new Random(1939);
        var model = new BitSet();
        var marks = Marks.NONE;
        long octets = 0;
        for (int i = 0; i < 3_000; i++) {
            int message = random.nextInt(20_000);
            assertEquals(model.get(message), marks.has(message));
            if (!model.get(message)) {
                model.set(message);
                marks = marks.with(message, message);
                octets += message;
            }
        }
        assertEquals(model, marks.messages());
        assertEquals(model.cardinality(), marks.count());
        assertEquals(octets, marks.octets());
    }

    @Test
    void olderOnesStayAsTheyWere() {
        var one = Marks.NONE.with(5_000, 10);
        var two = one.with(5_001, 20).with(9_000, 30);
        assertTrue(two.has(5_001));
        assertFalse(one.has(5_001));
        assertFalse(one.has(9_000));
        assertFalse(Marks.NONE.has(0));
        assertEquals(10, one.octets());
        assertEquals(60, two.octets());
    }
}
