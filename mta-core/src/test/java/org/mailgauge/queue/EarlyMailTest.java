package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.sim.Await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

@DisplayName("Mail that comes while the queue takes back what it had")
class EarlyMailTest {
    private static final int EARLY = 10_000;

    @Test
    void takesItsPlaceBehindWhatWasThere() {
        try (var rig = new Rig("one.test")) {
            var old = rig.send("a@x.test", 70, "b@one.test");
            var early = new ArrayList<QueueId>();
            rig.restart(() -> early.add(commit(rig)));
            assertEquals(1, rig.books.all(MtaEvent.Carried.class).size());
            assertEquals(1, rig.books.all(MtaEvent.Received.class).size());
            assertEquals(2, rig.levels().total().messages());
            var held = rig.slots().getFirst();
            held.slot.reached();
            var order = new ArrayList<QueueId>();
            for (var job = held.next(); job.isPresent(); job = held.next()) {
                order.add(job.get().id());
                held.slot.settle(job.get(), List.of(new Slot.Outcome.Relayed(Rig.OK)));
            }

            assertEquals(List.of(old, early.getFirst()), order);
            rig.check();
        }
    }

    @Test
    void isThereAfterAnotherStart() {
        try (var rig = new Rig("one.test")) {
            var early = new ArrayList<QueueId>();
            rig.restart(() -> early.add(commit(rig)));
            rig.restart();
            assertEquals(RecipientState.READY, rig.only(early.getFirst()).state());
            assertEquals(1, rig.relayAll());
            rig.check();
        }
    }

    @Test
    void waitsForItsAcknowledgementWhenTooMuchComes() throws InterruptedException {
        try (var rig = new Rig("one.test")) {
            var last = new AtomicReference<Intake.Commit>();
            var client = Thread.ofVirtual().unstarted(() -> last.set(oneMore(rig)));
            rig.restart(
                    () -> {
                        for (int i = 0; i < EARLY; i++) {
                            commit(rig);
                        }
                        client.start();
                        Await.until("it waits", () -> client.getState() == Thread.State.WAITING);
                        assertEquals(0, rig.levels().total().messages());
                    });
            client.join();
            assertInstanceOf(Intake.Commit.Durable.class, last.get());
            assertEquals(EARLY + 1, rig.levels().total().messages());
            rig.check();
        }
    }

    private static Intake.Commit oneMore(Rig rig) {
        return rig.commit(rig.envelope("a@x.test", "c@one.test"), 50);
    }

    private static QueueId commit(Rig rig) {
        return assertInstanceOf(Intake.Commit.Durable.class, oneMore(rig)).id();
    }
}
