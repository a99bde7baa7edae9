package org.effigy.dataset.labels;

import java.io.IOException;
import java.nio.file.Path;
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
    private final FileTable files;

    private CovariateTable(FileTable files) {
        this.files = files;
    }

    /**
     * Reads a table.
     *
     * @param names of the covariates that are wanted
     * @throws InputException if it is no table, has no column {@code file}, or one of the columns holds what cannot be a value
     */
    public static CovariateTable read(Path file, List<String> names) throws IOException {
        return new CovariateTable(FileTable.of(CsvReader.read(LabelTable.text(file)), "covariates", (cell, line) -> {
            Map<String, String> found = new TreeMap<>();
            for (String name : names) {
                String value = canonical(name, cell.apply(name), line);
                if (!value.isEmpty()) {
                    found.put(name, value);
                }
            }
            return found;
        }));
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
        return files.has(name);
    }

    /**
     * Returns what is known of a file, by its path, else by its name where the table has that once.
     *
     * @param path in the data folder
     */
    public Optional<String> value(String path, String name) {
        return Optional.ofNullable(files.row(path).get(name));
    }
}
