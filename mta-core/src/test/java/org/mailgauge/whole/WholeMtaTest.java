package org.mailgauge.whole;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;

/**
 * The whole MTA in troubled worlds: every accepted message is delivered, bounced or waits for a
 * true reason, what is for mailboxes here is in them once, its sender is told of each failure and
 * each delay once, no copy is unexplained, and counters say what happened. {@code
 * -Dmailgauge.worlds=N} says in how many; {@code -Dmailgauge.world=SEED} replays one.
 */
class WholeMtaTest {
    private static final long SEED = Long.getLong("mailgauge.world-seed", 20_261);
    private static final long WORLDS = Long.getLong("mailgauge.worlds", 15);
    private static final long ONLY = Long.getLong("mailgauge.world", -1);

    @Test
    @DisplayName("accepted mail is delivered, bounced or waits for a true reason, whatever fails")
    void keepsItsPromises() {
        var seeds =
                ONLY >= 0
                        ? LongStream.of(ONLY)
                        : LongStream.range(0, WORLDS).map(i -> SEED * 1_000_003 + i);
        var failures = new ConcurrentLinkedQueue<String>();
        var all = seeds.parallel().mapToObj(seed -> world(seed, failures)).toList();
        System.out.printf(
                "whole: %d worlds, %d messages, %d copies (%d extra, explained), %d refused, %d"
                        + " reports and %d of delays (%d given up after leaps), %d waiting, %d"
                        + " crashes, %d stops, %d disk faults, %d looks, %d whys, %d of them came"
                        + " true, %d recipients operated on; %d in mailboxes, %d answers that they"
                        + " could not be%n",
                all.size(),
                all.stream().mapToLong(t -> t.messages).sum(),
                all.stream().mapToLong(t -> t.copies).sum(),
                all.stream().mapToLong(t -> t.extra).sum(),
                all.stream().mapToLong(t -> t.bounced).sum(),
                all.stream().mapToLong(t -> t.reports - t.delays).sum(),
                all.stream().mapToLong(t -> t.delays).sum(),
                all.stream().mapToLong(t -> t.lost).sum(),
                all.stream().mapToLong(t -> t.waiting).sum(),
                all.stream().mapToLong(t -> t.crashes).sum(),
                all.stream().mapToLong(t -> t.stops).sum(),
                all.stream().mapToLong(t -> t.faults).sum(),
                all.stream().mapToLong(t -> t.checks).sum(),
                all.stream().mapToLong(t -> t.whys).sum(),
                all.stream().mapToLong(t -> t.promises).sum(),
                all.stream().mapToLong(t -> t.operated).sum(),
                all.stream().mapToLong(t -> t.mailboxes).sum(),
                all.stream().mapToLong(t -> t.putOff).sum());
        assertEquals("", String.join("\n", failures.stream().limit(10).toList()));
        assertTrue(all.stream().anyMatch(t -> t.copies > 0), "something was delivered");
        assertTrue(all.stream().anyMatch(t -> t.reports > t.delays), "something was reported");
        assertTrue(all.stream().anyMatch(t -> t.delays > 0), "something was late");
        assertTrue(all.stream().anyMatch(t -> t.promises > 0), "something was told beforehand");
        assertTrue(all.stream().anyMatch(t -> t.mailboxes > 0), "something is in a mailbox");
        assertTrue(all.stream().anyMatch(t -> t.putOff > 0), "some mailbox was full or gone");
    }

    @Test
    @DisplayName("a disk that does not keep what it promised is noticed")
    void noticesADiskThatLies() {
        long noticed =
                LongStream.range(0, 20)
                        .parallel()
                        .filter(seed -> fails(new World(seed).withLyingDisk()))
                        .count();
        assertTrue(noticed >= 3, () -> "noticed in " + noticed + " of 20 worlds only");
    }

    private static boolean fails(World world) {
        try {
            world.run();
            return false;
        } catch (AssertionError | RuntimeException _) {
            return true;
        }
    }

    private static World.Tally world(long seed, Queue<String> failures) {
        var world = new World(seed);
        try {
            return world.run();
        } catch (AssertionError | RuntimeException failed) {
            if (ONLY >= 0) {
                throw failed;
            }
            failures.add("replay with -Dmailgauge.world=" + seed + ": " + failed);
            return world.tally;
        }
    }
}
