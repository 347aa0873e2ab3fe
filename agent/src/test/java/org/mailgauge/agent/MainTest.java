package org.mailgauge.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.Version;

import java.io.PrintWriter;
import java.io.StringWriter;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    @Test
    void tellsItsVersion() {
        assertEquals(0, run("--version"));
        assertEquals("mailgauge " + Version.current() + "\n", out.toString());
    }

    @Test
    void noCommandIsAUsageErrorOfOneLine() {
        assertEquals(64, run());
        assertEquals(1, err.toString().lines().count());
        assertTrue(err.toString().contains("--help"), err.toString());
    }
}
