package org.mailgauge.agent.alarm;

import org.mailgauge.agent.conf.AlarmConfig;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The rules in force. */
public final class Rules {
    private Rules() {}

    /**
     * Those that are configured, and the built-in ones of other kinds.
     *
     * @param reserveOctets what is kept free on disk for delivery
     * @param reserveInodes the same in inodes
     */
    public static List<Rule> of(AlarmConfig config, long reserveOctets, long reserveInodes) {
        var all = new ArrayList<Rule>();
        Set<String> names = new HashSet<>();
        Set<AlarmKind> kinds = new HashSet<>();
        for (var one : config.rules()) {
            var rule = rule(one, names);
            all.add(rule);
            kinds.add(rule.kind());
        }
        if (config.builtIn()) {
            for (var rule : BuiltInRules.of(reserveOctets, reserveInodes)) {
                if (!kinds.contains(rule.kind())) {
                    all.add(rule);
                }
            }
        }
        return List.copyOf(all);
    }

    private static Rule rule(AlarmConfig.Rule one, Set<String> names) {
        var kind =
                AlarmKind.of(one.kind())
                        .orElseThrow(() -> new IllegalArgumentException("kind " + one.kind()));
        return new Rule(
                unique(one, names),
                kind,
                one.scope(),
                Severity.valueOf(one.severity().name().toUpperCase(Locale.ROOT)),
                one.raise(),
                one.clear(),
                kind.units(),
                one.hold(),
                one.interval(),
                one.least());
    }

    /** The given name and its kind, or its kind and what it is for; with a number when needed. */
    private static String unique(AlarmConfig.Rule one, Set<String> names) {
        var bare =
                one.name().isEmpty()
                        ? one.kind() + (one.scope().equals("*") ? "" : " " + one.scope())
                        : one.name() + " " + one.kind();
        var name = bare;
        for (int i = 2; !names.add(name); i++) {
            name = bare + " " + i;
        }
        return name;
    }
}
