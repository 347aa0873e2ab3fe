package org.mailgauge.agent.admin;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.observe.MtaSnapshot.Recent;

import java.util.function.ToLongFunction;

/** The status page's parts about why mail waits and how long things take. */
final class FlowSections {
    private final Html html;

    FlowSections(Html html) {
        this.html = html;
    }

    /** Recipients that were put off, by class of reply; nothing when none was. */
    void deferrals(MtaSnapshot.Application application) {
        var mta = application.mta();
        if (mta == null || mta.deferrals().isEmpty()) {
            return;
        }
        html.raw("<h2>Why mail waits <small>recipients put off, by class of reply</small></h2>");
        var rows = new Rows(html, "Group", "Class", "#Waiting now", "#Put off so far");
        for (var row : mta.deferrals()) {
            rows.row(row.group().name(), row.group().description())
                    .text(row.replyClass().label())
                    .count(row.waiting())
                    .count(row.recipients())
                    .endRow();
        }
        rows.end();
    }

    /** How long the stages of the channels took in the last five minutes; nothing when unknown. */
    void latencies(MtaSnapshot.Application application) {
        var mta = application.mta();
        if (mta == null || mta.latencies().isEmpty()) {
            return;
        }
        html.raw("<h2>How long things take <small>milliseconds, of the last five minutes</small>")
                .raw("</h2>");
        var rows =
                new Rows(
                        html,
                        "Group",
                        "Stage",
                        "#Median",
                        "#90 % within",
                        "#99 % within",
                        "#Longest",
                        "#So far");
        for (var row : mta.latencies()) {
            var recent = row.latency().recent();
            rows.row(row.group().name(), row.group().description()).text(row.stage().label());
            millis(rows, recent, Recent::median);
            millis(rows, recent, Recent::percentile90);
            millis(rows, recent, Recent::percentile99);
            millis(rows, recent, Recent::longest);
            rows.count(row.latency().count()).endRow();
        }
        rows.end();
    }

    /** Rounded up, as in mailgaugeLatencyTable: it took at most so long. */
    private static void millis(Rows rows, @Nullable Recent recent, ToLongFunction<Recent> value) {
        rows.count(
                recent == null
                        ? null
                        : Long.valueOf(Math.ceilDiv(value.applyAsLong(recent), 1_000_000L)));
    }
}
