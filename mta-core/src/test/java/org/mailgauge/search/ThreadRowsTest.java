package org.mailgauge.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class ThreadRowsTest {

    @Test
    @DisplayName("what messages have in common takes room once")
    void sharesTexts() {
        var rows = new ThreadRows();
        var references = new ArrayList<String>();
        var subject = BaseSubject.of("Re: " + "s".repeat(500));
        for (int i = 1; i <= 100; i++) {
            references.add("<" + i + "x".repeat(100) + "@x.test>");
        }
        long first = rows.add(new Threadable(1, 0, subject, "<a>", references));
        long second = rows.add(new Threadable(2, 0, subject, "<b>", references));
        assertTrue(first > 20_000, () -> "first " + first);
        assertTrue(second < 1_300, () -> "second " + second);
        assertEquals(102, rows.ids());
        assertEquals(1, rows.subjects());
    }

    @Test
    @DisplayName("messages are as they were added, also with numbers of 32 bits")
    void keeps() {
        var rows = new ThreadRows();
        for (int i = 0; i < 100; i++) {
            var id = i % 2 == 0 ? null : "<" + i + ">";
            var references = List.of("<" + i % 7 + ">", "<1>").subList(0, i % 3);
            var subject =
                    BaseSubject.of((i % 5 == 0 ? "Re: " : "") + (i % 4 == 0 ? "" : "T" + i % 4));
            rows.add(new Threadable(0xFFFF_FF00L + i, -i, subject, id, references));
        }
        assertEquals(100, rows.size());
        assertEquals(3, rows.subjects());
        for (int i = 0; i < 100; i++) {
            assertEquals(0xFFFF_FF00L + i, rows.number(i));
            assertEquals(-i, rows.sent(i));
            assertEquals(i % 5 == 0, rows.isReply(i));
            assertEquals(i % 4 == 0, rows.subject(i) == 0);
            assertEquals(i % 2 == 0, rows.id(i) == 0);
            assertEquals(i % 3, rows.end(i) - rows.begin(i));
            assertEquals(i < 4 ? rows.subject(i) : rows.subject(i - 4), rows.subject(i));
        }
        assertEquals(rows.id(1), rows.reference(rows.begin(8)));
    }
}
