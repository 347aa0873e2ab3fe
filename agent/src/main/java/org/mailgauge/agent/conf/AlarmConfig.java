package org.mailgauge.agent.conf;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * When alarms are raised.
 *
 * @param builtIn whether there are those that need no configuration, but for kinds that have rules
 */
public record AlarmConfig(boolean builtIn, List<Rule> rules) {
    public AlarmConfig {
        rules = List.copyOf(rules);
    }

    /**
     * One rule: one kind of one item of the list.
     *
     * @param name as given, perhaps empty
     * @param kind by its label, {@code oldest-due}
     * @param scope a name, or a pattern with one asterisk
     * @param raise in the units of the kind
     * @param clear likewise; not beyond {@code raise}
     * @param least recipients or attempts below which nothing is measured
     */
    public record Rule(
            String name,
            String kind,
            String scope,
            Level severity,
            long raise,
            long clear,
            Duration hold,
            Duration interval,
            long least) {}

    /** How bad it is. */
    public enum Level {
        WARNING,
        MAJOR,
        CRITICAL;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
