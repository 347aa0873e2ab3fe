package org.mailgauge.queue.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.host.HostDisk;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.journal.Journal.Accepted;
import org.mailgauge.queue.journal.Journal.Recovered;
import org.mailgauge.sim.SimEntropy;
import org.mailgauge.sim.SimTasks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The journal with its threads, on a real disk, used by many virtual threads. */
class JournalThreadsTest {

    private static final int SENDERS = 32;
    private static final int EACH = 60;

    @TempDir private Path folder = Path.of("");
    private final Map<QueueId, Long> live = new ConcurrentHashMap<>();
    private final AtomicLong serial = new AtomicLong();
    private final SegmentJournalTest.Log log = new SegmentJournalTest.Log();

    private final Journal.Owner owner =
            new Journal.Owner() {
                @Override
                public Optional<byte[]> state(QueueId id) {
                    return live.containsKey(id) ? Optional.of(new byte[] {1}) : Optional.empty();
                }

                @Override
                public void moved(QueueId id, long place) {
                    live.computeIfPresent(id, (_, _) -> place);
                }

                @Override
                public Optional<QueueId> at(long place) {
                    return Optional.empty();
                }
            };

    private SegmentJournal open(SimTasks tasks) throws IOException {
        return SegmentJournal.open(
                HostDisk.at(folder),
                "queue",
                tasks,
                new JournalWorkload.Clock(),
                new SimEntropy(3),
                SegmentJournalTest.SMALL,
                log);
    }

    private void send(SegmentJournal journal) {
        for (int i = 0; i < EACH; i++) {
            var id = new QueueId(9, serial.incrementAndGet());
            int octets = (int) (id.low() * 37 % 6000);
            try {
                var body = journal.body();
                body.write(SegmentJournalTest.filled(octets, (int) id.low()), 0, octets);
                if (!(journal.accept(id, new byte[] {9}, body)
                        instanceof Accepted.Durable(long place))) {
                    throw new AssertionError("refused");
                }
                live.put(id, place);
                check(journal, id, place);
                if (id.low() % 40 != 0) {
                    live.remove(id);
                    journal.done(id, place);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void check(Journal journal, QueueId id, long place) throws IOException {
        var content = journal.content(id, place);
        var all = new byte[(int) content.octets()];
        for (int at = 0; at < all.length; ) {
            at += content.read(at, all, at, all.length - at);
        }
        assertArrayEquals(SegmentJournalTest.filled(all.length, (int) id.low()), all);
    }

    @Test
    void manySendersShareGroupsAndTheRingTurnsUnderThem() throws IOException {
        try (var tasks = new SimTasks()) {
            var journal = open(tasks);
            journal.owner(owner);
            journal.start();
            for (int i = 0; i < SENDERS; i++) {
                var _ = tasks.start("sender", () -> send(journal));
            }
            org.mailgauge.sim.Await.until(() -> "senders end", () -> tasks.running() == 2);
            assertTrue(journal.flush());
            journal.close();
            assertEquals(java.util.List.of(), tasks.failures());
        }
        try (var tasks = new SimTasks()) {
            var journal = open(tasks);
            var found = new ArrayList<QueueId>();
            for (Recovered one : journal.takeRecovered()) {
                found.add(one.id());
                check(journal, one.id(), one.place());
            }
            assertEquals(SENDERS * EACH / 40, found.size());
            assertEquals(live.keySet(), java.util.Set.copyOf(found));
            assertEquals(SENDERS * EACH + 1L, journal.idFloor());
            journal.close();
        }
        assertEquals(java.util.List.of(), log.damage);
        assertEquals(java.util.List.of(), log.failures);
    }
}
