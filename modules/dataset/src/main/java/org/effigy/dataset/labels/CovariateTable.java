package org.effigy.dataset.labels;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.effigy.base.InputException;

/**
 * The covariates that a table tells of images: a column {@code file}, and one for each covariate, found by its name without regard to
 * case. Empty cells are values that are not known.
 */
public final class CovariateTable {
    private final Map<String, Map<String, String>> byPath = new HashMap<>();
    /** The path of a name that occurs once, "" of others. */
    private final Map<String, String> pathByName = new HashMap<>();

    private final List<String> columns;

    private CovariateTable(List<String> columns) {
        this.columns = columns;
    }

    /**
     * Reads a table.
     *
     * @param names of the covariates that are wanted
     * @throws InputException if it is no table, has no column {@code file}, or one of the columns holds what cannot be a value
     */
    public static CovariateTable read(Path file, List<String> names) throws IOException {
        List<CsvReader.Row> rows = CsvReader.read(LabelTable.text(file));
        List<String> header = rows.isEmpty()
                ? List.of()
                : rows.get(0).fields().stream()
                        .map(name -> name.strip().toLowerCase(Locale.ROOT))
                        .toList();
        int named = header.indexOf("file");
        if (named < 0) {
            throw new InputException(
                    "table of covariates: no column is called 'file'; name the column of file names so");
        }
        CovariateTable table = new CovariateTable(header);
        for (CsvReader.Row row : rows.subList(1, rows.size())) {
            String path = LabelTable.key(field(row, named));
            Map<String, String> found = new TreeMap<>();
            for (String name : names) {
                String value = canonical(name, field(row, header.indexOf(name)), row.line());
                if (!value.isEmpty()) {
                    found.put(name, value);
                }
            }
            table.byPath.put(path, found);
            table.pathByName.merge(path.substring(path.lastIndexOf('/') + 1), path, (one, other) -> "");
        }
        return table;
    }

    private static String field(CsvReader.Row row, int column) {
        return column >= 0 && column < row.fields().size()
                ? row.fields().get(column).strip()
                : "";
    }

    /** Returns a value in one spelling, "" where it is not known: ages in years, F, M or O for the sex. */
    private static String canonical(String name, String cell, int line) {
        return switch (name) {
            case "age" -> {
                var years = Ages.years(cell);
                yield years.isPresent() ? String.valueOf(years.getAsDouble()) : "";
            }
            case "sex" -> SubgroupTable.SEXES.getOrDefault(cell.toLowerCase(Locale.ROOT), "");
            default -> cell.isEmpty() ? "" : Labels.check(cell, "table of covariates, line " + line);
        };
    }

    /** Returns whether there is a column of that name. */
    public boolean has(String name) {
        return columns.contains(name);
    }

    /**
     * Returns what is known of a file, by its path, else by its name where the table has that once.
     *
     * @param path in the data folder
     */
    public Optional<String> value(String path, String name) {
        String key = LabelTable.key(path);
        String other = pathByName.getOrDefault(key.substring(key.lastIndexOf('/') + 1), "");
        Map<String, String> row = byPath.containsKey(key) ? byPath.get(key) : byPath.getOrDefault(other, Map.of());
        return Optional.ofNullable(row.get(name));
    }
}
