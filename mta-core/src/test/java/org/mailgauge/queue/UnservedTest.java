package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.mailgauge.observe.Stock;
import org.mailgauge.queue.Slot.Outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** What is due and not tried, and destinations where none gets through. */
class UnservedTest {
    private static final String CHANNEL = "OUTBOUND smtp-out";

    private static long fill(Rig rig, int recipients) {
        for (int i = 0; i < recipients; i++) {
            rig.advance(Duration.ofSeconds(10));
            rig.send("a@x.test", i + "@one.test");
        }
        return rig.time.ticks();
    }

    private static List<Stock.Unserved> unserved(Rig rig) {
        return rig.levels().unserved();
    }

    @Test
    void dueIsWhatCouldBeTriedAndIsNot() {
        try (var rig = new Rig()) {
            rig.send("a@x.test", "first@one.test");
            long first = rig.time.ticks();
            assertEquals(first, rig.level(CHANNEL).dueTicks());
            rig.advance(Duration.ofSeconds(30));
            rig.send("a@x.test", "second@one.test");
            assertEquals(first, rig.levels().total().dueTicks());
            for (var held : rig.slots()) {
                held.slot.reached();
            }
            var job = rig.slots().getFirst().next().orElseThrow();
            assertEquals(rig.time.ticks(), rig.level(CHANNEL).dueTicks(), "one is in delivery");
            rig.slots().getFirst().slot.settle(job, List.of(new Outcome.Deferred(Rig.LATER)));
            rig.settle(rig.slots().getFirst(), new Outcome.Deferred(Rig.LATER));
            assertNull(rig.level(CHANNEL).dueTicks(), "both wait for a time");
            assertNull(rig.level("STATE deferred").dueTicks());
            rig.slots().forEach(rig::end);
        }
    }

    @Test
    void nothingIsDueWhileTheNextHopBacksOffAndSinceItsEndAfterwards() {
        try (var rig = new Rig()) {
            fill(rig, 3);
            for (var held : rig.slots()) {
                held.slot.unreachable(Rig.DOWN);
                rig.end(held);
            }
            assertNull(rig.level(CHANNEL).dueTicks());
            rig.advance(Duration.ofMinutes(10));
            var probe = rig.slot();
            assertNull(rig.level(CHANNEL).dueTicks(), "the probe says whether they may go");
            probe.slot.reached();
            rig.settle(probe, new Outcome.Relayed(Rig.OK));
            assertEquals(rig.time.ticks(), rig.level(CHANNEL).dueTicks());
            rig.relayAll();
            assertNull(rig.levels().total().dueTicks());
        }
    }

    @Test
    void nothingIsDueInAPausedChannel() {
        try (var rig = new Rig()) {
            rig.queue.pause(new Pause(Pause.Kind.CHANNEL, "smtp-out", "", "", Instant.EPOCH));
            fill(rig, 1);
            assertNull(rig.level(CHANNEL).dueTicks());
            assertNull(rig.levels().total().dueTicks());
        }
    }

    @Test
    void aDestinationIsToldOfSinceTheFifthRecipientWaits() {
        try (var rig = new Rig()) {
            fill(rig, 4);
            assertEquals(List.of(), unserved(rig));
            long fifth = fill(rig, 1);
            fill(rig, 2);
            var row = unserved(rig).getFirst();
            assertEquals("one.test", row.domain());
            assertEquals(7, row.recipients());
            assertEquals(fifth, row.sinceTicks());
            assertNull(row.servedTicks());
            assertEquals("none", row.replyClass());
            rig.restart();
            assertEquals(fifth, unserved(rig).getFirst().sinceTicks(), "ages survive a restart");
        }
    }

    @Test
    void oneThatGetsThroughBeginsTheWaitAnew() {
        try (var rig = new Rig()) {
            fill(rig, 7);
            rig.advance(Duration.ofMinutes(20));
            var held = rig.slots().getFirst();
            held.slot.reached();
            rig.settle(held, new Outcome.Deferred(Rig.LATER));
            var row = unserved(rig).getFirst();
            assertEquals("greylisted", row.replyClass());
            assertEquals(Rig.LATER.code(), row.lastReply() == null ? 0 : row.lastReply().code());
            rig.settle(held, new Outcome.Relayed(Rig.OK));
            row = unserved(rig).getFirst();
            assertEquals(rig.time.ticks(), row.sinceTicks());
            assertEquals(rig.time.ticks(), row.servedTicks());
            assertEquals(6, row.recipients());
            rig.relayAll();
            assertEquals(List.of(), unserved(rig));
        }
    }

    @Test
    void heldAndPausedOnesDoNotWait() {
        try (var rig = new Rig()) {
            fill(rig, 5);
            var id = rig.queue.view().list(Selection.of(), null, 1).rows().getFirst().id();
            rig.queue.hold(id);
            assertEquals(List.of(), unserved(rig));
            rig.advance(Duration.ofMinutes(1));
            rig.queue.operate(Operation.RELEASE, Selection.of(), MailQueue.BY_OPERATOR, false);
            assertEquals(rig.time.ticks(), unserved(rig).getFirst().sinceTicks());
            rig.queue.pause(new Pause(Pause.Kind.DESTINATION, "one.test", "", "", Instant.EPOCH));
            rig.advance(Duration.ofMillis(10));
            assertEquals(List.of(), unserved(rig));
            rig.queue.resume(Pause.Kind.DESTINATION, "one.test");
            rig.advance(Duration.ofMillis(10));
            assertEquals(5, unserved(rig).getFirst().recipients());
        }
    }

    @Test
    void theLongestComeFirstWhateverCameAndWent() {
        var ranks = new Ranks();
        var unserved = ranks.unserved();
        var random = new SplittableRandom(11);
        var all = new ArrayList<Domain>();
        for (int i = 0; i < 200; i++) {
            all.add(new Domain(i, i + ".test", ranks));
        }
        for (int round = 0; round < 3000; round++) {
            var domain = all.get(random.nextInt(all.size()));
            boolean gone = random.nextInt(4) == 0;
            unserved.place(domain, gone ? Long.MAX_VALUE : round * 1000L + random.nextInt(999));
            if (round % 100 == 0) {
                var expected =
                        all.stream()
                                .filter(one -> one.unservedSince != Long.MAX_VALUE)
                                .sorted(Comparator.comparingLong(one -> one.unservedSince))
                                .limit(20)
                                .toList();
                assertEquals(expected, unserved.longest(20));
            }
        }
    }
}
