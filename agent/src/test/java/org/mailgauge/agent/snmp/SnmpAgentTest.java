package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.snmp4j.PDU;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The agent asked over the network, by SNMPv2c and SNMPv3. */
class SnmpAgentTest {
    private static final String ALL = "1.3.6.1";
    private static final String GROUP = "1.3.6.1.2.1.28.2.1";

    @TempDir Path state;
    private TestAgent agent;

    @BeforeEach
    void start() throws IOException {
        agent = TestAgent.start(state, Snapshots.full());
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    @Test
    void walksAreStrictlyRisingCompleteAndTheSameByEveryWay() throws IOException {
        try (var v2 = agent.community();
                var v3 = agent.user()) {
            var byNext = TestAgent.walk(v2, "1.3.6.1.2.1", 0);
            for (int i = 1; i < byNext.size(); i++) {
                assertTrue(byNext.get(i - 1).getOid().compareTo(byNext.get(i).getOid()) < 0);
            }
            // All but the agent's own count of packets is the same, and what is for administrators.
            var packets = new OID("1.3.6.1.2.1.11.1.0");
            byNext.removeIf(b -> b.getOid().equals(packets));
            for (var other :
                    List.of(
                            TestAgent.walk(v2, "1.3.6.1.2.1", 10),
                            TestAgent.walk(v3, "1.3.6.1.2.1", 0),
                            TestAgent.walk(v3, "1.3.6.1.2.1", 25))) {
                other.removeIf(b -> b.getOid().equals(packets));
                for (var secure : SystemObjects.SECURE) {
                    other.removeIf(b -> b.getOid().startsWith(secure));
                }
                assertEquals(byNext, other);
            }
            int cells = 0;
            for (var table : MibObjects.TABLES) {
                var rows = Rows.of(table, Picture.of(agent.snapshots.current()));
                for (int column = 0; column < table.columns().size(); column++) {
                    for (int at = rows.cell(column, 0); at >= 0; at = rows.cell(column, at + 1)) {
                        cells++;
                    }
                }
            }
            assertEquals(
                    cells,
                    byNext.stream().filter(b -> ours(b.getOid())).count(),
                    "cells of the six tables");
        }
    }

    private static boolean ours(OID oid) {
        return oid.startsWith(MibObjects.MTA) || oid.startsWith(MibObjects.APPLICATION);
    }

    @Test
    void tellsWhatItIsAndConformsTo() throws IOException {
        try (var client = agent.community()) {
            var system =
                    TestAgent.walk(client, "1.3.6.1.2.1.1", 20).stream()
                            .collect(
                                    Collectors.toMap(
                                            b -> b.getOid().toDottedString().substring(14),
                                            b -> b.getVariable().toString()));
            assertTrue(system.getOrDefault("1.0", "").startsWith("Mailgauge "));
            assertFalse(system.getOrDefault("1.0", "").contains("SNMP4J"));
            assertEquals("1.3.6.1.4.1.8072.9999.9999.26117.1", system.get("2.0"));
            assertEquals("0:01:40.00", system.get("3.0"));
            assertEquals("mx1.example.test", system.get("5.0"));
            assertEquals("72", system.get("7.0"));
            var ours = SystemObjects.ROOT.toDottedString();
            assertTrue(system.containsValue(ours + ".4.1"), "mailgaugeCapsNetworkServices");
            assertTrue(system.containsValue(ours + ".4.2"), "mailgaugeCapsMta");
            assertTrue(system.containsValue(ours + ".4.3"), "mailgaugeCapsOwn");
            assertTrue(system.containsValue(ours + ".4.4"), "mailgaugeCapsEngine");
            assertTrue(system.containsValue("1.3.6.1.2.1.28.4.2.12"), "mtaRFC2789FullCompliance");
            assertTrue(system.containsValue("1.3.6.1.2.1.27.3.2.6"), "assocRFC2788Compliance");
        }
    }

    @Test
    void showsItsEngineAndStatisticsButNoCommunity() throws IOException {
        try (var client = agent.user()) {
            var engine = TestAgent.walk(client, "1.3.6.1.6.3.10.2.1", 0);
            assertEquals(
                    List.of(agent.agent.engine().id().toString(), "1", "100", "8192"),
                    engine.stream().map(b -> b.getVariable().toString()).toList());
            var everything = TestAgent.walk(client, ALL, 25);
            assertTrue(
                    everything.stream()
                            .noneMatch(b -> b.getOid().startsWith(new OID("1.3.6.1.6.3.18"))));
            assertTrue(
                    everything.stream()
                            .noneMatch(b -> b.getVariable().toString().contains("s3cret")));
            assertEquals(6, TestAgent.walk(client, "1.3.6.1.6.3.15.1.1", 0).size());
        }
    }

    @Test
    void aMissingInstanceAndAMissingObjectAreToldApart() throws IOException {
        try (var client = agent.community()) {
            var response =
                    TestAgent.ask(
                            client,
                            PDU.GET,
                            GROUP + ".4.1001.1001",
                            GROUP + ".1.1001.1001",
                            "1.3.6.1.2.1.1.3.1",
                            "1.3.6.1.2.1.99.1.0",
                            GROUP + ".4.1001.1003");
            assertEquals(PDU.noError, response.getErrorStatus());
            assertEquals(
                    List.of(
                            "noSuchInstance",
                            "noSuchObject",
                            "noSuchInstance",
                            "noSuchObject",
                            "5"),
                    response.getVariableBindings().stream()
                            .map(b -> b.getVariable().toString())
                            .toList());
            var last = TestAgent.walk(client, ALL, 25).getLast().getOid().toDottedString();
            assertEquals(
                    "endOfMibView",
                    TestAgent.ask(client, PDU.GETNEXT, last).get(0).getVariable().toString());
        }
    }

    @Test
    void sixtyTextColumnsFitOneResponse() throws IOException {
        try (var client = agent.user()) {
            var oids = new String[60];
            for (int i = 0; i < oids.length; i++) {
                oids[i] = GROUP + "." + (i % 2 == 0 ? 28 : 25) + ".1001.1003";
            }
            var response = TestAgent.ask(client, PDU.GET, oids);
            assertEquals(PDU.noError, response.getErrorStatus());
            assertEquals("Group smtp-out", response.get(0).getVariable().toString());
            assertEquals("smtp-out", response.get(59).getVariable().toString());
        }
    }

    @Test
    void moreThan128BindingsAreTooBig() throws IOException {
        try (var client = agent.community()) {
            var oids = new String[129];
            java.util.Arrays.fill(oids, "1.3.6.1.2.1.1.3.0");
            assertEquals(PDU.tooBig, TestAgent.ask(client, PDU.GET, oids).getErrorStatus());
        }
    }

    @Test
    void everySetIsRefusedAndChangesNothing() throws IOException {
        try (var v2 = agent.community();
                var v3 = agent.user()) {
            var all = TestAgent.walk(v2, ALL, 25);
            for (var binding : all) {
                refuses(v2, binding.getOid());
            }
            for (var binding : all.subList(0, 20)) {
                refuses(v3, binding.getOid());
            }
            refuses(v2, new OID(GROUP + ".4.1001.9999"));
            refuses(v2, new OID("1.3.6.1.6.3.15.1.2.2.1.13.1.1.1.1"));
            assertEquals(
                    "mx1.example.test",
                    TestAgent.ask(v2, PDU.GET, "1.3.6.1.2.1.1.5.0")
                            .get(0)
                            .getVariable()
                            .toString());
        }
    }

    @Test
    void version1HasErrorsOfItsOwn() throws IOException {
        try (var relay = new Relay(agent.endpoint());
                var v2 = SnmpClient.community(relay.endpoint(), TestAgent.COMMUNITY)) {
            var set = v2.request(PDU.SET);
            set.add(new VariableBinding(new OID("1.3.6.1.2.1.1.5.0"), new Integer32(1)));
            v2.send(set);
            TestAgent.ask(v2, PDU.GET, "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.1.3.1");
            TestAgent.ask(v2, PDU.GETNEXT, "1.3.6.1.6.3.18");
            // RFC 3584 section 4.4: noAccess, noSuchInstance and endOfMibView are noSuchName.
            var places = List.of(1, 2, 1);
            for (int i = 0; i < places.size(); i++) {
                var request = relay.requests().get(i).clone();
                assertEquals(1, request[4], "version 2c");
                request[4] = 0;
                var answer = Relay.ask(agent.endpoint(), request, 5000).orElseThrow();
                // Down to the PDU, which begins with request id, error status and error index.
                int pdu = 5 + 2 + TestAgent.COMMUNITY.length();
                int status = pdu + 2 + 2 + answer[pdu + 3];
                assertEquals(PDU.noSuchName, answer[status + 2], "error status");
                assertEquals(places.get(i).intValue(), answer[status + 5], "error index");
            }
        }
    }

    private static void refuses(SnmpClient client, OID oid) throws IOException {
        var pdu = client.request(PDU.SET);
        pdu.add(new VariableBinding(oid, new Integer32(1)));
        var response = client.send(pdu);
        assertTrue(
                Set.of(PDU.noAccess, PDU.notWritable).contains(response.getErrorStatus()),
                () -> oid + ": " + response);
        assertEquals(1, response.getErrorIndex());
    }

    @Test
    void aWrongCommunityIsMetWithSilenceAndCounted() throws IOException {
        try (var client = SnmpClient.community(agent.endpoint(), "guess").impatient(300)) {
            var pdu = client.request(PDU.GET);
            pdu.add(new VariableBinding(new OID("1.3.6.1.2.1.1.3.0")));
            assertNull(client.exchange(pdu));
        }
        assertEquals(1, agent.agent.counters().total(SnmpConstants.snmpInBadCommunityNames));
        try (var client = agent.community()) {
            assertEquals(
                    "1",
                    TestAgent.ask(client, PDU.GET, "1.3.6.1.2.1.11.4.0")
                            .get(0)
                            .getVariable()
                            .toString());
        }
    }

    @Test
    void aCommunityFromElsewhereIsMetWithSilence() throws IOException {
        var elsewhere = new SnmpConfig.Network(IpAddress.parse("192.0.2.0").orElseThrow(), 24);
        var config =
                new SnmpConfig(
                        new Endpoint(TestAgent.LOOPBACK, 0),
                        List.of(
                                new SnmpConfig.Community(
                                        "far", List.of(elsewhere), SnmpConfig.View.DETAIL)),
                        List.of(TestAgent.USER),
                        "mx1.example.test");
        try (var far = TestAgent.start(state, Snapshots.full(), config);
                var client = SnmpClient.community(far.endpoint(), "far").impatient(300)) {
            var pdu = client.request(PDU.GET);
            pdu.add(new VariableBinding(new OID("1.3.6.1.2.1.1.3.0")));
            assertNull(client.exchange(pdu));
            assertEquals(1, far.agent.counters().total(SnmpConstants.snmpInBadCommunityNames));
        }
    }

    @Test
    void withoutCommunitiesTheOldVersionsAreNotSpoken() throws IOException {
        var config =
                new SnmpConfig(
                        new Endpoint(TestAgent.LOOPBACK, 0),
                        List.of(),
                        List.of(TestAgent.USER),
                        "mx1.example.test");
        try (var deaf = TestAgent.start(state, Snapshots.full(), config);
                var client = SnmpClient.community(deaf.endpoint(), "public").impatient(300)) {
            var pdu = client.request(PDU.GET);
            pdu.add(new VariableBinding(new OID("1.3.6.1.2.1.1.3.0")));
            assertNull(client.exchange(pdu));
            assertEquals(1, deaf.agent.counters().total(SnmpConstants.snmpInBadVersions));
        }
    }

    @Test
    void onlyAdministratorsSeeTheAgentItself() throws IOException {
        try (var community = agent.community();
                var user = agent.user()) {
            var agentItself = new OID("1.3.6.1.6.3");
            var id = new OID("1.3.6.1.6.3.10.2.1.1.0");
            for (var binding : TestAgent.walk(community, ALL, 25)) {
                assertFalse(
                        binding.getOid().startsWith(agentItself) && !binding.getOid().equals(id),
                        binding.toString());
            }
            assertEquals(
                    "noSuchObject",
                    TestAgent.ask(community, PDU.GET, "1.3.6.1.6.3.10.2.1.2.0")
                            .get(0)
                            .getVariable()
                            .toString());
            assertEquals(
                    "1",
                    TestAgent.ask(user, PDU.GET, "1.3.6.1.6.3.10.2.1.2.0")
                            .get(0)
                            .getVariable()
                            .toString());
        }
    }

    @Test
    void theAdminViewNeedsPrivacy() {
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new SnmpConfig.User(
                                "noc",
                                SnmpConfig.Authentication.SHA_256,
                                "an authentication phrase",
                                SnmpConfig.Privacy.NONE,
                                "",
                                SnmpConfig.View.ADMIN));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new SnmpConfig.Community(
                                "c", List.of(TestAgent.EVERYWHERE), SnmpConfig.View.ADMIN));
    }

    @Test
    void theSummaryViewNamesNoHostsAndNoMessages() throws IOException {
        var config =
                new SnmpConfig(
                        new Endpoint(TestAgent.LOOPBACK, 0),
                        List.of(),
                        List.of(TestAgent.user("noc", SnmpConfig.View.SUMMARY)),
                        "mx1.example.test");
        try (var agent2 = TestAgent.start(state, Snapshots.full(), config);
                var client = SnmpClient.user(agent2.endpoint(), TestAgent.USER)) {
            var all = TestAgent.walk(client, ALL, 25);
            for (var hidden : List.of("27.2.1.2", "28.2.1.21", "28.2.1.22", "28.2.1.32")) {
                var subtree = new OID("1.3.6.1.2.1." + hidden);
                assertTrue(all.stream().noneMatch(b -> b.getOid().startsWith(subtree)), hidden);
            }
            assertEquals(
                    "noSuchObject",
                    TestAgent.ask(client, PDU.GET, GROUP + ".22.1001.1003")
                            .get(0)
                            .getVariable()
                            .toString());
            assertEquals(
                    "5",
                    TestAgent.ask(client, PDU.GET, GROUP + ".4.1001.1003")
                            .get(0)
                            .getVariable()
                            .toString());
        }
    }
}
