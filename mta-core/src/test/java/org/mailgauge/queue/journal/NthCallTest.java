package org.mailgauge.queue.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailgauge.queue.journal.Journal.Condition;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimDisk.Fate;
import org.mailgauge.sim.SimDisk.Op;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;

/** One scripted life, again and again, in which the n-th call to the disk fails: for every n. */
class NthCallTest {

    /** What became of one life. */
    private record Life(JournalModel model, SimDisk disk, SegmentJournalTest.Log log, int calls) {}

    private static Life live(int failing, Fate fate, boolean forEver) throws IOException {
        var disk = new SimDisk();
        var model = new JournalModel();
        var log = new SegmentJournalTest.Log();
        var random = new SplittableRandom(99);
        prepare(disk, model, log, random);
        var restarted = disk.kill();
        var calls = new int[1];
        restarted.watch(
                (_, _) -> {
                    calls[0]++;
                    return calls[0] == failing || (forEver && calls[0] > failing)
                            ? fate
                            : Fate.WELL;
                });
        try {
            script(restarted, model, log, random);
        } catch (IOException _) {
            // It could not start, or a content could not be read.
        }
        restarted.watch(null);
        return new Life(model, restarted, log, calls[0]);
    }

    /** A journal with messages, one of them large, and several segments. */
    private static void prepare(
            SimDisk disk, JournalModel model, SegmentJournalTest.Log log, SplittableRandom random)
            throws IOException {
        var work = new JournalWorkload(disk, model, SegmentJournalTest.SMALL, log, random);
        for (int i = 0; i < 40; i++) {
            work.step();
        }
        work.flush();
    }

    /** Starts, and does everything there is to do. */
    private static void script(
            SimDisk disk, JournalModel model, SegmentJournalTest.Log log, SplittableRandom random)
            throws IOException {
        var work = new JournalWorkload(disk, model, SegmentJournalTest.SMALL, log, random);
        model.read(work.journal());
        for (int i = 0; i < 60; i++) {
            work.step();
        }
        work.flush();
        work.journal().close();
    }

    /** After power loss as after a kill, nothing that was promised is missing. */
    private static void restart(Life life, int failing) throws IOException {
        var disk = failing % 2 == 0 ? life.disk.kill() : life.disk.crash(failing);
        var again =
                new JournalWorkload(
                        disk,
                        life.model,
                        SegmentJournalTest.SMALL,
                        life.log,
                        new SplittableRandom(failing));
        life.model.read(again.journal());
        for (int i = 0; i < 10; i++) {
            again.step();
        }
        assertEquals(List.of(), life.log.damage);
        assertInstanceOf(Condition.Healthy.class, again.journal().condition());
    }

    @ParameterizedTest
    @EnumSource(
            value = Fate.class,
            names = {"EIO", "ENOSPC", "SHORT", "LOST"})
    void keepsItsPromisesWhicheverCallFails(Fate fate) throws IOException {
        int all = live(0, fate, false).calls;
        int covered = 0;
        int most = all;
        for (int n = 1; n <= most; n++) {
            for (boolean forEver : n % 4 == 0 ? new boolean[] {false, true} : new boolean[1]) {
                try {
                    var life = live(n, fate, forEver);
                    most = forEver ? most : Math.max(most, life.calls);
                    restart(life, n);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("call " + n + " " + forEver + ": " + e, e);
                }
            }
            covered++;
        }
        System.out.printf("journal: %s at each of %d calls, 0 lost%n", fate, covered);
        assertTrue(covered >= all && all > 150, "calls " + all);
    }

    @Test
    void aFailedForceSealsTheSegmentAndTheNextAcceptIsTaken() throws IOException {
        var disk = new SimDisk();
        var model = new JournalModel();
        var log = new SegmentJournalTest.Log();
        var work =
                new JournalWorkload(
                        disk, model, SegmentJournalTest.SMALL, log, new SplittableRandom(1));
        work.accept(1);
        long promised = model.promised();
        var failed = new boolean[1];
        disk.watch(
                (op, path) -> {
                    if (op == Op.FORCE && path.contains("/seg-") && !failed[0]) {
                        failed[0] = true;
                        return Fate.LOST;
                    }
                    return Fate.WELL;
                });
        work.accept(1);
        assertEquals(promised, model.promised(), "a message whose force failed was promised");
        assertEquals(1, log.failures.size());
        work.accept(1);
        assertEquals(promised + 1, model.promised());
        assertInstanceOf(Condition.Healthy.class, work.journal().condition());
    }

    @Test
    void isBrokenWhenNoOtherSegmentCanBeOpenedEither() throws IOException {
        var disk = new SimDisk();
        var model = new JournalModel();
        var log = new SegmentJournalTest.Log();
        var work =
                new JournalWorkload(
                        disk, model, SegmentJournalTest.SMALL, log, new SplittableRandom(2));
        work.accept(1);
        long promised = model.promised();
        disk.watch((op, _) -> op == Op.FORCE ? Fate.LOST : Fate.WELL);
        work.accept(1);
        assertInstanceOf(Condition.Broken.class, work.journal().condition());
        disk.watch(null);
        work.accept(1);
        assertEquals(promised, model.promised(), "a broken journal takes nothing");
    }

    @Test
    void refusesOnAFullDiskAndGoesOnByItself() throws IOException {
        var disk = new SimDisk();
        var model = new JournalModel();
        var log = new SegmentJournalTest.Log();
        var small = SegmentJournalTest.SMALL;
        var reserving =
                new JournalSettings(
                        small.segmentOctets(),
                        small.spareSegments(),
                        small.preallocate(),
                        small.bodyFileOctets(),
                        small.groupOctets(),
                        small.changeDelay(),
                        small.queueOctets(),
                        small.queueAge(),
                        small.bodyMemoryOctets(),
                        16 << 10,
                        10);
        var work = new JournalWorkload(disk, model, reserving, log, new SplittableRandom(3));
        work.accept(1);
        disk.bound(disk.used() + (40 << 10), 1000);
        long before;
        do {
            before = model.promised();
            work.accept(3);
        } while (model.promised() > before);
        assertInstanceOf(Condition.Full.class, work.journal().condition());
        for (var message : model.live()) {
            work.end(message);
        }
        assertTrue(work.journal().flush(), "deliveries can be recorded on a full disk");
        model.flushed();
        disk.bound(Long.MAX_VALUE, 1000);
        work.maintain(20);
        assertInstanceOf(Condition.Healthy.class, work.journal().condition());
        work.accept(1);
        assertEquals(before + 1, model.promised());
    }
}
