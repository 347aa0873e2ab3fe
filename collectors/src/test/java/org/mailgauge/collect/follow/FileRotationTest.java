package org.mailgauge.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.collect.follow.LogSource.Begin;
import org.mailgauge.collect.follow.LogSource.State;

import java.time.Duration;
import java.util.List;

/** A log that is renamed, copied and compressed. */
class FileRotationTest extends LogScene {
    @Test
    void aFirstStartDoesNotReadPredecessors() {
        files.append(LOG + ".1", "old\n");
        files.append(LOG, "new\n");

        assertEquals(List.of("new"), poll());
    }

    @Test
    void whatWasCreatedAndRotatedWhileItWasWaitedForIsRead() {
        files.append(LOG + ".7", "old\n");
        begin(Begin.AT_THE_END, null);
        poll();
        files.append(LOG, "one\n");
        files.rename(LOG, LOG + ".1");
        files.append(LOG, "two\n");

        assertEquals(List.of("one", "two"), pollSome());
    }

    @Test
    void aMissingRightOnAPredecessorIsNoGap() {
        files.append(LOG, "one\n");
        poll();
        files.append(LOG, "two\n");
        files.rename(LOG, LOG + ".1");
        files.append(LOG, "three\n");
        files.deny(LOG + ".1");
        restart();

        assertEquals(List.of(), pollSome());
        assertEquals(State.NO_RIGHT, follower.health().state());
        assertEquals(LOG + ".1", follower.health().about());

        files.allow(LOG + ".1");
        assertEquals(List.of("two", "three"), pollSome());
    }

    @Test
    void aRenamedFileIsReadUntilItIsQuiet() {
        files.append(LOG, "one\n");
        poll();
        var old = files.at(LOG);
        old.append("two\n");
        files.rename(LOG, LOG + ".1");
        files.append(LOG, "new\n");

        assertEquals(List.of("two"), poll());
        old.append("late\n");
        time.pass(Duration.ofSeconds(3));
        assertEquals(List.of("late"), poll());
        time.pass(Duration.ofSeconds(3));
        assertEquals(List.of(), poll());
        assertEquals(List.of("new"), poll());
        assertEquals(1, follower.health().rotations());
        assertEquals(0, follower.health().gaps());
    }

    @Test
    void aRenamedFileIsReadUntilItsSuccessorIsWrittenTo() {
        files.append(LOG, "one\n");
        poll();
        var old = files.at(LOG);
        files.rename(LOG, LOG + ".1");
        files.create(LOG);
        pollSome();
        old.append("very late\n");

        assertEquals(List.of("very late"), pollSome());
        files.append(LOG, "new\n");
        assertEquals(List.of("new"), pollSome());
    }

    @Test
    void waitingForASuccessorIsCheap() {
        files.append(LOG, "one\n");
        poll();
        files.rename(LOG, LOG + ".1");
        files.create(LOG);
        pollSome();
        files.calls = 0;

        for (int i = 0; i < 4; i++) {
            time.pass(Duration.ofMillis(500));
            follower.poll(ALL, told);
        }

        assertTrue(files.calls <= 4 * 3 + 6, files.calls + " calls");
    }

    @Test
    void aLineWithoutEndIsGivenAfterRotation() {
        files.append(LOG, "one\ntw");
        poll();
        files.rename(LOG, LOG + ".1");
        files.append(LOG, "three\n");

        assertEquals(List.of("tw", "three"), pollSome());
    }

    @Test
    void severalRotationsBetweenTwoCalls() {
        files.append(LOG, "one\n");
        poll();
        files.append(LOG, "two\n");
        for (var next : List.of("three\n", "four\n", "five\n")) {
            rotate();
            files.append(LOG, next);
        }

        assertEquals(List.of("two", "three", "four", "five"), pollSome());
        assertEquals(3, follower.health().rotations());
        assertEquals(0, follower.health().gaps());
    }

    @Test
    void severalRotationsDuringDowntime() {
        files.append(LOG, "one\n");
        poll();
        files.append(LOG, "two\n");
        for (var next : List.of("three\n", "four\n", "five\n")) {
            rotate();
            files.append(LOG, next);
        }
        restart();

        assertEquals(List.of("two", "three", "four", "five"), pollSome());
    }

    @Test
    void compressedPredecessorsAreReadFromTheirMiddle() {
        files.append(LOG, "one\n");
        poll();
        files.append(LOG, "two\n");
        rotate();
        files.append(LOG, "three\n");
        rotate();
        files.append(LOG, "four\n");
        files.gzip(LOG + ".1");
        files.gzip(LOG + ".2");
        restart();

        assertEquals(List.of("two", "three", "four"), pollSome());
        assertEquals(0, follower.health().gaps());
    }

    @Test
    void aMarkInACompressedFileHolds() {
        files.append(LOG, "one\n");
        poll();
        files.append(LOG, "two\nthree\n");
        rotate();
        files.append(LOG, "four\n");
        files.gzip(LOG + ".1");
        restart();
        time.pass(SECOND);
        follower.poll(4, told);
        assertEquals(List.of("two"), told.take());
        restart();

        assertEquals(List.of("three", "four"), pollSome());
    }

    @Test
    void datedPredecessorsAreInOrderOfTheirDates() {
        files.append(LOG, "one\n");
        poll();
        files.append(LOG, "two\n");
        files.rename(LOG, LOG + "-20261124");
        files.append(LOG, "three\n");
        files.rename(LOG, LOG + "-20261125");
        files.append(LOG, "four\n");
        files.gzip(LOG + "-20261124");
        files.append(LOG + "-readme", "no\n");
        files.append(LOG + ".bak", "no\n");
        restart();

        assertEquals(List.of("two", "three", "four"), pollSome());
    }

    @Test
    void whileAFileIsBeingCompressedItsPlainFormIsRead() {
        files.append(LOG, "one\n");
        poll();
        files.append(LOG, "two\n");
        rotate();
        files.append(LOG, "three\n");
        files.append(LOG + ".1.gz", "\u001f\u008b\u0008");
        restart();

        assertEquals(List.of("two", "three"), pollSome());
        assertEquals(0, follower.health().gaps());
    }

    @Test
    void whatIsBeingCompressedIsThereOnce() {
        files.append(LOG, "one\n");
        poll();
        rotate();
        files.append(LOG, "two\n");
        rotate();
        files.append(LOG, "three\n");
        files.append(LOG + ".1.gz", "\u001f\u008b\u0008");
        restart();

        assertEquals(List.of("two", "three"), pollSome());
        assertEquals(0, follower.health().gaps());
    }

    @Test
    void aFolderThatChangesWhileItIsListedIsLookedAtAgain() {
        files.append(LOG, "one\n");
        poll();
        files.append(LOG, "two\n");
        restart();
        files.before =
                (name, path) -> {
                    if (name.equals("stat") && path.equals(LOG) && files.exists(LOG)) {
                        files.before =
                                (name2, _) -> {
                                    if (name2.equals("stat")) {
                                        files.before = null;
                                        rotate(); // after the names were listed
                                        files.append(LOG, "three\n");
                                    }
                                };
                    }
                };

        assertEquals(List.of("two", "three"), pollSome());
        assertEquals(0, follower.health().gaps());
    }

    @Test
    void aPredecessorWithoutLineEndIsGiven() {
        files.append(LOG, "one\n");
        poll();
        rotate();
        files.append(LOG, "two");
        rotate();
        files.append(LOG, "three\n");

        assertEquals(List.of("two", "three"), pollSome());
        restart();
        assertEquals(List.of(), pollSome());
    }

    @Test
    void aPlaceIsInNoFileWithoutALine() {
        files.append(LOG, "one\n");
        poll();
        var mark = mark();
        rotate();
        files.append(LOG, "<");

        assertEquals(List.of(), pollSome());
        assertEquals(mark, mark());
        files.append(LOG, "two\n");
        assertEquals(List.of("<two"), pollSome());
    }

    @Test
    void aNewFolderIsWaitedFor() {
        begin(Begin.AT_THE_END, null);
        assertEquals(List.of(), poll());
        files.append(LOG, "one\n");

        assertEquals(List.of("one"), poll());
    }
}
