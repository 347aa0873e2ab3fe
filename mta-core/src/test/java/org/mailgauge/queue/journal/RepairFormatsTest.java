package org.mailgauge.queue.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.journal.Journal.Recovered;
import org.mailgauge.queue.journal.JournalListener.Damage;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimEntropy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A repair of records that are as they were written and yet tell the journal's owner nothing. */
class RepairFormatsTest {
    private static final byte[] GOOD = {5};
    private static final byte[] BAD = {99};

    /** Takes all but what begins with 99. */
    private static final class Picky implements RecordFormats {
        @Override
        public void refuseNewer(QueueId id, byte[] envelope, List<byte[]> states) {
            // None is.
        }

        @Override
        public Optional<String> envelopeFlaw(byte[] envelope) {
            return flaw(envelope);
        }

        @Override
        public Optional<String> stateFlaw(byte[] state) {
            return flaw(state);
        }

        private static Optional<String> flaw(byte[] octets) {
            return octets[0] == 99 ? Optional.of("99") : Optional.empty();
        }
    }

    private final SegmentJournalTest.Log log = new SegmentJournalTest.Log();
    private final JournalWorkload.Clock clock = new JournalWorkload.Clock();
    private final List<Damage> told = new ArrayList<>();
    private SimDisk disk = new SimDisk();
    private SegmentJournal journal = open();

    RepairFormatsTest() throws IOException {}

    private SegmentJournal open() throws IOException {
        return JournalWorkload.open(disk, SegmentJournalTest.SMALL, log, clock, 3);
    }

    private long accept(long serial, byte[] envelope, int length) throws IOException {
        var body = journal.body();
        body.write(SegmentJournalTest.filled(length, (int) serial), 0, length);
        var how = journal.accept(new QueueId(1, serial), envelope, body);
        return assertInstanceOf(Journal.Accepted.Durable.class, how).place();
    }

    private JournalRepair.Outcome repair() throws IOException {
        journal.close();
        disk = disk.kill();
        return JournalRepair.of(
                disk,
                "queue",
                clock,
                new SimEntropy(77),
                SegmentJournalTest.SMALL,
                new Picky(),
                told::add,
                false);
    }

    /** What a start finds, once the check has found nothing. */
    private List<Recovered> restarted() throws IOException {
        var found = new ArrayList<Damage>();
        JournalCheck.of(disk, "queue", new Picky(), found::add);
        assertEquals(List.of(), found);
        journal = open();
        assertEquals(List.of(), log.damage);
        return journal.takeRecovered();
    }

    private static List<String> said(List<Damage> damages) {
        return damages.stream()
                .map(one -> one.what() + " " + one.id().orElseThrow().low())
                .toList();
    }

    @Test
    void aMessageWhoseEnvelopeCannotBeReadIsSetAsideWithItsContent() throws IOException {
        accept(1, GOOD, 300);
        long place = accept(2, BAD, 300);
        accept(3, BAD, 9000);
        var body = disk.list("queue/bodies").getFirst();
        var outcome = repair();
        assertEquals(1, outcome.kept());
        assertEquals(List.of(new QueueId(1, 2), new QueueId(1, 3)), outcome.lost());
        assertEquals(
                List.of("envelope cannot be read: 99 2", "envelope cannot be read: 99 3"),
                said(told));
        var found = restarted();
        assertEquals(1, found.size());
        assertEquals(1, found.getFirst().id().low());
        assertTrue(disk.exists("queue/quarantine/body-" + body));
        var name = String.format(java.util.Locale.ROOT, "%016x-%08x", 1, Format.offsetOf(place));
        var kept = disk.content("queue/quarantine/" + name);
        int from = Format.RECORD_HEADER + BAD.length;
        assertArrayEquals(
                SegmentJournalTest.filled(300, 2),
                java.util.Arrays.copyOfRange(kept, from, from + 300));
    }

    @Test
    void aStateThatCannotBeReadIsSetAsideAndItsMessageKept() throws IOException {
        long place = accept(1, GOOD, 300);
        for (var state : List.of(GOOD, BAD, new byte[] {6})) {
            journal.change(new QueueId(1, 1), place, state);
        }
        var outcome = repair();
        assertEquals(1, outcome.kept());
        assertEquals(List.of(), outcome.lost());
        assertEquals(List.of("state cannot be read: 99 1"), said(told));
        var states = restarted().getFirst().states();
        assertEquals(2, states.size());
        assertArrayEquals(GOOD, states.get(0));
        assertArrayEquals(new byte[] {6}, states.get(1));
        assertEquals(1, disk.list("queue/quarantine").size());
    }

    @Test
    void aSurvivorWhoseStateCannotBeReadIsKeptWithoutIt() throws IOException {
        var moved = new ArrayList<Long>();
        journal.owner(
                new Journal.Owner() {
                    @Override
                    public Optional<byte[]> state(QueueId id) {
                        return id.low() == 1 ? Optional.of(BAD) : Optional.empty();
                    }

                    @Override
                    public void moved(QueueId id, long place) {
                        moved.add(place);
                    }

                    @Override
                    public Optional<QueueId> at(long place) {
                        return Optional.empty();
                    }
                });
        accept(1, GOOD, 300);
        for (int serial = 2; moved.isEmpty() && serial < 1000; serial++) {
            journal.done(new QueueId(1, serial), accept(serial, GOOD, 3000));
            journal.step(20);
        }
        journal.change(new QueueId(1, 1), moved.getFirst(), GOOD);
        assertEquals(1, repair().kept());
        var states = restarted().getFirst().states();
        assertEquals(1, states.size());
        assertArrayEquals(GOOD, states.getFirst());
        assertTrue(said(told).contains("state cannot be read: 99 1"), told.toString());
    }
}
