package org.mailgauge.queue.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.journal.Journal.Accepted;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimEntropy;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.sim.SimTime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class SegmentJournalTest {

    static final JournalSettings SMALL =
            new JournalSettings(
                    64 << 10,
                    2,
                    true,
                    4096,
                    32 << 10,
                    Duration.ofMillis(20),
                    1 << 20,
                    Duration.ofSeconds(10),
                    1 << 20,
                    0,
                    0);

    /** What the listener was told. */
    static final class Log implements JournalListener {
        final List<Damage> damage = new ArrayList<>();
        final List<String> failures = new ArrayList<>();

        @Override
        public void damaged(Damage found) {
            damage.add(found);
        }

        @Override
        public void failed(String what, Throwable why) {
            failures.add(what + ": " + why);
        }
    }

    private final Log log = new Log();
    private SimDisk disk = new SimDisk();
    private SegmentJournal journal;

    SegmentJournalTest() throws IOException {
        journal = open(SMALL);
    }

    private SegmentJournal open(JournalSettings settings) throws IOException {
        return SegmentJournal.open(
                disk, "queue", new SimTasks(), new SimTime(), new SimEntropy(7), settings, log);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private Accepted accept(long serial, String envelope, byte[] content) throws IOException {
        var body = journal.body();
        body.write(content, 0, content.length);
        return journal.accept(new QueueId(1, serial), bytes(envelope), body);
    }

    private long durable(long serial, String envelope, byte[] content) throws IOException {
        return assertInstanceOf(Accepted.Durable.class, accept(serial, envelope, content)).place();
    }

    private byte[] content(long serial, long place) throws IOException {
        var content = journal.content(new QueueId(1, serial), place);
        var all = new byte[(int) content.octets()];
        int at = 0;
        while (at < all.length) {
            at += content.read(at, all, at, Math.min(700, all.length - at));
        }
        assertEquals(-1, content.read(at, all, 0, 0));
        return all;
    }

    static byte[] filled(int length, int seed) {
        var content = new byte[length];
        new java.util.SplittableRandom(seed).nextBytes(content);
        return content;
    }

    @Test
    void givesBackWhatWasAcceptedAfterACrash() throws IOException {
        var small = filled(100, 1);
        var large = filled(200_000, 2);
        durable(1, "envelope 1", small);
        long second = durable(2, "envelope 2", large);
        journal.change(new QueueId(1, 2), second, bytes("a"));
        journal.change(new QueueId(1, 2), second, bytes("b"));
        long third = durable(3, "envelope 3", small);
        journal.done(new QueueId(1, 3), third);
        assertTrue(journal.flush());

        disk = disk.crash(5);
        journal = open(SMALL);
        var found = journal.takeRecovered();
        assertEquals(2, found.size());
        assertEquals(new QueueId(1, 1), found.get(0).id());
        assertArrayEquals(bytes("envelope 2"), found.get(1).envelope());
        assertEquals(200_000, found.get(1).octets());
        assertEquals(2, found.get(1).states().size());
        assertArrayEquals(small, content(1, found.get(0).place()));
        assertArrayEquals(large, content(2, found.get(1).place()));
        assertEquals(4, journal.idFloor());
        assertEquals(List.of(), log.damage);
    }

    @Test
    void reusesSegmentsForTurnsOfTheRing() throws IOException {
        journal.owner(
                new Journal.Owner() {
                    @Override
                    public Optional<byte[]> state(QueueId id) {
                        return id.low() == 1 ? Optional.of(bytes("held")) : Optional.empty();
                    }

                    @Override
                    public void moved(QueueId id, long place) {
                        assertEquals(1, id.low());
                    }

                    @Override
                    public Optional<QueueId> at(long place) {
                        return Optional.empty();
                    }
                });
        long first = durable(1, "stays", filled(3000, 1));
        for (int i = 2; i < 1000; i++) {
            long place = durable(i, "goes", filled(3000, i));
            journal.done(new QueueId(1, i), place);
            journal.step(20);
        }
        assertTrue(disk.used() < 64 << 13, "used " + disk.used());
        assertArrayEquals(filled(3000, 1), content(1, first));
        journal.close();
        journal = open(SMALL);
        var found = journal.takeRecovered();
        assertEquals(1, found.size());
        assertArrayEquals(bytes("held"), found.getFirst().states().getFirst());
        assertArrayEquals(filled(3000, 1), content(1, found.getFirst().place()));
        assertEquals(1000, journal.idFloor());
        assertEquals(List.of(), log.damage);
        assertEquals(List.of(), log.failures);
    }
}
