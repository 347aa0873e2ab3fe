package org.mailgauge.agent.snmp;

import org.snmp4j.agent.DefaultMOScope;
import org.snmp4j.agent.MOScope;
import org.snmp4j.smi.OID;

import java.util.List;
import java.util.function.Function;

/**
 * A conceptual table: its columns and where its rows are in a picture. Scalars below one node are a
 * table too, without indexes: its one row has the index 0.
 *
 * @param name the descriptor of the table; of scalars that of their node
 * @param entry the OID of its entry object; of scalars that of their node
 * @param indexes the descriptors of its INDEX clause, all of them integers; empty for scalars
 * @param columns ascending by number
 * @param rows finds the rows of a picture
 * @param <R> what its rows are made of
 */
record Table<R>(
        String name, OID entry, List<String> indexes, List<Column<R>> columns, Rows<R> rows) {
    Table {
        indexes = List.copyOf(indexes);
        columns = List.copyOf(columns);
        for (int i = 1; i < columns.size(); i++) {
            if (columns.get(i - 1).number() >= columns.get(i).number()) {
                throw new IllegalArgumentException(name + ": columns out of order");
            }
        }
    }

    /** Scalars below a node, read from one thing; a value of null has no instance. */
    static <R> Table<R> scalars(
            String name, OID node, List<Column<R>> columns, Function<Picture, R> of) {
        return new Table<>(
                name, node, List.of(), columns, (picture, sink) -> sink.row(of.apply(picture), 0));
    }

    /** How many sub-identifiers the index of a row has. */
    int depth() {
        return Math.max(1, indexes.size());
    }

    /** Where its instances are: of several tables below one node, none has another one's. */
    MOScope scope() {
        var first = columns.getFirst();
        var last = columns.getLast();
        return indexes.isEmpty()
                ? new DefaultMOScope(oid(first), true, oid(last).nextPeer(), false)
                : new DefaultMOScope(entry, true, entry.nextPeer(), false);
    }

    /** The OID of a column, without an index. */
    OID oid(Column<R> column) {
        return new OID(entry.getValue(), column.number());
    }

    /** The OID of the column at a place of {@link #columns}. */
    OID oid(int place) {
        return oid(columns.get(place));
    }

    /** Finds the rows of a table. */
    interface Rows<R> {
        /** Gives each row of a picture with its index, in any order. */
        void each(Picture picture, Sink<R> sink);
    }

    /** Takes rows. */
    interface Sink<R> {
        void row(R row, int... index);
    }
}
