package org.mailgauge.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.collect.follow.LogSource.Begin;
import org.mailgauge.collect.follow.LogSource.State;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A log that only grows: lines, places, rights and failures. */
class FileFollowerTest extends LogScene {
    @Test
    void givesLinesInOrder() {
        files.append(LOG, "one\ntwo\n\nfour\n");

        assertEquals(List.of("one", "two", "", "four"), poll());
        assertEquals(List.of(), poll());
        files.append(LOG, "five\n");
        assertEquals(List.of("five"), poll());
        assertEquals(5, follower.health().lines());
    }

    @Test
    void anIncompleteLineWaitsForItsEnd() {
        files.append(LOG, "one\ntw");
        assertEquals(List.of("one"), poll());
        assertEquals(4, mark().offset());

        files.append(LOG, "o\n");

        assertEquals(List.of("two"), poll());
    }

    @Test
    void anIncompleteLineIsReadAgainAfterARestart() {
        files.append(LOG, "one\ntw");
        poll();
        restart();
        files.append(LOG, "o\n");

        assertEquals(List.of("two"), poll());
    }

    @Test
    void aFirstStartAtTheEndGivesWhatIsWrittenLater() {
        files.append(LOG, "old\nbeg");
        begin(Begin.AT_THE_END, null);
        assertEquals(List.of(), poll());

        files.append(LOG, "un\nnew\n");

        assertEquals(List.of("begun", "new"), poll());
    }

    @Test
    void anIdleCallCostsOneStat() {
        files.append(LOG, "one\n");
        poll();
        poll();
        files.calls = 0;

        poll();

        assertEquals(1, files.calls);
    }

    @Test
    void theBoundEndsACall() {
        files.append(LOG, "one\ntwo\nthree\n");
        time.pass(SECOND);

        assertTrue(follower.poll(5, told));
        assertEquals(List.of("one"), told.take());
        assertEquals(10, follower.health().behind());
        assertTrue(follower.poll(5, told));
        assertFalse(follower.poll(ALL, told));
        assertEquals(List.of("two", "three"), told.take());
        assertEquals(0, follower.health().behind());
    }

    @Test
    void theMarkIsAfterTheLineThatIsHandedOver() {
        files.append(LOG, "one\ntwo\n");
        var offsets = new java.util.ArrayList<Long>();

        follower.poll(
                ALL,
                new Told() {
                    @Override
                    public void line(Line line) {
                        offsets.add(mark().offset());
                    }
                });

        assertEquals(List.of(4L, 8L), offsets);
    }

    @Test
    void nothingIsLostWhenTheSinkFails() {
        files.append(LOG, "one\ntwo\nthree\n");
        var failing =
                new Told() {
                    @Override
                    public void line(Line line) {
                        throw new IllegalStateException(line.text());
                    }
                };
        org.junit.jupiter.api.Assertions.assertThrows(
                IllegalStateException.class, () -> follower.poll(ALL, failing));

        assertEquals(List.of("two", "three"), poll());
    }

    @Test
    void aFileThatDoesNotExistIsWaitedFor() {
        assertEquals(List.of(), poll());
        assertEquals(State.WAITING, follower.health().state());
        assertEquals(LOG, follower.health().about());

        files.append(LOG, "one\n");

        assertEquals(List.of("one"), poll());
        assertEquals(State.READING, follower.health().state());
    }

    @Test
    void aMissingRightIsNamed() {
        files.append(LOG, "one\n");
        files.deny(LOG);

        assertEquals(List.of(), poll());
        assertEquals(State.NO_RIGHT, follower.health().state());
        assertEquals(LOG, follower.health().about());

        files.allow(LOG);
        assertEquals(List.of("one"), poll());
    }

    @Test
    void thereIsNoMarkBeforeItCouldBegin() {
        files.append(LOG, "old\n");
        files.deny(LOG);
        begin(Begin.AT_THE_END, null);
        poll();

        assertEquals(null, follower.mark());
    }

    @Test
    void aFailureIsToldAndTriedAgain() {
        files.append(LOG, "one\n");
        files.before =
                (name, path) -> {
                    if (name.equals("read")) {
                        throw new IOException("input/output error: " + path);
                    }
                };
        assertEquals(List.of(), poll());
        assertEquals(State.FAILED, follower.health().state());
        assertEquals("input/output error: " + LOG, follower.health().about());

        files.before = null;
        assertEquals(List.of("one"), poll());
    }

    @Test
    void aFailureInTheMiddleLosesNothing() {
        files.append(LOG, "one\n");
        poll();
        files.append(LOG, "two\nthree\n");
        var reads = new int[1];
        files.before =
                (name, _) -> {
                    if (name.equals("read") && ++reads[0] == 2) {
                        throw new IOException("the file's beginning cannot be read");
                    }
                };
        assertEquals(List.of(), poll());

        assertEquals(List.of("two", "three"), poll());
    }

    @Test
    void linesThatAreTooLongAreCut() {
        var long_ = "x".repeat(10_000);
        var huge = "y".repeat(700_000);
        files.append(LOG, long_ + "\n" + huge + "\n" + "z".repeat(8192) + "\nend\n");

        assertEquals(
                List.of(
                        "x".repeat(8192) + "!cut",
                        "y".repeat(8192) + "!cut",
                        "z".repeat(8192),
                        "end"),
                poll());
        assertEquals(2, follower.health().cut());
        assertEquals(files.at(LOG).size(), mark().offset());
    }

    @Test
    void theMarkStaysBeforeALongLineUntilItsEnd() {
        files.append(LOG, "one\n" + "y".repeat(700_000));
        poll();
        assertEquals(4, mark().offset());
        restart();
        poll();
        files.append(LOG, "\ntwo\n");

        assertEquals(List.of("y".repeat(8192) + "!cut", "two"), poll());
    }

    @Test
    void nulsBeforeALineAreLeftOut() {
        files.append(LOG, "\0".repeat(700_000) + "one\nt\0wo\n\0\0three\n\0\0");

        assertEquals(List.of("one", "t\0wo", "three"), poll());
    }

    @Test
    void octetsThatAreNoTextAreGiven() {
        files.append(LOG, "caf\u00e9 \u0001\r\n");

        follower.poll(
                ALL,
                new Told() {
                    @Override
                    public void line(Line line) {
                        var text =
                                new String(
                                        line.octets(),
                                        line.from(),
                                        line.length(),
                                        StandardCharsets.ISO_8859_1);
                        all.add(text);
                        assertEquals("caf\u00e9 \u0001\r", text);
                    }
                });

        assertEquals(1, follower.health().lines());
    }
}
