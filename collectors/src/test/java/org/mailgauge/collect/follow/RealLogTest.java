package org.mailgauge.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.collect.host.RealFiles;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/** The ways of rotation on the machine's own files. */
class RealLogTest {
    private final HandTime time = new HandTime();
    private final Told told = new Told();
    @TempDir Path folder;
    private Path log;
    private FileFollower follower;

    @BeforeEach
    void begin() throws IOException {
        log = folder.resolve("mail.log");
        append("one\n");
        follower = follower(null);
        assertEquals(List.of("one"), poll());
    }

    @AfterEach
    void close() {
        follower.close();
    }

    private FileFollower follower(Mark.@Nullable File mark) {
        var begin = LogSource.Begin.AT_THE_BEGINNING;
        return new FileFollower(new RealFiles(), time, log.toString(), begin, mark);
    }

    private void append(String text) throws IOException {
        Files.writeString(log, text, StandardOpenOption.APPEND, StandardOpenOption.CREATE);
    }

    private Path predecessor(String end) {
        return folder.resolve("mail.log" + end);
    }

    private List<String> poll() {
        for (int i = 0; i < 7; i++) {
            time.pass(Duration.ofSeconds(1));
            follower.poll(1 << 20, told);
        }
        return told.take();
    }

    @Test
    void renamed() throws IOException {
        append("two\n");
        Files.move(log, predecessor(".1"));
        append("three\n");

        assertEquals(List.of("two", "three"), poll());
    }

    @Test
    void copiedAndTruncated() throws IOException {
        append("two\n");
        Files.copy(log, predecessor(".1"));
        Files.writeString(log, "");
        append("three\n");

        assertEquals(List.of("two", "three"), poll());
        assertEquals(1, follower.health().truncations());
    }

    @Test
    void compressedDuringDowntime() throws IOException {
        var mark = follower.mark();
        follower.close();
        append("two\n");
        Files.write(
                predecessor("-20261124.gz"),
                SimFiles.gzipped("one\ntwo\n".getBytes(StandardCharsets.US_ASCII)));
        Files.delete(log);
        append("three\n");
        follower = follower(mark);

        assertEquals(List.of("two", "three"), poll());
        assertEquals(0, follower.health().gaps());
    }

    @Test
    void deletedDuringDowntime() throws IOException {
        var mark = follower.mark();
        follower.close();
        Files.delete(log);
        append("three\n");
        follower = follower(mark);

        assertEquals("three", poll().getLast());
        assertEquals(1, follower.health().gaps());
    }
}
