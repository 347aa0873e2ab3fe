package org.mailgauge.agent.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.agent.HandMade;
import org.mailgauge.agent.metrics.Exposition;
import org.mailgauge.agent.metrics.MetricsPage;
import org.mailgauge.agent.snmp.Reading;
import org.mailgauge.agent.snmp.SnmpAgent;
import org.mailgauge.agent.snmp.SnmpClientCommand;
import org.mailgauge.agent.snmp.SnmpConfig;
import org.mailgauge.port.Entropy;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/** One snapshot, asked for over SNMP, as metrics and as JSON: the same numbers, cell by cell. */
class ViewsAgreeTest {
    /** MIB object, metric (without prefix), field of the JSON; volumes are kilo-octets in SNMP. */
    private record Same(String object, String metric, String field, int unit) {}

    private static final List<Same> SAME =
            List.of(
                    new Same("ReceivedMessages", "received_messages_total", "received_messages", 1),
                    new Same("ReceivedVolume", "received_bytes_total", "received_octets", 1000),
                    new Same(
                            "ReceivedRecipients",
                            "received_recipients_total",
                            "received_recipients",
                            1),
                    new Same("StoredMessages", "stored_messages", "stored_messages", 1),
                    new Same("StoredVolume", "stored_bytes", "stored_octets", 1000),
                    new Same("StoredRecipients", "stored_recipients", "stored_recipients", 1),
                    new Same(
                            "TransmittedMessages",
                            "transmitted_messages_total",
                            "transmitted_messages",
                            1),
                    new Same(
                            "TransmittedVolume",
                            "transmitted_bytes_total",
                            "transmitted_octets",
                            1000),
                    new Same(
                            "TransmittedRecipients",
                            "transmitted_recipients_total",
                            "transmitted_recipients",
                            1));

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    @DisplayName("equal sequence, equal numbers in SNMP, metrics and JSON")
    void agree() throws IOException {
        var source = new HandMade.Source(HandMade.busy(UnaryOperator.identity()));
        var random = new Chance();
        var loopback = IpAddress.parse("127.0.0.1").orElseThrow();
        var config =
                new SnmpConfig(new Endpoint(loopback, 0), List.of(), List.of(), "mx1.example.test");
        try (var agent = SnmpAgent.start(source, HandMade.time(), random, config, folder);
                var metrics = new MetricsPage(HandMade.time())) {
            var site =
                    new Site(
                            OneQueue.shows(
                                    source, new OneQueue("b.test"), metrics, "mx1.example.test"),
                            HandMade.time(),
                            AdminToken.create(folder, random),
                            Set::of);
            var series = Exposition.read(get(site, "/metrics")).series();
            var status = JsonMapper.shared().readTree(get(site, "/api/v1/status"));
            assertEquals(
                    series.get("mailgauge_snapshot_sequence"),
                    status.path("sequence").asDouble(),
                    "sequence");
            var bound =
                    new SnmpConfig(
                            new Endpoint(loopback, agent.boundPort()),
                            List.of(),
                            List.of(),
                            "mx1.example.test");
            var client = new SnmpClientCommand(bound, folder);
            var sequence = values(client.get(List.of("mailgaugeSnapshotSequence")));
            assertEquals(
                    status.path("sequence").asLong(), sequence.get("mailgaugeSnapshotSequence.0"));
            var snmp = values(client.walk(List.of("mta")));
            var application = status.path("applications").path(0);
            var mta = application.path("mta");
            var index = application.path("index").asString();
            int cells = compare(snmp, "mta", index, series, "{application=\"mailgauge\"}", mta);
            for (var group : mta.path("groups")) {
                cells +=
                        compare(
                                snmp,
                                "mtaGroup",
                                index + "." + group.path("index").asString(),
                                series,
                                labels(group),
                                group);
            }
            assertTrue(cells > 30, () -> "compared too few");
            var own =
                    values(
                            client.walk(
                                    List.of(
                                            "mailgaugeGroupTable",
                                            "mailgaugeDestinationTable",
                                            "mailgaugeDeferralTable",
                                            "mailgaugeLatencyTable")));
            var flow = new FlowCells(own, series, index);
            mta.path("groups").forEach(flow::group);
            var summary = JsonMapper.shared().readTree(get(site, "/api/v1/queue/summary"));
            flow.destination(summary.path("destinations").path(0));
            // 3 columns of forecasts for each group and one destination, 2 of 3 classes, 6 of 3
            // stages.
            assertEquals(5 * 3 + 3 + 3 * 2 + 3 * 6, flow.compared(), "cells");
            assertEquals(
                    own.keySet().stream().filter(FlowCells::isFlow).toList().size(), flow.found());
        }
    }

    @Test
    @DisplayName("a service without a queue is the same in SNMP, metrics and JSON")
    void serviceAgrees() throws IOException {
        var source = new HandMade.Source(HandMade.busy(UnaryOperator.identity()));
        var random = new Chance();
        var loopback = IpAddress.parse("127.0.0.1").orElseThrow();
        var config =
                new SnmpConfig(new Endpoint(loopback, 0), List.of(), List.of(), "mx1.example.test");
        try (var agent = SnmpAgent.start(source, HandMade.time(), random, config, folder);
                var metrics = new MetricsPage(HandMade.time())) {
            var site =
                    new Site(
                            OneQueue.shows(
                                    source, new OneQueue("b.test"), metrics, "mx1.example.test"),
                            HandMade.time(),
                            AdminToken.create(folder, random),
                            Set::of);
            var series = Exposition.read(get(site, "/metrics")).series();
            var status = JsonMapper.shared().readTree(get(site, "/api/v1/status"));
            var row = status.path("applications").path(1);
            var at = new Endpoint(loopback, agent.boundPort());
            var bound = new SnmpConfig(at, List.of(), List.of(), "mx1.example.test");
            var client = new SnmpClientCommand(bound, folder);
            var snmp = client.walk(List.of("applTable", "assocTable", "mtaTable"));
            ServiceCells.compare(snmp, series, row);
        }
    }

    /** Compares a row in all views; a cell that is absent in one is absent in all. */
    private static int compare(
            Map<String, Long> snmp,
            String table,
            String index,
            Map<String, Double> series,
            String labels,
            JsonNode row) {
        var prefix = table.equals("mta") ? "mailgauge_mta_" : "mailgauge_group_";
        int compared = 0;
        for (var same : SAME) {
            var cell = table + same.object() + "." + index;
            var inMib = snmp.get(cell);
            var inMetrics = series.get(prefix + same.metric() + labels);
            var inJson = row.path(same.field());
            assertEquals(inMib == null, inMetrics == null, cell);
            assertEquals(inMib == null, inJson.isMissingNode(), cell);
            if (inMib != null) {
                assertNotNull(inMetrics, cell);
                assertEquals(inMetrics, inJson.asDouble(), cell);
                assertEquals(inMib, inJson.asLong() / same.unit(), cell);
                compared++;
            }
        }
        return compared;
    }

    private static String labels(JsonNode group) {
        return "{application=\"mailgauge\",collection=\""
                + group.path("collection").asString()
                + "\",group=\""
                + group.path("name").asString()
                + "\"}";
    }

    private static Map<String, Long> values(List<Reading> readings) {
        var values = new HashMap<String, Long>();
        for (var reading : readings) {
            if (reading.value().matches("[0-9]+")) {
                values.put(reading.object() + "." + reading.index(), Long.valueOf(reading.value()));
            }
        }
        return values;
    }

    private String get(Site site, String path) throws IOException {
        var token = java.nio.file.Files.readString(folder.resolve(AdminToken.FILE)).strip();
        var request =
                new Site.Request(
                        "GET", path, Query.parse(""), "localhost", "Bearer " + token, "", true);
        var response = site.answer(request);
        assertEquals(200, response.status(), path);
        return new String(response.body(), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Randomness that is the same in each run. */
    private static final class Chance implements Entropy {
        private final Random random = new Random(3);

        @Override
        public long bits() {
            return random.nextLong();
        }

        @Override
        public void fill(byte[] into) {
            random.nextBytes(into);
        }
    }
}
