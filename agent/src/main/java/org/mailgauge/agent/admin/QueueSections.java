package org.mailgauge.agent.admin;

import org.mailgauge.observe.Drain;
import org.mailgauge.queue.QueueControl;
import org.mailgauge.queue.QueueView;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The status page's parts about pauses and ages. */
final class QueueSections {
    private final Html html;

    QueueSections(Html html) {
        this.html = html;
    }

    /** Says loudly what the operator has stopped; nothing when nothing is. */
    void pauses(QueueControl.Paused paused) {
        if (paused.incomplete()) {
            html.raw("<p class=\"alarm bad\" role=\"alert\">The file of pauses was damaged: ")
                    .raw("there may have been others than those below. Pause what should be.</p>");
        }
        for (var pause : paused.pauses()) {
            html.raw("<p class=\"alarm warn\" role=\"alert\">Paused: ")
                    .text(pause.kind().label() + " " + pause.name())
                    .raw(", since ")
                    .text(Shown.stamp(pause.since()))
                    .raw(" UTC by ")
                    .text(pause.by())
                    .text(pause.reason().isBlank() ? "" : ": " + pause.reason())
                    .raw("</p>");
        }
    }

    /**
     * Destinations with stored mail.
     *
     * @param drains what is forecast of them, by domain
     * @param now the moment of reading, on the ticker
     */
    void destinations(
            List<QueueView.Destination> destinations, Map<String, Drain> drains, long now) {
        html.raw("<h2>Where mail waits <small>destinations with stored mail, now</small></h2>");
        if (destinations.isEmpty()) {
            html.raw("<div class=\"scroll\"><p class=\"empty\">Nothing waits.</p></div>");
            return;
        }
        var rows =
                new Rows(
                        html,
                        "Destination",
                        "#Messages",
                        "#Recipients",
                        "#Volume",
                        "#Oldest",
                        "Next retry (UTC)",
                        "#Empty in",
                        "Route",
                        "Last failure");
        for (var line : destinations) {
            var reply = line.lastReply();
            var next = line.nextRetry();
            rows.row(line.domain(), "counted in group " + line.group())
                    .count(line.messages())
                    .count(line.recipients())
                    .octets(line.octets())
                    .span(line.age().toNanos())
                    .text(next == null ? null : Shown.stamp(next))
                    .span(Flow.until(drains.get(line.domain()), now))
                    .text(String.join(", ", line.routes()))
                    .text(reply == null ? null : reply.toString())
                    .endRow();
        }
        rows.end();
    }

    /** Recipients by destination and age. */
    void matrix(QueueView.Matrix matrix) {
        if (matrix.total().recipients() == 0) {
            return;
        }
        html.raw("<h2>How long it waits <small>recipients by minutes since arrival</small></h2>");
        var head = new ArrayList<String>();
        head.add("Destination");
        head.add("#All");
        matrix.minutes().forEach(minutes -> head.add("#< " + minutes));
        head.add("#older");
        var rows = new Rows(html, head.toArray(String[]::new));
        profile(rows, "all", matrix.total());
        matrix.rows().forEach(line -> profile(rows, line.name(), line));
        rows.end();
    }

    private static void profile(Rows rows, String name, QueueView.Profile line) {
        rows.row(name, "recipients by age").count(line.recipients());
        line.columns().forEach(rows::count);
        rows.endRow();
    }
}
