package org.mailgauge.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.agent.alarm.AlarmKind;
import org.mailgauge.agent.alarm.Rule;
import org.mailgauge.agent.alarm.Severity;
import org.mailgauge.agent.snmp.ServedObjects;
import org.mailgauge.agent.snmp.SnmpConfig;
import org.mailgauge.agent.snmp.TrapReceiver;
import org.mailgauge.queue.Selection;
import org.mailgauge.sim.Await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What MAILGAUGE-MIB says of alarms that real mail raises, read over SNMP: what each value must be
 * is known from the rules, the mail and the clock. {@link Proofs} lists which object is compared
 * where.
 */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set by each test
class OwnAlarmTruthTest {
    private static final Rule STORED =
            rule("much held", AlarmKind.STORED, "hold", Severity.MAJOR, 3, 1, "messages", 4);

    private static final Rule RATIO =
            rule(
                    "put off",
                    AlarmKind.DEFERRAL_RATIO,
                    "smtp-out",
                    Severity.WARNING,
                    50,
                    10,
                    "percent",
                    0);

    @TempDir Path folder;

    private Watched seen;
    private World world;
    private Client client;

    private static Rule rule(
            String name,
            AlarmKind kind,
            String scope,
            Severity severity,
            long raiseAt,
            long clearAt,
            String units,
            int hold) {
        return new Rule(
                name,
                kind,
                scope,
                severity,
                raiseAt,
                clearAt,
                units,
                Duration.ofSeconds(hold),
                Duration.ofMinutes(3),
                0);
    }

    private void start(Rule... rules) {
        start(ServedObjects.config(), rules);
    }

    private void start(SnmpConfig config, Rule... rules) {
        seen = new Watched(World.Kind.PLAIN, folder, config, rules);
        world = seen.world();
        client = world.connect().greet();
        seconds(1);
    }

    @AfterEach
    void close(TestInfo test) {
        seen.close();
        Proofs.check(test, seen.compared());
    }

    /** The alarms look once a second. */
    private void seconds(int count) {
        for (int i = 0; i < count; i++) {
            seen.after(Duration.ofSeconds(1));
            seen.alarms.look();
        }
        seen.look();
    }

    private void send(String recipient) {
        client.message(Scenario.content("1", 1), "250", recipient);
    }

    @Test
    void anAlarmOfWhatIsStored() {
        start(STORED, RATIO);
        seen.are(
                """
                AlarmsActive = 0
                AlarmsNotificationSequence = 0
                RuleName[1] = much held
                RuleKind[1] = 1
                RuleKind[2] = 6
                RuleScope[1] = hold
                RuleSeverity[1] = 3
                RuleSeverity[2] = 2
                RuleRaiseAt[1] = 3
                RuleClearAt[1] = 1
                RuleUnits[1] = messages
                RuleUnits[2] = percent
                RuleHold[1] = 400
                RuleInterval[1] = 18000
                RuleActive[1] = 0
                RuleActive[2] = 0""");
        for (int i = 0; i < 4; i++) {
            send(i + "@held.test");
        }
        seconds(1);
        long beyond = world.time.ticks();
        seconds(3);
        seen.is("AlarmsActive", 0);
        seconds(1);
        var raised = world.time.wall();
        long ticks = world.time.ticks();
        assertTrue(ticks - beyond == 4_000_000_000L, "held for four seconds");
        seen.are(
                """
                AlarmsActive = 1
                AlarmsNotificationSequence = 1
                AlarmId[1] = 1
                AlarmKind[1] = 1
                AlarmSeverity[1] = 3
                AlarmRule[1] = 1
                AlarmApplication[1] = 1001
                AlarmSubject[1] = hold
                AlarmReplyClass[1] = absent
                AlarmValue[1] = 4
                AlarmRaiseAt[1] = 3
                AlarmClearAt[1] = 1
                AlarmUnits[1] = messages
                AlarmAcknowledged[1] = 2
                AlarmAcknowledgedBy[1] = absent
                AlarmNotified[1] = 1
                RuleActive[1] = 1
                RuleActive[2] = 0""");
        var group = seen.served.group("hold");
        seen.is("AlarmGroup[1]", group)
                .is("AlarmResource[1]", "1.3.6.1.2.1.28.2.1.2.1001." + group)
                .is(
                        "AlarmText[1]",
                        "hold: 4 messages stored (raised at 3 messages, cleared at 1 messages)")
                .is("AlarmRaised[1]", Watched.date(raised))
                .is("AlarmSince[1]", seen.stamp(ticks));
        seen.alarms.acknowledge(1, "ops", "seen");
        send("5@held.test");
        seconds(1);
        seen.is("AlarmAcknowledged[1]", 1).is("AlarmAcknowledgedBy[1]", "ops");
        seen.is("AlarmValue[1]", 5).is("AlarmNotified[1]", 1);
    }

    @Test
    void anAlarmOfOneReason() {
        start(STORED, RATIO);
        seconds(2);
        world.hop.answer("RCPT", "452 4.2.2 the mailbox is full").open();
        send("a@hop.test");
        seconds(3);
        seen.are(
                """
                AlarmKind[1] = 6
                AlarmReplyClass[1] = 3
                AlarmSubject[1] = smtp-out
                AlarmValue[1] = 100""");
    }

    @Test
    void whatIsHeldBack() {
        start(STORED);
        seen.is("AlarmsSuppressed", 0).absent("AlarmsMaintenanceEnds");
        seen.alarms.maintain(Duration.ofMinutes(1), "ops", "");
        for (int i = 0; i < 4; i++) {
            send(i + "@held.test");
        }
        seconds(10);
        seen.is("AlarmsMaintenanceEnds", 5000)
                .is("AlarmsActive", 1)
                .is("AlarmsSuppressed", 0)
                .absent("AlarmNotified[1]");
        // It ends within the window: neither its beginning nor its end was told.
        seen.delete(Selection.ALL);
        seconds(10);
        seen.is("AlarmsActive", 0).is("AlarmsSuppressed", 2);
        seconds(41);
        seen.absent("AlarmsMaintenanceEnds").is("AlarmsNotificationSequence", 0);
    }

    /** A receiver of informs that is away for a while: three may wait for it. */
    @Test
    void whatWaitsForAReceiverAndWhatGivesWay() throws IOException {
        int port;
        try (var receiver = TrapReceiver.at(0)) {
            port = receiver.endpoint().port();
            var rules = IntStream.rangeClosed(1, 5).mapToObj(OwnAlarmTruthTest::storedAt);
            start(ServedObjects.informing(receiver.endpoint(), 3), rules.toArray(Rule[]::new));
            Await.until(() -> receiver.types().equals(List.of("coldStart")));
            seen.look().is("AlarmsWaiting", 0).is("AlarmsDropped", 0);
        }
        for (int i = 1; i <= 5; i++) {
            send(i + "@held.test");
            seconds(1);
            seen.is("AlarmsNotificationSequence", i)
                    .is("AlarmsWaiting", Math.min(i, 3))
                    .is("AlarmsDropped", Math.max(0, i - 3));
        }
        seen.awaitSent();
        try (var receiver = TrapReceiver.at(port)) {
            Await.until(
                    () -> "got " + receiver.sequences(),
                    () -> {
                        seconds(1);
                        return receiver.sequences().size() >= 3;
                    });
            seen.look().is("AlarmsWaiting", 0).is("AlarmsDropped", 2);
            assertEquals(List.of(3L, 4L, 5L), receiver.sequences(), "the first two gave way");
        }
    }

    private static Rule storedAt(int messages) {
        return rule(
                "held " + messages,
                AlarmKind.STORED,
                "hold",
                Severity.WARNING,
                messages,
                messages - 1,
                "messages",
                0);
    }
}
