package org.mailgauge.agent.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads and checks what is configured of alarms. */
final class AlarmReader {
    private AlarmReader() {}

    static AlarmConfig read(Values values) {
        var rules = new ArrayList<AlarmConfig.Rule>();
        for (var item : values.items(AlarmKeys.ALARMS)) {
            for (var kind : AlarmKeys.KINDS) {
                if (item.has(kind.raise())) {
                    rules.add(rule(kind, item));
                }
            }
        }
        return new AlarmConfig(values.one(AlarmKeys.BUILT_IN), rules);
    }

    /** An alarm must not be cleared where it is raised, and an item has to raise one. */
    static void check(Values values, List<Problem> errors) {
        for (var item : values.items(AlarmKeys.ALARMS)) {
            boolean any = false;
            for (var kind : AlarmKeys.KINDS) {
                any |= item.has(kind.raise());
                check(kind, item, errors);
            }
            if (!any && errors.isEmpty()) {
                errors.add(
                        Problem.of(
                                item.line(),
                                item.path(),
                                "nothing to raise an alarm on",
                                "one of "
                                        + String.join(
                                                ", ",
                                                AlarmKeys.KINDS.stream()
                                                        .map(AlarmKeys.Kind::label)
                                                        .toList())));
            }
        }
    }

    private static <T> void check(AlarmKeys.Kind<T> kind, Values item, List<Problem> errors) {
        if (!item.has(kind.clear())) {
            return;
        }
        var at = item.path() + kind.clear().path().substring("alarms[]".length());
        if (!item.has(kind.raise())) {
            errors.add(Problem.of(item.line(kind.clear()), at, "no raise", "both, or raise alone"));
            return;
        }
        long raise = kind.units().apply(item.one(kind.raise()));
        long clear = kind.units().apply(item.one(kind.clear()));
        if (kind.falling() ? clear <= raise : clear >= raise) {
            errors.add(
                    Problem.of(
                            item.line(kind.clear()),
                            at,
                            String.valueOf(item.one(kind.clear())),
                            (kind.falling() ? "more" : "less") + " than where it is raised"));
        }
    }

    private static <T> AlarmConfig.Rule rule(AlarmKeys.Kind<T> kind, Values item) {
        long raise = kind.units().apply(item.one(kind.raise()));
        var clear = item.orNull(kind.clear());
        return new AlarmConfig.Rule(
                Objects.requireNonNullElse(item.orNull(AlarmKeys.NAME), ""),
                kind.label(),
                kind.scope().isEmpty() ? "*" : item.one(kind.scope().getFirst()),
                item.one(AlarmKeys.SEVERITY),
                raise,
                clear == null ? kind.clear(raise) : kind.units().apply(clear),
                item.one(AlarmKeys.HOLD),
                item.one(AlarmKeys.INTERVAL),
                kind.least().isEmpty() ? 0 : item.one(kind.least().getFirst()));
    }
}
