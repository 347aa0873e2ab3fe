package org.mailgauge.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.collect.follow.LogSource.Begin;
import org.mailgauge.collect.follow.LogSource.State;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A log that is emptied, damaged and deleted. */
class FileGapTest extends LogScene {
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
    void aFileThatLosesItsEndWhileItIsFollowed() {
        files.append(LOG, "1".repeat(300) + "\ntwo\n");
        poll();
        files.truncate(LOG, 301);

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
    void aPredecessorDamagedAfterSomeLinesIsAGapBehindThem() {
        files.append(LOG, "one\n");
        poll();
        rotate();
        var lines = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            lines.append(i * 7919L % 100_003).append('\n');
        }
        var packed = SimFiles.gzipped(lines.toString().getBytes(StandardCharsets.US_ASCII));
        files.rename(LOG + ".1", LOG + ".2");
        files.create(LOG + ".1.gz").append(java.util.Arrays.copyOf(packed, packed.length / 2));
        files.append(LOG, "four\n");

        var found = pollSome();

        assertEquals("0", found.getFirst());
        assertEquals(List.of("!UNREADABLE", "four"), found.subList(found.size() - 2, found.size()));
    }
}
