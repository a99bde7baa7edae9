package org.effigy.dataset.labels;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.effigy.base.InputException;
import org.effigy.dataset.View;

/**
 * The subgroups that a table tells of images: columns {@code file} and, each where it exists, {@code sex}, {@code age} (years, or
 * an age string of DICOM such as {@code 006M}) and {@code view}. Only terms of a fixed list leave it, never what a cell holds.
 */
public final class SubgroupTable {
    /** The names of subgroups, in the order of reports. */
    public static final List<String> NAMES = List.of("sex", "age", "view");

    private static final int[] BAND_STARTS = {0, 5, 18, 40, 60, 80};
    static final Map<String, String> SEXES = Map.of("m", "M", "male", "M", "f", "F", "female", "F", "o", "O");

    private final Map<String, Map<String, String>> byPath = new HashMap<>();
    /** The path of a name that occurs once, "" of others. */
    private final Map<String, String> pathByName = new HashMap<>();

    private SubgroupTable() {}

    /** Returns a table that tells nothing. */
    public static SubgroupTable none() {
        return new SubgroupTable();
    }

    /**
     * Reads a table.
     *
     * @throws InputException if it is no table or has no column {@code file}
     */
    public static SubgroupTable read(Path file) throws IOException {
        List<CsvReader.Row> rows = CsvReader.read(LabelTable.text(file));
        if (rows.isEmpty()) {
            throw new InputException("table of subgroups: it is empty; give it a header line with the column file");
        }
        List<String> header = rows.get(0).fields().stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        int named = header.indexOf("file");
        if (named < 0) {
            throw new InputException(
                    "table of subgroups: no column is called 'file'; name the column of file names so");
        }
        SubgroupTable table = new SubgroupTable();
        for (CsvReader.Row row : rows.subList(1, rows.size())) {
            String path = LabelTable.key(field(row, named));
            Map<String, String> found = new TreeMap<>();
            for (String name : NAMES) {
                term(name, field(row, header.indexOf(name))).ifPresent(term -> found.put(name, term));
            }
            table.byPath.put(path, found);
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

    /** Returns the subgroups of a file by name; found by its path, else by its name where the table has that once. */
    public Map<String, String> of(String path) {
        String key = LabelTable.key(path);
        Map<String, String> row = byPath.get(key);
        String other = pathByName.getOrDefault(last(key), "");
        return row != null ? row : byPath.getOrDefault(other, Map.of());
    }

    private static Optional<String> term(String name, String value) {
        return switch (name) {
            case "sex" -> Optional.ofNullable(SEXES.get(value.toLowerCase(Locale.ROOT)));
            case "age" -> band(value);
            default -> view(value);
        };
    }

    /** Returns the band of an age: 0-4, 5-17, 18-39, 40-59, 60-79 or 80+ years. */
    private static Optional<String> band(String value) {
        OptionalDouble age = Ages.years(value);
        if (age.isEmpty()) {
            return Optional.empty();
        }
        double years = age.getAsDouble();
        int band = BAND_STARTS.length - 1;
        while (years < BAND_STARTS[band]) {
            band--;
        }
        return Optional.of(
                band == BAND_STARTS.length - 1
                        ? BAND_STARTS[band] + "+"
                        : BAND_STARTS[band] + "-" + (BAND_STARTS[band + 1] - 1));
    }

    private static Optional<String> view(String value) {
        for (View view : View.values()) {
            if (view != View.UNKNOWN && view.name().equalsIgnoreCase(value)) {
                return Optional.of(view.name());
            }
        }
        return value.isEmpty() ? Optional.empty() : Optional.of(View.OTHER.name());
    }
}
