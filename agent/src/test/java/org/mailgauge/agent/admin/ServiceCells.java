package org.mailgauge.agent.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.mailgauge.agent.snmp.Reading;

import tools.jackson.databind.JsonNode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The application {@code pop3} of {@code HandMade}, in all views. */
final class ServiceCells {
    private static final String NAME = "{application=\"pop3\"}";

    private ServiceCells() {}

    static void compare(List<Reading> readings, Map<String, Double> series, JsonNode row) {
        var snmp = new HashMap<String, String>();
        readings.forEach(r -> snmp.put(r.object() + "." + r.index(), r.value()));
        assertEquals("pop3", row.path("name").asString());
        assertEquals("pop3", snmp.get("applName.1002"));
        same(snmp, "applInboundAssociations", series, "associations", row, "inbound_associations");
        same(
                snmp,
                "applAccumulatedInboundAssociations",
                series,
                "accumulated_associations_total",
                row,
                "accumulated_inbound_associations");
        same(
                snmp,
                "applRejectedInboundAssociations",
                series,
                "unsuccessful_associations_total",
                row,
                "rejected_inbound_associations");
        assertEquals("192.0.2.7", snmp.get("assocRemoteApplication.1002.77"));
        assertTrue(snmp.getOrDefault("assocApplicationProtocol.1002.77", "").endsWith(".110"));
        assertEquals("1", snmp.get("assocApplicationType.1002.77"), "uainitiator");
        assertFalse(snmp.containsKey("mtaReceivedMessages.1002"), "no mtaTable row");
        assertTrue(snmp.containsKey("mtaReceivedMessages.1001"));
        assertTrue(row.path("mta").isMissingNode());
        assertFalse(series.containsKey("mailgauge_mta_received_messages_total" + NAME));
        access(series, row.path("access"));
    }

    private static void same(
            Map<String, String> snmp,
            String object,
            Map<String, Double> series,
            String metric,
            JsonNode row,
            String field) {
        var metricName =
                "mailgauge_application_" + metric + "{application=\"pop3\",direction=\"in\"}";
        assertEquals(row.path(field).asString(), snmp.get(object + ".1002"), object);
        assertEquals(row.path(field).asDouble(), series.get(metricName), object);
    }

    private static void access(Map<String, Double> series, JsonNode access) {
        for (var what : List.of("retrieved", "appended", "deleted")) {
            var name = "mailgauge_application_" + what;
            assertEquals(
                    access.path(what + "_messages").asDouble(),
                    series.get(name + "_messages_total" + NAME));
            assertEquals(
                    access.path(what + "_octets").asDouble(),
                    series.get(name + "_bytes_total" + NAME));
        }
        int results = 0;
        for (var login : access.path("logins").properties()) {
            var labels = "{application=\"pop3\",result=\"" + login.getKey() + "\"}";
            assertEquals(
                    login.getValue().asDouble(),
                    series.get("mailgauge_application_logins_total" + labels));
            results++;
        }
        assertEquals(6, results);
    }
}
