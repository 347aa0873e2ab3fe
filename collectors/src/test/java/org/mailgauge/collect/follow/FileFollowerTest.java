package org.mailgauge.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailgauge.collect.follow.LogSource.Begin;
import org.mailgauge.collect.follow.LogSource.State;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

class FileFollowerTest {
    private static final String LOG = "/log/mail.log";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int ALL = 1 << 20;

    private final SimFiles files = new SimFiles();
    private final HandTime time = new HandTime();
    private final Told told = new Told();
    private FileFollower follower =
            new FileFollower(files, time, LOG, Begin.AT_THE_BEGINNING, null);

    @AfterEach
    void leavesNothingOpen() {
        follower.close();
        assertEquals(0, files.open);
    }

    /** Another one, which goes on at a mark that was written down. */
    private void restart() {
        var text = mark().text();
        follower.close();
        begin(Begin.AT_THE_END, (Mark.File) Mark.parse(text).orElseThrow());
    }

    private Mark.File mark() {
        return Objects.requireNonNull(follower.mark());
    }

    private void begin(Begin begin, Mark.@Nullable File mark) {
        follower = new FileFollower(files, time, LOG, begin, mark);
    }

    private List<String> poll() {
        time.pass(SECOND);
        follower.poll(ALL, told);
        return told.take();
    }

    /** Polls until what was rotated away has been quiet for long enough. */
    private List<String> pollSome() {
        for (int i = 0; i < 7; i++) {
            time.pass(SECOND);
            follower.poll(ALL, told);
        }
        return told.take();
    }

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
    void aFirstStartDoesNotReadPredecessors() {
        files.append(LOG + ".1", "old\n");
        files.append(LOG, "new\n");

        assertEquals(List.of("new"), poll());
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
    void aDamagedPredecessorIsAGap() {
        files.append(LOG, "one\n");
        poll();
        rotate();
        var packed = SimFiles.gzipped("two\nthree\n".getBytes(StandardCharsets.US_ASCII));
        files.create(LOG + ".1.gz").append(java.util.Arrays.copyOf(packed, packed.length - 10));
        files.rename(LOG + ".1", LOG + ".2");
        files.append(LOG, "four\n");

        var lines = pollSome();

        assertTrue(lines.contains("!UNREADABLE"), lines.toString());
        assertEquals("four", lines.getLast());
        assertEquals(1, follower.health().gaps());
    }

    @Test
    void aPredecessorThatCannotBeUnpackedIsAGap() {
        files.append(LOG, "one\n");
        poll();
        rotate();
        files.rename(LOG + ".1", LOG + ".2");
        files.append(LOG + ".1.xz", "what is this");
        files.append(LOG, "four\n");

        assertEquals(List.of("!UNREADABLE", "four"), pollSome());
    }

    @Test
    void aCopiedAndTruncatedFileIsReadOnInItsCopy() {
        files.append(LOG, "one\n");
        poll();
        files.append(LOG, "two\n");
        files.copy(LOG, LOG + ".1");
        files.truncate(LOG, 0);
        files.append(LOG, "three\n");

        assertEquals(List.of("two", "three"), pollSome());
        assertEquals(1, follower.health().truncations());
        assertEquals(0, follower.health().gaps());
    }

    @Test
    void aTruncatedFileThatHasGrownBeyondThePlaceIsNoticed() {
        files.append(LOG, "one\n");
        poll();
        files.append(LOG, "two\n");
        files.copy(LOG, LOG + ".1");
        files.truncate(LOG, 0);
        files.append(LOG, "three is longer than all that was there\n");

        assertEquals(List.of("two", "three is longer than all that was there"), pollSome());
    }

    @Test
    void aTruncatedFileOfTheSameLengthIsNoticed() {
        files.append(LOG, "one\n");
        poll();
        files.truncate(LOG, 0);
        files.append(LOG, "two\n");

        assertEquals(List.of("!TRUNCATED", "two"), pollSome());
        assertEquals(1, follower.health().truncations());
    }

    @Test
    void aFileTruncatedWhileItIsReadIsNoticed() {
        files.append(LOG, "one\n");
        poll();
        files.append(LOG, "two\n");
        files.before =
                (name, _) -> {
                    if (name.equals("read")) {
                        files.before = null;
                        files.copy(LOG, LOG + ".1");
                        files.truncate(LOG, 0);
                        files.append(LOG, "ten\neleven\n");
                    }
                };

        assertEquals(List.of("two", "ten", "eleven"), pollSome());
    }

    @Test
    void aCopyThatHasNotBeenTruncatedYetIsNotReadTwice() {
        files.append(LOG, "one\n");
        poll();
        rotate();
        files.append(LOG, "two\nthree\n");
        files.rename(LOG + ".1", LOG + ".2");
        files.append(LOG + ".1", "two\n"); // is being copied
        restart();

        assertEquals(List.of("two", "three"), pollSome());
        files.append(LOG, "four\n");
        assertEquals(List.of("four"), pollSome());
    }

    @Test
    void aFileTruncatedDuringDowntime() {
        files.append(LOG, "one\n");
        poll();
        files.append(LOG, "two\n");
        files.copy(LOG, LOG + ".1");
        files.truncate(LOG, 0);
        files.append(LOG, "three\n");
        files.gzip(LOG + ".1");
        restart();

        assertEquals(List.of("two", "three"), pollSome());
    }

    @Test
    void aTruncatedFileWithoutCopyIsAGap() {
        files.append(LOG, "one\n");
        poll();
        files.truncate(LOG, 0);
        assertEquals(List.of(), pollSome());
        assertEquals(State.WAITING, follower.health().state());

        files.append(LOG, "two\n");

        assertEquals(List.of("!TRUNCATED", "two"), poll());
    }

    @Test
    void aFileThatLostItsEndIsReadOnBehindWhatIsLeft() {
        files.append(LOG, "1".repeat(300) + "\ntwo\n");
        poll();
        files.truncate(LOG, 301);
        restart();
        assertEquals(List.of("!TRUNCATED"), pollSome());

        files.append(LOG, "three\n");

        assertEquals(List.of("three"), pollSome());
    }

    @Test
    void aDeletedFileIsReadToItsEnd() {
        files.append(LOG, "one\n");
        poll();
        var old = files.at(LOG);
        files.delete(LOG);
        old.append("two\n");

        assertEquals(List.of("two"), pollSome());
    }

    @Test
    void whatWasDeletedDuringDowntimeIsAGap() {
        files.append(LOG, "one\n");
        poll();
        rotate();
        files.append(LOG, "two\n");
        follower.close();
        files.delete(LOG + ".1");
        restart();

        assertEquals(List.of("!GONE", "two"), pollSome());
        restart();
        assertEquals(List.of(), pollSome());
    }

    @Test
    void anInodeThatWasGivenAgainIsNotTakenForTheFile() {
        files.append(LOG, "one\n");
        poll();
        var inode = files.at(LOG).number;
        var mark = mark();
        follower.close();
        files.delete(LOG);
        files.append(LOG, "two is longer\n");
        assertEquals(inode, files.at(LOG).number);
        begin(Begin.AT_THE_END, mark);

        assertEquals(List.of("!TRUNCATED", "two is longer"), pollSome());
    }

    @Test
    void aGapIsNotToldBeforeSomethingFollows() {
        files.append(LOG, "one\n");
        poll();
        var mark = mark();
        follower.close();
        files.delete(LOG);
        files.create("/log/other"); // has its inode from now on
        begin(Begin.AT_THE_END, mark);
        assertEquals(List.of(), pollSome());
        assertEquals(State.WAITING, follower.health().state());
        files.create(LOG);
        assertEquals(List.of(), pollSome());
        assertEquals(mark, mark());

        files.append(LOG, "two\n");

        assertEquals(List.of("!GONE", "two"), pollSome());
    }

    @Test
    void whatWasReadBeforeIsNotReadAgainAfterAGap() {
        files.append(LOG, "one\n");
        poll();
        rotate();
        files.append(LOG, "two\n");
        assertEquals(List.of("two"), pollSome());
        var mark = mark();
        follower.close();
        files.delete(LOG);
        files.append(LOG, "three\n");
        begin(Begin.AT_THE_END, mark);

        assertEquals(List.of("!TRUNCATED", "three"), pollSome());
    }

    @Test
    void predecessorsThatCameAfterWhatIsGoneAreRead() {
        files.append(LOG, "one\n");
        poll();
        rotate();
        files.append(LOG, "two\n");
        rotate();
        files.append(LOG, "three\n");
        var mark = mark();
        follower.close();
        files.delete(LOG + ".2");
        begin(Begin.AT_THE_END, mark);

        assertEquals(List.of("!GONE", "two", "three"), pollSome());
    }

    @Test
    void aPredecessorThatIsMissingBetweenIsAGap() {
        files.append(LOG, "one\n");
        poll();
        rotate();
        files.append(LOG, "two\n");
        rotate();
        files.append(LOG, "three\n");
        files.delete(LOG + ".1");
        restart();

        assertEquals(List.of("!MISSING", "three"), pollSome());
    }

    @Test
    void aMarkOfNothingIsAGapOnceThereIsSomething() {
        files.create(LOG);
        poll();
        restart();
        assertEquals(List.of(), pollSome());
        files.append(LOG, "one\n");

        assertEquals(List.of("!GONE", "one"), pollSome());
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

    /** As logrotate does: each number up by one. */
    private void rotate() {
        for (int n = 9; n > 0; n--) {
            for (var end : List.of("", ".gz")) {
                if (files.exists(LOG + "." + n + end)) {
                    files.rename(LOG + "." + n + end, LOG + "." + (n + 1) + end);
                }
            }
        }
        files.rename(LOG, LOG + ".1");
    }
}
