package org.mailgauge.agent.metrics;

import java.util.List;

/**
 * How one way on which alarms are told has done, in events; {@code failed} in attempts.
 *
 * @param name of the way
 */
public record AlarmWay(String name, long sent, long failed, long dropped, long waiting) {
    List<Sample> samples() {
        return List.of(
                count("sent", sent),
                count("failed", failed),
                count("dropped", dropped),
                new Sample(Families.ALARM_EVENTS_WAITING, List.of(name), waiting));
    }

    private Sample count(String result, long value) {
        return new Sample(Families.ALARM_EVENTS, List.of(name, result), value);
    }
}
