package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailgauge.agent.alarm.Alarms;
import org.mailgauge.agent.alarm.Made;
import org.mailgauge.agent.snmp.notify.Notification;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.sim.SimTime;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a master is told when there is no agent of our own. */
class MasterNotificationsTest {
    private final SimTime time = new SimTime();
    private final SimTasks tasks = new SimTasks();
    private final Snapshots.Holder snapshots = new Snapshots.Holder(Snapshots.full());
    private final Made made = new Made();
    private final List<Notification> got = new ArrayList<>();
    private final MasterNotifications told =
            new MasterNotifications(
                    "mx1.example.test", snapshots, time, Duration.ofMinutes(5), got::add);

    @SuppressWarnings("NullAway.Init") // before each test
    private Alarms alarms;

    @BeforeEach
    void start() throws IOException {
        alarms =
                Alarms.open(
                        new Alarms.Parts(time, new SimDisk(), tasks),
                        List.of(made.rule()),
                        snapshots,
                        List.of(made),
                        List.of(told));
        told.start(alarms::state);
    }

    @AfterEach
    void close() {
        told.close();
        tasks.close();
        assertEquals(List.of(), tasks.failures());
    }

    private List<String> types() {
        return got.stream().map(one -> NotificationTypes.names().get(one.type())).toList();
    }

    private void seconds(int count) {
        for (int i = 0; i < count; i++) {
            time.advance(Duration.ofSeconds(1));
            alarms.look();
        }
    }

    @Test
    void anAlarmIsToldInAPair() {
        made.value(10);
        seconds(3);
        made.value(0);
        seconds(3);
        assertEquals(List.of("mailgaugeStoredRaised", "mailgaugeStoredCleared"), types());
        var objects =
                got.getFirst().objects().stream()
                        .map(one -> MibNames.instance().object(one.getOid()).orElseThrow().name())
                        .toList();
        assertEquals("sysName", objects.getFirst());
        assertEquals("mtaGroupStoredRecipients", objects.getLast());
        assertEquals(got.getFirst().bindings().size() - 1, got.getFirst().elsewhere().size());
    }

    @Test
    void reloadsAndHeartbeatsAreTold() {
        told.reloaded(time.wall());
        time.advance(Duration.ofMinutes(5));
        time.advance(Duration.ofMinutes(5));
        assertEquals(
                List.of(
                        "mailgaugeConfigurationReloaded",
                        "mailgaugeHeartbeat",
                        "mailgaugeHeartbeat"),
                types());
        told.close();
        time.advance(Duration.ofMinutes(5));
        assertEquals(3, got.size());
    }
}
