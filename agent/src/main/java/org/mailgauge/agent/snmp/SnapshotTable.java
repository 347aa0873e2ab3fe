package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

import java.util.function.Function;

/**
 * Any table of {@link ObjectTable} over the picture that is pinned to the request. Nothing is
 * locked or copied; GET and GETNEXT cost the logarithm of the rows.
 */
final class SnapshotTable extends ReadOnly {
    private final int number;
    private final Table<?> table;

    /**
     * @param number the place of the table in {@link ObjectTable#TABLES}
     */
    SnapshotTable(int number, Pinned.Source source) {
        super(ObjectTable.TABLES.get(number).scope(), source);
        this.number = number;
        this.table = ObjectTable.TABLES.get(number);
    }

    @Override
    Variable read(OID oid, Pinned pinned) {
        int[] ids = oid.getValue();
        int entry = table.entry().size();
        int column = ids.length > entry ? columnFrom(ids[entry]) : table.columns().size();
        if (!isColumn(column, ids)) {
            return none(false);
        }
        if (hidden(column, pinned)) {
            return none(true);
        }
        var rows = pinned.tables().rows(number);
        int row = rows.find(ids, entry + 1);
        var value = row < 0 ? null : rows.read(column, row, pinned.at());
        return value == null ? none(true) : value;
    }

    @Override
    @Nullable Cell after(
            OID lower, boolean included, Function<OID, Boolean> visible, Pinned pinned) {
        int[] ids = lower.getValue();
        int entry = table.entry().size();
        int column = 0;
        int row = 0;
        var rows = pinned.tables().rows(number);
        if (lower.startsWith(table.entry())) {
            if (ids.length > entry) {
                column = columnFrom(ids[entry]);
                row = isColumn(column, ids) ? rows.lowest(ids, entry + 1, included) : 0;
            }
        } else if (lower.compareTo(table.entry()) > 0) {
            return null;
        }
        return firstVisible(rows, column, row, visible, pinned);
    }

    /** The first cell that exists and is visible, from a column and a row on, column by column. */
    private @Nullable Cell firstVisible(
            Rows<?> rows,
            int fromColumn,
            int fromRow,
            Function<OID, Boolean> visible,
            Pinned pinned) {
        int row = fromRow;
        for (int column = fromColumn; column < table.columns().size(); column++) {
            int next = hidden(column, pinned) ? -1 : rows.cell(column, row);
            // A view holds whole columns (see Views), so one cell speaks for all behind it.
            if (next >= 0) {
                var oid = new OID(table.oid(column).getValue(), rows.index(next));
                var value = visible.apply(oid) ? rows.read(column, next, pinned.at()) : null;
                if (value != null) {
                    return new Cell(oid, value);
                }
            }
            row = 0;
        }
        return null;
    }

    /** SNMPv1 has no Counter64: RFC 3584 section 4.2.2.1 steps over them. */
    private boolean hidden(int column, Pinned pinned) {
        return !pinned.sixtyFour() && table.columns().get(column).syntax() == Syntax.COUNTER64;
    }

    private boolean isColumn(int column, int[] ids) {
        return column < table.columns().size()
                && table.columns().get(column).number() == ids[table.entry().size()];
    }

    /** The first column with at least this number, compared without sign. */
    private int columnFrom(int number) {
        int column = 0;
        while (column < table.columns().size()
                && Integer.compareUnsigned(table.columns().get(column).number(), number) < 0) {
            column++;
        }
        return column;
    }
}
