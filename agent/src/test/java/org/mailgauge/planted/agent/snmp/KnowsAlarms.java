package org.mailgauge.planted.agent.snmp;

import org.mailgauge.planted.agent.alarm.Alarm;

final class KnowsAlarms {
    boolean read(Alarm thing) {
        return thing != null;
    }
}
