package org.mailgauge.agent.alarm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailgauge.agent.conf.AlarmConfig;
import org.mailgauge.observe.MtaEvent.OperStatus;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.sim.SimTime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** The alarms of a server: what there is without configuration, and what survives a restart. */
class AlarmsTest {
    private final SimTime time = new SimTime();
    private final SimTasks tasks = new SimTasks();
    private final Observed observed = new Observed(time);
    private final List<AlarmEvent> events = new ArrayList<>();
    private final List<AlarmSource> others = new ArrayList<>();
    private SimDisk disk = new SimDisk();
    private List<Rule> rules = Rules.of(new AlarmConfig(true, List.of()), 64_000_000, 1000);

    @SuppressWarnings("NullAway.Init") // opened before each test
    private Alarms alarms;

    @BeforeEach
    void open() throws IOException {
        var parts = new Alarms.Parts(time, disk, tasks);
        alarms = Alarms.open(parts, rules, observed, others, List.of(events::add));
    }

    @AfterEach
    void close() {
        alarms.close();
        tasks.close();
        assertEquals(List.of(), tasks.failures());
    }

    private void seconds(long count) {
        for (long i = 0; i < count; i++) {
            time.advance(Duration.ofSeconds(1));
            alarms.look();
        }
    }

    /** Such as {@code +oldest-due smtp-out}: what was told since the last time. */
    private String told() {
        var text = new ArrayList<String>();
        for (var event : events) {
            var alarm = event.alarm();
            text.add(
                    (event.raised() ? "+" : "-")
                            + alarm.kind().label()
                            + " "
                            + alarm.subject().shown());
        }
        events.clear();
        return String.join(", ", text);
    }

    private void rule(AlarmKind kind, String scope, long raise, long clear, long least)
            throws IOException {
        var rule =
                new Rule(
                        "mine",
                        kind,
                        scope,
                        Severity.WARNING,
                        raise,
                        clear,
                        kind.units(),
                        Duration.ZERO,
                        Duration.ZERO,
                        least);
        rules = List.of(rule);
        open();
    }

    @Test
    void aDestinationThatFailsForAQuarterOfAnHour() {
        observed.waits("one.test", 5, time.ticks());
        observed.waits("few.test", 4, time.ticks());
        seconds(15 * 60 - 1);
        assertEquals("", told());
        seconds(1 + BuiltInRules.HOLD.toSeconds());
        var alarm = events.getFirst().alarm();
        assertEquals("other", alarm.subject().group());
        assertEquals(1020, alarm.subject().groupIndex());
        assertTrue(alarm.text().contains("greylisted: 451 4.7.1 greylisted"), alarm.text());
        assertEquals("+destination-failing one.test", told());
        observed.unserved.clear();
        seconds(1 + BuiltInRules.HOLD.toSeconds());
        assertEquals("-destination-failing one.test", told());
    }

    @Test
    void somethingThatHasBeenDueForAQuarterOfAnHour() {
        observed.due = time.ticks();
        seconds(15 * 60 - 1);
        assertEquals("", told());
        seconds(1 + BuiltInRules.HOLD.toSeconds());
        assertEquals("+oldest-due smtp-out", told());
        observed.due = null;
        seconds(1 + BuiltInRules.HOLD.toSeconds());
        assertEquals("-oldest-due smtp-out", told());
    }

    @Test
    void littleRoomAndFewInodes() {
        observed.health.put("disk_free_bytes", 256e6);
        observed.health.put("disk_free_inodes", 4000.0);
        seconds(1 + BuiltInRules.HOLD.toSeconds());
        assertEquals("+storage-low data-dir, +storage-low data-dir inodes", told());
        observed.health.put("disk_free_bytes", 319e6);
        observed.health.put("disk_free_inodes", 5000.0);
        seconds(1 + BuiltInRules.HOLD.toSeconds());
        assertEquals("-storage-low data-dir inodes", told());
        observed.health.put("disk_free_bytes", 320e6);
        seconds(1 + BuiltInRules.HOLD.toSeconds());
        assertEquals("-storage-low data-dir", told());
    }

    @Test
    void aServiceThatIsNotUp() {
        observed.status = OperStatus.CONGESTED;
        seconds(60);
        assertEquals("", told(), "congested is up");
        observed.status = OperStatus.DOWN;
        seconds(31);
        assertEquals("+oper-status mailgauge", told());
        observed.status = OperStatus.UP;
        seconds(31);
        assertEquals("-oper-status mailgauge", told());
    }

    @Test
    void aJournalThatFailsAndBooksThatDoNotBalance() {
        seconds(1);
        observed.health.put("journal_damage_total", 1.0);
        observed.imbalance = -3;
        seconds(1 + BuiltInRules.HOLD.toSeconds());
        assertEquals("+journal journal, +imbalance mailgauge", told());
        observed.imbalance = 0;
        seconds(20 + SnapshotReadings.LATELY.toSeconds() * 2);
        assertEquals("-imbalance mailgauge, -journal journal", told(), "none for a while");
    }

    @Test
    void nothingIsRaisedByAnIdleServer() {
        observed.health.put("disk_free_bytes", 1e12);
        seconds(1000);
        assertEquals("", told());
        assertFalse(disk.files().isEmpty(), "the rules' numbers are kept");
    }

    @Test
    void associationsThatFailedLately() throws IOException {
        rule(AlarmKind.FAILED_ASSOCIATIONS, "smtp-*", 10, 0, 0);
        observed.failed = 1000;
        seconds(2);
        assertEquals("", told(), "that was before");
        observed.failed = 1009;
        seconds(1);
        assertEquals("", told());
        observed.failed = 1010;
        seconds(1);
        assertEquals("+failed-associations smtp-out", told());
        seconds(SnapshotReadings.LATELY.toSeconds() + 20);
        assertEquals("-failed-associations smtp-out", told());
    }

    @Test
    void shareOfWhatIsPutOffWhenEnoughIsTried() throws IOException {
        rule(AlarmKind.DEFERRAL_RATIO, "*", 50, 25, 20);
        observed.deferred.put(ReplyClass.GREYLISTED, 0L);
        observed.deferred.put(ReplyClass.POLICY, 0L);
        seconds(1);
        observed.deferred.put(ReplyClass.GREYLISTED, 10L);
        observed.deferred.put(ReplyClass.POLICY, 9L);
        seconds(1);
        assertEquals("", told());
        observed.transmitted = 19;
        seconds(1);
        assertEquals("", told(), "half is put off, but for two reasons");
        observed.deferred.put(ReplyClass.POLICY, 30L);
        seconds(1);
        assertEquals("+deferral-ratio smtp-out (policy)", told());
        observed.transmitted = 100;
        seconds(1);
        assertEquals("-deferral-ratio smtp-out (policy)", told());
    }

    @Test
    void howLongAGroupNeedsToBeEmpty() throws IOException {
        rule(AlarmKind.DRAIN_FORECAST, "*", 3600, 1800, 5);
        observed.messages = 10_000;
        seconds(300);
        assertEquals("+drain-forecast smtp-out", told(), "it does not empty");
        for (int i = 0; i < 900; i++) {
            observed.messages -= 8;
            seconds(1);
        }
        assertEquals("-drain-forecast smtp-out", told());
    }

    @Test
    void theForecastOfTheSnapshotIsWhatCounts() throws IOException {
        rule(AlarmKind.DRAIN_FORECAST, "*", 3600, 1800, 5);
        observed.messages = 10_000;
        seconds(10);
        assertEquals("", told());
        observed.drains(7200);
        seconds(1);
        assertEquals("+drain-forecast smtp-out", told());
        observed.drains(1000);
        seconds(1);
        assertEquals("-drain-forecast smtp-out", told());
    }

    @Test
    void anotherSourceThroughTheSamePort() throws IOException {
        var days = new long[] {30};
        others.add(
                _ ->
                        new Reading.All(
                                EnumSet.of(AlarmKind.CERTIFICATE_EXPIRING),
                                List.of(
                                        Reading.of(
                                                AlarmKind.CERTIFICATE_EXPIRING,
                                                Subject.of("mailgauge", 1001, "mx.test"),
                                                days[0]))));
        rule(AlarmKind.CERTIFICATE_EXPIRING, "*", 14, 21, 0);
        seconds(1);
        assertEquals("", told());
        days[0] = 14;
        seconds(1);
        assertEquals("+certificate-expiring mx.test", told());
        days[0] = 90;
        seconds(1);
        assertEquals("-certificate-expiring mx.test", told());
    }

    @Test
    void aRestartGoesOnWhereItWas() throws IOException {
        rule(AlarmKind.STORED, "*", 100, 50, 0);
        observed.messages = 100;
        seconds(2);
        assertEquals("+stored smtp-out", told());
        assertTrue(alarms.acknowledge(1, "noc", "known"));
        disk = disk.crash(3);
        open();
        var known = alarms.state().active().getFirst().acknowledged();
        assertEquals("noc", known == null ? "" : known.by());
        seconds(5);
        assertEquals("", told());
        observed.messages = 0;
        seconds(1);
        assertEquals(2, events.getFirst().sequence());
        assertEquals("-stored smtp-out", told());
    }

    @Test
    void anAlarmIsToldAlthoughTheDiskIsFull() throws IOException {
        rule(AlarmKind.STORED, "*", 100, 50, 0);
        seconds(1);
        disk.bound(disk.used(), 0);
        observed.messages = 100;
        seconds(1);
        assertEquals("+stored smtp-out", told());
        assertFalse(alarms.maintain(Duration.ofHours(1), "noc", ""), "it is not on disk");
        disk.bound(1 << 20, 10);
        seconds(1);
        disk = disk.crash(5);
        open();
        assertEquals(1, alarms.state().active().size(), "saved as soon as there was room");
        assertTrue(alarms.state().inMaintenance(time.wall()));
        assertTrue(alarms.endMaintenance());
    }

    @Test
    void aDamagedFileIsSetAsideAndNumbersStillRise() throws IOException {
        disk.put(AlarmFile.FILE, "{\"version\":1,".getBytes(StandardCharsets.UTF_8));
        open();
        assertTrue(disk.files().contains(AlarmFile.DAMAGED));
        assertEquals(SimTime.START.getEpochSecond(), alarms.state().sequence());
    }

    @Test
    void aNewerFileIsRefusedAndLeftAlone() {
        var newer = "{\"version\":2}".getBytes(StandardCharsets.UTF_8);
        disk.put(AlarmFile.FILE, newer);
        assertThrows(IOException.class, this::open);
        assertArrayEquals(newer, disk.content(AlarmFile.FILE));
    }

    @Test
    void aRuleOfOnesOwnTakesThePlaceOfTheBuiltInOnesOfItsKind() {
        var own =
                new AlarmConfig.Rule(
                        "",
                        "oldest-due",
                        "smtp-out",
                        AlarmConfig.Level.CRITICAL,
                        60,
                        30,
                        Duration.ZERO,
                        Duration.ZERO,
                        0);
        var both = Rules.of(new AlarmConfig(true, List.of(own, own)), 1, 1);
        var names = both.stream().map(Rule::name).toList();
        assertEquals(
                List.of("oldest-due smtp-out", "oldest-due smtp-out 2", "destination-failing"),
                names.subList(0, 3));
        assertFalse(names.contains("oldest-due"));
        assertEquals(2, Rules.of(new AlarmConfig(false, List.of(own, own)), 1, 1).size());
    }
}
