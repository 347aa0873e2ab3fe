package org.mailgauge.agent.snmp;

import org.mailgauge.agent.alarm.Alarm;
import org.mailgauge.agent.alarm.AlarmKind;
import org.mailgauge.observe.MtaSnapshot.Application;
import org.mailgauge.observe.MtaSnapshot.GroupRow;
import org.snmp4j.smi.OID;

/** The rows that alarms are about (mailgaugeAlarmResource). */
final class Resources {
    static final OID NONE = new OID("0.0");

    private static final Moment ANY_MOMENT = new Moment(0, 0);
    private static final OID APPLICATION_NAME = new OID("1.3.6.1.2.1.27.1.1.2");
    private static final int STORAGE_NAME = 2;

    private Resources() {}

    /**
     * The first instance of the row that an alarm is about; 0.0 when there is none.
     *
     * @param destinations where the rows of domains are in this picture
     */
    static OID of(Alarm alarm, Picture picture, OwnDestinations.Numbers destinations) {
        if (alarm.kind() == AlarmKind.STORAGE_LOW) {
            return new OID(
                    new OID(OwnObjects.entry(12).getValue(), STORAGE_NAME).getValue(),
                    OwnStorage.QUEUE);
        }
        var subject = alarm.subject();
        if (OwnDestinations.isAboutDomain(alarm)) {
            return destinations.first(subject.applicationIndex(), subject.name());
        }
        for (var application : picture.snapshot().applications()) {
            if (application.index() == subject.applicationIndex()) {
                var group = subject.groupIndex();
                if (group != null) {
                    return subject.name().equals(subject.group())
                            ? group(application, group)
                            : NONE;
                }
                return subject.name().equals(application.name())
                        ? new OID(APPLICATION_NAME.getValue(), application.index())
                        : NONE;
            }
        }
        return NONE;
    }

    private static OID group(Application application, int index) {
        var mta = application.mta();
        if (mta != null) {
            for (var row : mta.groups()) {
                if (row.group().index() == index) {
                    return first(row, application.index(), index);
                }
            }
        }
        return NONE;
    }

    /** The first column that the row has. */
    private static OID first(GroupRow row, int... index) {
        for (var column : MibObjects.GROUP.columns()) {
            if (column.reader().read(row, ANY_MOMENT) != null) {
                return new OID(MibObjects.GROUP.oid(column).getValue(), index);
            }
        }
        return NONE;
    }
}
