package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailgauge.agent.alarm.AlarmEvent;
import org.mailgauge.agent.alarm.AlarmKind;
import org.mailgauge.agent.alarm.Subject;
import org.mailgauge.agent.snmp.notify.Notification;
import org.mailgauge.observe.ReplyClass;
import org.snmp4j.smi.OID;

import java.util.List;
import java.util.Objects;

/** What notifications say, by the objects that MAILGAUGE-MIB gives each type. */
class NoticesTest {
    private static final MibModules MODULES = MibModules.shipped();
    private static final String APPLICATION = "application 1001";

    private final Notices notices =
            new Notices(
                    "mx1.example.test",
                    new Pinned.Source(
                            () -> Alarmed.picture(Snapshots.full()),
                            new TestTime(Snapshots.at(100)),
                            Snapshots.START));

    private Notification notification(AlarmKind kind, Subject subject, boolean raised) {
        var rule = Alarmed.rule("some", kind, 10, kind.falling() ? 20 : 5, kind.units());
        var alarm = Alarmed.alarm(301, rule, subject, 12, Snapshots.at(40), false);
        return notices.alarm(new AlarmEvent(78, raised, Snapshots.WALL, alarm));
    }

    /** As the sources of alarms name what each kind is about. */
    private static Subject subject(AlarmKind kind) {
        return switch (kind) {
            case STORED,
                    OLDEST,
                    OLDEST_DUE,
                    DRAIN_FORECAST,
                    FAILED_ASSOCIATIONS,
                    REJECTED_ASSOCIATIONS ->
                    new Subject(APPLICATION, 1001, "smtp-out", 1003, "smtp-out", "");
            case DEFERRAL_RATIO ->
                    new Subject(APPLICATION, 1001, "smtp-out", 1003, "smtp-out", "mailbox-full");
            case DESTINATION_FAILING ->
                    new Subject(APPLICATION, 1001, "smtp-out", 1003, "example.test", "");
            case STORAGE_LOW -> whole("data-dir");
            case JOURNAL -> whole("journal");
            case COLLECTOR_LOST -> whole("queue");
            case LOOP,
                    CERTIFICATE_EXPIRING,
                    OPER_STATUS,
                    AUTHENTICATION_FAILURES,
                    IMBALANCE,
                    TEST ->
                    whole(APPLICATION);
        };
    }

    private static Subject whole(String name) {
        return new Subject(APPLICATION, 1001, "", null, name, "");
    }

    private static List<String> names(Notification notification) {
        return notification.objects().stream()
                .map(binding -> MibNames.instance().object(binding.getOid()).orElseThrow().name())
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void eachHasTheObjectsOfItsTypeInTheirOrder(AlarmKind kind) {
        for (var raised : List.of(true, false)) {
            var notification = notification(kind, subject(kind), raised);
            var descriptor = NotificationTypes.names().get(notification.type());
            var type = MODULES.named(Objects.requireNonNull(descriptor));
            var objects = type.index().stream().filter(name -> exists(name, kind)).toList();
            assertEquals(objects, names(notification), type.name());
        }
    }

    /** Columns that an outbound group does not have. */
    private static boolean exists(String object, AlarmKind kind) {
        return !(kind == AlarmKind.REJECTED_ASSOCIATIONS && object.contains("Inbound"));
    }

    @ParameterizedTest
    @CsvSource({"true, 3", "false, 3"})
    void aDeferralRatioTellsItsClassOfReply(boolean raised, String expected) {
        var kind = AlarmKind.DEFERRAL_RATIO;
        var last = notification(kind, subject(kind), raised).objects().getLast();
        var column = new OID(MODULES.named("mailgaugeAlarmReplyClass").oid());
        assertEquals(column.append(301), last.getOid());
        assertEquals(expected, last.getVariable().toString());
        assertEquals(ReplyClass.MAILBOX_FULL.number(), last.getVariable().toInt());
    }

    @Test
    void whatIsAboutNoClassTellsNone() {
        var kind = AlarmKind.STORED;
        assertEquals(
                List.of(),
                names(notification(kind, subject(kind), true)).stream()
                        .filter(name -> name.equals("mailgaugeAlarmReplyClass"))
                        .toList());
    }
}
