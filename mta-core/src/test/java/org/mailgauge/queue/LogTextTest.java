package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LogTextTest {
    @Test
    void controlAndReorderingCharactersAreEscaped() {
        assertEquals("a\\x0D\\x0Ab\\x1B[2J\\x9B\\x7F", LogText.of("a\r\nb\u001b[2J\u009b\u007f"));
        assertEquals("x\\u202Ey\\u2066", LogText.of("x\u202ey\u2066"));
        assertEquals("caf\u00e9 <a@b>", LogText.of("caf\u00e9 <a@b>"));
        assertEquals("null", LogText.of(null));
    }

    @Test
    void longTextIsCut() {
        var line = LogText.of("x".repeat(100_000));
        assertTrue(line.endsWith("x..."));
        assertEquals(515, line.length());
    }
}
