package org.mailgauge.agent.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailgauge.agent.HandMade;
import org.mailgauge.observe.Distribution;
import org.mailgauge.observe.MtaSnapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

class MetricsPageTest {
    private final MetricsPage page = new MetricsPage(HandMade.time());

    @AfterEach
    void close() {
        page.close();
    }

    private Exposition scrape(MtaSnapshot snapshot) {
        var read = Exposition.read(page.page(snapshot, List.of(), List.of(), "*/*").text());
        assertEquals(List.of(), read.complaints());
        return read;
    }

    private static Map<String, Double> expected(MtaSnapshot snapshot) {
        var all = new HashMap<String, Double>();
        for (var sample : Samples.of(snapshot, HandMade.NOW)) {
            var labels = new TreeMap<String, String>();
            for (int i = 0; i < sample.labels().size(); i++) {
                labels.put(sample.family().labels().get(i), sample.labels().get(i));
            }
            var text = new ArrayList<String>();
            labels.forEach((name, value) -> text.add(name + "=\"" + value + "\""));
            var suffix = labels.isEmpty() ? "" : "{" + String.join(",", text) + "}";
            all.put(sample.family().name() + suffix, sample.value());
        }
        snapshot.distributions().forEach(each -> expected(each, all));
        for (var application : snapshot.applications()) {
            var mta = application.mta();
            if (mta != null) {
                mta.latencies().forEach(row -> expected(row, all));
            }
        }
        return all;
    }

    /** A Prometheus summary; the labels are in the order of their names. */
    private static void expected(MtaSnapshot.LatencyRow row, Map<String, Double> all) {
        var name = "mailgauge_group_latency_seconds";
        var labels =
                "application=\"mailgauge\",collection=\"channel\",group=\"%s\""
                        .formatted(row.group().name());
        var stage = ",stage=\"%s\"}".formatted(row.stage().label());
        all.put(name + "_count{" + labels + stage, (double) row.latency().count());
        all.put(name + "_sum{" + labels + stage, row.latency().totalNanos() / 1e9);
        var recent = row.latency().recent();
        if (recent != null) {
            var quantile = name + "{" + labels + ",quantile=\"%s\"" + stage;
            all.put(quantile.formatted("0.5"), recent.median() / 1e9);
            all.put(quantile.formatted("0.9"), recent.percentile90() / 1e9);
            all.put(quantile.formatted("0.99"), recent.percentile99() / 1e9);
            all.put(quantile.formatted("1.0"), recent.longest() / 1e9);
        }
    }

    /** The buckets of a Prometheus histogram add up. */
    private static void expected(Distribution distribution, Map<String, Double> all) {
        var name = "mailgauge_" + distribution.name();
        var label = distribution.label();
        var more = label == null ? "" : label.name() + "=\"" + label.value() + "\",";
        var labels = label == null ? "" : '{' + more.substring(0, more.length() - 1) + '}';
        double seen = 0;
        for (int i = 0; i < distribution.counts().size(); i++) {
            boolean last = i == distribution.bounds().size();
            seen += distribution.counts().get(i);
            all.put(
                    name
                            + "_bucket{"
                            + more
                            + "le=\""
                            + (last ? "+Inf" : distribution.bounds().get(i))
                            + "\"}",
                    seen);
        }
        all.put(name + "_count" + labels, seen);
        all.put(name + "_sum" + labels, distribution.sum());
    }

    @Test
    void distributionsAreHistograms() {
        var series = scrape(HandMade.idle()).series();
        var name = "mailgauge_journal_flush_duration_seconds";
        assertEquals(2, series.get(name + "_bucket{le=\"0.001\"}"));
        assertEquals(6, series.get(name + "_bucket{le=\"0.005\"}"));
        assertEquals(7, series.get(name + "_bucket{le=\"+Inf\"}"));
        assertEquals(7, series.get(name + "_count"));
        assertEquals(0.125, series.get(name + "_sum"));
        var fetches = "mailgauge_imap_command_duration_seconds_%s{command=\"fetch\"%s}";
        assertEquals(3, series.get(fetches.formatted("bucket", ",le=\"0.005\"")));
        assertEquals(4, series.get(fetches.formatted("count", "")));
        var open =
                page.page(HandMade.idle(), List.of(), List.of(), "application/openmetrics-text")
                        .text();
        assertTrue(open.contains("# TYPE " + name + " histogram"), open);
    }

    @Test
    void pageIsTheSamplesOfOneSnapshot() {
        var busy = HandMade.busy(UnaryOperator.identity());
        assertEquals(expected(busy), scrape(busy).series());
        assertEquals(expected(HandMade.idle()), scrape(HandMade.idle()).series());
        assertEquals(expected(busy), scrape(busy).series());
    }

    @Test
    void numbersAreThoseOfTheSnapshot() {
        var series = scrape(HandMade.busy(UnaryOperator.identity())).series();
        var smtpOut = "{application=\"mailgauge\",collection=\"channel\",group=\"smtp-out\"}";
        assertEquals(7_001, series.get("mailgauge_snapshot_sequence"));
        assertEquals(7, series.get("mailgauge_mta_stored_messages{application=\"mailgauge\"}"));
        assertEquals(
                0, series.get("mailgauge_mta_imbalance_recipients{application=\"mailgauge\"}"));
        assertEquals(40, series.get("mailgauge_group_received_messages_total" + smtpOut));
        assertEquals(90.5, series.get("mailgauge_group_oldest_message_age_seconds" + smtpOut));
        assertEquals(30, series.get("mailgauge_group_scheduled_retry_seconds" + smtpOut));
        assertEquals(
                41,
                series.get(
                        "mailgauge_group_errors_total{application=\"mailgauge\",collection=\"channel\","
                                + "group=\"smtp-out\",stage=\"outbound\",status=\"4.4.1\"}"));
        assertEquals(12_345_678_901.0, series.get("mailgauge_journal_commits_total"));
        assertTrue(series.containsKey("mailgauge_build{version=\"" + version() + "\"}"));
    }

    private static String version() {
        return org.mailgauge.Version.current();
    }

    @Test
    void forecastsReasonsAndTimesAreThoseOfTheSnapshot() {
        var series = scrape(HandMade.busy(UnaryOperator.identity())).series();
        var channel = "{application=\"mailgauge\",collection=\"channel\",group=\"smtp-out\"}";
        var destination = "{application=\"mailgauge\",collection=\"destination\",group=\"b.test\"}";
        assertEquals(600, series.get("mailgauge_group_drain_forecast_seconds" + channel));
        assertEquals(300, series.get("mailgauge_group_drain_earliest_seconds" + channel));
        assertEquals(1800, series.get("mailgauge_group_drain_latest_seconds" + channel));
        assertEquals(700, series.get("mailgauge_group_drain_forecast_seconds" + destination));
        assertNull(series.get("mailgauge_group_drain_latest_seconds" + destination));
        var greylisted =
                "{application=\"mailgauge\",class=\"greylisted\",collection=\"channel\",group=\"smtp-out\"}";
        assertEquals(
                48, series.get("mailgauge_group_deferred_class_recipients_total" + greylisted));
        assertEquals(3, series.get("mailgauge_group_waiting_class_recipients" + greylisted));
        var passing =
                "{application=\"mailgauge\",collection=\"channel\",group=\"smtp-out\",%sstage=\"%s\"}";
        var latency = "mailgauge_group_latency_seconds";
        assertEquals(43, series.get(latency + "_count" + passing.formatted("", "passing")));
        assertEquals(
                0.056, series.get(latency + passing.formatted("quantile=\"0.99\",", "passing")));
        assertEquals(2, series.get(latency + "_count" + passing.formatted("", "waiting")));
        assertNull(series.get(latency + passing.formatted("quantile=\"0.5\",", "waiting")));
        assertEquals(
                List.of(),
                scrape(HandMade.idle()).series().keySet().stream()
                        .filter(name -> name.contains("latency") || name.contains("drain"))
                        .toList());
        var open =
                page.page(
                                HandMade.busy(UnaryOperator.identity()),
                                List.of(),
                                List.of(),
                                "application/openmetrics-text")
                        .text();
        assertTrue(open.contains("# TYPE " + latency + " summary"), open);
    }

    @Test
    void whatIsUnknownHasNoSeriesAndComesBack() {
        var smtpOut = "{application=\"mailgauge\",collection=\"channel\",group=\"smtp-out\"}";
        var age = "mailgauge_group_oldest_message_age_seconds" + smtpOut;
        var activity =
                "mailgauge_application_last_activity_timestamp_seconds"
                        + "{application=\"mailgauge\",direction=\"out\"}";
        var before = scrape(HandMade.idle()).series();
        assertNull(before.get(age));
        var during = scrape(HandMade.busy(UnaryOperator.identity())).series();
        assertEquals(90.5, during.get(age));
        assertTrue(during.containsKey(activity));
        var after = scrape(HandMade.idle()).series();
        assertNull(after.get(age));
        assertEquals(0, after.get("mailgauge_group_stored_messages" + smtpOut));
    }

    @Test
    void hostileNamesStayLabels() {
        var read = scrape(HandMade.busy(name -> name + "\"} 1\nevil 2 \\ <b>"));
        assertFalse(read.series().containsKey("evil"));
        assertTrue(
                read.series().keySet().stream()
                        .anyMatch(key -> key.contains("smtp-out\"} 1\nevil")));
    }

    @Test
    void openMetricsIsGivenWhenAsked() {
        var open =
                page.page(
                        HandMade.idle(),
                        List.of(),
                        List.of(),
                        "application/openmetrics-text;version=1.0.0,text/plain");
        assertTrue(open.type().startsWith("application/openmetrics-text"));
        assertTrue(open.text().endsWith("# EOF\n"));
    }

    @Test
    void waysOnWhichAlarmsAreToldHaveSeriesOfTheirOwn() {
        var ways = List.of(new AlarmWay("webhook ops.test", 7, 3, 2, 1));
        var text = page.page(HandMade.idle(), List.of(), ways, "*/*").text();
        for (var line :
                List.of(
                        "events_total{result=\"sent\",way=\"webhook ops.test\"} 7.0",
                        "events_total{result=\"failed\",way=\"webhook ops.test\"} 3.0",
                        "events_total{result=\"dropped\",way=\"webhook ops.test\"} 2.0",
                        "events_waiting{way=\"webhook ops.test\"} 1.0")) {
            assertTrue(text.contains("mailgauge_alarm_" + line), () -> line + " in\n" + text);
        }
    }

    @Test
    void everyFamilyIsInTheManual() throws IOException {
        var manual = Files.readString(Path.of("..", "docs", "metrics.md"));
        assertTrue(
                manual.contains(MetricsManual.table()),
                () -> "docs/metrics.md has to hold:\n" + MetricsManual.table());
    }

    @Test
    void everyFamilyHasASampleOrAReason() {
        var shown = new ArrayList<Family>();
        Samples.of(HandMade.busy(UnaryOperator.identity()), HandMade.NOW)
                .forEach(sample -> shown.add(sample.family()));
        // A summary, which the page has from the snapshot itself.
        shown.add(Families.GROUP_LATENCY);
        shown.add(new AlarmCount("stored", "major", 1).sample().family());
        new AlarmWay("webhook ops.test", 1, 1, 1, 1)
                .samples()
                .forEach(sample -> shown.add(sample.family()));
        for (var family : Families.all()) {
            assertTrue(shown.contains(family), family.name());
        }
    }
}
