package org.mailgauge.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mailgauge.collect.follow.LogSource.Begin;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimDisk.Fate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A log lives through whatever happens to logs, and who follows it crashes at any moment: what is
 * counted for good at the end is what was written, each line once; what is missing was told.
 */
class ExactlyOnceTest {
    private static final long FIRST = Long.getLong("mailgauge.follow-seed", 1);
    private static final int SEEDS = Integer.getInteger("mailgauge.follow-seeds", 1000);
    private static final int STEPS = 60;
    private static final int GAP = -1;

    @Test
    void countsEachLineOnceAndTellsWhatIsGone() throws Exception {
        var seen = new HashMap<String, Long>();
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            try {
                new Life(seed).live(seen);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("-Dmailgauge.follow-seed=" + seed, e);
            }
        }
        System.out.println("follow: " + SEEDS + " lives, " + new java.util.TreeMap<>(seen));
        for (var what :
                List.of("lines", "crashes", "gaps", "lost", "rotations", "truncations", "late")) {
            assertTrue(seen.getOrDefault(what, 0L) > 0, "no " + what);
        }
    }

    private static final class EndOfProcess extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static final class Life {
        private final SplittableRandom random;
        private final SimFiles files = new SimFiles();
        private final HandTime time = new HandTime();
        private final Logger logger;
        private SimDisk disk = new SimDisk();
        private FileFollower follower;

        /** Numbers of lines as they were counted, with {@link #GAP} where a gap was told. */
        private List<Integer> counted = new ArrayList<>();

        private Set<Integer> committed = new HashSet<>();
        private long crashes;
        private long rotations;
        private long truncations;

        Life(long seed) {
            random = new SplittableRandom(seed);
            logger = new Logger(files, random.split());
            follower = follower(null);
        }

        private FileFollower follower(Mark.@Nullable File mark) {
            return new FileFollower(files, time, Logger.LOG, Begin.AT_THE_BEGINNING, mark);
        }

        void live(java.util.Map<String, Long> seen) throws IOException {
            poll(1 << 20, Integer.MAX_VALUE);
            commit();
            for (int step = 0; step < STEPS; step++) {
                logger.step(committed);
                try {
                    act();
                } catch (EndOfProcess _) {
                    crash();
                }
            }
            disk.watch(null);
            for (int i = 0; i < 30; i++) {
                logger.line();
                poll(1 << 20, Integer.MAX_VALUE);
                logger.looked();
            }
            for (int i = 0; i < 30; i++) {
                poll(1 << 20, Integer.MAX_VALUE);
            }
            commit();
            end();
            check();
            seen.merge("lines", (long) logger.written().size(), Long::sum);
            seen.merge("crashes", crashes, Long::sum);
            seen.merge("rotations", rotations, Long::sum);
            seen.merge("truncations", truncations, Long::sum);
            seen.merge("late", logger.lates(), Long::sum);
            seen.merge("lost", (long) logger.written().size() - committed.size(), Long::sum);
            seen.merge("gaps", counted.stream().filter(n -> n == GAP).count(), Long::sum);
        }

        private void act() throws IOException {
            if (random.nextInt(10) < 7) {
                boolean crash = random.nextInt(15) == 0;
                poll(
                        random.nextInt(4) == 0 ? 1 << 20 : 1 + random.nextInt(300),
                        crash ? random.nextInt(5) : Integer.MAX_VALUE);
                logger.looked();
            }
            if (random.nextInt(10) < 6) {
                if (random.nextInt(8) == 0) {
                    int last = random.nextInt(8);
                    var calls = new int[1];
                    disk.watch((_, _) -> calls[0]++ < last ? Fate.WELL : Fate.EIO);
                }
                commit();
            }
            if (random.nextInt(20) == 0) {
                throw new EndOfProcess();
            }
        }

        /** Asks for what is new; the process ends after so many lines. */
        private void poll(int most, int lines) {
            time.pass(Duration.ofSeconds(1));
            var sink =
                    new LogSource.Sink() {
                        private int left = lines;

                        private void end() {
                            if (left-- == 0) {
                                throw new EndOfProcess();
                            }
                        }

                        @Override
                        public void line(Line line) {
                            end();
                            int number = Logger.number(line.text());
                            if (number >= 0) {
                                counted.add(number);
                            }
                        }

                        @Override
                        public void gap(LogSource.Gap gap) {
                            end();
                            counted.add(GAP);
                        }

                        @Override
                        public void suppressed(String of, long dropped) {
                            throw new AssertionError(of);
                        }
                    };
            follower.poll(most, sink);
            assertEquals(
                    true,
                    follower.health().state() == LogSource.State.READING
                            || follower.health().state() == LogSource.State.WAITING,
                    follower.health().toString());
        }

        /** The mark and what was counted, in one. */
        private void commit() {
            var text =
                    Objects.requireNonNull(follower.mark()).text()
                            + "\n"
                            + counted.stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(","));
            try {
                new StateFile(disk, "watch/state").save(text.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException failed) {
                throw new EndOfProcess();
            }
            committed = new HashSet<>(counted);
            committed.remove(GAP);
        }

        private void end() {
            rotations += follower.health().rotations();
            truncations += follower.health().truncations();
            follower.close();
            assertEquals(0, files.open);
        }

        private void crash() throws IOException {
            crashes++;
            end();
            disk = random.nextInt(2) == 0 ? disk.crash(random.nextLong()) : disk.kill();
            for (int i = random.nextInt(6); i > 0; i--) {
                logger.step(committed);
            }
            var found = (StateFile.Found.Held) new StateFile(disk, "watch/state").load();
            var lines = new String(found.octets(), StandardCharsets.US_ASCII).split("\n", -1);
            counted = new ArrayList<>();
            for (var number : lines[1].split(",", -1)) {
                counted.add(Integer.parseInt(number));
            }
            committed = new HashSet<>(counted);
            committed.remove(GAP);
            follower = follower((Mark.File) Mark.parse(lines[0]).orElseThrow());
        }

        private void check() {
            var written = logger.written();
            var there = logger.there();
            int at = 0; // in written
            boolean gap = false;
            for (int number : counted) {
                if (number == GAP) {
                    gap = true;
                    continue;
                }
                int next = at;
                while (next < written.size() && written.get(next) != number) {
                    next++;
                }
                assertTrue(next < written.size(), () -> "twice or out of order: " + number);
                var missing = written.subList(at, next);
                assertTrue(missing.isEmpty() || gap, () -> "missing without a gap: " + missing);
                assertTrue(
                        missing.stream().noneMatch(there::contains),
                        () -> "missing, though there: " + missing);
                at = next + 1;
                gap = false;
            }
            assertEquals(written.size(), at, "lines at the end are missing");
        }
    }
}
