package org.mailgauge.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.mailgauge.observe.MtaGroup.Kind;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The code's matrix of columns is the one of docs/columns.md. */
class ColumnsPageTest {
    private static final List<Kind> KINDS =
            List.of(Kind.INBOUND, Kind.OUTBOUND, Kind.LOCAL, Kind.STATE, Kind.DESTINATION);

    @Test
    void pageAndCodeAgree() {
        assertEquals(fromCode(), fromPage());
    }

    private static Map<String, String> fromPage() {
        var columns = new TreeMap<String, String>();
        for (var line : CountingExamplesTest.Pages.lines("columns.md")) {
            if (line.startsWith("| 2")) {
                var cells = CountingExamplesTest.Pages.cells(line);
                columns.put(cells.get(1), String.join(" ", cells.subList(2, cells.size())));
            }
        }
        return columns;
    }

    private static Map<String, String> fromCode() {
        var columns = new TreeMap<String, String>();
        for (var column : Column.values()) {
            columns.put(column.object(), where(column) + " " + none(column));
        }
        return columns;
    }

    private static String where(Column column) {
        return switch (column.table()) {
            case APPL, ASSOC -> "x x";
            case MTA -> "x -";
            case GROUP, GROUP_ASSOCIATION, GROUP_ERROR -> {
                var marks = new ArrayList<String>();
                KINDS.forEach(kind -> marks.add(column.in(kind) ? "x" : "-"));
                yield String.join(" ", marks);
            }
        };
    }

    private static String none(Column column) {
        return column.none().name().toLowerCase(Locale.ROOT);
    }

    @Test
    void allAccessibleColumnsOfBothModulesAreThere() {
        var counts = new TreeMap<Column.Table, Integer>();
        for (var column : Column.values()) {
            counts.merge(column.table(), 1, Integer::sum);
        }
        assertEquals(
                Map.of(
                        Column.Table.APPL, 16,
                        Column.Table.ASSOC, 4,
                        Column.Table.MTA, 12,
                        Column.Table.GROUP, 33,
                        Column.Table.GROUP_ASSOCIATION, 1,
                        Column.Table.GROUP_ERROR, 3),
                counts);
    }

    @Test
    void aRowHasTheColumnsOfItsKindAndNoOthers() {
        var mta = new Observed();
        var values = SnapshotDiff.flatten(mta.publisher.fresh());
        var expected =
                Map.of(
                        Column.GROUP_RECEIVED_MESSAGES, "receivedMessages",
                        Column.GROUP_REJECTED_MESSAGES, "rejectedMessages",
                        Column.GROUP_STORED_MESSAGES, "stored.messages",
                        Column.GROUP_TRANSMITTED_VOLUME, "transmittedOctets",
                        Column.GROUP_INBOUND_ASSOCIATIONS, "inboundAssociations",
                        Column.GROUP_FAILED_OUTBOUND, "failedOutbound",
                        Column.GROUP_INBOUND_REJECTION_REASON, "inboundRejectionReason",
                        Column.GROUP_OUTBOUND_FAILURE_REASON, "outboundFailureReason",
                        Column.GROUP_SUCCESSFUL_CONVERTED, "convertedSuccessfully",
                        Column.GROUP_LOOPS_DETECTED, "loopsDetected");
        for (var row : mta.mta().groups()) {
            var group = row.group();
            expected.forEach(
                    (column, field) -> {
                        var name = "[" + group.name() + "]." + field;
                        var value = values.getOrDefault(name, "absent");
                        assertEquals(
                                column.in(group.kind()) ? shown(column) : "absent", value, name);
                    });
        }
    }

    private static String shown(Column column) {
        return column.none() == Column.None.NEVER ? "never" : "0";
    }
}
