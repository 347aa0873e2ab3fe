package org.mailgauge.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailgauge.collect.follow.JournalFollower.Selection;
import org.mailgauge.collect.follow.LogSource.Begin;
import org.mailgauge.collect.follow.LogSource.State;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Entries are as journalctl 252 told them of journals made by systemd-journal-remote. */
class JournalFollowerTest {
    private static final int ALL = 1 << 20;
    private static final Selection POSTFIX =
            new Selection("journalctl", "/var/log/journal", List.of(), List.of("postfix"));

    private final FakePrograms programs = new FakePrograms();
    private final HandTime time = new HandTime();
    private final Told told = new Told();
    private JournalFollower follower = follower(POSTFIX, Begin.AT_THE_BEGINNING, null);

    @AfterEach
    void leavesNothingRunning() {
        follower.close();
        assertEquals(0, programs.running);
    }

    private JournalFollower follower(
            Selection selection, Begin begin, Mark.@Nullable Journal mark) {
        return new JournalFollower(programs, time, selection, begin, mark);
    }

    private List<String> poll() throws InterruptedException {
        time.pass(Duration.ofSeconds(1));
        follower.poll(ALL, told);
        return told.take();
    }

    private static String cursor(int number) {
        return "s=afe4bc96fdbf461887e31c6c4d40d87b;i="
                + Integer.toHexString(number)
                + ";b=fedcba98765432100123456789abcdef;m=fa0;t=66173d6044fa0;x="
                + Integer.toHexString(1000 + number);
    }

    private static String entry(int number, String identifier, String message) {
        return "{\"SYSLOG_PID\":\"1004\",\"__CURSOR\":\""
                + cursor(number)
                + "\",\"_PID\":\"7\",\"MESSAGE\":"
                + message
                + ",\"__MONOTONIC_TIMESTAMP\":\"4000\",\"SYSLOG_IDENTIFIER\":\""
                + identifier
                + "\",\"_HOSTNAME\":\"mx1\",\"__REALTIME_TIMESTAMP\":\"1796000000004321\","
                + "\"_BOOT_ID\":\"fedcba98765432100123456789abcdef\"}\n";
    }

    private static String entry(int number) {
        return entry(number, "postfix/smtp", "\"line " + number + "\"");
    }

    @Test
    void givesMessagesWithWhatIsKnownBeside() throws Exception {
        programs.tell(entry(1) + entry(2));

        assertEquals(List.of("line 1", "line 2"), poll());
        var time = Instant.parse("2026-11-30T00:53:20.004321Z");
        assertEquals(new Line.Entry(time, "postfix/smtp", 1004, "mx1"), told.entries.getFirst());
        assertEquals(new Mark.Journal(cursor(2)), follower.mark());
        assertEquals(State.READING, follower.health().state());
        assertEquals(2, follower.health().lines());
    }

    @Test
    void asksForAllBootsAndNoShell() throws Exception {
        follower = follower(Selection.unit("postfix@-.service", "0123"), Begin.AT_THE_END, null);
        programs.last = entry(7);
        poll();

        var fields =
                "--output-fields=MESSAGE,SYSLOG_IDENTIFIER,SYSLOG_PID,_PID,"
                        + "__REALTIME_TIMESTAMP,_HOSTNAME";
        assertEquals(
                List.of(
                        "journalctl",
                        "--output=json",
                        "--merge",
                        fields,
                        "--follow",
                        "--no-tail",
                        "--cursor=" + cursor(7),
                        "_SYSTEMD_UNIT=postfix@-.service",
                        "_MACHINE_ID=0123",
                        "+",
                        "MESSAGE_ID=a596d6fe7bfa4994828e72309e95d61e",
                        "_MACHINE_ID=0123"),
                programs.started.getFirst());
        assertTrue(programs.ran.getFirst().contains("--lines=1"));
    }

    @Test
    void aFirstStartAtTheEndGivesWhatIsLoggedLater() throws Exception {
        follower = follower(POSTFIX, Begin.AT_THE_END, null);
        assertEquals(null, follower.mark());
        programs.last = entry(7);
        programs.tell(entry(7) + entry(8));

        assertEquals(List.of("line 8"), poll());
        assertEquals(0, follower.health().gaps());
    }

    @Test
    void aFirstStartAtTheEndOfNothingGivesAll() throws Exception {
        follower = follower(POSTFIX, Begin.AT_THE_END, null);
        programs.tell(entry(1));

        assertEquals(List.of("line 1"), poll());
        assertFalse(programs.started.getFirst().stream().anyMatch(a -> a.startsWith("--cursor")));
    }

    @Test
    void goesOnAfterItsCursor() throws Exception {
        follower = follower(POSTFIX, Begin.AT_THE_END, new Mark.Journal(cursor(5)));
        programs.tell(entry(5) + entry(6));

        assertEquals(List.of("line 6"), poll());
    }

    @Test
    void theSameEntryInAnotherFileIsThatOfTheCursor() throws Exception {
        follower = follower(POSTFIX, Begin.AT_THE_END, new Mark.Journal(cursor(5)));
        programs.tell(entry(5).replace("s=afe4bc96fdbf461887e31c6c4d40d87b;i=5", "s=00;i=77"));
        programs.tell(entry(6));

        assertEquals(List.of("line 6"), poll());
    }

    @Test
    void aCursorThatIsGoneIsAGap() throws Exception {
        follower = follower(POSTFIX, Begin.AT_THE_END, new Mark.Journal(cursor(2)));
        programs.tell(entry(5) + entry(6));

        assertEquals(List.of("!VACUUMED", "line 5", "line 6"), poll());
        assertEquals(1, follower.health().gaps());
    }

    @Test
    void aCursorThatIsNotUnderstoodIsAGap() throws Exception {
        follower = follower(POSTFIX, Begin.AT_THE_END, new Mark.Journal(cursor(2)));
        programs.ended = true;
        programs.complaint = "Failed to seek to cursor: Invalid argument\n";
        assertEquals(List.of(), poll());
        assertEquals(new Mark.Journal(cursor(2)), follower.mark());
        programs.ended = false;
        programs.complaint = "";
        programs.last = entry(9);
        programs.tell(entry(9) + entry(10));

        assertEquals(List.of("!VACUUMED", "line 10"), poll());
    }

    @Test
    void othersAreLeftOutAndPassed() throws Exception {
        programs.tell(entry(1) + entry(2, "sshd", "\"Accepted\""));

        assertEquals(List.of("line 1"), poll());
        assertEquals(new Mark.Journal(cursor(2)), follower.mark());
    }

    @Test
    void droppedMessagesAreTold() throws Exception {
        programs.tell(
                entry(
                        1,
                        "systemd-journald",
                        "\"Suppressed 1234 messages from postfix@-.service\""));
        programs.tell(
                entry(2, "postfix/smtp", "\"Suppressed 1234 messages from postfix@-.service\""));

        assertEquals(
                List.of(
                        "!suppressed 1234 of postfix@-.service",
                        "Suppressed 1234 messages from postfix@-.service"),
                poll());
    }

    @Test
    void octetsThatAreNoTextAreRead() throws Exception {
        programs.tell(entry(1, "postfix/smtp", "[99,97,102,195,169,10,32,255]"));
        programs.tell(entry(2, "postfix/smtp", "\"tab\\t \\\"q\\\" \\\\ \\u00e9 \\ud83d\\ude00\""));
        programs.tell(entry(3, "postfix/smtp", "[\"first\",[98,99],null]"));
        programs.tell(entry(4, "postfix/smtp", "[]"));

        assertEquals(
                List.of("caf\u00e9\n \ufffd", "tab\t \"q\" \\ \u00e9 \ud83d\ude00", "first", ""),
                poll());
    }

    @Test
    void aMessageThatIsTooLongIsCounted() throws Exception {
        programs.tell(entry(1, "postfix/smtp", "null"));
        programs.tell(entry(2, "postfix/smtp", "\"" + "x".repeat(9000) + "\""));

        assertEquals(List.of("x".repeat(8192) + "!cut"), poll());
        assertEquals(2, follower.health().cut());
        assertEquals(new Mark.Journal(cursor(2)), follower.mark());
    }

    @Test
    void whatIsNoEntryIsPassedOver() throws Exception {
        programs.tell("-- Boot 0123 --\n\n{}\n{\"__CURSOR\":\"s=1\"\n[1]\n{\"a\":{}}\n" + entry(1));

        assertEquals(List.of("line 1"), poll());
        assertEquals(6, follower.health().cut());
    }

    @Test
    void anyBeginningAndAnyDamageOfAnEntryIsBorne() {
        var reader = new EntryReader();
        var whole = entry(3, "postfix/smtp", "[\"\\u00e9\",[98,99],null]").strip();
        var octets = whole.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertTrue(reader.read(octets, 0, octets.length));
        for (int i = 0; i < octets.length; i++) {
            assertFalse(reader.read(octets, 0, i));
            for (int octet = 0; octet < 256; octet++) {
                var damaged = octets.clone();
                damaged[i] = (byte) octet;
                if (reader.read(damaged, 0, damaged.length)) {
                    assertFalse(reader.cursor().isEmpty());
                    assertTrue(reader.entry().time().isAfter(Instant.MIN));
                }
            }
        }
    }

    @Test
    void anEntryInPartsWaitsForItsEnd() throws Exception {
        var text = entry(1);
        programs.tell(text.substring(0, 50));
        assertEquals(List.of(), poll());
        programs.tell(text.substring(50));

        assertEquals(List.of("line 1"), poll());
    }

    @Test
    void theBoundEndsACall() throws Exception {
        programs.tell(entry(1));
        programs.tell(entry(2));
        time.pass(Duration.ofSeconds(1));

        assertTrue(follower.poll(entry(1).length(), told));
        assertEquals(List.of("line 1"), told.take());
        assertFalse(follower.poll(ALL, told));
        assertEquals(List.of("line 2"), told.take());
    }

    @Test
    void whatEndsIsStartedAgainWhereItWas() throws Exception {
        programs.tell(entry(1));
        poll();
        programs.tell(entry(2).substring(0, 40));
        programs.ended = true;
        programs.complaint = "killed\n";
        poll();
        assertEquals(State.FAILED, follower.health().state());
        assertEquals("killed", follower.health().about());
        assertEquals(0, programs.running);
        programs.ended = false;
        programs.complaint = "";
        programs.tell(entry(1) + entry(2));

        assertEquals(List.of("line 2"), poll());
        assertEquals(State.READING, follower.health().state());
        assertTrue(programs.started.get(1).contains("--cursor=" + cursor(1)));
        assertEquals(1, follower.health().restarts());
    }

    @Test
    void startsLessAndLessOftenWhatEndsAtOnce() throws Exception {
        programs.ended = true;
        for (int second = 0; second < 600; second++) {
            poll();
        }

        int starts = programs.started.size(); // after 1, 2, 4, 8, 16, 32, 60, 60 ... s
        assertTrue(starts > 10 && starts < 20, starts + " starts");
    }

    @Test
    void aProgramThatIsMissingIsTold() throws Exception {
        programs.missing = true;

        assertEquals(List.of(), poll());
        assertEquals(State.FAILED, follower.health().state());
        assertEquals("no such program: journalctl", follower.health().about());
    }

    @Test
    void aMissingRightIsTold() throws Exception {
        programs.complaint = "No journal files were opened due to insufficient permissions.\n";

        assertEquals(List.of(), poll());
        assertEquals(State.NO_RIGHT, follower.health().state());
        assertEquals(programs.complaint.strip(), follower.health().about());
        programs.ended = true;
        poll();
        assertEquals(State.NO_RIGHT, follower.health().state());
    }
}
