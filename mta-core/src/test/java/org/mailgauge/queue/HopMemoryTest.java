package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;

import java.time.Duration;
import java.util.Map;

class HopMemoryTest {
    private static final long KEPT = HopMemory.KEPT.toNanos();

    private static HopMemory.Learned small() {
        var window = new Window(5, 20);
        window.lost(window.epoch());
        return new HopMemory.Learned(window, new TransactionLimit());
    }

    @Test
    void keepsForAnHour() {
        var memory = new HopMemory<String>();
        var learned = small();
        memory.keep("hop", learned, 0);
        assertSame(learned, memory.take("hop", KEPT));
        assertNull(memory.take("hop", KEPT), "it is in use now");
        memory.keep("hop", learned, 0);
        assertNull(memory.take("hop", KEPT + 1));
        assertEquals(0, memory.size());
    }

    @Test
    void keepsNothingOfAHopThatIsLikeAnyOther() {
        var memory = new HopMemory<String>();
        memory.keep("hop", small(), 0);
        var fresh = new HopMemory.Learned(new Window(5, 20), new TransactionLimit());
        memory.keep("hop", fresh, 1);
        assertEquals(0, memory.size());
    }

    @Test
    void whatWasLeftFirstMakesRoom() {
        var memory = new HopMemory<Integer>();
        for (int i = 0; i < HopMemory.MOST; i++) {
            memory.keep(i, small(), i);
        }
        memory.keep(0, small(), HopMemory.MOST);
        memory.keep(-1, small(), HopMemory.MOST);
        assertEquals(HopMemory.MOST, memory.size());
        assertNull(memory.take(1, HopMemory.MOST));
        assertNotNull(memory.take(0, HopMemory.MOST));
    }

    @Test
    void aWindowOutlivesAnEmptyQueue() {
        try (var rig = new Rig(QueueConfig.DEFAULT, new DeliveryConfig(20, 50, Map.of()))) {
            send(rig, 20);
            assertEquals(5, rig.slots().size());
            rig.slots().forEach(held -> held.slot.reached());
            var lost = rig.slots().getFirst();
            lost.slot.unreachable(Rig.DOWN);
            rig.end(lost);
            rig.relayAll();
            assertEquals(0, rig.probe("scheduler_destinations"), "forgotten");
            int window = restOf(rig);
            assertTrue(window != 5, "learned: " + window);
            rig.relayAll();
            rig.advance(Duration.ofMinutes(61));
            assertEquals(5, restOf(rig), "an hour later nothing is known");
            rig.relayAll();
        }
    }

    private static int restOf(Rig rig) {
        send(rig, 30);
        return rig.slots().size();
    }

    private static void send(Rig rig, int messages) {
        for (int i = 0; i < messages; i++) {
            rig.send("a@x.test", i + "@one.test");
        }
    }

    @Test
    void aTransactionGrowsSlowlyAfterARefusal() {
        var limit = new TransactionLimit();
        limit.refused(10);
        assertEquals(10, limit.size());
        for (int i = 0; i < 19; i++) {
            limit.taken(10);
            limit.taken(9); // shows nothing
        }
        assertEquals(10, limit.size());
        limit.taken(10);
        assertEquals(11, limit.size());
        limit.refused(10);
        assertEquals(10, limit.size());
        limit.refused(0);
        assertEquals(1, limit.size());
        for (int i = 0; i < 2000; i++) {
            limit.taken(Scheduler.RECIPIENTS_PER_JOB);
        }
        assertTrue(limit.isFresh(), "as much as ever");
    }
}
