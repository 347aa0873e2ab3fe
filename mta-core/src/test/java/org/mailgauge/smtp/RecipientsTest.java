package org.mailgauge.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.Mailbox;

import java.util.List;

class RecipientsTest {

    private static ForwardPath path(String local) {
        return new ForwardPath(new Mailbox(local, "x.test"));
    }

    @Test
    void earlierListsStayAsTheyWere() {
        var one = Recipients.NONE.with(path("a"));
        var two = one.with(path("b"));
        assertEquals(List.of(path("a")), one);
        assertEquals(List.of(path("a"), path("b")), two);
        assertFalse(one.contains(path("b")));
        assertTrue(two.contains(path("b")));
        assertThrows(IndexOutOfBoundsException.class, () -> one.get(1));
        assertTrue(Recipients.NONE.isEmpty());
    }

    @Test
    void twoThatGrowOutOfOneAreApart() {
        var one = Recipients.of(List.of(path("a")));
        var left = one.with(path("b"));
        var right = one.with(path("c"));
        assertEquals(List.of(path("a"), path("b")), left);
        assertEquals(List.of(path("a"), path("c")), right);
        assertFalse(right.contains(path("b")));
        assertFalse(left.contains(path("c")));
    }

    /** With copies this would move ten thousand million references. */
    @Test
    void growsToAHundredThousandAtOnce() {
        var all = Recipients.NONE;
        for (int i = 0; i < 100_000; i++) {
            assertFalse(all.contains(path("r" + i)));
            all = all.with(path("r" + i));
        }
        assertEquals(100_000, all.size());
    }
}
