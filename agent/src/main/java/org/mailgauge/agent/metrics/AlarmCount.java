package org.mailgauge.agent.metrics;

import java.util.List;

/**
 * Active alarms of one kind and severity.
 *
 * @param kind by its label
 * @param severity likewise
 */
public record AlarmCount(String kind, String severity, long count) {
    Sample sample() {
        return new Sample(Families.ALARM_ACTIVE, List.of(kind, severity), count);
    }
}
