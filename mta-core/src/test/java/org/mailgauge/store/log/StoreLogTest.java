package org.mailgauge.store.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.disk.Region;
import org.mailgauge.disk.Sums;
import org.mailgauge.port.Crash;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimDisk.Fate;
import org.mailgauge.sim.SimDisk.Op;
import org.mailgauge.sim.SimEntropy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** What was flushed is there, in its order, whatever became of the process and of the disk. */
class StoreLogTest {
    private static final LogSettings SMALL = new LogSettings(20_000, false);
    private static final int CRASHES = Integer.getInteger("mailgauge.store-log-crashes", 500);

    /** A process that uses the log, and what it knows. */
    private static final class Run implements LogListener, LogVisitor {
        final List<String> read = new ArrayList<>();
        final List<Long> places = new ArrayList<>();
        final List<Damage> damages = new ArrayList<>();
        final List<Long> lost = new ArrayList<>();
        final StoreLog log;
        final LogWriter writer;

        Run(SimDisk disk, LogSettings settings) throws IOException {
            this(disk, settings, 0, 0);
        }

        Run(SimDisk disk, LogSettings settings, long from, long sequence) throws IOException {
            log = new StoreLog(disk, new SimEntropy(disk.used()), "store/0", settings, this);
            writer = log.open(new LogStart(from, sequence, 0), this);
        }

        @Override
        public void damaged(Damage damage) {
            damages.add(damage);
        }

        @Override
        public void failed(String what, Exception why) {
            // The test made it fail.
        }

        @Override
        public void frame(Frame frame, long place, byte[] record) {
            read.add(new String(record, StandardCharsets.UTF_8));
            places.add(place);
        }

        @Override
        public void lost(long subject, long frames) {
            lost.add(subject);
        }

        long add(String record) {
            return add(record, 0, new byte[0]);
        }

        long add(String record, long number, byte[] content) {
            return writer.add(
                    1,
                    record.hashCode() & 0xFF,
                    record.getBytes(StandardCharsets.UTF_8),
                    number,
                    Contents.region(number, content, content.length));
        }
    }

    /** The simulated process has ended. */
    private static final class Ended extends Error {
        private static final long serialVersionUID = 1;

        private Ended() {
            super("ended", null, false, false);
        }
    }

    private static SimDisk written(int groups, int each) throws IOException {
        var disk = new SimDisk();
        try (var run = new Run(disk, SMALL).writer) {
            for (int i = 0; i < groups; i++) {
                run.begin();
                for (int j = 0; j < each; j++) {
                    var record = ("r" + (i * each + j)).getBytes(StandardCharsets.UTF_8);
                    run.add(1, i + 1, record, 0, Region.NONE);
                }
                run.flush();
            }
        }
        return disk;
    }

    @Test
    void whatWasFlushedIsReadInItsOrderOverManySegments() throws IOException {
        var run = new Run(written(100, 5), SMALL);
        assertEquals(500, run.read.size());
        for (int i = 0; i < 500; i++) {
            assertEquals("r" + i, run.read.get(i));
        }
        assertTrue(run.log.count() > 1);
        assertEquals(List.of(), run.damages);
    }

    @Test
    void readingGoesOnWhereTheIndexEnds() throws IOException {
        var disk = new SimDisk();
        long end;
        long sequence;
        try (var first = new Run(disk, SMALL).writer) {
            first.begin();
            first.add(1, 0, new byte[] {'a'}, 0, Region.NONE);
            end = first.endOfGroup();
            sequence = first.lastSequence();
            first.flush();
            first.begin();
            first.add(1, 0, new byte[] {'b'}, 0, Region.NONE);
            first.flush();
        }
        assertEquals(List.of("b"), new Run(disk, SMALL, end, sequence).read);
    }

    @Test
    void whatWasTakenBackOrHasNoRoomIsNotInTheGroup() throws IOException {
        var disk = new SimDisk();
        var run = new Run(disk, new LogSettings(20_000, false, 4_000));
        run.writer.begin();
        run.add("a");
        var mark = run.writer.mark();
        run.add("b", 3, new byte[2_000]);
        assertThrows(GroupTooLargeException.class, () -> run.add("c", 4, new byte[2_000]));
        run.writer.back(mark);
        assertEquals(1, run.writer.frames());
        run.add("d");
        run.writer.flush();
        run.writer.begin();
        run.add("e");
        run.writer.flush();
        run.writer.close();
        var again = new Run(disk, SMALL);
        assertEquals(List.of("a", "d", "e"), again.read);
        assertEquals(List.of(), again.damages);
    }

    @Test
    void contentsComeBackFromFramesAndFiles() throws IOException {
        var disk = new SimDisk();
        var run = new Run(disk, SMALL);
        var small = new byte[70_000];
        new SplittableRandom(1).nextBytes(small);
        run.writer.begin();
        long place = run.add("c", 7, small);
        run.writer.flush();
        run.log.contents().write(8, small.length, new ByteArrayInputStream(small));
        assertArrayEquals(small, content(run.log, 7, place, small.length));
        assertArrayEquals(small, content(run.log, 8, Contents.OWN_FILE, small.length));
    }

    private static byte[] content(StoreLog log, long number, long place, int octets)
            throws IOException {
        var all = new byte[octets];
        for (int at = 0; at < octets; ) {
            at += log.contents().read(number, place, octets, at, all, at, octets - at);
        }
        return all;
    }

    @Test
    void aContentCutShortLeavesNoFile() throws IOException {
        var run = new Run(new SimDisk(), SMALL);
        assertThrows(
                IOException.class,
                () -> run.log.contents().write(8, 10, new ByteArrayInputStream(new byte[9])));
        assertEquals(0, run.log.contents().greatest());
    }

    @Test
    void damageCostsItsOwnRecordOnlyAndNamesItsSubject() throws IOException {
        var disk = written(20, 3);
        var path = "store/0/log/" + LogFormat.name(1);
        // Group 4 begins at the fourth sector; the record follows its frame's header.
        flip(disk, path, LogFormat.FRAMES + 3 * 512 + 64);
        var run = new Run(disk, SMALL);
        assertEquals(59, run.read.size());
        assertEquals(List.of(4L), run.lost);
        assertEquals("wrong record", run.damages.getFirst().what());
    }

    @Test
    void aHarmedHeaderIsNoticedByTheNumbers() throws IOException {
        var disk = written(20, 3);
        var path = "store/0/log/" + LogFormat.name(1);
        flip(disk, path, LogFormat.FRAMES + 3 * 512 + 9);
        var run = new Run(disk, SMALL);
        assertEquals(59, run.read.size());
        assertEquals(List.of(0L), run.lost);
    }

    private static void flip(SimDisk disk, String path, int at) {
        var content = disk.content(path);
        content[at] ^= 1;
        disk.put(path, content);
    }

    @Test
    void sectorsThatCannotBeReadCostTheirOwnFramesOnly() throws IOException {
        var disk = written(20, 3);
        var path = "store/0/log/" + LogFormat.name(1);
        disk.spoil(path, LogFormat.FRAMES + 3 * 512, LogFormat.FRAMES + 4 * 512);
        var run = new Run(disk, SMALL);
        assertEquals(57, run.read.size());
        assertEquals(List.of(0L), run.lost);
    }

    @Test
    void aMissingSegmentIsDamageAndTheOthersCount() throws IOException {
        var disk = written(100, 5);
        disk.delete("store/0/log/" + LogFormat.name(2));
        var run = new Run(disk, SMALL);
        assertEquals(List.of(0L), run.lost);
        assertTrue(run.read.contains("r0") && run.read.contains("r499"));
    }

    @Test
    void aLogThatIsShorterThanItsIndexGivesNoNumberTwice() throws IOException {
        var disk = written(3, 1);
        var run = new Run(disk, SMALL, Place.of(1, LogFormat.FRAMES + 3 * 512), 5);
        run.writer.begin();
        run.add("next");
        run.writer.flush();
        assertEquals(6, run.writer.lastSequence());
    }

    @Test
    void anythingOfStrangersInAContentIsNoFrame() throws IOException {
        var disk = new SimDisk();
        var run = new Run(disk, SMALL);
        run.writer.begin();
        run.add("one");
        run.writer.flush();
        var segment = disk.content("store/0/log/" + LogFormat.name(1));
        run.writer.begin();
        run.add("two", 1, segment);
        run.add("three");
        run.writer.flush();
        run.writer.begin();
        run.add("four");
        run.writer.flush();
        flip(disk, "store/0/log/" + LogFormat.name(1), LogFormat.FRAMES + 512 + 8);
        assertEquals(List.of("one", "three", "four"), new Run(disk, SMALL).read);
    }

    @Test
    void aNewerFormatIsRefusedUntouched() throws IOException {
        var disk = written(2, 1);
        var path = "store/0/log/" + LogFormat.name(1);
        var content = ByteBuffer.wrap(disk.content(path));
        content.putShort(8, (short) 2);
        content.putInt(508, Sums.sum(new CRC32C(), content, 0, 508));
        disk.put(path, content.array());
        assertThrows(NewerFormatException.class, () -> new Run(disk, SMALL));
        assertArrayEquals(content.array(), disk.content(path));
    }

    @Test
    void aFailedForceEndsItsSegmentAndTheNextGroupCounts() throws IOException {
        var disk = new SimDisk();
        var run = new Run(disk, SMALL);
        run.writer.begin();
        run.add("kept");
        run.writer.flush();
        run.writer.begin();
        run.add("failed");
        disk.watch((op, _) -> op == Op.FORCE ? Fate.LOST : Fate.WELL);
        assertThrows(IOException.class, run.writer::flush);
        disk.watch(null);
        run.writer.begin();
        run.add("after");
        run.writer.flush();
        assertEquals(List.of("kept", "after"), new Run(disk.crash(3), SMALL).read);
    }

    @Test
    void sparesAreTakenAndTheirZerosAreNoDamage() throws IOException {
        var disk = new SimDisk();
        var settings = new LogSettings(20_000, true);
        var run = new Run(disk, settings);
        for (int i = 0; i < 60; i++) {
            run.log.prepare();
            run.writer.begin();
            run.add("r" + i);
            run.writer.flush();
        }
        assertTrue(run.log.count() > 2);
        var again = new Run(disk.crash(1), settings);
        assertEquals(60, again.read.size());
        assertEquals(List.of(), again.damages);
    }

    @Test
    void noCrashAndNoFailingCallLosesWhatWasFlushed() throws IOException {
        var hits = new TreeMap<String, Integer>();
        var random = new SplittableRandom(20_265);
        var disk = new SimDisk();
        var must = new ArrayList<String>();
        var may = new ArrayList<String>();
        for (int crash = 0; crash < CRASHES; crash++) {
            if (crash % 30 == 0) {
                disk = new SimDisk();
                must.clear();
                may.clear();
            }
            life(disk, random.split(), must, may, hits);
            disk.watch(null);
            disk = random.nextInt(3) == 0 ? disk.kill() : disk.crash(random.nextLong());
        }
        assertTrue(hits.size() >= 5, hits::toString);
        // A segment that is set aside rather than deleted is rare.
        hits.remove("store.segment-moved");
        hits.forEach((point, count) -> assertTrue(count > 10, point + " " + count));
    }

    /** One process: reads, checks, writes, ends somewhere. */
    private static void life(
            SimDisk disk,
            SplittableRandom random,
            List<String> must,
            List<String> may,
            Map<String, Integer> hits)
            throws IOException {
        int calls = random.nextInt(5, 120);
        int failing = random.nextInt(3) == 0 ? random.nextInt(120) : -1;
        var fates = new Fate[] {Fate.EIO, Fate.ENOSPC, Fate.SHORT, Fate.LOST};
        int[] made = {0};
        var settings = new LogSettings(12_000, random.nextBoolean());
        disk.watch(
                (op, _) -> {
                    boolean writes = op != Op.READ && op != Op.OPEN && op != Op.LIST;
                    if (writes && made[0]++ == failing) {
                        return fates[random.nextInt(fates.length)];
                    }
                    if (made[0] > calls) {
                        throw new Ended();
                    }
                    return Fate.WELL;
                });
        try {
            ScopedValue.where(
                            Crash.HOOK,
                            point -> {
                                hits.merge(point, 1, Integer::sum);
                                if (random.nextInt(60) == 0) {
                                    throw new Ended();
                                }
                            })
                    .call(
                            () -> {
                                work(disk, settings, random, must, may);
                                return true;
                            });
        } catch (Ended _) {
            // As planned.
        }
    }

    private static void work(
            SimDisk disk,
            LogSettings settings,
            SplittableRandom random,
            List<String> must,
            List<String> may)
            throws IOException {
        Run run;
        try {
            run = new Run(disk, settings);
        } catch (IOException _) {
            return;
        }
        assertEquals(List.of(), run.damages);
        check(run.read, must, may);
        must.clear();
        must.addAll(run.read);
        may.clear();
        for (int group = 0; group < 40; group++) {
            var records = new ArrayList<String>();
            try {
                if (random.nextInt(4) == 0) {
                    run.log.prepare();
                }
                run.writer.begin();
                for (int i = random.nextInt(1, 4); i > 0; i--) {
                    records.add(Long.toHexString(random.nextLong()));
                    run.add(records.getLast(), random.nextInt(1, 9), new byte[random.nextInt(900)]);
                }
                may.addAll(records);
                run.writer.flush();
                must.addAll(records);
            } catch (IOException _) {
                // It may appear later, and the log goes on.
            }
        }
    }

    /** All that had to be there is there in its order; the rest was tried at least. */
    private static void check(List<String> read, List<String> must, List<String> may) {
        var rest = new ArrayList<>(read);
        rest.removeIf(record -> may.contains(record) && !must.contains(record));
        assertEquals(must, rest);
    }
}
