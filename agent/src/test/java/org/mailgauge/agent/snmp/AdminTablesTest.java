package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.address.Endpoint;
import org.snmp4j.PDU;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an administrator sees of who may see what. */
class AdminTablesTest {
    @TempDir Path state;
    private TestAgent agent;
    private SnmpClient admin;

    @BeforeEach
    void start() throws IOException {
        var config =
                new SnmpConfig(
                        new Endpoint(TestAgent.LOOPBACK, 0),
                        List.of(
                                new SnmpConfig.Community(
                                        TestAgent.COMMUNITY,
                                        List.of(TestAgent.EVERYWHERE),
                                        SnmpConfig.View.SUMMARY)),
                        List.of(
                                TestAgent.USER,
                                TestAgent.user("shift", SnmpConfig.View.SUMMARY),
                                new SnmpConfig.User(
                                        "old",
                                        SnmpConfig.Authentication.MD5,
                                        "an old phrase",
                                        SnmpConfig.Privacy.NONE,
                                        "",
                                        SnmpConfig.View.DETAIL)),
                        "mx1.example.test");
        agent = TestAgent.start(state, Snapshots.full(), config);
        admin = agent.user();
    }

    @AfterEach
    void stop() throws IOException {
        admin.close();
        agent.close();
    }

    /** What is behind a column, by index. */
    private Map<OID, String> column(SystemObjects.Group table, int number) throws IOException {
        var column = new OID(table.root().getValue(), number);
        var found = new TreeMap<OID, String>();
        for (var cell : TestAgent.walk(admin, column.toDottedString(), 10)) {
            var index = cell.getOid().getSuffix(column);
            found.put(index, cell.getVariable().toString());
        }
        return found;
    }

    private static OID index(int model, String name) {
        return AdminTables.index(new OID(new int[] {model}), Security.utf8(name).toSubIndex(false));
    }

    @Test
    void principalsAreInGroupsByViewAndLevel() throws IOException {
        assertEquals(
                Map.of(
                        index(1, "community-1"), "summary",
                        index(2, "community-1"), "summary",
                        index(3, "noc"), "admin",
                        index(3, "shift"), "summary",
                        index(3, "old"), "detail-auth"),
                column(AdminTables.MEMBERS, 3));
    }

    @Test
    void groupsReadTheirViewAndWriteInNone() throws IOException {
        var read = column(AdminTables.ACCESS, 5);
        assertEquals(5, read.size());
        assertEquals("admin", read.get(new OID("5.97.100.109.105.110.0.3.3")));
        assertEquals(
                List.of("nothing"),
                column(AdminTables.ACCESS, 6).values().stream().distinct().toList());
        for (var level : read.keySet()) {
            boolean administrators = "admin".equals(read.get(level));
            assertTrue(!administrators || level.last() == 3, "authPriv only: " + level);
        }
    }

    @Test
    void familiesAreWhatTheAgentItselfGoesBy() throws IOException {
        var types = column(AdminTables.FAMILIES, 4);
        int families = ViewTree.ALL.stream().mapToInt(tree -> tree.families().size()).sum();
        assertEquals(families, types.size());
        var name = Security.utf8("summary").toSubIndex(false);
        var reasons = new OID("1.3.6.1.2.1.28.2.1.22").toSubIndex(false);
        assertEquals("2", types.get(AdminTables.index(name, reasons)), "excluded");
    }

    @Test
    void usersShowTheirProtocolsAndNoKeys() throws IOException {
        var protocols = column(AdminTables.USERS, 5).values();
        assertTrue(protocols.contains("1.3.6.1.6.3.10.1.1.5"), "usmHMAC192SHA256AuthProtocol");
        assertTrue(protocols.contains("1.3.6.1.6.3.10.1.1.2"), "usmHMACMD5AuthProtocol");
        assertTrue(column(AdminTables.USERS, 8).containsValue("1.3.6.1.6.3.10.1.2.1"), "none");
        for (int keys : new int[] {6, 7, 9, 10}) {
            assertEquals(
                    List.of(""),
                    column(AdminTables.USERS, keys).values().stream().distinct().toList());
        }
    }

    @Test
    void theWalkRisesAndHasNoSecrets() throws IOException {
        var all = TestAgent.walk(admin, "1.3.6.1.6.3", 25);
        for (int i = 1; i < all.size(); i++) {
            assertTrue(all.get(i - 1).getOid().compareTo(all.get(i).getOid()) < 0);
        }
        assertEquals(all, TestAgent.walk(admin, "1.3.6.1.6.3", 0));
        for (var cell : all) {
            assertFalse(cell.getOid().startsWith(new OID("1.3.6.1.6.3.18")), cell.toString());
            var text = cell.getVariable().toString();
            assertFalse(text.contains(TestAgent.COMMUNITY) || text.contains("phrase"), text);
            assertTrue(MibNames.instance().object(cell.getOid()).isPresent(), cell.toString());
        }
    }

    @Test
    void whatTheModulesLetBeWrittenCannotBeWritten() throws IOException {
        for (var cell : TestAgent.walk(admin, "1.3.6.1.6.3", 25)) {
            var set = admin.request(PDU.SET);
            set.add(new VariableBinding(cell.getOid(), new Integer32(0)));
            var response = admin.send(set);
            assertEquals(PDU.noAccess, response.getErrorStatus(), cell.toString());
            assertEquals(1, response.getErrorIndex());
        }
        // A row that would be created.
        var set = admin.request(PDU.SET);
        set.add(
                new VariableBinding(
                        new OID("1.3.6.1.6.3.15.1.2.2.1.13.1.1.1.1"), new Integer32(5)));
        assertEquals(PDU.noAccess, admin.send(set).getErrorStatus());
    }

    @Test
    void othersSeeNoneOfIt() throws IOException {
        try (var community = agent.community();
                var shift =
                        SnmpClient.user(
                                agent.endpoint(),
                                TestAgent.user("shift", SnmpConfig.View.SUMMARY))) {
            for (var client : List.of(community, shift)) {
                // But snmpEngineID, which anybody can learn from a Report.
                var seen = TestAgent.walk(client, "1.3.6.1.6.3", 10);
                assertEquals(1, seen.size());
                assertEquals("1.3.6.1.6.3.10.2.1.1.0", seen.getFirst().getOid().toString());
            }
        }
    }

    @Test
    void aSetWithACommunityIsCountedAsABadUse() throws IOException {
        try (var community = agent.community()) {
            var set = community.request(PDU.SET);
            set.add(new VariableBinding(new OID("1.3.6.1.2.1.1.5.0"), new Integer32(0)));
            assertEquals(PDU.noAccess, community.send(set).getErrorStatus());
        }
        assertEquals(1, agent.agent.counters().total(Counters.IN_BAD_COMMUNITY_USES));
    }
}
