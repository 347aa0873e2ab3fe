package org.mailgauge.agent.snmp;

import org.mailgauge.agent.alarm.AlarmEvent;
import org.mailgauge.agent.alarm.AlarmState;
import org.mailgauge.agent.snmp.notify.Notification;
import org.mailgauge.observe.MtaSnapshot.Application;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.UnsignedInteger32;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What notifications say ({@code docs/mailgauge-mib.md}): of each its type and objects, all of one
 * moment. Who sends them, and how, is not known here.
 */
final class Notices {
    private static final OID SYS_NAME = new OID(SystemObjects.SYSTEM.getValue(), 5);
    private static final OID APPL_NAME = new OID("1.3.6.1.2.1.27.1.1.2");
    private static final OID ALARMS = new OID(SystemObjects.OURS.getValue(), 16);
    private static final OID ACTIVE = new OID(ALARMS.getValue(), 1);
    private static final OID SEQUENCE = new OID(ALARMS.getValue(), 2);
    private static final OID ALARM = new OID(SystemObjects.OURS.getValue(), 17).append(1);
    private static final OID LOADED = new OID(SystemObjects.OURS.getValue(), 19);

    private final String host;
    private final Pinned.Source source;

    /**
     * @param host sysName
     */
    Notices(String host, Pinned.Source source) {
        this.host = host;
        this.source = source;
    }

    Notification coldStart() {
        return of(NotificationTypes.COLD_START, 0, false, List.of());
    }

    Notification authenticationFailure() {
        return of(NotificationTypes.AUTHENTICATION_FAILURE, 0, true, List.of());
    }

    /**
     * @param loaded when the configuration in force was read
     */
    Notification reloaded(Instant loaded, AlarmState alarms) {
        return of(
                NotificationTypes.CONFIGURATION_RELOADED,
                0,
                false,
                List.of(
                        scalar(SEQUENCE, new Counter32(Smi.counter32(alarms.sequence()))),
                        scalar(LOADED, new OctetString(Smi.dateAndTime(loaded)))));
    }

    Notification heartbeat(AlarmState alarms) {
        var objects = new ArrayList<VariableBinding>();
        objects.add(scalar(SEQUENCE, new Counter32(Smi.counter32(alarms.sequence()))));
        objects.add(scalar(ACTIVE, new Gauge32(Smi.gauge32(alarms.active().size()))));
        var pinned = source.of(null);
        first(pinned)
                .ifPresent(
                        application ->
                                objects.addAll(
                                        new RowValues(pinned)
                                                .at(
                                                        List.of("applOperStatus"),
                                                        application.index())));
        return of(NotificationTypes.HEARTBEAT, 0, true, objects);
    }

    /**
     * Raised or cleared: the common objects, then those of the row concerned that exist, and the
     * class of reasons of an alarm that is about one.
     */
    Notification alarm(AlarmEvent event) {
        var alarm = event.alarm();
        var subject = alarm.subject();
        var pinned = source.of(null);
        var objects = begin(subject.application(), subject.applicationIndex());
        var id = new UnsignedInteger32(Smi.counter32(alarm.id()));
        objects.add(cell(2, alarm.id(), id));
        objects.add(scalar(SEQUENCE, new Counter32(Smi.counter32(event.sequence()))));
        objects.add(cell(3, alarm.id(), new Integer32(alarm.kind().number())));
        objects.add(cell(4, alarm.id(), new Integer32(event.severity().number())));
        objects.add(cell(8, alarm.id(), text(subject.name())));
        objects.add(cell(11, alarm.id(), integer(alarm.value())));
        objects.add(cell(12, alarm.id(), integer(alarm.raiseAt())));
        objects.add(cell(13, alarm.id(), integer(alarm.clearAt())));
        objects.add(cell(14, alarm.id(), text(alarm.units())));
        objects.add(cell(15, alarm.id(), text(alarm.text())));
        objects.addAll(concerned(event, new RowValues(pinned)));
        return notification(
                NotificationTypes.of(alarm.kind(), event.raised()),
                event.sequence(),
                false,
                pinned,
                objects);
    }

    private static List<VariableBinding> concerned(AlarmEvent event, RowValues values) {
        var kind = event.alarm().kind();
        var subject = event.alarm().subject();
        var found = new ArrayList<VariableBinding>();
        var group = subject.groupIndex();
        if (group != null) {
            found.addAll(
                    values.at(
                            NotificationTypes.groupObjects(kind, event.raised()),
                            subject.applicationIndex(),
                            group));
        }
        if (!subject.reason().isEmpty()) {
            int replyClass = Enumerations.replyClass(subject.reason());
            found.add(cell(10, event.alarm().id(), new Integer32(replyClass)));
        }
        found.addAll(
                values.at(NotificationTypes.applicationObjects(kind), subject.applicationIndex()));
        found.addAll(values.at(NotificationTypes.storageObjects(kind), OwnStorage.QUEUE));
        found.addAll(
                values.named(
                        NotificationTypes.namedObjects(kind, event.raised()),
                        subject.applicationIndex(),
                        subject.name()));
        found.addAll(values.at(NotificationTypes.scalars(kind), 0));
        return found;
    }

    /** One about the server as a whole, which our own application stands for. */
    private Notification of(OID type, long sequence, boolean passing, List<VariableBinding> rest) {
        var pinned = source.of(null);
        var objects = new ArrayList<VariableBinding>();
        objects.add(scalar(SYS_NAME, text(host)));
        first(pinned).ifPresent(one -> objects.add(applName(one.name(), one.index())));
        objects.addAll(rest);
        return notification(type, sequence, passing, pinned, objects);
    }

    private static Optional<Application> first(Pinned pinned) {
        return pinned.tables().snapshot().applications().stream().findFirst();
    }

    private List<VariableBinding> begin(String application, int index) {
        var objects = new ArrayList<VariableBinding>();
        objects.add(scalar(SYS_NAME, text(host)));
        objects.add(applName(application, index));
        return objects;
    }

    private static VariableBinding applName(String name, int index) {
        return new VariableBinding(new OID(APPL_NAME).append(index), text(name));
    }

    private static Notification notification(
            OID type,
            long sequence,
            boolean passing,
            Pinned pinned,
            List<VariableBinding> objects) {
        var all = new ArrayList<VariableBinding>();
        all.add(new VariableBinding(SnmpConstants.sysUpTime, new TimeTicks(pinned.at().upTime())));
        all.add(new VariableBinding(SnmpConstants.snmpTrapOID, type));
        all.addAll(objects);
        return new Notification(sequence, passing, all);
    }

    private static VariableBinding scalar(OID object, Variable value) {
        return new VariableBinding(new OID(object).append(0), value);
    }

    private static VariableBinding cell(int column, long id, Variable value) {
        var instance = new OID(ALARM).append(column).appendUnsigned(Smi.counter32(id));
        return new VariableBinding(instance, value);
    }

    private static OctetString text(String text) {
        return new OctetString(Smi.string255(text));
    }

    private static Integer32 integer(long value) {
        return new Integer32(Smi.integer32(value));
    }
}
