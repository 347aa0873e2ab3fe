package org.mailgauge.agent.cli;

import org.mailgauge.agent.snmp.SnmpClientCommand;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether SNMP, the metrics and the API tell the same of the same snapshot. */
final class DoctorViews {
    private static final int TRIES = 15;
    private static final long MOST_32 = 0xFFFF_FFFFL;
    private static final String SEQUENCE = "mailgaugeSnapshotSequence";

    private final SnmpClientCommand snmp;
    private final ApiClient client;
    private final List<Finding> all = new ArrayList<>();

    DoctorViews(SnmpClientCommand snmp, ApiClient client) {
        this.snmp = snmp;
        this.client = client;
    }

    /** A column of mtaTable, its member in the API and its metric; volumes are divided. */
    private record Same(String column, String member, String metric, boolean volume) {}

    private static final List<Same> SAME =
            List.of(
                    same("ReceivedMessages", "received_messages", "received_messages_total"),
                    same("ReceivedRecipients", "received_recipients", "received_recipients_total"),
                    same("StoredMessages", "stored_messages", "stored_messages"),
                    same("StoredRecipients", "stored_recipients", "stored_recipients"),
                    same(
                            "TransmittedMessages",
                            "transmitted_messages",
                            "transmitted_messages_total"),
                    same(
                            "TransmittedRecipients",
                            "transmitted_recipients",
                            "transmitted_recipients_total"),
                    volume("ReceivedVolume", "received_octets", "received_bytes_total"),
                    volume("StoredVolume", "stored_octets", "stored_bytes"),
                    volume("TransmittedVolume", "transmitted_octets", "transmitted_bytes_total"));

    private static Same same(String column, String member, String metric) {
        return new Same("mta" + column, member, "mailgauge_mta_" + metric, false);
    }

    private static Same volume(String column, String member, String metric) {
        return new Same("mta" + column, member, "mailgauge_mta_" + metric, true);
    }

    List<Finding> all() {
        try {
            for (int i = 0; i < TRIES; i++) {
                if (compared()) {
                    return all;
                }
            }
            all.add(
                    Finding.warn(
                            "views",
                            "the server is too busy: no snapshot was the same in all views",
                            "try again"));
        } catch (Failure failure) {
            all.add(Finding.fail("views", failure.line(), ""));
        } catch (IOException failed) {
            all.add(Finding.fail("views", String.valueOf(failed.getMessage()), ""));
        }
        return all;
    }

    /** Whether all three were of one snapshot. */
    private boolean compared() throws Failure, IOException {
        var status = client.get("status?after=now").tree();
        var application = application(status);
        if (application.isMissingNode()) {
            all.add(Finding.warn("views", "there is no MTA to compare", ""));
            return true;
        }
        var index = application.path("index").asString();
        var asked = new ArrayList<String>(List.of(SEQUENCE + ".0"));
        SAME.forEach(one -> asked.add(one.column() + "." + index));
        Map<String, String> columns = new HashMap<>();
        for (var reading : snmp.get(asked)) {
            columns.put(reading.object(), reading.exists() ? reading.value() : "absent");
        }
        var metrics = metrics(client.page("metrics"), application.path("name").asString());
        var sequence = status.path("sequence").asString();
        boolean one =
                sequence.equals(columns.get(SEQUENCE))
                        && Double.parseDouble(sequence)
                                == metrics.getOrDefault("mailgauge_snapshot_sequence", -1.0);
        if (one) {
            compare(application.path("mta"), columns, metrics, sequence);
            volumes(application.path("mta"), columns);
        }
        return one;
    }

    private static JsonNode application(JsonNode status) {
        for (var application : status.path("applications")) {
            if (application.has("mta")) {
                return application;
            }
        }
        return status.path("none");
    }

    /** Samples without labels, or with that of the application alone, by family. */
    private static Map<String, Double> metrics(String page, String application) {
        var all = new LinkedHashMap<String, Double>();
        page.lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(
                        line -> {
                            int space = line.lastIndexOf(' ');
                            var name =
                                    line.substring(0, Math.max(0, space))
                                            .replace("{application=\"" + application + "\"}", "");
                            if (space > 0 && name.indexOf('{') < 0) {
                                all.put(name, Double.valueOf(line.substring(space + 1)));
                            }
                        });
        return all;
    }

    private void compare(
            JsonNode mta,
            Map<String, String> columns,
            Map<String, Double> metrics,
            String sequence) {
        var wrong = new ArrayList<String>();
        for (var one : SAME) {
            long octets = mta.path(one.member()).asLong();
            long expected = one.volume() ? octets / 1000 : octets;
            boolean gauge = one.column().startsWith("mtaStored");
            expected = gauge ? Math.min(expected, MOST_32) : expected & MOST_32;
            var column = columns.getOrDefault(one.column(), "absent");
            if (!column.equals(Long.toString(expected))) {
                wrong.add("%s is %s, the API says %d".formatted(one.column(), column, octets));
            }
            double metric = metrics.getOrDefault(one.metric(), Double.NaN);
            if (metric != octets) {
                wrong.add("%s is %s, the API says %d".formatted(one.metric(), metric, octets));
            }
        }
        all.add(
                wrong.isEmpty()
                        ? Finding.ok(
                                "views",
                                "SNMP, metrics and API agree in snapshot %s on %d values"
                                        .formatted(sequence, SAME.size()))
                        : Finding.fail(
                                "views",
                                "snapshot " + sequence + ": " + String.join(", ", wrong),
                                "this is a defect of ours: please report it"));
    }

    /** Managers that take a K-octet for 1,024 octets show more than there is. */
    private void volumes(JsonNode mta, Map<String, String> columns) {
        long octets = mta.path("stored_octets").asLong();
        var column = columns.getOrDefault("mtaStoredVolume", "absent");
        all.add(
                column.equals(Long.toString(Math.min(octets / 1000, MOST_32)))
                        ? Finding.ok(
                                "k-octets",
                                "mtaStoredVolume %s is %d octets by 1,000 (RFC 2789); a manager that shows %s KiB reads 2.4%% too much"
                                        .formatted(column, octets, column))
                        : Finding.fail(
                                "k-octets",
                                "mtaStoredVolume is %s, of %d octets".formatted(column, octets),
                                "this is a defect of ours: please report it"));
    }
}
