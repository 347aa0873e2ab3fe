package org.mailgauge.agent.alarm;

import org.mailgauge.observe.MtaSnapshot;

import java.util.List;

/** An alarm that is no alarm: it tests the ways on which alarms are told. */
final class Trial {
    static final String NAME = "test";

    private Trial() {}

    /** Its two events, with the next numbers. */
    static List<AlarmEvent> pair(AlarmState state, MtaSnapshot snapshot, Moment now) {
        var subject =
                snapshot.applications().stream()
                        .findFirst()
                        .map(one -> Subject.of(one.name(), one.index(), NAME))
                        .orElseGet(() -> Subject.of("mailgauge", 0, NAME));
        long first = state.sequence() + 1;
        var raised = alarm(state.nextId(), subject, 1, now).notified(first);
        var cleared = alarm(state.nextId(), subject, 0, now).notified(first + 1);
        return List.of(
                new AlarmEvent(first, true, now.wall(), raised),
                new AlarmEvent(first + 1, false, now.wall(), cleared));
    }

    private static Alarm alarm(long id, Subject subject, long value, Moment now) {
        return new Alarm(
                id,
                AlarmKind.TEST,
                NAME,
                Severity.WARNING,
                subject,
                value,
                1,
                0,
                AlarmKind.TEST.units(),
                value == 1
                        ? "test: somebody tests the way of the notifications"
                        : "test: the test is over",
                now.wall(),
                now.ticks(),
                null,
                0);
    }
}
