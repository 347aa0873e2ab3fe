package org.mailgauge.queue.journal;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.journal.JournalListener.Damage;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimEntropy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A journal whose disk is harmed between two runs, and that is started, checked and repaired. */
abstract class HarmedJournal {
    final SegmentJournalTest.Log log = new SegmentJournalTest.Log();
    final JournalWorkload.Clock clock = new JournalWorkload.Clock();

    /** What the last check has found. */
    final List<Damage> found = new ArrayList<>();

    SimDisk disk = new SimDisk();

    SegmentJournal open(long seed) throws IOException {
        return JournalWorkload.open(disk, SegmentJournalTest.SMALL, log, clock, seed);
    }

    /** Takes a message of that length. @return its place */
    static long accept(SegmentJournal journal, long serial, int length) throws IOException {
        var body = journal.body();
        var content = SegmentJournalTest.filled(length, (int) serial);
        body.write(content, 0, content.length);
        var how = journal.accept(new QueueId(1, serial), new byte[] {1, 2}, body);
        return assertInstanceOf(Journal.Accepted.Durable.class, how).place();
    }

    /** Starts and stops. @return what is live */
    Set<Long> start(long seed) throws IOException {
        var journal = open(seed);
        var live = new TreeSet<Long>();
        journal.takeRecovered().forEach(message -> live.add(message.id().low()));
        journal.close();
        disk = disk.kill();
        return live;
    }

    JournalReport verify() throws IOException {
        found.clear();
        return JournalCheck.of(disk, "queue", RecordFormats.ANY, found::add);
    }

    JournalRepair.Outcome repair() throws IOException {
        return JournalRepair.of(
                disk,
                "queue",
                clock,
                new SimEntropy(77),
                SegmentJournalTest.SMALL,
                RecordFormats.ANY,
                _ -> {},
                false);
    }
}
