package org.effigy.dataset.covariates;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dataset.Parallel;
import org.effigy.dataset.View;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dataset.labels.Ages;
import org.effigy.dataset.labels.CovariateTable;
import org.effigy.dataset.probe.StoredPath;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Tag;

/** The covariates of the images of an index, as texts; those that are not known are missing. */
public final class KnownCovariates {
    /** Years, from a table or PatientAge. */
    public static final String AGE = "age";

    /** F, M or O, from a table or PatientSex. */
    public static final String SEX = "sex";

    /** A term of {@link View}, from a table or the index. */
    public static final String VIEW = "view";

    /** Place of a slice in its stack, from 0 to 1: along the normal, else by InstanceNumber; or from a table. */
    public static final String POSITION = "position";

    /** Those that need no table. */
    public static final List<String> STANDARD = List.of(AGE, SEX, VIEW, POSITION);

    private static final Set<String> PICTURES = Set.of("PNG", "TIFF", "JPEG");
    private static final Set<String> SEXES = Set.of("F", "M", "O");

    private final DatasetIndex index;
    private final List<String> names;
    private final Optional<CovariateTable> table;

    private KnownCovariates(DatasetIndex index, List<String> names, Optional<CovariateTable> table) {
        this.index = index;
        this.names = names;
        this.table = table;
    }

    /** What a header says. */
    private record Header(Map<String, String> values, OptionalInt instanceNumber) {
        static final Header NONE = new Header(Map.of(), OptionalInt.empty());
    }

    /**
     * Returns what is known of images, in their order; a table goes before what files say.
     *
     * @param entries of the index
     * @param names of the covariates that are wanted
     * @throws InputException if a name is neither of {@link #STANDARD} nor a column of the table
     */
    public static List<Map<String, String>> of(
            DatasetIndex index,
            List<IndexEntry> entries,
            List<String> names,
            Optional<CovariateTable> table,
            Progress.Factory progress)
            throws IOException {
        for (String name : names) {
            if (!STANDARD.contains(name)
                    && table.filter(given -> given.has(name)).isEmpty()) {
                throw new InputException("covariate " + name + ": it is none of " + String.join(", ", STANDARD)
                        + (table.isEmpty()
                                ? "; give a table that has a column of this name"
                                : ", and the table has no column of this name"));
            }
        }
        return new KnownCovariates(index, names, table).of(entries, progress);
    }

    private List<Map<String, String>> of(List<IndexEntry> entries, Progress.Factory progress) throws IOException {
        boolean read = names.stream().anyMatch(name -> STANDARD.contains(name) && !name.equals(VIEW));
        List<IndexEntry> stacks = index.entries();
        Map<Integer, Header> headers = new HashMap<>();
        if (read) {
            try (Progress bar = progress.start("read headers", "images", stacks.size())) {
                List<Header> found = Parallel.map(stacks, this::header, bar);
                for (int i = 0; i < found.size(); i++) {
                    headers.put(stacks.get(i).id(), found.get(i));
                }
            }
        }
        Map<Integer, Double> positions = names.contains(POSITION) ? positions(stacks, headers) : Map.of();
        List<Map<String, String>> all = new ArrayList<>();
        for (IndexEntry entry : entries) {
            Map<String, String> values =
                    new HashMap<>(headers.getOrDefault(entry.id(), Header.NONE).values());
            if (entry.appearance().view() != View.UNKNOWN) {
                values.put(VIEW, entry.appearance().view().name());
            }
            if (positions.containsKey(entry.id())) {
                values.put(POSITION, String.valueOf(positions.get(entry.id())));
            }
            for (String name : names) {
                table.flatMap(given -> given.value(entry.path(), name)).ifPresent(value -> values.put(name, value));
            }
            values.keySet().retainAll(names);
            all.add(Map.copyOf(values));
        }
        return all;
    }

    /** Returns what a file's header says; nothing where it has none, or none that can be read. */
    private Header header(IndexEntry entry) throws IOException {
        if (PICTURES.contains(entry.modality())) {
            return Header.NONE;
        }
        try {
            DataSet d = Dicom.header(StoredPath.resolve(Path.of(index.root()), entry.path()))
                    .file()
                    .dataSet();
            Map<String, String> values = new HashMap<>();
            OptionalDouble years = Ages.years(d.string(Tag.PatientAge).orElse(""));
            years.ifPresent(age -> values.put(AGE, String.valueOf(age)));
            String sex = d.string(Tag.PatientSex).orElse("").strip().toUpperCase(Locale.ROOT);
            if (SEXES.contains(sex)) {
                values.put(SEX, sex);
            }
            return new Header(values, d.integer(Tag.InstanceNumber));
        } catch (DicomException e) {
            // The image's own reader says what is wrong with the file.
            return Header.NONE;
        }
    }

    /** Returns the places of slices among those of their stack. */
    private static Map<Integer, Double> positions(List<IndexEntry> entries, Map<Integer, Header> headers) {
        Map<List<Integer>, Map<Integer, Double>> stacks = new HashMap<>();
        for (IndexEntry entry : entries) {
            if (entry.place().series() < 0) {
                continue;
            }
            OptionalInt number = headers.getOrDefault(entry.id(), Header.NONE).instanceNumber();
            boolean stated = entry.place().slice() >= 0;
            if (stated || number.isPresent()) {
                // Slices whose place is not stated are ordered by number, and never together with others.
                List<Integer> stack =
                        List.of(entry.place().series(), entry.place().stack(), stated ? 1 : 0);
                stacks.computeIfAbsent(stack, key -> new HashMap<>())
                        .put(entry.id(), stated ? entry.place().offsetMm() : number.getAsInt());
            }
        }
        Map<Integer, Double> positions = new HashMap<>();
        stacks.values().forEach(stack -> positions.putAll(relative(stack)));
        return positions;
    }

    /** Returns places from 0, the least, to 1; none where all are the same. */
    static Map<Integer, Double> relative(Map<Integer, Double> places) {
        double low = places.values().stream().mapToDouble(x -> x).min().orElse(0);
        double high = places.values().stream().mapToDouble(x -> x).max().orElse(0);
        Map<Integer, Double> relative = new HashMap<>();
        if (high > low) {
            places.forEach((id, place) -> relative.put(id, (place - low) / (high - low)));
        }
        return relative;
    }
}
