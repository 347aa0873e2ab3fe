package org.mailgauge.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.agent.cli.Exit;
import org.mailgauge.agent.cli.Failure;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.conf.ConfigReader;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

/** The whole program in this process, on free ports. */
class WiringTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final List<Lifecycle> lives = new ArrayList<>();

    @AfterEach
    void stopAll() {
        lives.forEach(life -> life.stop(Exit.OK));
    }

    private AgentConfig config(String data, String http) {
        var text =
                """
                hostname: mx.a.test
                data-dir: %s
                listen: {smtp: "127.0.0.1:0", submission: "off", submissions: "off", lmtp: "off", pop3: "off",
                  pop3s: "off", imap: "off", imaps: "off", snmp: "off", http: "%s"}
                queue: {segment-size: 1MiB, spare-segments: 0}
                """
                        .formatted(folder.resolve(data), http);
        var reading = ConfigReader.read(text, folder, Files::readString);
        assertEquals(List.of(), reading.errors());
        return Objects.requireNonNull(reading.config());
    }

    /** A run on a thread of its own. */
    private final class Run {
        final Lifecycle life = new Lifecycle();
        final CountDownLatch announced = new CountDownLatch(1);
        final StringWriter said =
                new StringWriter() {
                    @Override
                    public void flush() {
                        announced.countDown();
                    }
                };
        final FutureTask<Exit> end;

        Run(AgentConfig config) {
            this(config, false);
        }

        Run(AgentConfig config, boolean json) {
            lives.add(life);
            var announcement = new Announcement(config, new PrintWriter(said), json);
            var wiring = new Wiring(config, Path.of("m.yaml"), life, announcement);
            end = new FutureTask<>(() -> wiring.serve(false));
            Thread.ofPlatform().daemon().start(end);
        }
    }

    private Announcement silent() {
        return new Announcement(config("d", "off"), new PrintWriter(new StringWriter()), false);
    }

    @Test
    void saysInJsonWhatListensWhere() throws Exception {
        var run = new Run(config("d", "127.0.0.1:0"), true);
        run.announced.await();
        var said = run.said.toString();
        run.life.stop(Exit.OK);
        assertEquals(Exit.OK, run.end.get());
        assertTrue(said.startsWith("{\"version\":"), said);
        assertTrue(said.contains("\"smtp\":\"127.0.0.1:"), said);
        assertTrue(said.contains("\"http\":\"http://127.0.0.1:"), said);
    }

    @Test
    void servesUntilItIsToldToEndAndSaysWhatListensWhere() throws Exception {
        var run = new Run(config("d", "127.0.0.1:0"));
        run.announced.await();
        var said = run.said.toString();
        assertTrue(said.matches("(?s).*smtp +127\\.0\\.0\\.1:[1-9].*"), said);
        assertTrue(said.matches("(?s).*http +http://127\\.0\\.0\\.1:[1-9].*"), said);
        run.life.stop(Exit.OK);
        assertEquals(Exit.OK, run.end.get());
        var mode = Files.getPosixFilePermissions(folder.resolve("d"));
        assertEquals("rwx------", PosixFilePermissions.toString(mode));
        assertFalse(mode.isEmpty());
    }

    @Test
    void aSecondInstanceIsToldToTryLater() throws Exception {
        var first = new Run(config("d", "off"));
        first.announced.await();
        var refused =
                assertThrows(
                        Failure.class,
                        () ->
                                new Wiring(
                                                config("d", "off"),
                                                Path.of("m.yaml"),
                                                new Lifecycle(),
                                                silent())
                                        .serve(false));
        assertEquals(Exit.TEMPORARY, refused.exit());
        first.life.stop(Exit.OK);
        assertEquals(Exit.OK, first.end.get());
        var again = new Run(config("d", "off"));
        again.announced.await();
        again.life.stop(Exit.TEMPORARY);
        assertEquals(Exit.TEMPORARY, again.end.get());
    }

    @Test
    void aDataFolderThatCannotBeIsToldSo() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        var refused =
                assertThrows(
                        Failure.class,
                        () ->
                                new Wiring(
                                                config("file/d", "off"),
                                                Path.of("m.yaml"),
                                                new Lifecycle(),
                                                silent())
                                        .serve(false));
        assertEquals(Exit.CANNOT_CREATE, refused.exit());
    }

    @Test
    void aPortThatIsTakenEndsTheStartAndFreesTheData() throws Exception {
        try (var taken =
                new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            var refused =
                    assertThrows(
                            Failure.class,
                            () ->
                                    new Wiring(
                                                    config(
                                                            "d",
                                                            "127.0.0.1:" + taken.getLocalPort()),
                                                    Path.of("m.yaml"),
                                                    new Lifecycle(),
                                                    silent())
                                            .serve(false));
            assertEquals(Exit.UNAVAILABLE, refused.exit());
        }
        var run = new Run(config("d", "off"));
        run.announced.await();
        run.life.stop(Exit.OK);
        assertEquals(Exit.OK, run.end.get());
    }
}
