package org.mailgauge.agent.admin;

import org.mailgauge.agent.alarm.AlarmState;

/** The active alarms on the page; nothing when there is none, and no maintenance window. */
final class AlarmSection {
    private AlarmSection() {}

    static void add(Html html, AlarmState state) {
        var active = state.active();
        var window = state.maintenance();
        if (active.isEmpty() && window == null) {
            return;
        }
        html.raw("<section><h2>Alarms</h2>");
        if (window != null) {
            html.raw("<p>Maintenance until ")
                    .text(Shown.stamp(window.until()))
                    .raw(" UTC by ")
                    .text(window.by())
                    .raw(": alarms are not told. ")
                    .text(window.comment())
                    .raw("</p>");
        }
        if (!active.isEmpty()) {
            var rows =
                    new Rows(
                            html,
                            "Subject",
                            "#Number",
                            "Severity",
                            "Kind",
                            "What",
                            "Since",
                            "Known by");
            for (var alarm : active) {
                var known = alarm.acknowledged();
                rows.row(alarm.subject().shown(), alarm.rule())
                        .count(alarm.id())
                        .text(alarm.severity().label())
                        .text(alarm.kind().label())
                        .text(alarm.text())
                        .text(Shown.stamp(alarm.raised()))
                        .text(known == null ? null : known.by())
                        .endRow();
            }
            rows.end();
        }
        html.raw("</section>");
    }
}
