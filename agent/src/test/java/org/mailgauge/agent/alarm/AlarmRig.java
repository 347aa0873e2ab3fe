package org.mailgauge.agent.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An engine whose values and time the test sets; it keeps all events. */
final class AlarmRig {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    final List<AlarmEvent> events = new ArrayList<>();
    final Map<String, Long> values = new TreeMap<>();
    final List<Rule> rules = new ArrayList<>();
    final AlarmKind kind;
    AlarmState state = AlarmState.EMPTY;
    boolean known = true;
    private long ticks = 77;
    private Instant wall = START;

    AlarmRig(Rule... rules) {
        this.rules.addAll(List.of(rules));
        this.kind = rules[0].kind();
    }

    static Rule rule(AlarmKind kind, long raise, long clear, int hold, int interval) {
        return new Rule(
                kind.label(),
                kind,
                "*",
                Severity.MAJOR,
                raise,
                clear,
                kind.units(),
                Duration.ofSeconds(hold),
                Duration.ofSeconds(interval),
                0);
    }

    Moment now() {
        return new Moment(ticks, wall);
    }

    static Subject subject(String name) {
        return Subject.of("mailgauge", 1001, name);
    }

    /** Sets a value and takes a step, a second later each. */
    AlarmRig then(String name, long value) {
        values.put(name, value);
        return seconds(1);
    }

    AlarmRig seconds(int count) {
        for (int i = 0; i < count; i++) {
            ticks += 1_000_000_000L;
            wall = wall.plusSeconds(1);
            step();
        }
        return this;
    }

    /** Time goes by without a step. */
    void pass(Duration time) {
        ticks += time.toNanos();
        wall = wall.plus(time);
    }

    AlarmEngine.Step step() {
        var readings =
                values.entrySet().stream()
                        .map(one -> Reading.of(kind, subject(one.getKey()), one.getValue()))
                        .toList();
        var kinds = known ? EnumSet.of(kind) : EnumSet.noneOf(AlarmKind.class);
        var step = AlarmEngine.step(state, rules, new Reading.All(kinds, readings), now());
        state = step.next();
        events.addAll(step.events());
        return step;
    }

    /** As after a restart: what the file keeps, and another origin of the ticker. */
    void restart() throws Exception {
        state = AlarmJson.read(AlarmJson.write(state));
        ticks = -5_000_000_000L;
    }

    /** Such as {@code +1 a, -1 a}: what was told since the last time. */
    String told() {
        var text = new ArrayList<String>();
        for (var event : events) {
            var alarm = event.alarm();
            text.add((event.raised() ? "+" : "-") + alarm.id() + " " + alarm.subject().name());
        }
        events.clear();
        return String.join(", ", text);
    }
}
