package org.effigy.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns; a column of whole numbers, below any heading, stands to the right. */
final class TextTable {
    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();

    /** Adds a row. */
    void row(String... cells) {
        rows.add(cells.clone());
    }

    /** Prints the rows, without blanks at the end of a line. */
    void print(PrintWriter out) {
        int columns = rows.stream().mapToInt(row -> row.length).max().orElse(0);
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int c = 0; c < row.length; c++) {
                widths[c] = Math.max(widths[c], row[c].length());
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < row.length; c++) {
                String blanks = " ".repeat(widths[c] - row[c].length());
                line.append(c == 0 ? "" : GAP).append(isNumeric(c) ? blanks + row[c] : row[c] + blanks);
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private boolean isNumeric(int column) {
        return column > 0
                && rows.size() > 1
                && rows.stream()
                        .skip(1)
                        .filter(row -> column < row.length)
                        .allMatch(row -> row[column].matches("[0-9]*"));
    }
}
