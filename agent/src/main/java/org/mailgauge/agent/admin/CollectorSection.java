package org.mailgauge.agent.admin;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.Ages;
import org.mailgauge.observe.Collector;
import org.mailgauge.observe.MtaSnapshot;

import java.util.Locale;

/** What is watched, on the status page: where mail waits, and where that is known from. */
final class CollectorSection {
    private CollectorSection() {}

    /** Adds it; nothing where nothing is watched. */
    static void add(Html html, MtaSnapshot snapshot, long now) {
        if (snapshot.collectors().isEmpty()) {
            return;
        }
        html.raw("<h2>Collectors <small>where what is known of other MTAs comes from</small></h2>");
        var rows =
                new Rows(
                        html,
                        "Collector",
                        "Of",
                        "State",
                        "Source",
                        "#Read ago",
                        "#Last record",
                        "#Records",
                        "#Not understood",
                        "#Gaps",
                        "#Coverage",
                        "Problem");
        for (var each : snapshot.collectors()) {
            rows.row(each.name(), each.source())
                    .text(application(snapshot, each))
                    .text(each.condition().name().toLowerCase(Locale.ROOT))
                    .text(each.source())
                    .span(Ages.sinceOrNull(each.readTicks(), now))
                    .span(Ages.sinceOrNull(each.writtenTicks(), now))
                    .count(each.records())
                    .count(each.notUnderstood())
                    .count(each.gaps())
                    .text(share(each.coverage()))
                    .text(each.problem())
                    .endRow();
        }
        rows.end();
    }

    /** The domains for which mail of a watched MTA waits. */
    static void destinations(Html html, MtaSnapshot.Application application, long now) {
        var mta = application.mta();
        if (mta == null || !application.isWatched() || mta.destinations() == null) {
            return;
        }
        html.raw("<h2>Destinations of ")
                .text(application.name())
                .raw(" <small>what mail waits for, the largest first</small></h2>");
        var rows =
                new Rows(
                        html,
                        "Domain",
                        "#Messages",
                        "#Recipients",
                        "#Oldest",
                        "#Next retry",
                        "#Last success",
                        "Reason",
                        "Last reply");
        for (var row : mta.destinations().rows()) {
            var trouble = row.trouble();
            rows.row(row.name(), "group " + row.group().name())
                    .count(row.messages())
                    .count(row.recipients())
                    .span(Ages.sinceOrNull(row.oldestTicks(), now))
                    .span(Ages.untilOrNull(row.nextRetryTicks(), now))
                    .span(Ages.sinceOrNull(row.servedTicks(), now))
                    .text(trouble == null ? "" : trouble.replyClass())
                    .text(trouble == null ? "" : trouble.text())
                    .endRow();
        }
        rows.end();
    }

    private static String application(MtaSnapshot snapshot, Collector of) {
        return snapshot.applications().stream()
                .filter(one -> one.index() == of.application())
                .map(MtaSnapshot.Application::name)
                .findFirst()
                .orElse("");
    }

    private static String share(@Nullable Integer thousandths) {
        return thousandths == null
                ? "\u2013"
                : String.format(Locale.ROOT, "%.1f %%", thousandths / 10.0);
    }
}
