package org.mailgauge.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.mailbox.UidSet;

class ChangesTest {
    private static final int[] NONE = {};

    @Test
    void twoPollsAreOne() {
        // UIDs 1 to 4; 5 and 6 come, then 2 and 5 go and 7 comes, as numbers 2, 5 and then 5.
        var first =
                new Changes(UidSet.NONE, NONE, UidSet.of(5, 6), UidSet.of(2, 3), 10, true, false);
        var next =
                new Changes(
                        UidSet.of(2, 5),
                        new int[] {5, 2},
                        UidSet.of(7),
                        UidSet.of(4, 6),
                        12,
                        false,
                        false);
        var both = first.then(next);
        assertEquals(UidSet.of(2), both.expunged());
        assertArrayEquals(new int[] {2}, both.sequences());
        assertEquals(UidSet.of(6, 7), both.arrived());
        assertEquals(UidSet.of(3, 4), both.changed());
        assertEquals(12, both.highestModSequence());
        assertFalse(both.ended() || both.held());
    }

    @Test
    void anEndIsAnEnd() {
        var first = new Changes(UidSet.NONE, NONE, UidSet.NONE, UidSet.of(1), 10, true, false);
        var end = new Changes(UidSet.NONE, NONE, UidSet.NONE, UidSet.NONE, 10, false, true);
        assertTrue(first.then(end).ended());
        assertEquals(UidSet.of(1), first.then(end).changed());
    }
}
