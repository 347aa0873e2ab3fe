package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.queue.Slot.Outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Each operation on each state, by id and by what is asked for, done and only said. */
class OperationsTest {

    private static Effect run(Rig rig, Operation operation, boolean dryRun, Criterion... criteria) {
        var effect =
                rig.queue.operate(operation, Selection.of(criteria), MailQueue.BY_OPERATOR, dryRun);
        assertTrue(effect.complete());
        assertTrue(effect.durable());
        return effect;
    }

    /** One recipient in each state; destinations are named by it. */
    private static void fill(Rig rig) {
        for (var name : List.of("delivery", "deferred", "down", "probing", "paused", "held")) {
            rig.routes.put(name + ".test", Rig.host(name + ".test"));
        }
        rig.send("a@x.test", "u@held.test");
        rig.queue.hold(only(rig, "held").id());
        rig.send("a@x.test", "u@probing.test");
        finish(rig, "probing", true);
        rig.advance(Duration.ofNanos(hop(rig, "probing").retryAt - rig.time.ticks()));
        rig.send("a@x.test", "u@deferred.test");
        finish(rig, "deferred", false);
        rig.send("a@x.test", "u@down.test");
        finish(rig, "down", true);
        rig.queue.pause(new Pause(Pause.Kind.DESTINATION, "paused.test", "", "", Instant.EPOCH));
        rig.send("a@x.test", "u@paused.test");
        rig.send("a@x.test", "u@delivery.test");
        slot(rig, "delivery").next();
        rig.send("a@x.test", "1@ready.test", "2@ready.test");
    }

    private static QueueView.Row only(Rig rig, String name) {
        var rows =
                rig.queue
                        .view()
                        .list(Selection.of(new Criterion.Destination(name + ".test")), null, 10)
                        .rows();
        return rows.getFirst();
    }

    private static ManualAgent.Held slot(Rig rig, String name) {
        return rig.slots().stream()
                .filter(held -> held.slot.nextHop().toString().contains(name))
                .findFirst()
                .orElseThrow();
    }

    private static void finish(Rig rig, String name, boolean down) {
        var held = slot(rig, name);
        if (down) {
            held.slot.unreachable(Rig.DOWN);
        } else {
            held.slot.reached();
            rig.settle(held, new Outcome.Deferred(Rig.LATER));
        }
        rig.end(held);
    }

    private static Hop hop(Rig rig, String name) {
        var found = new Hop[1];
        rig.queue.inspect(
                index ->
                        index.hops().stream()
                                .filter(hop -> hop.nextHop.toString().contains(name))
                                .forEach(hop -> found[0] = hop));
        return found[0];
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // ready x2, in-delivery, deferred, down, probing, paused, held
        "hold,    6, IN_DELIVERY=1 HELD_ALREADY=1",
        "release, 1, IN_DELIVERY=1 NOT_HELD=6",
        "retry,   2, IN_DELIVERY=1 HELD=1 NOT_PUT_OFF=2 PROBING=1 PAUSED=1",
        "bounce,  7, IN_DELIVERY=1",
        "delete,  7, IN_DELIVERY=1",
    })
    void eachOperationOnEachState(String label, int changed, String skipped) {
        var operation = Operation.valueOf(label.toUpperCase(Locale.ROOT));
        try (var rig = new Rig()) {
            fill(rig);
            var before = states(rig);
            var said = run(rig, operation, true);
            assertEquals(before, states(rig), "a dry run changes nothing");
            assertEquals(7, said.messages());
            assertEquals(8, said.matched());
            assertEquals(changed, said.changed());
            assertEquals(skipped, text(said.skipped()));
            assertEquals(changed, said.first().size());
            assertEquals(
                    changed, said.destinations().stream().mapToLong(c -> c.recipients()).sum());
            var done = run(rig, operation, false);
            assertEquals(said.changed(), done.changed());
            assertEquals(said.skipped(), done.skipped());
            assertEquals(said.first(), done.first());
            assertEquals(said.destinations(), done.destinations());
            rig.calm();
            assertEquals(
                    expected(operation), states(rig), () -> operation + " left " + states(rig));
        }
    }

    private static Map<String, Integer> expected(Operation operation) {
        return switch (operation) {
            case HOLD -> Map.of("held", 7, "in-delivery", 1);
            case RELEASE -> Map.of("ready", 4, "in-delivery", 1, "deferred", 3);
            case RETRY -> Map.of("ready", 4, "in-delivery", 1, "deferred", 2, "held", 1);
            case BOUNCE, DELETE -> Map.of("in-delivery", 1);
        };
    }

    private static Map<String, Integer> states(Rig rig) {
        var states = new TreeMap<String, Integer>();
        rig.queue.inspect(
                index -> {
                    for (var m = index.first(); m != null; m = m.next) {
                        for (int i = 0; i < m.recipients(); i++) {
                            if (m.recipient(i).lane != null) {
                                states.merge(m.recipient(i).state().label(), 1, Integer::sum);
                            }
                        }
                    }
                });
        return states;
    }

    private static String text(Map<Operation.Skip, Long> skipped) {
        return new TreeMap<>(skipped)
                .entrySet().stream().map(Object::toString).collect(Collectors.joining(" "));
    }

    @Test
    void retryProbesANextHopThatBacksOffNow() {
        try (var rig = new Rig()) {
            var id = rig.send("a@x.test", "u@one.test");
            var held = rig.slot();
            held.slot.unreachable(Rig.DOWN);
            rig.end(held);
            assertEquals(0, rig.slots().size());
            assertEquals(1, rig.queue.retry(id));
            assertEquals(1, rig.relayAll());
        }
    }

    @Test
    void onlyRecipientsThatMeetAllAreMeant() {
        try (var rig = new Rig()) {
            rig.routes.put("two.test", Rig.host("two.test"));
            rig.send("a@x.test", 100, "u@one.test", "v@one.test", "u@two.test");
            rig.send("", 5000, "u@two.test");
            var criteria =
                    new Criterion[] {
                        new Criterion.Destination("two.test"),
                        new Criterion.Sender("a", "x.test"),
                        new Criterion.NextHop("smtp:[TWO.test]:25"),
                        new Criterion.Channel("smtp-out"),
                        new Criterion.Reason(WaitReason.NEXT)
                    };
            rig.queue.operate(
                    Operation.HOLD, Selection.ALL, MailQueue.BY_OPERATOR, false); // out of the way
            rig.slots().forEach(rig::end);
            assertEquals(0, run(rig, Operation.RELEASE, true, criteria).changed(), "they are held");
            criteria[4] = new Criterion.Reason(WaitReason.HELD_BY_OPERATOR);
            assertEquals(1, run(rig, Operation.RELEASE, true, criteria).changed());
            assertEquals(4, run(rig, Operation.DELETE, true).changed());
            assertEquals(
                    1, run(rig, Operation.DELETE, true, new Criterion.LargerThan(4999)).changed());
            assertEquals(
                    0, run(rig, Operation.DELETE, true, new Criterion.LargerThan(5000)).changed());
            assertEquals(
                    1,
                    run(rig, Operation.DELETE, true, new Criterion.Sender(null, null)).changed());
            assertEquals(
                    1,
                    run(rig, Operation.DELETE, true, new Criterion.Recipient("v", "one.test"))
                            .changed());
        }
    }

    @Test
    void selectsByAgeAttemptsAndReply() {
        try (var rig = new Rig()) {
            rig.send("a@x.test", "u@one.test");
            var held = rig.slot();
            held.slot.reached();
            rig.settle(held, new Outcome.Deferred(Rig.LATER));
            rig.end(held);
            rig.advance(Duration.ofMinutes(1));
            rig.send("a@x.test", "v@two.test");
            var minute = Duration.ofMinutes(1);
            var half = Duration.ofSeconds(30);
            assertEquals(1, run(rig, Operation.DELETE, true, older(half)).changed());
            assertEquals(0, run(rig, Operation.DELETE, true, older(minute)).changed());
            assertEquals(
                    1, run(rig, Operation.DELETE, true, new Criterion.YoungerThan(half)).changed());
            assertEquals(
                    1,
                    run(rig, Operation.DELETE, true, new Criterion.AttemptsAtLeast(1)).changed());
            assertEquals(
                    0,
                    run(rig, Operation.DELETE, true, new Criterion.AttemptsAtLeast(2)).matched());
            assertEquals(
                    1,
                    run(rig, Operation.DELETE, true, new Criterion.LastReply("GREYlist"))
                            .changed());
            assertEquals(
                    0,
                    run(rig, Operation.DELETE, true, new Criterion.LastReply("other")).matched());
            var greylisted = new Criterion.OfClass(ReplyClass.GREYLISTED);
            assertEquals(1, run(rig, Operation.DELETE, true, greylisted).changed());
            rig.slots().forEach(rig::end);
        }
    }

    private static Criterion older(Duration age) {
        return new Criterion.OlderThan(age);
    }

    @Test
    void oneListOfManyRecipientsIsDoneInSlices() {
        try (var rig = new Rig()) {
            rig.queue.pause(new Pause(Pause.Kind.CHANNEL, "smtp-out", "", "", Instant.EPOCH));
            var to = new String[2345];
            for (int i = 0; i < to.length; i++) {
                to[i] = i + "@" + i % 3 + ".test";
            }
            rig.send("a@x.test", to);
            rig.send("a@x.test", "u@1.test");
            var effect = run(rig, Operation.HOLD, false, new Criterion.Destination("1.test"));
            assertEquals(783, effect.changed());
            assertEquals(2, effect.messages());
            assertEquals(10, effect.first().size());
            rig.restart();
            var again = run(rig, Operation.DELETE, false, new Criterion.State(RecipientState.HELD));
            assertEquals(783, again.changed());
            assertEquals(
                    2346 - 783,
                    rig.levels().total().recipients(),
                    "the others are where they were");
            run(rig, Operation.DELETE, false);
            rig.slots().forEach(rig::end);
        }
    }

    @Test
    void aWalkGoesOnWhenWhatItWouldVisitNextHasLeft() {
        try (var rig = new Rig()) {
            rig.queue.pause(new Pause(Pause.Kind.CHANNEL, "smtp-out", "", "", Instant.EPOCH));
            var ids = new ArrayList<QueueId>();
            for (int i = 0; i < 100; i++) {
                ids.add(rig.send("a@x.test", i + "@one.test"));
            }
            var seen = new ArrayList<Integer>();
            var walk = begin(rig);
            while (slice(rig, walk, 10, ids, seen)) {
                int next = seen.getLast() + 1;
                rig.queue.delete(ids.get(next - 1)); // where it is
                rig.queue.delete(ids.get(next)); // where it would go on
                rig.queue.delete(ids.get(next - 5)); // what it has passed
            }
            assertEquals(ids.size() - 1, seen.getLast(), seen::toString);
            assertEquals(seen.stream().distinct().sorted().toList(), seen);
            assertEquals(100 - 9, seen.size(), "only the nine that had left were passed over");
        }
    }

    @Test
    void aWalkDoesNotSeeWhatComesLater() {
        try (var rig = new Rig()) {
            var ids = new ArrayList<>(List.of(rig.send("a@x.test", "u@one.test")));
            var walk = begin(rig);
            ids.add(rig.send("a@x.test", "v@one.test"));
            var seen = new ArrayList<Integer>();
            assertFalse(slice(rig, walk, 10, ids, seen));
            assertEquals(List.of(0), seen);
            rig.relayAll();
        }
    }

    private static Walk begin(Rig rig) {
        var walk = new Walk[1];
        rig.queue.inspect(index -> walk[0] = new Walk(index, List.of()));
        return walk[0];
    }

    private static boolean slice(
            Rig rig, Walk walk, int most, List<QueueId> ids, List<Integer> seen) {
        var more = new boolean[1];
        rig.queue.inspect(
                _ ->
                        more[0] =
                                walk.slice(
                                        most,
                                        r -> seen.add(ids.indexOf(r.message().id())),
                                        () -> {}));
        return more[0];
    }
}
