package org.effigy.dataset.labels;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.effigy.base.InputException;

/** What the rows of a table tell of files, which its column {@code file} names. */
final class FileTable {
    private final List<String> columns;
    private final Map<String, Map<String, String>> byPath = new HashMap<>();
    /** The path of a name that occurs once, "" of others. */
    private final Map<String, String> pathByName = new HashMap<>();

    private FileTable(List<String> columns) {
        this.columns = columns;
    }

    /** Returns a table that tells nothing. */
    static FileTable none() {
        return new FileTable(List.of());
    }

    /**
     * Reads rows, of which the first names the columns, without regard to case.
     *
     * @param what the table is of, for the message
     * @param told what a row tells, from the cell of a column, stripped, "" where there is none, and the line
     * @throws InputException if there is no column {@code file}
     */
    static FileTable of(
            List<CsvReader.Row> rows,
            String what,
            BiFunction<Function<String, String>, Integer, Map<String, String>> told) {
        List<String> columns = rows.isEmpty()
                ? List.of()
                : rows.get(0).fields().stream()
                        .map(name -> name.strip().toLowerCase(Locale.ROOT))
                        .toList();
        if (!columns.contains("file")) {
            throw new InputException(
                    "table of " + what + ": no column is called 'file'; name the column of file names so");
        }
        FileTable table = new FileTable(columns);
        for (CsvReader.Row row : rows.subList(1, rows.size())) {
            Function<String, String> cell = name -> field(row, columns.indexOf(name));
            String path = LabelTable.key(cell.apply("file"));
            table.byPath.put(path, told.apply(cell, row.line()));
            table.pathByName.merge(last(path), path, (one, other) -> "");
        }
        return table;
    }

    private static String field(CsvReader.Row row, int column) {
        return column >= 0 && column < row.fields().size()
                ? row.fields().get(column).strip()
                : "";
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Returns whether there is a column of that name. */
    boolean has(String name) {
        return columns.contains(name);
    }

    /** Returns what is told of a file: found by its path, else by its name where the table has that once. */
    Map<String, String> row(String path) {
        String key = LabelTable.key(path);
        Map<String, String> row = byPath.get(key);
        return row != null ? row : byPath.getOrDefault(pathByName.getOrDefault(last(key), ""), Map.of());
    }
}
