package org.mailgauge.agent.alarm.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailgauge.agent.alarm.AlarmEvent;
import org.mailgauge.agent.alarm.Events;
import org.mailgauge.agent.alarm.SinkCounts;
import org.mailgauge.sim.Await;
import org.mailgauge.sim.SimEntropy;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.sim.SimTime;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What is sent when, and what is given up; the receiver answers as the test says. */
class OutboxTest {
    private static final Way.Outcome SENT = new Way.Outcome.Sent();
    private static final Way.Outcome LATER = new Way.Outcome.Again("status 503");

    private final SimTime time = new SimTime();
    private final SimTasks tasks = new SimTasks();
    private final Receiver receiver = new Receiver();

    @SuppressWarnings("NullAway.Init") // opened before each test
    private Outbox outbox;

    /** Answers, and notes when it was asked what. */
    private final class Receiver implements Way {
        private final List<String> asked = new CopyOnWriteArrayList<>();
        private final long start = time.ticks();
        private volatile Outcome answer = SENT;
        private volatile boolean unreachable;
        private volatile boolean silent;
        private volatile boolean closed;

        @Override
        public String name() {
            return "receiver";
        }

        @Override
        public Outcome send(AlarmEvent event) throws IOException, InterruptedException {
            long seconds = (time.ticks() - start) / 1_000_000_000;
            asked.add(event.sequence() + "@" + seconds);
            if (silent) {
                time.sleep(Duration.ofDays(365));
            }
            if (unreachable) {
                throw new IOException("Connection refused");
            }
            return answer;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @BeforeEach
    void open() {
        open(10, Duration.ofHours(1));
    }

    private void open(int most, Duration giveUp) {
        outbox = new Outbox(receiver, new Outbox.Bounds(most, giveUp), time, new SimEntropy(1));
        outbox.start(tasks);
    }

    @AfterEach
    void close() {
        outbox.close();
        assertTrue(receiver.closed);
        tasks.close();
        assertEquals(List.of(), tasks.failures());
    }

    private void tell(long... sequences) {
        for (long sequence : sequences) {
            outbox.tell(Events.event(sequence));
        }
        settle();
    }

    /**
     * Until all is handed over, or what is tried waits for its next time: a thread that waits to
     * write to the log looks quiet as well.
     */
    private void settle() {
        tasks.awaitQuiet(time::activity);
        Await.until(() -> "" + counts(), () -> counts().waiting() == 0 || time.timers() > 0);
    }

    private void pass(Duration most) {
        long end = time.ticks() + most.toNanos();
        while (time.untilNext().orElse(Long.MAX_VALUE) <= end - time.ticks()) {
            time.advanceToNext();
            settle();
        }
        time.advance(Duration.ofNanos(end - time.ticks()));
    }

    private SinkCounts counts() {
        return outbox.counts().orElseThrow();
    }

    private String numbers() {
        var now = counts();
        return "%d sent, %d failed, %d dropped, %d waiting"
                .formatted(now.sent(), now.failed(), now.dropped(), now.waiting());
    }

    @Test
    void sendsInOrderAtOnce() {
        tell(1, 2, 3);
        assertEquals(List.of("1@0", "2@0", "3@0"), receiver.asked);
        assertEquals("3 sent, 0 failed, 0 dropped, 0 waiting", numbers());
    }

    @Test
    void aReceiverThatIsAwayGetsAllInOrderOnceItIsBack() {
        receiver.unreachable = true;
        tell(1, 2, 3);
        pass(Duration.ofMinutes(10));
        assertTrue(receiver.asked.stream().allMatch(one -> one.startsWith("1@")), "in order");
        assertEquals("Connection refused", counts().trouble());
        assertEquals(3, counts().waiting());
        receiver.unreachable = false;
        receiver.asked.clear();
        pass(Duration.ofMinutes(5));
        assertEquals(
                List.of("1", "2", "3"),
                receiver.asked.stream().map(one -> one.substring(0, 1)).toList());
        assertEquals(3, counts().sent());
        assertEquals(0, counts().dropped());
        assertEquals("", counts().trouble());
    }

    @Test
    void pausesDoubleUpToFiveMinutes() {
        receiver.answer = LATER;
        tell(1);
        pass(Duration.ofMinutes(30));
        var seconds = new ArrayList<Long>();
        for (var one : receiver.asked) {
            seconds.add(Long.valueOf(one.substring(2)));
        }
        for (int i = 1; i < seconds.size(); i++) {
            long pause = seconds.get(i) - seconds.get(i - 1);
            long most = Math.min(300, 1L << (i - 1));
            assertTrue(pause <= most && pause >= most / 2 - 1, i + ": " + seconds);
        }
        assertTrue(seconds.size() > 12 && seconds.size() < 24, seconds.toString());
        assertEquals(seconds.size(), counts().failed());
    }

    @Test
    void anEventThatIsTooOldIsDroppedAndTheNextIsTried() {
        receiver.answer = LATER;
        tell(1);
        pass(Duration.ofMinutes(30));
        tell(2);
        pass(Duration.ofMinutes(31));
        assertEquals(1, counts().dropped());
        receiver.answer = SENT;
        pass(Duration.ofMinutes(6));
        assertEquals(1, counts().sent());
        assertTrue(receiver.asked.getLast().startsWith("2@"), receiver.asked.toString());
    }

    @Test
    void anEventThatIsRefusedDoesNotHoldUpOthers() {
        receiver.answer = new Way.Outcome.Refused("status 400");
        tell(1);
        receiver.answer = SENT;
        tell(2);
        assertEquals(List.of("1@0", "2@0"), receiver.asked);
        assertEquals("1 sent, 0 failed, 1 dropped, 0 waiting", numbers());
    }

    @Test
    void beyondTheBoundTheOldestIsDropped() {
        outbox.close();
        open(3, Duration.ofHours(1));
        receiver.answer = LATER;
        tell(1);
        tell(2, 3, 4, 5, 6);
        assertEquals("0 sent, 1 failed, 2 dropped, 4 waiting", numbers());
        receiver.answer = SENT;
        receiver.asked.clear();
        pass(Duration.ofSeconds(2));
        assertEquals(
                List.of("1", "4", "5", "6"),
                receiver.asked.stream().map(one -> one.substring(0, 1)).toList(),
                "the one that was being tried, and the newest");
    }

    @Test
    void aReceiverThatSaysNothingKeepsNobodyWaiting() {
        receiver.silent = true;
        tell(1);
        for (int i = 2; i < 2000; i++) {
            outbox.tell(Events.event(i));
        }
        assertEquals("0 sent, 0 failed, 1988 dropped, 11 waiting", numbers());
    }

    @Test
    void whatWaitsAtAStopIsCounted() {
        receiver.answer = LATER;
        tell(1, 2);
        outbox.close();
        assertEquals("0 sent, 1 failed, 2 dropped, 0 waiting", numbers());
        outbox.tell(Events.event(3));
        assertEquals(3, counts().dropped());
    }
}
