package org.mailgauge.agent.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.LatencyStage;
import org.mailgauge.observe.ReplyClass;

import tools.jackson.databind.JsonNode;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Compares forecasts, reasons of deferral and latencies in SNMP, metrics and JSON: a cell that is
 * absent in one is absent in all. SNMP has hundredths of a second and milliseconds.
 */
final class FlowCells {
    private static final Pattern FLOW =
            Pattern.compile("mailgauge(Group|Destination)Drain.*|mailgauge(Deferral|Latency).*");

    private final Map<String, Long> snmp;
    private final Map<String, Double> series;
    private final String application;
    private int compared;
    private int found;

    FlowCells(Map<String, Long> snmp, Map<String, Double> series, String application) {
        this.snmp = snmp;
        this.series = series;
        this.application = application;
    }

    static boolean isFlow(String cell) {
        return FLOW.matcher(cell).matches();
    }

    /** Cells that were compared. */
    int compared() {
        return compared;
    }

    /** Those of them that are there. */
    int found() {
        return found;
    }

    /** A group of the status. */
    void group(JsonNode group) {
        var index = "." + application + "." + group.path("index").asString();
        var labels =
                "collection=\"%s\",group=\"%s\""
                        .formatted(
                                group.path("collection").asString(), group.path("name").asString());
        for (var end : new String[] {"Forecast", "Earliest", "Latest"}) {
            var name = "drain_" + end.toLowerCase(Locale.ROOT) + "_seconds";
            var metric = "mailgauge_group_" + name + "{application=\"mailgauge\"," + labels + "}";
            same("mailgaugeGroupDrain" + end + index, 100, group.path(name), series.get(metric));
        }
        group.path("deferrals").forEach(row -> deferral(row, index, labels));
        group.path("latencies").forEach(row -> latency(row, index, labels));
    }

    private void deferral(JsonNode row, String index, String labels) {
        var label = row.path("class").asString();
        int number =
                Arrays.stream(ReplyClass.values())
                        .filter(one -> one.label().equals(label))
                        .findFirst()
                        .orElseThrow()
                        .number();
        var tags = "{application=\"mailgauge\",class=\"" + label + "\"," + labels + "}";
        same(
                "mailgaugeDeferralRecipients" + index + "." + number,
                1,
                row.path("recipients"),
                series.get("mailgauge_group_deferred_class_recipients_total" + tags));
        same(
                "mailgaugeDeferralWaiting" + index + "." + number,
                1,
                row.path("waiting"),
                series.get("mailgauge_group_waiting_class_recipients" + tags));
    }

    private void latency(JsonNode row, String index, String labels) {
        var label = row.path("stage").asString();
        int number =
                Arrays.stream(LatencyStage.values())
                        .filter(one -> one.label().equals(label))
                        .findFirst()
                        .orElseThrow()
                        .number();
        var at = index + "." + number;
        var metric = "mailgauge_group_latency_seconds";
        var tags = "{application=\"mailgauge\"," + labels + "%s,stage=\"" + label + "\"}";
        var plain = tags.formatted("");
        same(
                "mailgaugeLatencyCount" + at,
                1,
                row.path("count"),
                series.get(metric + "_count" + plain));
        same(
                "mailgaugeLatencyTotal" + at,
                1000,
                row.path("total_seconds"),
                series.get(metric + "_sum" + plain));
        var columns =
                Map.of(
                        "Median", "0.5",
                        "Percentile90", "0.9",
                        "Percentile99", "0.99",
                        "Longest", "1.0");
        columns.forEach(
                (column, quantile) ->
                        same(
                                "mailgaugeLatency" + column + at,
                                1000,
                                row.path(column.toLowerCase(Locale.ROOT) + "_seconds"),
                                series.get(
                                        metric
                                                + tags.formatted(
                                                        ",quantile=\"" + quantile + "\""))));
    }

    /** A destination of the summary, which has no metrics. */
    void destination(JsonNode line) {
        for (var end : new String[] {"Forecast", "Earliest", "Latest"}) {
            var json = line.path("drain_" + end.toLowerCase(Locale.ROOT) + "_seconds");
            var prefix = "mailgaugeDestinationDrain" + end + "." + application + ".";
            var cell =
                    snmp.keySet().stream()
                            .filter(name -> name.startsWith(prefix))
                            .findFirst()
                            .orElse(prefix);
            same(cell, 100, json, json.isNumber() ? Double.valueOf(json.asDouble()) : null);
        }
    }

    /** One cell; SNMP rounds to whole units, down or up. */
    private void same(String cell, int unit, JsonNode json, @Nullable Double metric) {
        compared++;
        var value = snmp.get(cell);
        assertEquals(value == null, metric == null, cell + " in metrics");
        assertEquals(value == null, json.isMissingNode(), cell + " in JSON");
        if (value != null && metric != null) {
            found++;
            assertEquals(metric, json.asDouble(), cell);
            assertEquals(value, metric * unit, 1, cell);
        }
    }
}
