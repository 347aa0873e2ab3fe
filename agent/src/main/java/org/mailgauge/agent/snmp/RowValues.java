package org.mailgauge.agent.snmp;

import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Instances by the names of their objects, as a GET of this moment would answer them. Those that do
 * not exist are left out.
 */
final class RowValues {
    private final Pinned pinned;

    RowValues(Pinned pinned) {
        this.pinned = pinned;
    }

    /** Of the row of one index. */
    List<VariableBinding> at(List<String> names, int... index) {
        var found = new ArrayList<VariableBinding>();
        for (var name : names) {
            at(name, index).ifPresent(found::add);
        }
        return found;
    }

    private Optional<VariableBinding> at(String name, int[] index) {
        for (int number = 0; number < ObjectTable.TABLES.size(); number++) {
            var table = ObjectTable.TABLES.get(number);
            int column = column(table, name);
            if (column >= 0) {
                var rows = pinned.tables().rows(number);
                return binding(table, rows, column, rows.find(index, 0));
            }
        }
        return Optional.empty();
    }

    /**
     * Of the first row of an application that has a text in the first of the columns; that one is
     * not among them.
     */
    List<VariableBinding> named(List<String> names, int application, String text) {
        if (names.isEmpty()) {
            return List.of();
        }
        for (int number = 0; number < ObjectTable.TABLES.size(); number++) {
            var table = ObjectTable.TABLES.get(number);
            int key = column(table, names.getFirst());
            if (key >= 0) {
                var rows = pinned.tables().rows(number);
                for (int row = 0; row < rows.size(); row++) {
                    var value = rows.read(key, row, pinned.at());
                    var index = rows.index(row);
                    boolean its = index[0] == application;
                    if (its && value != null && value.toString().equals(text)) {
                        return at(names.subList(1, names.size()), index);
                    }
                }
            }
        }
        return List.of();
    }

    private Optional<VariableBinding> binding(Table<?> table, Rows<?> rows, int column, int row) {
        var value = row < 0 ? null : rows.read(column, row, pinned.at());
        if (value == null) {
            return Optional.empty();
        }
        var instance = new OID(table.oid(column).getValue(), rows.index(row));
        return Optional.of(new VariableBinding(instance, value));
    }

    private static int column(Table<?> table, String name) {
        for (int i = 0; i < table.columns().size(); i++) {
            if (table.columns().get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
