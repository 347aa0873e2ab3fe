package org.mailgauge.agent.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;

class SelfSignedTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private Pair get(String hostname, Instant now) throws Exception {
        return SelfSigned.get(folder, hostname, now, 42);
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    @DisplayName("for our name and this machine, with a key that only we may read")
    void isMadeOnce() throws Exception {
        var made = get("mx.a.test", NOW);
        var names = made.certificate().getSubjectAlternativeNames().toString();
        assertEquals(
                "[[2, mx.a.test], [2, localhost], [7, 127.0.0.1], [7, 0:0:0:0:0:0:0:1]]", names);
        assertEquals("rw-------", mode(SelfSigned.files(folder).key()));
        assertEquals("rwx------", mode(folder.resolve("tls")));
        assertTrue(made.from().isBefore(NOW));
        assertEquals(made.chain(), get("mx.a.test", NOW.plus(Duration.ofDays(300))).chain());
        try (var files = Files.list(folder.resolve("tls"))) {
            assertEquals(2, files.count());
        }
    }

    @Test
    void isRenewedBeforeItEnds() throws Exception {
        var made = get("mx.a.test", NOW);
        var later = made.until().minus(Duration.ofDays(20));
        var renewed = get("mx.a.test", later);
        assertNotEquals(made.chain(), renewed.chain());
        assertTrue(renewed.until().isAfter(later.plus(Duration.ofDays(300))));
    }

    @Test
    void isMadeAnewForAnotherNameOrWhenItDoesNotDo() throws Exception {
        var made = get("mx.a.test", NOW);
        var other = get("mx.b.test", NOW);
        assertNotEquals(made.chain(), other.chain());
        Files.writeString(SelfSigned.files(folder).key(), "damaged");
        var again = get("mx.b.test", NOW);
        assertNotEquals(other.chain(), again.chain());
        assertEquals("rw-------", mode(SelfSigned.files(folder).key()));
    }
}
