package org.mailgauge.collect.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.collect.postfix.PostfixProcess.Found;

import java.time.Instant;
import java.util.Optional;

class PostfixProcessTest {
    private static final String PID = "/var/spool/postfix/pid/master.pid";
    private static final String MASTER = "/usr/lib/postfix/sbin/master\0-w\0";

    /** Began 1,234.56 s after the machine. */
    private static final Found.Running RUNNING =
            new Found.Running(812, Instant.ofEpochSecond(1_795_447_169L).plusMillis(1_234_560));

    private final FakeFiles files =
            new FakeFiles()
                    .file("/proc/1/cmdline", "/sbin/init\0")
                    .file("/proc/stat", "cpu  1 2 3\nbtime 1795447169\nprocesses 4711\n");
    private final PostfixProcess process = new PostfixProcess(files, "/var/spool/postfix");

    private void runs(long pid, String command) {
        files.file("/proc/" + pid + "/cmdline", command);
        files.file("/proc/" + pid + "/stat", stat("master"));
    }

    private static String stat(String name) {
        return "812 ("
                + name
                + ") S 1 812 812 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 123456 9 10 11 12\n";
    }

    @Test
    void isFoundByItsPidFile() {
        runs(812, MASTER);
        files.file(PID, "             812\n");
        assertEquals(RUNNING, process.look());
    }

    @Test
    void nameOfAProcessMayHoldAnything() {
        assertEquals(
                Optional.of(RUNNING.since()),
                PostfixProcess.since(stat("a) b (c) 1 2"), "btime 1795447169\n"));
        assertEquals(Optional.empty(), PostfixProcess.since("812 (x) S 1", "btime 1\n"));
        assertEquals(Optional.empty(), PostfixProcess.since(stat("x"), "cpu 1\n"));
        assertEquals(Optional.empty(), PostfixProcess.since("", ""));
    }

    @Test
    void withoutAPidFileItDoesNotRun() {
        assertEquals(new Found.Stopped(), process.look());
    }

    @Test
    void pidOfAProcessThatHasGoneIsNone() {
        files.file(PID, "812\n");
        assertEquals(new Found.Stopped(), process.look());
    }

    @Test
    void pidOfAnotherProgramIsNone() {
        runs(812, "/usr/bin/vi\0/etc/postfix/master\0");
        files.file(PID, "812\n");
        assertEquals(new Found.Stopped(), process.look());
    }

    @Test
    void oddPidFileTellsNothing() {
        files.file(PID, "");
        assertEquals(new Found.Unknown(), process.look());
    }

    @Test
    void withoutARightToThePidFileTheOnlyMasterIsIt() {
        files.file(PID, "").deny(PID);
        assertEquals(new Found.Stopped(), process.look());
        runs(812, MASTER);
        assertEquals(RUNNING, process.look());
        runs(900, MASTER);
        assertEquals(new Found.Unknown(), process.look());
    }

    @Test
    void processesThatAreHiddenAreNotGone() {
        var hidden = new FakeFiles().file("/proc/stat", "btime 1\n").file(PID, "812\n");
        var one = new PostfixProcess(hidden, "/var/spool/postfix");
        assertEquals(new Found.Unknown(), one.look());
        assertTrue(one.lives(812));
        hidden.deny(PID);
        assertEquals(new Found.Unknown(), one.look());
    }

    @Test
    void processOfWhichNothingMayBeReadIsNotKnown() {
        runs(812, MASTER);
        files.file(PID, "812\n").deny("/proc/812/cmdline");
        assertEquals(new Found.Unknown(), process.look());
        files.deny(PID);
        assertEquals(new Found.Unknown(), process.look());
    }

    @Test
    void tellsWhoLives() {
        runs(812, MASTER);
        assertTrue(process.lives(812));
        assertFalse(process.lives(813));
        files.deny("/proc/814");
        assertTrue(process.lives(814));
    }
}
