package org.mailgauge.agent.cli;

import org.mailgauge.agent.conf.Text;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lines of cells in columns; cells that begin with a digit stand right. */
final class TextTable {
    private static final int WIDEST = 60;

    private final List<String[]> rows = new ArrayList<>();
    private final int[] widths;
    private boolean headed;

    TextTable(String... head) {
        widths = new int[head.length];
        rows.add(head.clone());
    }

    void row(String... cells) {
        rows.add(
                Arrays.stream(cells)
                        .map(cell -> Text.printable(cell, WIDEST))
                        .toArray(String[]::new));
    }

    /** Whether nothing was added, or all of it was printed. */
    boolean isEmpty() {
        return rows.size() == 1;
    }

    /**
     * Prints the rows below their head. A table may go on after it: its next rows are printed below
     * these, without a head, in columns at least as wide.
     */
    void print(PrintWriter out) {
        for (var row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (var row : rows.subList(headed ? 1 : 0, rows.size())) {
            var line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                var gap = " ".repeat(widths[i] - row[i].length());
                boolean right = isNumber(rows.getLast()[i]);
                line.append(right ? gap + row[i] : row[i] + gap).append("  ");
            }
            out.println(line.toString().stripTrailing());
        }
        headed = true;
        rows.subList(1, rows.size()).clear();
    }

    private static boolean isNumber(String cell) {
        return cell.matches("-?[0-9][0-9,.]*( [kMGTP]?B)?");
    }
}
