package org.mailgauge.planted.agent.metrics;

import org.mailgauge.planted.agent.alarm.Alarm;

final class KnowsAlarms {
    boolean read(Alarm thing) {
        return thing != null;
    }
}
