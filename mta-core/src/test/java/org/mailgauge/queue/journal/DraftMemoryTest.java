package org.mailgauge.queue.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.queue.QueueId;
import org.mailgauge.sim.SimDisk;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Many unfinished contents at a time, and little memory for them. */
class DraftMemoryTest {
    private static final int BOUND = 200_000;
    private static final JournalSettings SETTINGS =
            new JournalSettings(
                    1 << 20,
                    1,
                    false,
                    40_000,
                    32 << 10,
                    Duration.ofMillis(20),
                    8 << 20,
                    Duration.ofSeconds(10),
                    BOUND,
                    0,
                    0);

    private final SegmentJournalTest.Log log = new SegmentJournalTest.Log();
    private final SegmentJournal journal;

    DraftMemoryTest() throws IOException {
        journal =
                JournalWorkload.open(new SimDisk(), SETTINGS, log, new JournalWorkload.Clock(), 5);
    }

    private long held() {
        var held = new long[1];
        journal.read(
                (name, value) -> {
                    if (name.equals("journal_draft_memory_octets")) {
                        held[0] = (long) value;
                    }
                });
        return held[0];
    }

    private static int length(int number) {
        return number % 3 == 0 ? 1 + number : 100_000 + number * 7919;
    }

    @Test
    void allTogetherNeverHoldMoreThanTheBound() throws IOException {
        var bodies = new ArrayList<Journal.Body>();
        var contents = new ArrayList<byte[]>();
        for (int i = 0; i < 40; i++) {
            bodies.add(journal.body());
            contents.add(SegmentJournalTest.filled(length(i), i));
        }
        long most = 0;
        for (int from = 0; from < 500_000; from += 7001) {
            for (int i = 0; i < bodies.size(); i++) {
                int part = Math.min(7001, contents.get(i).length - from);
                if (part > 0) {
                    bodies.get(i).write(contents.get(i), from, part);
                }
                most = Math.max(most, held());
                assertTrue(most <= BOUND, "held " + most);
            }
        }
        assertTrue(most > BOUND / 2, "the memory that there is was used: " + most);
        for (int i = 0; i < bodies.size(); i++) {
            accepted(i, bodies.get(i), contents.get(i));
        }
        assertEquals(0, held());
        assertEquals(List.of(), log.damage);
    }

    private void accepted(int number, Journal.Body body, byte[] content) throws IOException {
        var id = new QueueId(1, number);
        var how = journal.accept(id, new byte[] {1}, body);
        long place = assertInstanceOf(Journal.Accepted.Durable.class, how).place();
        var stored = journal.content(id, place);
        var all = new byte[(int) stored.octets()];
        for (int at = 0; at < all.length; ) {
            at += stored.read(at, all, at, all.length - at);
        }
        assertArrayEquals(content, all);
    }

    @Test
    void whatOneForgetsAnotherMayTake() throws IOException {
        var piece = new byte[30_000];
        for (int i = 0; i < 100; i++) {
            try (var body = journal.body()) {
                body.write(piece, 0, piece.length);
                assertTrue(held() >= piece.length);
            }
            assertEquals(0, held());
        }
    }

    @ParameterizedTest(name = "{0} MiB of heap: {1} MiB")
    @CsvSource({"64, 8", "256, 32", "1023, 127.875", "1024, 128", "16384, 128"})
    void theBoundFitsTheHeap(long heap, double bound) {
        var settings = JournalSettings.of(QueueConfig.DEFAULT, heap << 20);
        assertEquals((long) (bound * (1 << 20)), settings.bodyMemoryOctets());
    }
}
