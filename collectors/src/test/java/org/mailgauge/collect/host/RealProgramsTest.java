package org.mailgauge.collect.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mailgauge.collect.machine.Programs.End;
import org.mailgauge.collect.machine.Programs.Running;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** With {@code sh}, {@code sleep}, {@code yes} of the machine. */
@Timeout(60)
class RealProgramsTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final RealPrograms programs = new RealPrograms(Duration.ofMillis(100));
    private Set<Thread> threads = Set.of();

    @BeforeEach
    void remember() {
        threads = Set.copyOf(Thread.getAllStackTraces().keySet());
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        for (var child : ProcessHandle.current().descendants().toList()) {
            child.onExit().orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join();
        }
        var more =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !threads.contains(thread))
                        .map(Thread::getName)
                        // of the JDK: they reap processes, for all, and end after a minute
                        .filter(name -> !name.startsWith("process reaper"))
                        .filter(name -> !name.startsWith("junit"))
                        .collect(Collectors.toSet());
        assertEquals(Set.of(), more);
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }

    @Test
    void tellsBothStreamsAndTheStatus() throws Exception {
        var ran = programs.run(sh("echo out; echo wrong >&2; exit 3"), LONG, 100);

        assertEquals(End.BY_ITSELF, ran.end());
        assertEquals(3, ran.status());
        assertEquals("out\n", text(ran.out()));
        assertEquals("wrong\n", ran.complaint());
    }

    @Test
    void argumentsAreNotReadByAShell() throws Exception {
        var ran = programs.run(List.of("echo", "$HOME `id`; *"), LONG, 100);

        assertEquals("$HOME `id`; *\n", text(ran.out()));
    }

    @Test
    void theEnvironmentIsPathAndLocaleAlone() throws Exception {
        var ran = programs.run(List.of("env"), LONG, 10_000);

        var names =
                text(ran.out())
                        .lines()
                        .map(line -> line.substring(0, line.indexOf('=')))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of("LC_ALL", "PATH"), names);
        assertTrue(text(ran.out()).contains("LC_ALL=C\n"));
    }

    @Test
    void theInputIsEmpty() throws Exception {
        assertEquals("", text(programs.run(List.of("cat"), LONG, 100).out()));
    }

    @Test
    void endsWhatTakesTooLong() throws Exception {
        var ran = programs.run(sh("echo begun; exec sleep 1000"), SHORT, 100);

        assertEquals(End.TIME_IS_OVER, ran.end());
        assertEquals(143, ran.status());
    }

    @Test
    void killsWhatDoesNotWantToEnd() throws Exception {
        var ran =
                programs.run(
                        sh("trap '' TERM; echo begun; while true; do sleep 1000; done"),
                        Duration.ofMillis(300),
                        100);

        assertEquals(End.TIME_IS_OVER, ran.end());
        assertEquals("begun\n", text(ran.out()));
        assertEquals(137, ran.status());
    }

    @Test
    void endsWhatTellsTooMuch() throws Exception {
        var ran = programs.run(List.of("yes"), LONG, 10_000);

        assertEquals(End.TOLD_TOO_MUCH, ran.end());
        assertEquals(10_000, ran.out().length);
        assertTrue(text(ran.out()).startsWith("y\ny\n"));
    }

    @Test
    void endsWhatComplainsTooMuch() throws Exception {
        var ran = programs.run(sh("exec yes >&2"), LONG, 10_000);

        assertEquals(End.TOLD_TOO_MUCH, ran.end());
        assertEquals(10_000, ran.complaint().length());
    }

    @Test
    void readsAllOfMoreThanAPipeHolds() throws Exception {
        var ran = programs.run(sh("head -c 1000000 /dev/zero"), LONG, 1_000_000);

        assertEquals(End.BY_ITSELF, ran.end());
        assertArrayEquals(new byte[1_000_000], ran.out());
    }

    @Test
    void aGrandchildThatHoldsThePipeHoldsNobodyUp() throws Exception {
        var ran = programs.run(sh("sleep 5 & echo done"), LONG, 100);

        assertEquals(End.BY_ITSELF, ran.end());
        assertEquals("done\n", text(ran.out()));
    }

    @Test
    void whatIsNoProgramIsTold() {
        assertThrows(IOException.class, () -> programs.run(List.of("/no/such/program"), LONG, 100));
        assertThrows(IOException.class, () -> programs.start(List.of("/no/such/program")));
    }

    @Test
    void anInterruptEndsIt() {
        Thread.currentThread().interrupt();

        assertThrows(
                InterruptedException.class,
                () -> programs.run(List.of("sleep", "1000"), LONG, 100));
    }

    @Test
    void readsWhileItRuns() throws Exception {
        try (var running = programs.start(sh("echo one; echo no >&2; sleep 0.1; echo two; cat"))) {
            assertEquals("one\ntwo\n", all(running));
            assertEquals("no\n", running.complaint());
        }
    }

    @Test
    void tellsWhenThereIsNothingYet() throws Exception {
        try (var running = programs.start(List.of("sleep", "1000"))) {
            assertEquals(0, running.read(new byte[10], 0, 10, Duration.ZERO));
            assertEquals(0, running.read(new byte[10], 0, 10, SHORT));
        }
    }

    @Test
    void keepsTheEndOfALongComplaint() throws Exception {
        try (var running = programs.start(sh("head -c 100000 /dev/zero >&2; echo last >&2"))) {
            assertEquals("", all(running));
            assertEquals(4000, running.complaint().length());
            assertTrue(running.complaint().endsWith("\0last\n"));
        }
    }

    @Test
    void endsItsChildrenToo() throws Exception {
        var running = programs.start(sh("sleep 1000 & echo begun; wait"));
        var into = new byte[100];
        int n = running.read(into, 0, 100, LONG);
        assertEquals("begun\n", text(Arrays.copyOf(into, n)));

        running.close();
    }

    private static String all(Running running) throws IOException, InterruptedException {
        var told = new StringBuilder();
        var into = new byte[100];
        for (int n = 0; n >= 0; n = running.read(into, 0, 100, LONG)) {
            told.append(text(Arrays.copyOf(into, n)));
        }
        return told.toString();
    }

    private static List<String> sh(String script) {
        return List.of("sh", "-c", script);
    }
}
