package org.effigy.dataset.labels;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.effigy.base.InputException;
import org.effigy.dataset.FoundFile;
import org.effigy.dataset.LabelRow;
import org.effigy.dataset.Split;

/** A label table: what it says about each file. */
public final class LabelTable {
    private final Map<String, LabelRow> rows;
    private final boolean labelled;
    private final Path folder;

    private LabelTable(Map<String, LabelRow> rows, boolean labelled, Path folder) {
        this.rows = rows;
        this.labelled = labelled;
        this.folder = folder;
    }

    /** Returns all rows. */
    public Collection<LabelRow> rows() {
        return Collections.unmodifiableCollection(rows.values());
    }

    /** Returns the folder that holds the table. */
    public Path folder() {
        return folder;
    }

    /** Whether the table has labels, so that files without a row cannot be used. */
    public boolean labelled() {
        return labelled;
    }

    /**
     * The rows that belong to files of the tree.
     *
     * @param byPath by stored path
     * @param rowsWithoutFile how many rows belong to none
     * @param hint what may be wrong where no row belongs to any, "" otherwise
     */
    public record Matches(Map<String, LabelRow> byPath, int rowsWithoutFile, String hint) {
        /** Without a table. */
        public static final Matches NONE = new Matches(Map.of(), 0, "");
    }

    public static LabelTable read(LabelSource.Csv source) throws IOException {
        List<CsvReader.Row> records = CsvReader.read(text(source.file()));
        if (records.isEmpty()) {
            throw new InputException("label table: it is empty; give it a header line with the columns file and label");
        }
        Header header = new Header(records.get(0).fields(), source.columns());
        Map<String, LabelRow> rows = new HashMap<>();
        for (CsvReader.Row record : records.subList(1, records.size())) {
            String file = header.file(record);
            LabelRow row = header.row(record);
            LabelRow other = rows.putIfAbsent(key(file), row);
            if (other != null && !other.agrees(row)) {
                throw new InputException("label table: lines " + other.line() + " and " + row.line()
                        + " say different things about the same file; delete one");
            }
        }
        return new LabelTable(
                rows,
                !source.columns().label().isEmpty(),
                source.file().toRealPath().getParent());
    }

    /** Finds the rows of the files: by path from the root, by path from the table, then by name where that is unique. */
    public Matches match(List<FoundFile> files) {
        Map<String, LabelRow> byPath = new HashMap<>();
        Set<LabelRow> used = new HashSet<>();
        Map<String, Integer> names = new HashMap<>();
        for (FoundFile found : files) {
            names.merge(name(found), 1, Integer::sum);
        }
        for (FoundFile found : files) {
            LabelRow row = rows.get(key(found.path()));
            if (row == null && found.file().startsWith(folder)) {
                row = rows.get(key(folder.relativize(found.file()).toString()));
            }
            if (row == null) {
                row = rows.get(key(found.file().toString()));
            }
            if (row == null && names.get(name(found)) == 1) {
                row = rows.get(name(found));
            }
            if (row != null) {
                byPath.put(found.path(), row);
                used.add(row);
            }
        }
        int without =
                (int) rows.values().stream().filter(row -> !used.contains(row)).count();
        return new Matches(byPath, without, byPath.isEmpty() && without > 0 ? hint(files) : "");
    }

    /** Compares what rows and files have in common where nothing matches: names without extensions, or names alone. */
    private String hint(List<FoundFile> files) {
        Set<String> names = new HashSet<>();
        Set<String> stems = new HashSet<>();
        for (FoundFile file : files) {
            names.add(name(file));
            stems.add(name(file).replaceFirst("\\.[^.]*$", ""));
        }
        List<String> ends = rows.keySet().stream()
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .toList();
        String none =
                rows.size() == 1 ? "its one row names no file" : "none of its " + rows.size() + " rows names a file";
        if (ends.stream().anyMatch(names::contains)) {
            return none + " of the data folder by the right path; its paths may be those of another machine: write them"
                    + " relative to the data folder";
        }
        if (ends.stream().anyMatch(stems::contains)) {
            return none + " of the data folder, but some name files without their extensions; add these, e.g. .png";
        }
        return none
                + " of the data folder; check that they belong together, and that the file column has whole names, with"
                + " extensions, and no paths of another machine";
    }

    private static String name(FoundFile found) {
        return key(found.file().getFileName().toString());
    }

    /** One spelling for paths that mean the same. */
    static String key(String path) {
        String slashes = path.strip().replace('\\', '/');
        String plain = slashes.startsWith("./") ? slashes.substring(2) : slashes;
        return Normalizer.normalize(plain, Normalizer.Form.NFC);
    }

    static String text(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new InputException(
                    "label table: there is no file at the given place; check the path of the label table");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InputException("label table: it is not UTF-8 text; save it as CSV UTF-8", e);
        }
    }

    /** Where the columns are. */
    private static final class Header {
        private final int columns;
        private final int file;
        private final int label;
        private final String separator;
        private final int patient;
        private final int split;
        private final int mask;

        Header(List<String> names, CsvColumns wanted) {
            columns = names.size();
            file = required(names, wanted.file(), "file column");
            label = wanted.label().isEmpty() ? -1 : required(names, wanted.label(), "label column");
            separator = wanted.valueSeparator();
            patient = find(names, wanted.patient());
            split = find(names, wanted.split());
            mask = find(names, wanted.mask());
        }

        String file(CsvReader.Row record) {
            String name = field(record, file);
            if (record.fields().size() > columns) {
                throw new InputException("label table, line " + record.line() + ": it has "
                        + record.fields().size() + " fields, the header has " + columns
                        + "; quote fields that contain the separator");
            }
            if (name.isEmpty()) {
                throw new InputException(
                        "label table, line " + record.line() + ": the file column is empty; fill it in");
            }
            return name;
        }

        LabelRow row(CsvReader.Row record) {
            return new LabelRow(
                    record.line(),
                    label(record),
                    field(record, patient),
                    split(field(record, split), record.line()),
                    field(record, mask));
        }

        /** Returns the label; one of several values has each of them once, in alphabetical order. */
        private String label(CsvReader.Row record) {
            String where = "label table, line " + record.line();
            String cell = field(record, label);
            if (separator.isEmpty()) {
                return Labels.check(cell, where);
            }
            return Arrays.stream(cell.split(Pattern.quote(separator), -1))
                    .map(String::strip)
                    .filter(value -> !value.isEmpty())
                    .map(value -> Labels.check(value, where))
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(separator));
        }

        private static Optional<Split> split(String value, int line) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "" -> Optional.empty();
                case "train", "training" -> Optional.of(Split.TRAIN);
                case "val", "valid", "validation" -> Optional.of(Split.VALIDATION);
                case "test", "testing" -> Optional.of(Split.TEST);
                default ->
                    throw new InputException("label table, line " + line
                            + ": the split is not one of train, validation, test; correct it, or use no split column");
            };
        }

        private static String field(CsvReader.Row record, int column) {
            return column >= 0 && column < record.fields().size()
                    ? record.fields().get(column).strip()
                    : "";
        }

        private static int required(List<String> names, String wanted, String option) {
            int found = find(names, wanted);
            if (found < 0) {
                throw new InputException("label table: no column is called '" + wanted + "'; name the right one as the "
                        + option + "," + " or use no labels");
            }
            return found;
        }

        private static int find(List<String> names, String wanted) {
            if (wanted.isEmpty()) {
                return -1;
            }
            int found = -1;
            for (int i = 0; i < names.size(); i++) {
                if (names.get(i).strip().equalsIgnoreCase(wanted)) {
                    if (found >= 0) {
                        throw new InputException("label table: two columns are called '" + wanted + "'; rename one");
                    }
                    found = i;
                }
            }
            return found;
        }
    }
}
