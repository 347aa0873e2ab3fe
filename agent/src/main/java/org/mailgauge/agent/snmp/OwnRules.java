package org.mailgauge.agent.snmp;

import static org.mailgauge.agent.snmp.Columns.adminString;
import static org.mailgauge.agent.snmp.Columns.gauge;
import static org.mailgauge.agent.snmp.Columns.integer32;
import static org.mailgauge.agent.snmp.Columns.interval;
import static org.mailgauge.agent.snmp.Columns.oneOf;

import org.mailgauge.agent.alarm.Rule;

import java.util.List;

/** mailgaugeRuleTable: when alarms are raised and cleared. */
final class OwnRules {

    /** A rule with its active alarms. */
    private record Row(Rule rule, long active) {}

    static final Table<?> RULES =
            new Table<Row>(
                    "mailgaugeRuleTable",
                    OwnObjects.entry(18),
                    List.of("mailgaugeRuleIndex"),
                    List.of(
                            adminString(2, "mailgaugeRuleName", r -> r.rule().name()),
                            oneOf(
                                    3,
                                    "mailgaugeRuleKind",
                                    Syntax.KIND_OF_ALARM,
                                    Enumerations.KINDS,
                                    r -> r.rule().kind().number()),
                            adminString(4, "mailgaugeRuleScope", r -> r.rule().scope()),
                            oneOf(
                                    5,
                                    "mailgaugeRuleSeverity",
                                    Syntax.SEVERITY,
                                    Enumerations.SEVERITIES,
                                    r -> r.rule().severity().number()),
                            integer32(6, "mailgaugeRuleRaiseAt", "", r -> r.rule().raiseAt()),
                            integer32(7, "mailgaugeRuleClearAt", "", r -> r.rule().clearAt()),
                            adminString(8, "mailgaugeRuleUnits", r -> r.rule().units()),
                            interval(9, "mailgaugeRuleHold", (r, _) -> r.rule().hold().toNanos()),
                            interval(
                                    10,
                                    "mailgaugeRuleInterval",
                                    (r, _) -> r.rule().interval().toNanos()),
                            gauge(11, "mailgaugeRuleActive", Row::active)),
                    OwnRules::each);

    private OwnRules() {}

    /** A rule has a number once it has been looked at. */
    private static void each(Picture picture, Table.Sink<Row> sink) {
        var state = picture.alarms();
        if (state == null) {
            return;
        }
        var alarms = state.active();
        for (var rule : picture.rules()) {
            var number = state.ruleNumbers().get(rule.name());
            if (number != null) {
                long active = alarms.stream().filter(one -> one.rule().equals(rule.name())).count();
                sink.row(new Row(rule, active), number);
            }
        }
    }
}
