package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.snmp4j.smi.OID;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The object table against what the RFCs say, written down independently. */
class MibObjectsTest {

    static List<String> oracle() {
        try (var in = MibObjectsTest.class.getResourceAsStream("mib-objects.csv")) {
            var text =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <R> void describe(Table<R> table, List<String> into) {
        for (var column : table.columns()) {
            var range =
                    column.labels().isEmpty()
                            ? column.range()
                            : String.join(
                                    " ",
                                    IntStream.rangeClosed(1, column.labels().size())
                                            .mapToObj(i -> column.label(i) + "(" + i + ")")
                                            .toList());
            into.add(
                    String.join(
                            "|",
                            column.name(),
                            table.oid(column).toDottedString(),
                            column.syntax().label(),
                            "read-only",
                            range));
        }
    }

    @Test
    void everyAccessibleColumnOfBothModulesIsThereWithItsOidSyntaxAndRange() {
        var ours = new ArrayList<String>();
        MibObjects.TABLES.forEach(table -> describe(table, ours));
        assertEquals(oracle(), ours);
        assertEquals(69, ours.size());
    }

    @Test
    void theColumnsAreThoseOfTheMatrixInTheSameOrder() {
        assertEquals(
                Arrays.stream(org.mailgauge.observe.Column.values())
                        .map(org.mailgauge.observe.Column::object)
                        .toList(),
                MibObjects.TABLES.stream()
                        .flatMap(table -> table.columns().stream())
                        .map(Column::name)
                        .toList());
    }

    @Test
    void tablesAscendByOidAndKnowTheirIndexes() {
        var entries = MibObjects.TABLES.stream().map(Table::entry).toList();
        assertEquals(entries, List.copyOf(new TreeSet<>(entries)));
        assertEquals(
                List.of(
                        List.of("applIndex"),
                        List.of("applIndex", "assocIndex"),
                        List.of("applIndex"),
                        List.of("applIndex", "mtaGroupIndex"),
                        List.of("applIndex", "mtaGroupIndex", "mtaGroupAssociationIndex"),
                        List.of("applIndex", "mtaGroupIndex", "mtaStatusCode")),
                MibObjects.TABLES.stream().map(Table::indexes).toList());
    }

    @Test
    void tablesOfAllModulesAscendByOidAndNoneReachesIntoTheNext() {
        for (int i = 1; i < ObjectTable.TABLES.size(); i++) {
            var before = ObjectTable.TABLES.get(i - 1);
            var after = ObjectTable.TABLES.get(i);
            assertTrue(
                    before.scope().getUpperBound().compareTo(after.scope().getLowerBound()) <= 0,
                    before.name() + " " + after.name());
        }
    }

    @Test
    void everyValueHasTheTypeThatItsSyntaxHasOnTheWire() {
        var snapshot = Snapshots.full();
        var seen = new TreeSet<OID>();
        for (var table : MibObjects.TABLES) {
            var rows = Rows.of(table, Picture.of(snapshot));
            for (int c = 0; c < table.columns().size(); c++) {
                for (int r = 0; r < rows.size(); r++) {
                    var value = rows.read(c, r, new Moment(Snapshots.at(100), Snapshots.START));
                    if (value != null) {
                        var column = table.columns().get(c);
                        assertEquals(column.syntax().wire(), value.getSyntax(), column.name());
                        seen.add(new OID(table.entry().getValue(), column.number()));
                    }
                }
            }
        }
        // No page shows these groups, so none has an mtaGroupURL.
        assertEquals(68, seen.size());
        assertFalse(seen.contains(new OID("1.3.6.1.2.1.28.2.1.29")));
    }
}
