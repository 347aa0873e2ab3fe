package org.mailgauge.agent.snmp;

import org.mailgauge.observe.MtaSnapshot;
import org.snmp4j.smi.OID;

import java.util.List;

/**
 * A conceptual table: its columns and where its rows are in a snapshot.
 *
 * @param name the descriptor of the table
 * @param entry the OID of its entry object
 * @param indexes the descriptors of its INDEX clause, all of them integers
 * @param columns ascending by number
 * @param rows finds the rows of a snapshot
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

    /** The OID of a column, without an index. */
    OID oid(Column<R> column) {
        return new OID(entry.getValue(), column.number());
    }

    /** Finds the rows of a table. */
    interface Rows<R> {
        /** Gives each row of a snapshot with its index, in any order. */
        void each(MtaSnapshot snapshot, Sink<R> sink);
    }

    /** Takes rows. */
    interface Sink<R> {
        void row(R row, int... index);
    }
}
