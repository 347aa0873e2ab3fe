package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.Variable;

import java.util.List;

/**
 * An accessible column of a table.
 *
 * @param number its sub-identifier below the entry
 * @param name its descriptor in the module
 * @param range the sub-range or size of its syntax as the module has it, or empty; enumerated
 *     values are in {@code labels}
 * @param labels the names of the values 1, 2, 3 ... of an enumerated INTEGER; else empty
 * @param reader takes the value out of a row
 * @param <R> what the table's rows are made of
 */
record Column<R>(
        int number,
        String name,
        Syntax syntax,
        String range,
        List<String> labels,
        Reader<R> reader) {

    /** Takes a value out of a row. */
    interface Reader<R> {
        /**
         * The value at a moment; null when the row has none (absent, never 0). Whether it is null
         * does not depend on the moment.
         */
        @Nullable Variable read(R row, Moment at);
    }

    /** The name of an enumerated value, or the number itself. */
    String label(int value) {
        return value >= 1 && value <= labels.size()
                ? labels.get(value - 1)
                : Integer.toString(value);
    }
}
