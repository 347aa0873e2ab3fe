package org.mailgauge.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.sim.Await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The whole program as a demonstration. */
class DemonstrationTest {
    private static final String ACCESSES = "applAccumulatedInboundAssociations";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    /** By the name of the application. */
    private static Map<String, Long> accesses(Program program) {
        try {
            var names = new HashMap<String, String>();
            program.walk("applName").forEach(cell -> names.put(cell.index(), cell.value()));
            var counts = new HashMap<String, Long>();
            program.walk(ACCESSES)
                    .forEach(
                            cell ->
                                    counts.put(
                                            names.get(cell.index()), Long.parseLong(cell.value())));
            return counts;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String accounts() {
        try {
            return Files.readString(folder.resolve("data/accounts"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void sampleUsersReadTheirMailByEveryProtocolAndAreGoneInTheEnd() throws Exception {
        var file = folder.resolve("m.yaml");
        Program.write(
                file,
                """
                hostname: mx.a.test
                data-dir: data
                listen: {smtp: "127.0.0.1:0", submission: "off", submissions: "off", lmtp: "off",
                  pop3: "127.0.0.1:0", pop3s: "off", imap: "127.0.0.1:0", imaps: "off",
                  snmp: "127.0.0.1:%d", http: "127.0.0.1:0"}
                queue: {segment-size: 1MiB, spare-segments: 0}
                accounts: {hash-memory: 64KiB, hash-iterations: 1, scram-iterations: 4096}
                demo: {run-for: PT5M, rate: 50, cycle: PT2M}
                """
                        .formatted(Program.freeUdpPort()));
        try (var program = Program.demo(file)) {
            Await.until(
                    "sessions of both",
                    () -> {
                        var now = accesses(program);
                        return now.getOrDefault("pop3", 0L) >= 2
                                && now.getOrDefault("imap", 0L) >= 2;
                    });
            assertTrue(accounts().contains("anne@users.demo.invalid"));
        }
        assertFalse(accounts().contains("users.demo.invalid"), accounts());
        assertEquals(1, accounts().lines().count(), "what was there before");
    }
}
