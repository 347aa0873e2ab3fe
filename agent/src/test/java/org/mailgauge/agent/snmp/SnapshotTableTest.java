package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.observe.MtaSnapshot;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

class SnapshotTableTest {
    private static final int APPL = 0;
    private static final int ASSOC = 1;
    private static final int MTAS = 2;
    private static final int GROUP = 3;
    private static final int GROUP_ASSOCIATION = 4;
    private static final int ERROR = 5;

    private final MtaSnapshot snapshot = Snapshots.full();

    private SnapshotTable table(int number) {
        return table(number, snapshot, 100);
    }

    private static SnapshotTable table(int number, MtaSnapshot snapshot, double seconds) {
        return new SnapshotTable(
                number,
                new Pinned.Source(
                        Picture.Source.of(new Snapshots.Holder(snapshot)),
                        new TestTime(Snapshots.at(seconds)),
                        Snapshots.START));
    }

    private String get(int table, String tail) {
        return get(table(table), table, tail);
    }

    private static String get(SnapshotTable table, int number, String tail) {
        var entry = ObjectTable.TABLES.get(number).entry();
        return table.value(new OID(entry + "." + tail), null).toString();
    }

    private static ReadOnly.@Nullable Cell next(SnapshotTable table, OID from) {
        return table.next(from, false, ReadOnly.Filter.ALL, null);
    }

    private static List<ReadOnly.Cell> walk(SnapshotTable table, Function<OID, Boolean> visible) {
        var cells = new ArrayList<ReadOnly.Cell>();
        var at = new OID("1");
        for (var cell = table.next(at, false, visible, null);
                cell != null;
                cell = table.next(at, false, visible, null)) {
            assertTrue(cell.oid().compareTo(at) > 0, () -> cells + " then not ascending");
            cells.add(cell);
            at = cell.oid();
        }
        return cells;
    }

    @Test
    void applicationColumns() {
        assertEquals("application 1001", get(APPL, "2.1001"));
        assertEquals("", get(APPL, "3.1001"), "no directory entry: present and empty");
        assertEquals("1.2.3", get(APPL, "4.1001"));
        assertEquals("0:00:00.00", get(APPL, "5.1001"), "started before the agent");
        assertEquals("4", get(APPL, "6.1001"));
        assertEquals("0:00:20.50", get(APPL, "7.1001"));
        assertEquals("3", get(APPL, "8.1001"));
        assertEquals("0", get(APPL, "9.1001"));
        assertEquals("50", get(APPL, "10.1001"));
        assertEquals("60", get(APPL, "11.1001"));
        assertEquals("0:01:40.00", get(APPL, "12.1001"), "there is an association now");
        assertEquals("0:01:30.25", get(APPL, "12.1002"), "the last one ended then");
        assertEquals("0:00:00.00", get(APPL, "13.1001"), "never");
        assertEquals("7", get(APPL, "14.1001"));
        assertEquals("8", get(APPL, "15.1001"));
        assertEquals("An application", get(APPL, "16.1001"));
        assertEquals("http://127.0.0.1:8025/", get(APPL, "17.1001"));
    }

    @Test
    void associationColumns() {
        assertEquals("192.0.2.1", get(ASSOC, "2.1001.1"));
        assertEquals("1.3.6.1.2.1.27.4.25", get(ASSOC, "3.1001.1"));
        assertEquals("1.3.6.1.2.1.27.4.587", get(ASSOC, "3.1001.7"));
        assertEquals("3", get(ASSOC, "4.1001.1"), "peerinitiator");
        assertEquals("1", get(ASSOC, "4.1001.7"), "uainitiator");
        assertEquals("4", get(ASSOC, "4.1001.9"), "peerresponder");
        assertEquals("0:00:50.00", get(ASSOC, "5.1001.1"), "when it began, not how long it lasts");
        assertEquals("0:00:00.00", get(ASSOC, "5.1001.7"), "began before the agent");
    }

    @Test
    void mtaColumns() {
        assertEquals(
                List.of("5", "5", "6", "5", "5", "5", "10", "5", "7", "11", "12", "13"),
                walk(table(MTAS), ReadOnly.Filter.ALL).stream()
                        .map(cell -> cell.value().toString())
                        .toList());
    }

    @Test
    void aGroupThatOnlyTakesMailInHasNoStoredOrTransmittedColumn() {
        var present =
                walk(table(GROUP), ReadOnly.Filter.ALL).stream()
                        .filter(cell -> cell.oid().last() == 1001)
                        .map(cell -> cell.oid().get(9) + "=" + cell.value())
                        .toList();
        assertEquals(
                List.of(
                        "2=100",
                        "3=9",
                        "6=123",
                        "9=150",
                        "13=0",
                        "15=77",
                        "17=500",
                        "19=5",
                        "21=421 4.7.0 too many connections",
                        "24=1.3.6.1.2.1.27.4.25",
                        "25=smtp-in",
                        "28=Group smtp-in",
                        "30=10500",
                        "31=-1",
                        "33=0"),
                present);
    }

    @Test
    void aGroupThatHoldsMailShowsAgesAndTheNextAttempt() {
        assertEquals("5", get(GROUP, "4.1001.1003"));
        assertEquals("9000", get(GROUP, "12.1001.1003"), "90 s old");
        assertEquals("2000", get(GROUP, "18.1001.1003"));
        assertEquals("connection refused", get(GROUP, "22.1001.1003"));
        assertEquals("3000", get(GROUP, "23.1001.1003"), "in 30 s");
        assertEquals("<oldest@x>", get(GROUP, "32.1001.1003"));
        assertEquals("1500", get(GROUP, "34.1001.1003"));
        assertEquals("-2", get(GROUP, "31.1001.1010"));
        assertEquals("-3", get(GROUP, "31.1001." + Integer.MAX_VALUE));
        assertEquals("noSuchInstance", get(GROUP, "24.1001.1010"), "a queue state: no protocol");
    }

    @Test
    void anEmptyQueueHasALevelOfZeroButNoOldestMessageAndNoAttempt() {
        assertEquals("0", get(GROUP, "4.1001.1004"));
        assertEquals("noSuchInstance", get(GROUP, "12.1001.1004"));
        assertEquals("noSuchInstance", get(GROUP, "23.1001.1004"));
        assertEquals("noSuchInstance", get(GROUP, "32.1001.1004"));
    }

    @Test
    void agesGrowWithTheClockAndAnOverdueAttemptIsZero() {
        var later = table(GROUP, snapshot, 200);
        assertEquals("19000", get(later, GROUP, "12.1001.1003"));
        assertEquals("0", get(later, GROUP, "23.1001.1003"));
        assertEquals("20500", get(later, GROUP, "30.1001.1003"));
        var year = table(GROUP, snapshot, 365 * 86_400);
        assertEquals("2147483647", get(year, GROUP, "12.1001.1003"), "saturates");
    }

    @Test
    void associationsAndErrorsOfGroups() {
        assertEquals("7", get(GROUP_ASSOCIATION, "1.1001.1001.7"));
        assertEquals("noSuchInstance", get(GROUP_ASSOCIATION, "1.1001.1001.2"));
        assertEquals("4", get(ERROR, "1.1001.1001.5001001"));
        assertEquals("noSuchInstance", get(ERROR, "2.1001.1001.5001001"), "takes mail in only");
        assertEquals("noSuchInstance", get(ERROR, "1.1001.1003.4004001"), "hands mail on only");
        assertEquals("5", get(ERROR, "2.1001.1003.4004001"));
        assertEquals("6", get(ERROR, "3.1001.1003.4004001"));
        assertEquals("noSuchObject", get(ERROR, "4.1001.1001.5001001"), "not accessible");
    }

    @ParameterizedTest(name = "get {0} -> {1}")
    @CsvSource({
        "1.1001.1001,noSuchObject",
        "35.1001.1001,noSuchObject",
        "4.1001.9999,noSuchInstance",
        "4.1001,noSuchInstance",
        "4.1001.1003.0,noSuchInstance",
        "4,noSuchInstance",
        "4294967295.1,noSuchObject"
    })
    void whatDoesNotExistIsToldApart(String tail, String expected) {
        assertEquals(expected, get(GROUP, tail));
    }

    @Test
    void theEntryItselfIsNoObject() {
        var entry = ObjectTable.TABLES.get(GROUP).entry();
        assertEquals(Null.noSuchObject, table(GROUP).value(entry, null));
    }

    @ParameterizedTest(name = "next of {0} is {1}")
    @CsvSource(
            nullValues = "none",
            value = {
                "1.3.6.1.2.1.28.2,2.1001.1001",
                "1.3.6.1.2.1.28.2.1,2.1001.1001",
                "1.3.6.1.2.1.28.2.1.0,2.1001.1001",
                "1.3.6.1.2.1.28.2.1.1,2.1001.1001",
                "1.3.6.1.2.1.28.2.1.1.5000.1,2.1001.1001",
                "1.3.6.1.2.1.28.2.1.2,2.1001.1001",
                "1.3.6.1.2.1.28.2.1.2.1001,2.1001.1001",
                "1.3.6.1.2.1.28.2.1.2.1001.1000,2.1001.1001",
                "1.3.6.1.2.1.28.2.1.2.1001.1000.4294967295,2.1001.1001",
                "1.3.6.1.2.1.28.2.1.2.1001.1001,2.1001.1003",
                "1.3.6.1.2.1.28.2.1.2.1001.1001.0,2.1001.1003",
                "1.3.6.1.2.1.28.2.1.2.1001.2147483647,3.1001.1001",
                "1.3.6.1.2.1.28.2.1.2.1001.2147483648,3.1001.1001",
                "1.3.6.1.2.1.28.2.1.2.4294967295,3.1001.1001",
                "1.3.6.1.2.1.28.2.1.4,4.1001.1003",
                "1.3.6.1.2.1.28.2.1.12.1001.1003,12.1001.1010",
                "1.3.6.1.2.1.28.2.1.29,30.1001.1001",
                "1.3.6.1.2.1.28.2.1.34.1001.2147483647,none",
                "1.3.6.1.2.1.28.2.1.35,none",
                "1.3.6.1.2.1.28.2.1.4294967295.1,none",
                "1.3.6.1.2.1.28.2.2,none",
                "1.3.6.1.2.1.29,none"
            })
    void getNextFromAnyLowerBound(String from, @Nullable String expected) {
        var cell = next(table(GROUP), new OID(from));
        if (expected == null) {
            assertNull(cell);
        } else {
            assertNotNull(cell);
            assertEquals("1.3.6.1.2.1.28.2.1." + expected, cell.oid().toDottedString());
        }
    }

    @Test
    void aWalkGivesEveryCellOnceInOrderAndEachAnswersAGet() {
        for (int number = 0; number < ObjectTable.TABLES.size(); number++) {
            var table = table(number);
            var cells = walk(table, ReadOnly.Filter.ALL);
            int expected = 0;
            var rows = Rows.of(ObjectTable.TABLES.get(number), Picture.of(snapshot));
            for (int c = 0; c < ObjectTable.TABLES.get(number).columns().size(); c++) {
                for (int r = 0; r < rows.size(); r++) {
                    expected += rows.read(c, r, new Moment(0, 0)) == null ? 0 : 1;
                }
            }
            assertEquals(expected, cells.size(), ObjectTable.TABLES.get(number).name());
            for (var cell : cells) {
                assertEquals(cell.value(), table.value(cell.oid(), null));
            }
        }
    }

    @Test
    void aColumnOutsideTheViewIsSteppedOver() {
        var hidden = new OID("1.3.6.1.2.1.28.2.1.25");
        var cells = walk(table(GROUP), oid -> !oid.startsWith(hidden));
        assertTrue(cells.stream().noneMatch(cell -> cell.oid().startsWith(hidden)));
        assertEquals(walk(table(GROUP), ReadOnly.Filter.ALL).size() - 5, cells.size());
    }

    @Test
    void anEmptySnapshotHasNoRows() {
        for (int number = 0; number < ObjectTable.TABLES.size(); number++) {
            if (ObjectTable.TABLES.get(number).indexes().isEmpty()) {
                continue; // scalars
            }
            assertNull(next(table(number, Snapshots.of(3, List.of()), 100), new OID("1")));
        }
    }
}
