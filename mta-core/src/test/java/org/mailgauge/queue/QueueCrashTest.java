package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.address.ReversePath;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimLoop;
import org.mailgauge.sim.SimProcess;
import org.mailgauge.sim.SimTime;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The journal under its real owner: the queue takes mail, delivers, defers and bounces it on a
 * simulated disk, dies at a kill point or a disk call, by a kill or a power cut, and starts again.
 * {@code -Dmailgauge.queue-crashes=N} says how often; {@code -Dmailgauge.queue-crash-seconds=S}
 * begins nothing more after that time. Everything follows from the seed: one thread runs all tasks
 * of a life.
 */
class QueueCrashTest {
    private static final int CRASHES = Integer.getInteger("mailgauge.queue-crashes", 150);
    private static final long SEED = Long.getLong("mailgauge.crash-seed", 20_261);
    private static final long MOST_SECONDS =
            Long.getLong("mailgauge.queue-crash-seconds", Integer.MAX_VALUE);
    private static final int CHAIN = 20;
    private static final List<String> POINTS =
            Stream.concat(Stream.of("queue.after-force"), CrashLife.JOURNAL_POINTS.stream())
                    .toList();

    /** Lives in a row on one disk. */
    private static CrashLife.Chain run(CrashLife.Chain chain) throws IOException {
        for (int i = 0; i < CHAIN; i++) {
            chain.live(() -> new Life(chain), POINTS);
        }
        try (var last = new Life(chain)) {
            last.verify();
        }
        chain.undamaged();
        chain.disk = new SimDisk(); // what remains of the chain is kept for the summary
        chain.world.clear();
        return chain;
    }

    /** One life of the queue. */
    private static final class Life extends CrashLife {
        private final SimLoop loop;
        private final SimProcess process;
        private int found;

        private Life(Chain chain) throws IOException {
            this(chain, new SimTime(), new SimLoop(chain.random.nextLong()));
        }

        private Life(Chain chain, SimTime time, SimLoop loop) throws IOException {
            this(chain, time, loop, new SimProcess(loop, time, _ -> {}, _ -> true));
        }

        private Life(Chain chain, SimTime time, SimLoop loop, SimProcess process)
                throws IOException {
            super(chain, time, process, process, Rig.REPORTING);
            this.loop = loop;
            this.process = process;
            begin();
        }

        @Override
        void calm() {
            loop.run();
        }

        /** Without a sender: reports have a test of their own. */
        @Override
        ReversePath reversePath() {
            return new ReversePath.Null();
        }

        @Override
        int leastSteps() {
            return 10;
        }

        @Override
        void pass() {
            time.advance(Duration.ofMinutes(6));
        }

        @Override
        Slot.Outcome outcome(Slot.Job job, String recipient) {
            int what = random.nextInt(10);
            if (what >= 7) {
                return new Slot.Outcome.Deferred(Rig.LATER);
            }
            known(job.id()).over.add(recipient);
            return what < 6
                    ? new Slot.Outcome.Relayed(Rig.OK)
                    : new Slot.Outcome.Bounced(Rig.NEVER);
        }

        @Override
        void ending(ManualAgent.Held held) {}

        /** What is fully dealt with and known to be so on disk must not come back. */
        @Override
        void flushed() {
            chain.world.values().removeIf(known -> known.open().isEmpty());
        }

        @Override
        void stored(QueueId id, Known known, Set<String> stored) {
            found += stored.isEmpty() ? 0 : 1;
        }

        @Override
        void verify() throws IOException {
            found = 0;
            super.verify();
            var messages = new long[1];
            queue.read(levels -> messages[0] = levels.total().messages());
            assertEquals(found, messages[0], "what was over and on disk came back");
        }

        /** Ends the threads that are left of the process, whose disk is taken from them first. */
        @Override
        public void close() {
            chain.disk.watch(null);
            chain.takeDisk();
            process.kill();
        }
    }

    @Test
    @DisplayName("acknowledged recipients are stored or dealt with after every crash")
    void losesNothingAndInventsNothing() {
        int chains = (CRASHES + CHAIN - 1) / CHAIN;
        long began = System.nanoTime();
        var done =
                IntStream.range(0, chains)
                        .parallel()
                        .filter(_ -> System.nanoTime() - began < MOST_SECONDS * 1_000_000_000)
                        .mapToObj(QueueCrashTest::chain)
                        .toList();
        var hits = new HashMap<String, Integer>();
        int crashes = 0;
        int messages = 0;
        for (var chain : done) {
            chain.hits.forEach((point, count) -> hits.merge(point, count, Integer::sum));
            crashes += chain.crashes;
            messages += chain.messages;
        }
        System.out.printf(
                "queue: %d crashes in %d s, %d messages, 0 lost; ended at %s%n",
                crashes, (System.nanoTime() - began) / 1_000_000_000, messages, hits);
        for (var point : POINTS) {
            assertTrue(hits.getOrDefault(point, 0) > 0, () -> point + " was never hit");
        }
    }

    private static CrashLife.Chain chain(int number) {
        try {
            return run(new CrashLife.Chain(SEED + number * 7919L));
        } catch (AssertionError | IOException failed) {
            throw new AssertionError("chain " + number + ": " + failed.getMessage(), failed);
        }
    }
}
