package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.config.MtaConfig.ReplyTable;
import org.mailgauge.observe.ReplyClass;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A running queue gets other settings and other routes. */
class SettingsChangeTest {
    private static final DeliveryConfig DELIVERY = new DeliveryConfig(2, 10, Map.of());

    private static QueueConfig config(
            Duration retryFirst, Duration expiry, @Nullable ReplyTable table) {
        var usual = QueueConfig.DEFAULT;
        return new QueueConfig(
                usual.segmentOctets(),
                usual.spareSegments(),
                usual.preallocate(),
                usual.bodyFileOctets(),
                usual.reserveOctets(),
                usual.reserveInodes(),
                retryFirst,
                usual.retryMost(),
                expiry,
                usual.nullPathExpiry(),
                table);
    }

    private static void change(Rig rig, QueueConfig queue, DeliveryConfig delivery, int rows) {
        rig.queue.prepare(new MailQueue.Settings(queue, delivery, Rig.REPORTING, rows)).run();
        rig.calm();
    }

    private static Map<String, Integer> slots(Rig rig) {
        var found = new TreeMap<String, Integer>();
        for (var held : rig.slots()) {
            found.merge(HopText.of(held.slot.nextHop()), 1, Integer::sum);
        }
        return found;
    }

    private static void putOff(Rig rig) {
        var held = rig.slot();
        held.slot.reached();
        rig.settle(held, new Slot.Outcome.Deferred(Rig.LATER));
        rig.end(held);
    }

    @Test
    void theNextFailureIsTriedAgainByTheNewSchedule() {
        try (var rig = new Rig()) {
            change(
                    rig,
                    config(Duration.ofMinutes(1), QueueConfig.DEFAULT.expiry(), null),
                    DELIVERY,
                    10);
            rig.send("a@x.test", "u@one.test");
            putOff(rig);
            rig.advance(Duration.ofSeconds(59));
            assertEquals(List.of(), rig.slots());
            rig.advance(Duration.ofSeconds(14));
            assertEquals(1, rig.relayAll());
        }
    }

    @Test
    void aShorterExpiryGivesUpWhatIsOlder() {
        try (var rig = new Rig()) {
            rig.send("a@x.test", "u@one.test");
            putOff(rig);
            rig.time.advance(Duration.ofMinutes(2));
            rig.calm();
            assertEquals(1, rig.level("OUTBOUND smtp-out").recipients());
            change(rig, config(Duration.ofMinutes(5), Duration.ofMinutes(1), null), DELIVERY, 10);
            rig.advance(Duration.ofSeconds(1));
            assertEquals(0, rig.level("OUTBOUND smtp-out").recipients());
        }
    }

    @Test
    void anotherLimitOfAssociationsCountsAtOnce() {
        try (var rig = new Rig()) {
            for (int i = 0; i < 6; i++) {
                rig.send("a@x.test", "u@one.test");
            }
            assertEquals(Map.of("smtp:[sink.test]:25", 2), slots(rig));
            change(rig, QueueConfig.DEFAULT, new DeliveryConfig(4, 10, Map.of()), 10);
            assertEquals(Map.of("smtp:[sink.test]:25", 4), slots(rig));
            change(rig, QueueConfig.DEFAULT, new DeliveryConfig(1, 10, Map.of()), 10);
            for (var held : rig.slots()) {
                var next = held.next();
                if (next.isEmpty()) {
                    rig.end(held); // there are too many
                } else {
                    held.slot.reached();
                    held.slot.settle(next.get(), List.of(new Slot.Outcome.Relayed(Rig.OK)));
                }
            }
            assertEquals(Map.of("smtp:[sink.test]:25", 1), slots(rig));
            rig.relayAll();
        }
    }

    @Test
    void otherNumbersOfRowsAreToldOf() {
        try (var rig = new Rig()) {
            rig.send("a@x.test", "u@one.test", "u@two.test");
            change(rig, QueueConfig.DEFAULT, DELIVERY, 1);
            var told = Objects.requireNonNull(rig.levels().destinations());
            assertEquals(1, told.rows().size());
            assertEquals(2, told.count());
            rig.relayAll();
        }
    }

    @Test
    void anotherTableSortsWhatIsSaidFromThenOn() {
        try (var rig = new Rig()) {
            rig.send("a@x.test", "u@one.test");
            putOff(rig);
            var table =
                    new ReplyTable(
                            "own",
                            ReplyClasses.builtInText()
                                    .replaceFirst(
                                            "(?m)^(class other .*)$", "$1\n451 * rate-limited"));
            var bad = config(Duration.ofMinutes(5), Duration.ofDays(5), new ReplyTable("bad", "?"));
            assertThrows(IllegalArgumentException.class, () -> change(rig, bad, DELIVERY, 10));
            change(rig, config(Duration.ofMinutes(5), Duration.ofDays(5), table), DELIVERY, 10);
            rig.send("a@x.test", "u@two.test");
            putOff(rig);
            var classes =
                    rig.levels().groups().stream()
                            .filter(group -> group.group().name().equals("smtp-out"))
                            .findFirst()
                            .orElseThrow()
                            .deferred();
            assertEquals(
                    Map.of(ReplyClass.GREYLISTED, 1L, ReplyClass.RATE_LIMITED, 1L),
                    classes,
                    "what was sorted before stays so");
        }
    }

    // --- routes

    @Test
    void whatWaitsForADeadNextHopFollowsItsRoute() {
        try (var rig = new Rig()) {
            rig.routes.put("one.test", Rig.host("dead"));
            rig.send("a@x.test", "u@one.test");
            rig.send("a@x.test", "u@one.test");
            var held = rig.slots().getFirst();
            for (var each : rig.slots()) {
                each.slot.unreachable(Rig.DOWN);
            }
            rig.slots().forEach(rig::end);
            assertEquals(0, rig.slots().size(), held.slot.toString());
            rig.routes.put("one.test", Rig.host("alive"));
            assertEquals(2, rig.queue.followRoutes());
            assertEquals(Map.of("smtp:[alive]:25", 2), slots(rig));
            assertEquals(2, rig.relayAll());
            assertEquals(0, rig.queue.followRoutes(), "all are where they belong");
        }
    }

    @Test
    void whatWasPutOffAndWhatIsReadyFollowTheirRoutes() {
        try (var rig = new Rig(QueueConfig.DEFAULT, new DeliveryConfig(1, 10, Map.of()))) {
            rig.routes.put("one.test", Rig.host("old"));
            rig.send("a@x.test", "u@one.test");
            putOff(rig);
            rig.send("a@x.test", "u@one.test");
            rig.slot().next(); // is being delivered
            rig.send("a@x.test", "u@one.test");
            rig.routes.put("one.test", Rig.host("new"));
            assertEquals(2, rig.queue.followRoutes());
            assertEquals(Map.of("smtp:[new]:25", 1, "smtp:[old]:25", 1), slots(rig));
            assertEquals(3, rig.level("OUTBOUND smtp-out").recipients());
        }
    }

    @Test
    void whatIsHeldStaysHeldAndARouteThatHoldsKeepsWhatWaits() {
        try (var rig = new Rig()) {
            rig.routes.put("one.test", Rig.host("dead"));
            var id = rig.send("a@x.test", "u@one.test");
            rig.slot().slot.unreachable(Rig.DOWN);
            rig.end(rig.slot());
            rig.queue.hold(id);
            rig.send("a@x.test", "u@one.test");
            rig.routes.put(
                    "one.test",
                    new org.mailgauge.route.Router.Decision(
                            "hold", new org.mailgauge.route.NextHop.Hold()));
            assertEquals(1, rig.queue.followRoutes());
            assertEquals(2, rig.level("STATE held").recipients());
            assertEquals(1, rig.level("LOCAL hold").recipients());
        }
    }
}
