package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.agent.snmp.notify.Receiver;
import org.snmp4j.PDU;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What an administrator sees of who is notified. */
class TargetTablesTest {
    private static final String OTHER = "nobody-reads-with-it";

    @TempDir Path state;

    private static Receiver target(String address, String community, String user, boolean inform) {
        return new Receiver(
                new Endpoint(IpAddress.parse(address).orElseThrow(), 1162),
                community,
                user,
                inform,
                Duration.ofMillis(1500),
                3);
    }

    /** Everything below the roots of both modules, in order. */
    private static NavigableMap<OID, Variable> cells() {
        var targets =
                List.of(
                        target("127.0.0.1", TestAgent.COMMUNITY, "", false),
                        target("127.0.0.2", OTHER, "", false),
                        target("::1", "", TestAgent.USER.name(), true));
        var source =
                new Pinned.Source(
                        Picture.Source.of(new Snapshots.Holder(Snapshots.full())),
                        new TestTime(Snapshots.START),
                        Snapshots.START);
        var communities =
                new Communities(TestAgent.config().communities(), new OctetString("engine"));
        var cells = new TreeMap<OID, Variable>();
        for (var table :
                TargetTables.of(
                        targets, List.of(TestAgent.USER), communities, new Counters(), source)) {
            var cell = table.next(new OID("1.3"), false, ReadOnly.Filter.ALL, null);
            while (cell != null) {
                cells.put(cell.oid(), cell.value());
                assertEquals(cell.value(), table.value(cell.oid(), null));
                cell = table.next(cell.oid(), false, ReadOnly.Filter.ALL, null);
            }
        }
        return cells;
    }

    private static List<Variable> column(SystemObjects.Group table, int number) {
        var column = new OID(table.root().getValue(), number);
        return cells().entrySet().stream()
                .filter(cell -> cell.getKey().startsWith(column))
                .map(java.util.Map.Entry::getValue)
                .toList();
    }

    @Test
    void targetsAreTheReceiversAndNameNoCommunity() {
        var addresses = column(TargetTables.ADDRESSES, 3);
        assertEquals(OctetString.fromHexString("7f:00:00:01:04:8a"), addresses.getFirst());
        assertEquals(18, ((OctetString) addresses.getLast()).length());
        assertEquals(
                List.of("1.3.6.1.6.1.1", "1.3.6.1.6.1.1", "1.3.6.1.2.1.100.1.2"),
                column(TargetTables.ADDRESSES, 2).stream().map(Variable::toString).toList());
        assertEquals(new Integer32(150), column(TargetTables.ADDRESSES, 4).getFirst());
        assertEquals(
                List.of("trap", "trap", "inform"),
                column(TargetTables.ADDRESSES, 6).stream().map(Variable::toString).toList());
        assertEquals(
                List.of("community-1", "receiver-2", "noc"),
                column(TargetTables.PARAMETERS, 4).stream().map(Variable::toString).toList());
        assertEquals(
                List.of(new Integer32(1), new Integer32(1), new Integer32(3)),
                column(TargetTables.PARAMETERS, 5));
        assertEquals(
                List.of(new Integer32(2), new Integer32(1)),
                column(TargetTables.NOTIFY, 3),
                "inform, trap");
        for (var text : cells().values()) {
            assertFalse(
                    text.toString().contains(TestAgent.COMMUNITY)
                            || text.toString().contains(OTHER),
                    text.toString());
        }
    }

    @Test
    void theWalkRisesHasNamesAndCannotBeWritten() throws IOException {
        try (var agent = TestAgent.start(state, Snapshots.full());
                var admin = agent.user();
                var community = agent.community()) {
            for (var module : List.of("1.3.6.1.6.3.12", "1.3.6.1.6.3.13")) {
                var all = TestAgent.walk(admin, module, 25);
                assertTrue(all.size() >= 3);
                for (int i = 0; i < all.size(); i++) {
                    var cell = all.get(i);
                    assertTrue(i == 0 || all.get(i - 1).getOid().compareTo(cell.getOid()) < 0);
                    assertTrue(MibNames.instance().object(cell.getOid()).isPresent());
                    var set = admin.request(PDU.SET);
                    set.add(new VariableBinding(cell.getOid(), new Integer32(0)));
                    assertEquals(PDU.noAccess, admin.send(set).getErrorStatus());
                }
                assertEquals(List.of(), TestAgent.walk(community, module, 10));
            }
        }
    }
}
