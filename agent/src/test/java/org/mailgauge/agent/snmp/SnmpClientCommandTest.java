package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.address.Endpoint;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** {@code snmp walk} and {@code snmp get} against an agent of the first start. */
class SnmpClientCommandTest {
    @TempDir Path state;

    private static SnmpConfig config(int port) {
        return new SnmpConfig(
                new Endpoint(TestAgent.LOOPBACK, port), List.of(), List.of(), "mx1.example.test");
    }

    private TestAgent agent() throws IOException {
        return TestAgent.start(state, Snapshots.full(), config(0));
    }

    private SnmpClientCommand command(TestAgent agent) {
        return new SnmpClientCommand(config(agent.agent.boundPort()), state);
    }

    private static String lines(List<Reading> readings) {
        return String.join("\n", readings.stream().map(Reading::line).toList());
    }

    @Test
    void theFirstStartMakesAUserThatOnlyItsOwnerCanRead() throws IOException {
        var file = state.resolve(FirstUser.FILE);
        String password;
        try (var agent = agent()) {
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            var user = FirstUser.read(file);
            password = user.authenticationPassphrase();
            assertEquals(24, password.length());
            assertEquals(
                    "snmpwalk -v3 -l authPriv -u mailgauge -a SHA-256 -A %s -x AES -X %s"
                                    .formatted(password, user.privacyPassphrase())
                            + " 127.0.0.1:%d 1.3.6.1.2.1.28".formatted(agent.agent.boundPort()),
                    agent.agent.firstUse().orElseThrow());
        }
        try (var agent = agent()) {
            assertTrue(agent.agent.firstUse().isEmpty(), "said once");
            assertEquals(password, FirstUser.read(file).authenticationPassphrase());
        }
    }

    @Test
    void namesObjectsRowsAndMeanings() throws IOException {
        try (var agent = agent()) {
            assertEquals(
                    """
                    mtaGroupStoredMessages.1001.1003 [application 1001 smtp-out] = Gauge32: 5
                    mtaGroupStoredMessages.1001.1004 [application 1001 hold] = Gauge32: 0
                    mtaGroupStoredMessages.1001.1010 [application 1001 deferred] = Gauge32: 5
                    mtaGroupStoredMessages.1001.2147483647 [application 1001 example.test] \
                    = Gauge32: 5""",
                    lines(command(agent).walk(List.of("mtaGroupStoredMessages"))));
            assertEquals(
                    """
                    applOperStatus.1001 [application 1001] = INTEGER: 4 (congested)
                    mtaGroupOldestMessageStored.1001.1003 [application 1001 smtp-out] \
                    = TimeInterval: 9000 (0:01:30.00)
                    mtaGroupMailProtocol.1001.1003 [application 1001 smtp-out] \
                    = OBJECT IDENTIFIER: 1.3.6.1.2.1.27.4.25 (SMTP)
                    applLastChange.1001 [application 1001] \
                    = TimeStamp: 2050 (sysUpTime 0:00:20.50)
                    sysName.0 = OCTET STRING: mx1.example.test
                    mtaGroupStoredMessages.1001.1001 [application 1001 smtp-in] = noSuchInstance\
                    """,
                    lines(
                            command(agent)
                                    .get(
                                            List.of(
                                                    "applOperStatus.1001",
                                                    "MTA-MIB::mtaGroupOldestMessageStored.1001.1003",
                                                    ".1.3.6.1.2.1.28.2.1.24.1001.1003",
                                                    "appllastchange.1001",
                                                    "sysName",
                                                    "mtaGroupStoredMessages.1001.1001"))));
        }
    }

    @Test
    void walksAllAboutMailWhenNothingIsNamed() throws IOException {
        try (var agent = agent()) {
            var all = command(agent).walk(List.of());
            assertEquals("sysDescr", all.getFirst().object());
            assertTrue(all.stream().anyMatch(r -> r.object().equals("applName")));
            assertTrue(all.stream().anyMatch(r -> r.object().equals("mtaGroupOutboundErrorCount")));
            assertTrue(all.stream().anyMatch(r -> r.object().equals("mailgaugeDestinationName")));
            assertEquals("mailgaugeAgentHandshakesFailed", all.getLast().object());
            assertTrue(all.stream().noneMatch(r -> r.object().isEmpty()));
            assertTrue(all.stream().noneMatch(r -> r.oid().startsWith("1.3.6.1.6.")), "engine");
            var rest = all.stream().filter(r -> !r.oid().startsWith("1.3.6.1.2.1.1.")).toList();
            assertEquals(
                    lines(rest),
                    lines(command(agent).walk(List.of("application", "mta", "mailgauge"))));
            assertEquals(1, command(agent).walk(List.of("sysUpTime.0")).size());
        }
    }

    @Test
    void walksNoMoreThanTheViewOfTheUserHolds() throws IOException {
        var users = List.of(TestAgent.user("noc", SnmpConfig.View.SUMMARY));
        var config =
                new SnmpConfig(
                        new Endpoint(TestAgent.LOOPBACK, 0), List.of(), users, "mx1.example.test");
        try (var agent = TestAgent.start(state, Snapshots.full(), config)) {
            var at =
                    new SnmpConfig(
                            new Endpoint(TestAgent.LOOPBACK, agent.agent.boundPort()),
                            List.of(),
                            users,
                            "mx1.example.test");
            var all = new SnmpClientCommand(at, state).walk(List.of());
            assertTrue(all.stream().anyMatch(r -> r.object().equals("mailgaugeAlarmsActive")));
            assertTrue(all.stream().noneMatch(r -> r.object().startsWith("mailgaugeDestination")));
        }
    }

    @Test
    void asksOverTcpToo() throws IOException {
        var any = new Endpoint(TestAgent.LOOPBACK, 0);
        try (var agent =
                TestAgent.start(
                        state, Snapshots.full(), config(0).reached(any, SnmpConfig.Rates.NONE))) {
            var tcp = new Endpoint(TestAgent.LOOPBACK, agent.agent.tcpPort().orElseThrow());
            // Only TCP can answer: there is nobody at the UDP port.
            var command =
                    new SnmpClientCommand(
                            config(closedPort()).reached(tcp, SnmpConfig.Rates.NONE), state);
            var walk = command.selfTest().walkOverTcp().orElseThrow();
            assertTrue(
                    walk.instances()
                            .contains(
                                    new Instance(
                                            "1.3.6.1.2.1.1.5.0",
                                            "OCTET STRING",
                                            "mx1.example.test")),
                    walk.toString());
            assertEquals(
                    "1.3.6.1.2.1.1.9",
                    walk.instances().getLast().oid().substring(0, "1.3.6.1.2.1.1.9".length()));
            assertEquals("tcp " + tcp, command.selfTest().tcp());
            assertFalse(command.selfTest().answers("public"));
        }
        var without = new SnmpClientCommand(config(closedPort()), state);
        assertTrue(without.selfTest().walkOverTcp().isEmpty());
        assertEquals("", without.selfTest().tcp());
    }

    @Test
    void aTcpPortThatNobodyListensAtIsSaid() throws IOException {
        FirstUser.in(state, new TestAgent.Chance(3));
        var tcp = new Endpoint(TestAgent.LOOPBACK, closedPort());
        var command =
                new SnmpClientCommand(
                        config(closedPort()).reached(tcp, SnmpConfig.Rates.NONE), state);
        var said = assertThrows(IOException.class, () -> command.selfTest().walkOverTcp());
        assertTrue(String.valueOf(said.getMessage()).contains("tcp " + tcp), said.toString());
    }

    /** One that was just free, for UDP; nobody takes it meanwhile but by chance. */
    private static int closedPort() throws IOException {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void errorsSayWhatToDo() throws IOException {
        int free;
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        var command = new SnmpClientCommand(config(free), state);
        assertTrue(failure(command, "mta").contains("start the server once"));
        assertTrue(failure(command, "mtaGroupStored").contains("mtaGroupStoredMessages"));
        assertTrue(failure(command, "mtaName.x").contains("no object mtaName"));
        assertTrue(failure(command, "applName.x").contains("not an index"));
        assertTrue(failure(command, "1.3.99999999999").contains("no object"));
        assertTrue(failure(command, "1.3.9999999999").contains("too large"));
        Files.writeString(state.resolve(FirstUser.FILE), "nonsense\n");
        var damaged = assertThrows(IOException.class, () -> command.walk(List.of()));
        assertTrue(String.valueOf(damaged.getMessage()).contains("holds no SNMPv3 user"));
        Files.delete(state.resolve(FirstUser.FILE));
        FirstUser.in(state, new TestAgent.Chance(3));
        assertTrue(failure(command, "mta").contains("nothing answers at udp 127.0.0.1:" + free));
    }

    private static String failure(SnmpClientCommand command, String what) {
        return String.valueOf(
                assertThrows(SnmpFailure.class, () -> command.walk(List.of(what))).getMessage());
    }

    @Test
    void whatComesFromOutsideCannotUpsetATerminal() {
        var readings = new Readings(java.util.Map.of());
        var reading =
                readings.of(
                        new org.snmp4j.smi.VariableBinding(
                                new org.snmp4j.smi.OID("1.3.6.1.2.1.28.2.1.22.1001.1003"),
                                new org.snmp4j.smi.OctetString("\u001b[31m é\n")));
        assertEquals("\\x1b[31m é\\x0a", reading.value());
        assertFalse(reading.line().contains("\u001b"));
    }
}
