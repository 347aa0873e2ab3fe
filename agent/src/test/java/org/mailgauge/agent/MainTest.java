package org.mailgauge.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void versionSucceeds() {
        assertEquals(0, Main.run("--version"));
    }

    @Test
    void noCommandIsAUsageError() {
        assertEquals(64, Main.run());
    }
}
