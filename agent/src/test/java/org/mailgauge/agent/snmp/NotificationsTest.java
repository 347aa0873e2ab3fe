package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailgauge.address.Endpoint;
import org.mailgauge.agent.alarm.AlarmKind;
import org.mailgauge.agent.alarm.Alarms;
import org.mailgauge.agent.alarm.Made;
import org.mailgauge.agent.snmp.notify.Notification;
import org.mailgauge.agent.snmp.notify.Notifier;
import org.mailgauge.agent.snmp.notify.Receiver;
import org.mailgauge.sim.Await;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.sim.SimTime;
import org.snmp4j.PDU;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.VariableBinding;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** From the alarm to a receiver's socket, with the clock in the test's hands. */
class NotificationsTest {
    private static final String ENGINE = "receiver-1";
    private static final SnmpConfig.User USER = TestAgent.USER;
    private static final Duration PATIENT = Duration.ofSeconds(20);

    private final SimTime time = new SimTime();
    private final SimTasks tasks = new SimTasks();
    private final SimDisk disk = new SimDisk();
    private final Snapshots.Holder snapshots = new Snapshots.Holder(Snapshots.full());
    private final Made made = new Made();
    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir Path state;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TrapReceiver receiver;

    @SuppressWarnings("NullAway.Init") // set by each test
    private Alarms alarms;

    @SuppressWarnings("NullAway.Init") // set by each test
    private SnmpAgent agent;

    @SuppressWarnings("NullAway.Init") // set by each test
    private Notifications notifications;

    /** The four ways. */
    enum Way {
        V2_TRAP(false, false),
        V2_INFORM(false, true),
        V3_TRAP(true, false),
        V3_INFORM(true, true);

        final boolean user;
        final boolean inform;

        Way(boolean user, boolean inform) {
            this.user = user;
            this.inform = inform;
        }

        Receiver to(TrapReceiver receiver) {
            return new Receiver(
                    receiver.endpoint(),
                    user ? "" : "n0tify",
                    user ? USER.name() : "",
                    inform,
                    PATIENT,
                    0);
        }
    }

    @BeforeEach
    void receive() throws IOException {
        receiver = new TrapReceiver(0, ENGINE, USER, new OctetString());
    }

    @AfterEach
    void close() throws Exception {
        for (var each : open.reversed()) {
            each.close();
        }
        receiver.close();
        tasks.close();
        assertEquals(List.of(), tasks.failures());
    }

    private void start(SnmpConfig.View view, Receiver... receivers) throws IOException {
        start(view, null, receivers);
    }

    private void start(SnmpConfig.View view, @Nullable Duration heartbeat, Receiver... receivers)
            throws IOException {
        var user = TestAgent.user(USER.name(), view);
        var config =
                new SnmpConfig(
                                TestAgent.config().listen(),
                                TestAgent.config().communities(),
                                List.of(user),
                                "mx1.example.test")
                        .notifying(new NotifyConfig(List.of(receivers), 100, heartbeat));
        notifications =
                Notifications.open(config, snapshots, new Notifier.Parts(time, disk, tasks));
        open.add(notifications);
        alarms =
                Alarms.open(
                        new Alarms.Parts(time, disk, tasks),
                        List.of(made.rule()),
                        snapshots,
                        List.of(made),
                        List.of(notifications));
        agent = SnmpAgent.start(snapshots, time, new TestAgent.Chance(1), config, state);
        open.add(agent);
        notifications.start(agent, alarms::state);
    }

    private void awaits(int count) {
        Await.until(() -> "got " + receiver.types(), () -> receiver.got.size() >= count);
    }

    private void seconds(int count) {
        for (int i = 0; i < count; i++) {
            time.advance(Duration.ofSeconds(1));
            alarms.look();
        }
    }

    private static String text(PDU pdu, String oid) {
        for (var binding : pdu.getVariableBindings()) {
            if (binding.getOid().equals(new OID(oid))) {
                return binding.getVariable().toString();
            }
        }
        return "absent";
    }

    @ParameterizedTest
    @EnumSource
    void eachWayCarriesAPair(Way way) throws IOException {
        // A receiver has to know the engine whose traps it shall believe.
        var engine = Engine.start(state, new TestAgent.Chance(1)).id();
        receiver.close();
        receiver = new TrapReceiver(0, ENGINE, USER, way.inform ? new OctetString() : engine);
        start(SnmpConfig.View.DETAIL, way.to(receiver));
        made.value(10);
        seconds(3);
        made.value(0);
        seconds(3);
        awaits(3);
        assertEquals(
                List.of("coldStart", "mailgaugeStoredRaised", "mailgaugeStoredCleared"),
                receiver.types());
        for (var got : receiver.got) {
            assertEquals(way.inform ? PDU.INFORM : PDU.NOTIFICATION, got.pdu().getType());
            assertEquals(
                    way.user ? SnmpConstants.version3 : SnmpConstants.version2c, got.version());
            assertEquals(
                    way.user ? SecurityLevel.AUTH_PRIV : SecurityLevel.NOAUTH_NOPRIV, got.level());
            assertEquals(way.user ? USER.name() : "n0tify", got.who(), "the community on the wire");
        }
        var raised = receiver.got.get(1).pdu();
        var cleared = receiver.got.get(2).pdu();
        assertEquals(MibNames.instance().resolve("sysUpTime").append(0), raised.get(0).getOid());
        assertEquals(SnmpConstants.snmpTrapOID, raised.get(1).getOid());
        var ours = SystemObjects.OURS.toDottedString();
        assertEquals("mx1.example.test", text(raised, "1.3.6.1.2.1.1.5.0"));
        assertEquals(Made.APPLICATION, text(raised, "1.3.6.1.2.1.27.1.1.2.1001"));
        for (int column : List.of(2, 3, 8, 12, 13, 14)) {
            var instance = ours + ".17.1." + column + ".1";
            assertEquals(text(raised, instance), text(cleared, instance), instance);
            assertFalse(text(raised, instance).equals("absent"), instance);
        }
        assertEquals(new Counter32(1).toString(), text(raised, ours + ".16.2.0"));
        assertEquals(new Counter32(2).toString(), text(cleared, ours + ".16.2.0"));
        assertEquals("10", text(raised, ours + ".17.1.11.1"));
        assertEquals("3", text(raised, ours + ".17.1.4.1"), "major");
        assertEquals("1", text(cleared, ours + ".17.1.4.1"), "cleared");
        // The row concerned: mtaGroupName, mtaGroupStoredMessages, mtaGroupStoredRecipients.
        var group = Made.GROUP;
        assertEquals(
                List.of(
                        "1.3.6.1.2.1.28.2.1.25.1001." + group,
                        "1.3.6.1.2.1.28.2.1.4.1001." + group,
                        "1.3.6.1.2.1.28.2.1.10.1001." + group),
                raised.getVariableBindings().subList(14, 17).stream()
                        .map(VariableBinding::getOid)
                        .map(OID::toDottedString)
                        .toList());
    }

    @Test
    void aSawtoothIsOnePairForEachTooth() throws IOException {
        start(SnmpConfig.View.DETAIL, Way.V2_INFORM.to(receiver));
        for (int tooth = 0; tooth < 5; tooth++) {
            for (int value = 0; value <= 10; value++) {
                made.value(value);
                seconds(1);
            }
            // Around the upper threshold, and between both: nothing comes of it.
            for (int i = 0; i < 20; i++) {
                made.value(i % 2 == 0 ? 9 : 6);
                seconds(1);
            }
            for (int value = 9; value >= 0; value--) {
                made.value(value);
                seconds(1);
            }
        }
        seconds(3);
        awaits(11);
        var expected = new ArrayList<>(List.of("coldStart"));
        for (int i = 0; i < 5; i++) {
            expected.addAll(List.of("mailgaugeStoredRaised", "mailgaugeStoredCleared"));
        }
        assertEquals(expected, receiver.types());
        var sequence = SystemObjects.OURS.toDottedString() + ".16.2.0";
        for (int i = 1; i <= 10; i++) {
            assertEquals("" + i, text(receiver.got.get(i).pdu(), sequence));
        }
    }

    @Test
    void somebodyElseIsGivenEachOnceWithoutOurTime() throws IOException {
        start(SnmpConfig.View.DETAIL, Way.V2_TRAP.to(receiver));
        var other = new CopyOnWriteArrayList<Notification>();
        notifications.also(other::add);
        made.value(10);
        seconds(3);
        made.value(0);
        seconds(3);
        awaits(3);
        assertEquals(2, other.size());
        for (var notification : other) {
            var first = notification.elsewhere().getFirst();
            assertEquals(SnmpConstants.snmpTrapOID, first.getOid());
            assertEquals(notification.type(), first.getVariable());
            assertEquals(notification.objects().size() + 1, notification.elsewhere().size());
        }
    }

    @Test
    void aViewWithoutNamesGetsNoAlarms() throws IOException {
        start(SnmpConfig.View.SUMMARY, Way.V3_INFORM.to(receiver));
        made.value(10);
        seconds(3);
        made.value(0);
        seconds(3);
        notifications.reloaded(time.wall());
        awaits(2);
        assertEquals(List.of("coldStart", "mailgaugeConfigurationReloaded"), receiver.types());
        Await.until(() -> notifications.waiting() == 0);
    }

    @Test
    void heartbeatsCarryTheLastNumber() throws IOException {
        start(SnmpConfig.View.DETAIL, Duration.ofMinutes(5), Way.V2_TRAP.to(receiver));
        made.value(10);
        seconds(3);
        awaits(2);
        time.advance(Duration.ofMinutes(5));
        awaits(3);
        assertEquals("mailgaugeHeartbeat", receiver.types().get(2));
        var heartbeat = receiver.got.get(2).pdu();
        var ours = SystemObjects.OURS.toDottedString();
        assertEquals("1", text(heartbeat, ours + ".16.2.0"), "sequence");
        assertEquals("1", text(heartbeat, ours + ".16.1.0"), "active");
        assertEquals("4", text(heartbeat, "1.3.6.1.2.1.27.1.1.6.1001"), "congested");
        time.advance(Duration.ofMinutes(5));
        awaits(4);
    }

    @Test
    void whoGuessesIsToldOfOnceAMinute() throws IOException {
        start(SnmpConfig.View.DETAIL, Way.V2_TRAP.to(receiver));
        guess();
        awaits(2);
        guess();
        time.advance(Notifications.BETWEEN_FAILURES);
        guess();
        awaits(3);
        assertEquals(
                List.of("coldStart", "authenticationFailure", "authenticationFailure"),
                receiver.types());
    }

    private void guess() throws IOException {
        var at = new Endpoint(TestAgent.LOOPBACK, agent.boundPort());
        long before = agent.counters().total(SnmpConstants.snmpInBadCommunityNames);
        try (var client = SnmpClient.community(at, "guessed").impatient(100)) {
            var pdu = client.request(PDU.GET);
            pdu.add(new VariableBinding(SnmpConstants.sysUpTime));
            client.exchange(pdu);
        }
        assertTrue(agent.counters().total(SnmpConstants.snmpInBadCommunityNames) > before);
    }

    @Test
    void aTestSaysWhoHasIt() throws Exception {
        start(SnmpConfig.View.DETAIL, Way.V3_INFORM.to(receiver));
        long sequence = alarms.test();
        awaits(3);
        assertEquals(
                List.of("coldStart", "mailgaugeTestRaised", "mailgaugeTestCleared"),
                receiver.types());
        Await.until(() -> notifications.waiting() == 0);
        var told = alarms.told(sequence, Duration.ZERO);
        assertEquals("inform", told.getFirst().way());
        assertEquals("acknowledged", told.getFirst().outcome());
        assertTrue(told.getFirst().good());
        assertEquals(2, sequence);
    }

    @Test
    void aV3ReceiverThatIsAnotherEngineGetsTheNextInform() throws IOException {
        var to =
                new Receiver(receiver.endpoint(), "", USER.name(), true, Duration.ofMillis(500), 0);
        start(SnmpConfig.View.DETAIL, to);
        awaits(1);
        Await.until(() -> notifications.waiting() == 0);
        int port = receiver.endpoint().port();
        receiver.close();
        receiver = new TrapReceiver(port, "receiver-2", USER, new OctetString());
        notifications.reloaded(time.wall());
        Await.until(
                () -> "got " + receiver.types(),
                () -> {
                    time.advanceToNext();
                    return receiver.types().equals(List.of("mailgaugeConfigurationReloaded"));
                });
    }

    @Test
    void everyNotificationOfTheModuleIsOneOfOurs() {
        var modules = MibModules.shipped();
        for (var one : modules.of("MAILGAUGE-MIB")) {
            if (one.macro().equals("NOTIFICATION-TYPE")) {
                assertEquals(one.name(), NotificationTypes.names().get(one.oid()));
            }
        }
        for (var kind : AlarmKind.values()) {
            for (var raised : List.of(true, false)) {
                assertTrue(
                        NotificationTypes.names().containsKey(NotificationTypes.of(kind, raised)));
            }
        }
    }
}
