package org.mailgauge.queue.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.port.Crash;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimDisk.Fate;
import org.mailgauge.sim.SimDisk.Op;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Ends the process at kill points and at disk calls, by power loss or by a kill, while it works and
 * while it recovers, with and without failing disk calls; then starts it again and asks the oracle.
 * {@code -Dmailgauge.crash-points=N} says how often, {@code -Dmailgauge.crash-seed=S} from where.
 */
class CrashPointsTest {

    private static final int CRASHES = Integer.getInteger("mailgauge.crash-points", 4_000);
    private static final long SEED = Long.getLong("mailgauge.crash-seed", 20_261);
    private static final int CHAIN = 40;
    private static final int LEAST = Math.min(100, CRASHES / 100);

    static final List<String> POINTS =
            List.of(
                    "body-written",
                    "body-forced",
                    "body-folder-forced",
                    "group-encoded",
                    "group-written",
                    "group-forced",
                    "first-group-forced",
                    "acknowledged",
                    "header-written",
                    "header-forced",
                    "abandon-forced",
                    "survivors-forced",
                    "checkpoint-forced",
                    "recycled",
                    "footer-written",
                    "footer-forced",
                    "footer-renamed",
                    "footer-folder-forced",
                    "spare-zeroed",
                    "spare-renamed",
                    "body-deleted",
                    "close-forced",
                    "recovered");

    /** The simulated process has ended. */
    private static final class Ended extends Error {
        private static final long serialVersionUID = 1;

        private Ended(String where) {
            super(where, null, false, false);
        }
    }

    /** Crashes in a row on one disk. */
    private static final class Chain {
        private final long seed;
        private final SplittableRandom random;
        private final JournalModel model = new JournalModel();
        private final SegmentJournalTest.Log log = new SegmentJournalTest.Log();
        private final boolean preallocate;
        private final Map<String, Integer> hits = new TreeMap<>();
        private SimDisk disk = new SimDisk();
        private int crashes;
        private int target;
        private String point = "";

        private Chain(int number) {
            this.seed = SEED + number * 1_000_003L;
            this.random = new SplittableRandom(seed);
            this.target = number;
            this.preallocate = number % 4 != 3;
            if (number % 5 == 4) {
                disk.bound(700 << 10, 60);
            }
        }

        /** The number of spares changes from life to life, so that spares are made and dropped. */
        private JournalSettings settings() {
            return new JournalSettings(
                    64 << 10,
                    random.nextInt(4),
                    preallocate,
                    4096,
                    24 << 10,
                    Duration.ofMillis(20),
                    1 << 20,
                    Duration.ofSeconds(10),
                    1 << 20,
                    0,
                    0);
        }

        private void run() {
            try {
                for (int i = 0; i < CHAIN; i++) {
                    life();
                }
                disk.watch(null);
                verify();
            } catch (AssertionError | RuntimeException | IOException e) {
                throw new AssertionError(
                        "chain " + seed + " after " + crashes + " crashes: " + e.getMessage(), e);
            }
        }

        private void verify() throws IOException {
            var last = new JournalWorkload(disk, model, settings(), log, random);
            model.read(last.journal());
            assertEquals(List.of(), log.damage);
        }

        private void life() throws IOException {
            point = "journal." + POINTS.get(target++ % POINTS.size());
            boolean byCall = random.nextInt(3) == 0;
            boolean often = point.startsWith("journal.group") || point.endsWith("acknowledged");
            var passes = new int[] {1 + random.nextInt(byCall ? 150 : often ? 8 : 2)};
            if (point.endsWith("recovered") || (!often && random.nextBoolean())) {
                passes[0] = byCall ? passes[0] : 1;
            }
            disk.watch(watch(byCall ? passes : new int[] {-1}));
            Crash.Hook hook =
                    reached -> {
                        if (!byCall && reached.equals(point) && --passes[0] == 0) {
                            throw new Ended(reached);
                        }
                    };
            try {
                ScopedValue.where(Crash.HOOK, hook).call(this::live);
            } catch (Ended ended) {
                hits.merge(String.valueOf(ended.getMessage()), 1, Integer::sum);
            }
            crashes++;
            disk = random.nextInt(4) == 0 ? disk.kill() : disk.crash(random.nextLong());
            assertEquals(List.of(), log.damage, "damage");
        }

        /** Counts calls, and lets one of them fail in some lives: always for an abandon record. */
        private SimDisk.Watch watch(int[] untilEnd) {
            boolean abandon = point.endsWith("abandon-forced");
            boolean onlyForces = abandon || random.nextBoolean();
            int faultAt =
                    abandon || random.nextInt(8) == 0 ? 1 + random.nextInt(abandon ? 8 : 20) : 0;
            var fates = Fate.values();
            var fate = onlyForces ? Fate.LOST : fates[1 + random.nextInt(fates.length - 1)];
            var calls = new int[1];
            return (op, path) -> {
                if (--untilEnd[0] == 0) {
                    throw new Ended("call");
                }
                boolean counts =
                        !onlyForces || (op == Op.FORCE && (!abandon || path.contains("/seg-")));
                return counts && ++calls[0] == faultAt ? fate : Fate.WELL;
            };
        }

        private boolean live() {
            try {
                var work = new JournalWorkload(disk, model, settings(), log, random);
                if (random.nextInt(4) == 0) {
                    model.read(work.journal());
                }
                int steps = 10 + random.nextInt(50);
                for (int i = 0; i < steps; i++) {
                    work.step();
                }
                if (point.endsWith("close-forced") || random.nextInt(3) == 0) {
                    work.journal().close();
                }
            } catch (IOException _) {
                // A failing disk: the process ends.
            }
            return true;
        }
    }

    @Test
    void losesNothingPromisedAtAnyCrashPoint() {
        int chains = (CRASHES + CHAIN - 1) / CHAIN;
        var done = IntStream.range(0, chains).parallel().mapToObj(CrashPointsTest::chain).toList();
        var hits = new TreeMap<String, Integer>();
        long promised = 0;
        int crashes = 0;
        for (var chain : done) {
            chain.hits.forEach((point, count) -> hits.merge(point, count, Integer::sum));
            promised += chain.model.promised();
            crashes += chain.crashes;
        }
        System.out.printf(
                "journal: %d crashes, %d messages promised, 0 lost; kill points hit: %s%n",
                crashes, promised, hits);
        assertTrue(crashes >= CRASHES);
        for (var point : POINTS) {
            int hit = hits.getOrDefault("journal." + point, 0);
            assertTrue(hit >= LEAST, point + " was hit " + hit + " times only");
        }
    }

    @Test
    void noticesADiskThatLies() {
        var lost =
                IntStream.range(0, 20)
                        .filter(
                                number -> {
                                    var chain = new Chain(number);
                                    chain.disk.lie();
                                    try {
                                        chain.run();
                                        return false;
                                    } catch (AssertionError _) {
                                        return true;
                                    }
                                })
                        .count();
        assertEquals(20, lost, "the control must lose");
    }

    private static Chain chain(int number) {
        var chain = new Chain(number);
        chain.run();
        return chain;
    }

    @Test
    void killPointsAreThoseOfTheFormatPage() throws IOException {
        var page = new ArrayList<String>();
        var text = java.nio.file.Files.readString(java.nio.file.Path.of("../docs/queue-format.md"));
        var list = text.substring(text.indexOf("## All kill points"));
        var names = java.util.regex.Pattern.compile("`([a-z-]+)`").matcher(list);
        while (names.find()) {
            page.add(names.group(1));
        }
        assertEquals(POINTS.stream().sorted().toList(), page.stream().sorted().toList());
    }
}
