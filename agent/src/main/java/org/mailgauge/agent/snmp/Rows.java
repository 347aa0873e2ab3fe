package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.Variable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The rows of one table in one picture, in the order of their indexes. Immutable but for the lists
 * of the cells that exist, which are made when a column is first asked for; safe for use by any
 * thread.
 *
 * @param <R> what the rows are made of
 */
final class Rows<R> {
    /* Cells that are absent are skipped by GETNEXT. So that a walk over a column with few cells
     * does not try every row, each column has the ascending list of the rows in which it exists;
     * two threads may make the same list at once, which costs time but nothing else. */

    private final Table<R> table;
    private final int depth;
    private final int[] indexes;
    private final List<R> rows;
    private final AtomicReferenceArray<int @Nullable []> cells;

    private Rows(Table<R> table, int[] indexes, List<R> rows) {
        this.table = table;
        this.depth = table.depth();
        this.indexes = indexes;
        this.rows = rows;
        this.cells = new AtomicReferenceArray<>(table.columns().size());
    }

    /** Takes a table's rows out of a picture; of rows with the same index the first stays. */
    static <R> Rows<R> of(Table<R> table, Picture picture) {
        record Row<R>(int[] index, R row) {}
        var found = new ArrayList<Row<R>>();
        table.rows().each(picture, (row, index) -> found.add(new Row<>(index, row)));
        found.sort((a, b) -> Arrays.compareUnsigned(a.index(), b.index()));
        int depth = table.depth();
        var indexes = new int[found.size() * depth];
        var rows = new ArrayList<R>(found.size());
        int @Nullable [] last = null;
        for (var each : found) {
            if (last == null || !Arrays.equals(last, each.index())) {
                System.arraycopy(each.index(), 0, indexes, rows.size() * depth, depth);
                rows.add(each.row());
            }
            last = each.index();
        }
        return new Rows<>(table, indexes, List.copyOf(rows));
    }

    int size() {
        return rows.size();
    }

    /** The index of a row, as sub-identifiers. */
    int[] index(int row) {
        return Arrays.copyOfRange(indexes, row * depth, (row + 1) * depth);
    }

    /** The value of a cell, or null when it does not exist. */
    @Nullable Variable read(int column, int row, Moment at) {
        return table.columns().get(column).reader().read(rows.get(row), at);
    }

    /**
     * The row with exactly the index that an OID ends in, or -1.
     *
     * @param from where in the OID the index begins
     */
    int find(int[] oid, int from) {
        if (oid.length - from != depth) {
            return -1;
        }
        int row = lowest(oid, from, true);
        return row < size() && compare(row, oid, from) == 0 ? row : -1;
    }

    /** The first row, at least a given one, in which a column has a cell; -1 when there is none. */
    int cell(int column, int atLeast) {
        var list = cells(column);
        int place = Arrays.binarySearch(list, atLeast);
        int next = place >= 0 ? place : -place - 1;
        return next < list.length ? list[next] : -1;
    }

    /**
     * The number of the first row whose index lies behind that in which an OID ends; as many as
     * there are rows when none does.
     *
     * @param from where in the OID the index begins; it may be shorter or longer than an index
     * @param included whether the row of exactly that index will do
     */
    int lowest(int[] oid, int from, boolean included) {
        int low = 0;
        int high = size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = compare(middle, oid, from);
            if (order > 0 || (order == 0 && included)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Compares a row's index with the end of an OID, sub-identifiers without sign. */
    private int compare(int row, int[] oid, int from) {
        return Arrays.compareUnsigned(
                indexes,
                row * depth,
                (row + 1) * depth,
                oid,
                Math.min(from, oid.length),
                oid.length);
    }

    private int[] cells(int column) {
        var list = cells.get(column);
        if (list == null) {
            list = existing(column);
            cells.set(column, list);
        }
        return list;
    }

    private int[] existing(int column) {
        var reader = table.columns().get(column).reader();
        var anyMoment = new Moment(0, 0);
        var list = new int[size()];
        int count = 0;
        for (int row = 0; row < list.length; row++) {
            if (reader.read(rows.get(row), anyMoment) != null) {
                list[count++] = row;
            }
        }
        return Arrays.copyOf(list, count);
    }
}
