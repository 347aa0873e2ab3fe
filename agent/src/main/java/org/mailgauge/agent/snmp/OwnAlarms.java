package org.mailgauge.agent.snmp;

import static org.mailgauge.agent.snmp.Columns.adminString;
import static org.mailgauge.agent.snmp.Columns.counter;
import static org.mailgauge.agent.snmp.Columns.counter64;
import static org.mailgauge.agent.snmp.Columns.dateAndTime;
import static org.mailgauge.agent.snmp.Columns.gauge;
import static org.mailgauge.agent.snmp.Columns.integer32;
import static org.mailgauge.agent.snmp.Columns.interval;
import static org.mailgauge.agent.snmp.Columns.oneOf;
import static org.mailgauge.agent.snmp.Columns.rowPointer;
import static org.mailgauge.agent.snmp.Columns.stamp;
import static org.mailgauge.agent.snmp.Columns.truth;
import static org.mailgauge.agent.snmp.Columns.unsigned32;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.alarm.Alarm;
import org.mailgauge.agent.alarm.AlarmState;
import org.mailgauge.agent.snmp.Columns.LongCell;
import org.mailgauge.observe.MtaSnapshot;

import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;

/** mailgaugeAlarms and mailgaugeAlarmTable: what is wrong now. */
final class OwnAlarms {
    static final String POSITIVE = "1..2147483647";
    private static final String ID = "1..4294967295";
    private static final String ANY = "";

    /** An alarm with what it is shown with. */
    private record Row(Alarm alarm, Picture picture, OwnDestinations.Numbers destinations) {}

    private static LongCell<Picture> machine(LongCell<MtaSnapshot> value) {
        return picture -> value.of(picture.snapshot());
    }

    static final Table<Picture> WHOLE =
            Table.scalars(
                    "mailgaugeAlarms",
                    OwnObjects.node(16),
                    List.of(
                            gauge(1, "mailgaugeAlarmsActive", whole(s -> s.active().size())),
                            counter(
                                    2,
                                    "mailgaugeAlarmsNotificationSequence",
                                    whole(AlarmState::sequence)),
                            counter64(
                                    3, "mailgaugeAlarmsSuppressed", whole(AlarmState::suppressed)),
                            gauge(
                                    4,
                                    "mailgaugeAlarmsWaiting",
                                    machine(Health.number("alarm_informs_waiting"))),
                            counter64(
                                    5,
                                    "mailgaugeAlarmsDropped",
                                    machine(Health.number("alarm_informs_dropped_total"))),
                            interval(6, "mailgaugeAlarmsMaintenanceEnds", OwnAlarms::ends)),
                    picture -> picture);

    static final Table<?> ALARMS =
            new Table<Row>(
                    "mailgaugeAlarmTable",
                    OwnObjects.entry(17),
                    List.of("mailgaugeAlarmIndex"),
                    List.of(
                            unsigned32(2, "mailgaugeAlarmId", ID, r -> r.alarm().id()),
                            oneOf(
                                    3,
                                    "mailgaugeAlarmKind",
                                    Syntax.KIND_OF_ALARM,
                                    Enumerations.KINDS,
                                    r -> r.alarm().kind().number()),
                            oneOf(
                                    4,
                                    "mailgaugeAlarmSeverity",
                                    Syntax.SEVERITY,
                                    Enumerations.SEVERITIES,
                                    r -> r.alarm().severity().number()),
                            integer32(5, "mailgaugeAlarmRule", POSITIVE, OwnAlarms::rule),
                            integer32(
                                    6,
                                    "mailgaugeAlarmApplication",
                                    POSITIVE,
                                    r -> (long) r.alarm().subject().applicationIndex()),
                            integer32(7, "mailgaugeAlarmGroup", POSITIVE, OwnAlarms::group),
                            adminString(
                                    8, "mailgaugeAlarmSubject", r -> r.alarm().subject().name()),
                            rowPointer(
                                    9,
                                    "mailgaugeAlarmResource",
                                    r -> Resources.of(r.alarm(), r.picture(), r.destinations())),
                            oneOf(
                                    10,
                                    "mailgaugeAlarmReplyClass",
                                    Syntax.REPLY_CLASS,
                                    Enumerations.REPLY_CLASSES,
                                    OwnAlarms::replyClass),
                            integer32(11, "mailgaugeAlarmValue", ANY, r -> r.alarm().value()),
                            integer32(12, "mailgaugeAlarmRaiseAt", ANY, r -> r.alarm().raiseAt()),
                            integer32(13, "mailgaugeAlarmClearAt", ANY, r -> r.alarm().clearAt()),
                            adminString(14, "mailgaugeAlarmUnits", r -> r.alarm().units()),
                            adminString(15, "mailgaugeAlarmText", r -> r.alarm().text()),
                            stamp(16, "mailgaugeAlarmSince", OwnAlarms::since),
                            dateAndTime(17, "mailgaugeAlarmRaised", r -> r.alarm().raised()),
                            truth(
                                    18,
                                    "mailgaugeAlarmAcknowledged",
                                    r -> r.alarm().acknowledged() != null),
                            adminString(
                                    19, "mailgaugeAlarmAcknowledgedBy", OwnAlarms::acknowledgedBy),
                            unsigned32(20, "mailgaugeAlarmNotified", ANY, OwnAlarms::notified)),
                    OwnAlarms::each);

    private OwnAlarms() {}

    private static void each(Picture picture, Table.Sink<Row> sink) {
        var state = picture.alarms();
        if (state != null && !state.active().isEmpty()) {
            var destinations = new OwnDestinations.Numbers(picture);
            for (var alarm : state.active()) {
                sink.row(new Row(alarm, picture, destinations), (int) alarm.id());
            }
        }
    }

    private static Columns.LongCell<Picture> whole(ToLongFunction<AlarmState> value) {
        return picture ->
                picture.alarms() == null ? null : Long.valueOf(value.applyAsLong(picture.alarms()));
    }

    /** By the wall clock of the snapshot, from which on the ticker is as good. */
    private static @Nullable Long ends(Picture picture, long now) {
        var window = picture.alarms() == null ? null : picture.alarms().maintenance();
        if (window == null) {
            return null;
        }
        var snapshot = picture.snapshot();
        var left = Duration.between(snapshot.takenAt(), window.until());
        return left.minusNanos(now - snapshot.takenTicks()).toNanos();
    }

    private static @Nullable Long rule(Row row) {
        var state = row.picture().alarms();
        var number = state == null ? null : state.ruleNumbers().get(row.alarm().rule());
        return number == null ? null : Long.valueOf(number);
    }

    private static @Nullable Long group(Row row) {
        var index = row.alarm().subject().groupIndex();
        return index == null ? null : Long.valueOf(index);
    }

    private static @Nullable Integer replyClass(Row row) {
        var reason = row.alarm().subject().reason();
        return reason.isEmpty() ? null : Integer.valueOf(Enumerations.replyClass(reason));
    }

    private static Long since(Row row, long now) {
        var ticks = row.alarm().sinceTicks();
        return ticks == null ? Long.valueOf(now - Long.MAX_VALUE / 2) : ticks;
    }

    private static @Nullable String acknowledgedBy(Row row) {
        var by = row.alarm().acknowledged();
        return by == null ? null : by.by();
    }

    private static @Nullable Long notified(Row row) {
        return row.alarm().notified() == 0 ? null : Long.valueOf(row.alarm().notified());
    }
}
