package org.effigy.dataset.labels;

import java.io.IOException;
import java.nio.file.Path;
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

    private final FileTable files;

    private SubgroupTable(FileTable files) {
        this.files = files;
    }

    /** Returns a table that tells nothing. */
    public static SubgroupTable none() {
        return new SubgroupTable(FileTable.none());
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
        return new SubgroupTable(FileTable.of(rows, "subgroups", (cell, line) -> {
            Map<String, String> found = new TreeMap<>();
            NAMES.forEach(name -> term(name, cell.apply(name)).ifPresent(term -> found.put(name, term)));
            return found;
        }));
    }

    /** Returns the subgroups of a file by name; found by its path, else by its name where the table has that once. */
    public Map<String, String> of(String path) {
        return files.row(path);
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
