package org.mailgauge.agent.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** When alarms are raised, cleared and told of. */
class AlarmEngineTest {
    private static AlarmRig rig(int hold, int interval) {
        return new AlarmRig(AlarmRig.rule(AlarmKind.STORED, 1000, 500, hold, interval));
    }

    @Test
    void raisedAtTheOneThresholdAndClearedAtTheOther() {
        var rig = rig(0, 0);
        rig.then("a", 999);
        assertEquals("", rig.told());
        rig.then("a", 1000);
        assertEquals("+1 a", rig.told());
        rig.then("a", 501).then("a", 999).then("a", 5000);
        assertEquals("", rig.told());
        assertEquals(5000, rig.state.alarm(1).orElseThrow().value());
        rig.then("a", 500);
        assertEquals("-1 a", rig.told());
        rig.then("a", 1000);
        assertEquals("+2 a", rig.told(), "another alarm has another number");
    }

    @Test
    void smallValuesAreTheBadOnesOfFallingKinds() {
        var rig = new AlarmRig(AlarmRig.rule(AlarmKind.STORAGE_LOW, 100, 200, 0, 0));
        rig.then("disk", 101);
        assertEquals("", rig.told());
        rig.then("disk", 100).then("disk", 199);
        assertEquals("+1 disk", rig.told());
        rig.then("disk", 200);
        assertEquals("-1 disk", rig.told());
    }

    @Test
    void thresholdsTheWrongWayRoundAreADefect() {
        assertThrows(
                IllegalArgumentException.class,
                () -> AlarmRig.rule(AlarmKind.STORED, 500, 501, 0, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> AlarmRig.rule(AlarmKind.STORAGE_LOW, 500, 499, 0, 0));
    }

    @Test
    void aSawtoothBetweenTheThresholdsMakesOnePair() {
        var rig = rig(0, 0);
        for (int i = 0; i < 200; i++) {
            rig.then("a", i % 2 == 0 ? 1200 : 501);
        }
        rig.then("a", 0);
        assertEquals("+1 a, -1 a", rig.told());
    }

    @Test
    void aValueCountsWhenItHasLasted() {
        var rig = rig(10, 0);
        rig.then("a", 2000).seconds(9);
        rig.then("a", 700);
        rig.then("a", 2000).seconds(9);
        assertEquals("", rig.told(), "it was below once");
        rig.seconds(1);
        assertEquals("+1 a", rig.told());
        rig.then("a", 100).seconds(9);
        rig.then("a", 600);
        rig.then("a", 100).seconds(9);
        assertEquals("", rig.told(), "it was above once");
        rig.seconds(1);
        assertEquals("-1 a", rig.told());
    }

    @Test
    void anAlarmThatComesBackTooSoonIsToldOfWhenItLasts() {
        var rig = rig(0, 60);
        rig.then("a", 1000).then("a", 0);
        assertEquals("+1 a, -1 a", rig.told());
        rig.then("a", 1000).then("a", 0).then("a", 1000).then("a", 0);
        assertEquals("", rig.told());
        assertEquals(4, rig.state.suppressed());
        rig.then("a", 1000);
        assertEquals(0, rig.state.alarm(4).orElseThrow().notified(), "active, and not told of");
        rig.then("b", 1000);
        assertEquals("+5 b", rig.told(), "others are not kept back");
        rig.seconds(60);
        assertEquals("+4 a", rig.told());
        rig.then("a", 0);
        assertEquals("-4 a", rig.told());
    }

    @Test
    void aSubjectThatIsGoneEndsItsAlarmUnlessNothingIsKnown() {
        var rig = rig(2, 0);
        rig.then("a", 1000).seconds(2);
        assertEquals("+1 a", rig.told());
        rig.values.clear();
        rig.known = false;
        rig.seconds(100);
        assertEquals("", rig.told(), "its source is lost");
        rig.known = true;
        rig.seconds(2);
        assertEquals("", rig.told());
        rig.seconds(1);
        assertEquals("-1 a", rig.told());
        assertTrue(rig.state.tracks().isEmpty());
    }

    @Test
    void aRuleThatIsGoneEndsItsAlarms() {
        var rig = rig(60, 0);
        rig.then("a", 1000).seconds(60);
        rig.then("b", 1000);
        rig.rules.clear();
        rig.seconds(1);
        assertEquals("+1 a, -1 a", rig.told());
        assertTrue(rig.state.tracks().isEmpty());
        assertEquals(1, rig.state.ruleNumbers().get("stored"), "its number is kept");
    }

    @Test
    void theWindowKeepsEventsBackAndThenMakesPairsWhole() {
        var rig = rig(0, 0);
        rig.then("before", 1000);
        var end = rig.now().wall().plusSeconds(100);
        rig.state = rig.state.maintenance(new AlarmState.Maintenance(end, "noc", "disks"));
        rig.then("before", 0).then("during", 1000).then("during", 0).then("after", 1000);
        assertEquals("+1 before", rig.told());
        assertEquals(2, rig.state.suppressed());
        rig.pass(Duration.ofSeconds(100));
        assertTrue(rig.step().changed());
        assertEquals("-1 before, +3 after", rig.told());
        assertNull(rig.state.maintenance());
    }

    @Test
    void numbersRiseAndPairsAreMadeOverARestart() throws Exception {
        var rig = rig(5, 60);
        rig.then("a", 1000).then("b", 2000).seconds(6);
        assertEquals("+1 a, +2 b", rig.told());
        rig.state =
                rig.state.acknowledge(
                        2, new Alarm.Acknowledgement("noc", "known\n\"so\"", rig.now().wall()));
        rig.restart();
        var known = rig.state.alarm(2).orElseThrow();
        assertEquals(
                "known\n\"so\"",
                known.acknowledged() == null ? "" : known.acknowledged().comment());
        assertNull(known.sinceTicks(), "before this run");
        rig.seconds(10);
        assertEquals("", rig.told(), "they were told of");
        rig.then("a", 0).seconds(5);
        assertEquals(3, rig.events.getFirst().sequence());
        assertEquals(Severity.CLEARED, rig.events.getFirst().severity());
        assertEquals("-1 a", rig.told());
        rig.then("c", 1000).seconds(5);
        assertEquals(4, rig.events.getFirst().sequence());
        assertEquals("+3 c", rig.told());
    }

    @Test
    void whatTheWindowKeepsBackSurvivesARestart() throws Exception {
        var rig = rig(0, 0);
        rig.then("a", 1000);
        var end = rig.now().wall().plusSeconds(100);
        rig.state = rig.state.maintenance(new AlarmState.Maintenance(end, "noc", ""));
        rig.then("a", 0);
        rig.restart();
        assertNotNull(rig.state.maintenance());
        rig.seconds(1);
        assertEquals("+1 a", rig.told());
        rig.pass(Duration.ofSeconds(100));
        rig.seconds(1);
        assertEquals("-1 a", rig.told());
    }

    @Test
    void onlyWhatHasToSurviveIsAChange() {
        var rig = rig(0, 0);
        rig.then("a", 1000);
        rig.values.put("a", 1001L);
        assertFalse(rig.step().changed());
        rig.values.put("a", 0L);
        assertTrue(rig.step().changed());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void eventsOfEachAlarmArePairsInRisingOrderWhateverHappens(long seed) throws Exception {
        var random = new SplittableRandom(seed);
        var rig = rig(random.nextInt(5), random.nextInt(30));
        Map<Long, Boolean> open = new HashMap<>();
        long sequence = 0;
        for (int i = 0; i < 3000; i++) {
            act(rig, random);
            for (var event : rig.events) {
                assertEquals(++sequence, event.sequence());
                var before = open.put(event.alarm().id(), event.raised());
                assertEquals(!event.raised(), before != null, "raised first, once");
                assertTrue(event.raised() || Boolean.TRUE.equals(before), "then cleared, once");
            }
            rig.events.clear();
        }
        rig.state = rig.state.maintenance(null);
        rig.values.clear();
        rig.known = true;
        rig.seconds(60);
        rig.events.forEach(event -> open.put(event.alarm().id(), event.raised()));
        assertFalse(open.containsValue(true), "each that was raised was cleared");
        assertFalse(open.isEmpty());
        assertEquals(0, rig.state.active().size());
    }

    private static void act(AlarmRig rig, SplittableRandom random) throws Exception {
        var name = "s" + random.nextInt(4);
        switch (random.nextInt(40)) {
            case 0 -> rig.restart();
            case 1 -> {
                var end = rig.now().wall().plusSeconds(random.nextInt(20));
                rig.state = rig.state.maintenance(new AlarmState.Maintenance(end, "", ""));
            }
            case 2 -> rig.values.remove(name);
            case 3 -> rig.known = !rig.known;
            case 4 -> rig.pass(Duration.ofSeconds(random.nextInt(100)));
            default -> rig.values.put(name, random.nextLong(1500));
        }
        rig.seconds(1);
    }
}
