package org.effigy.cli;

import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.Split;
import org.effigy.dataset.View;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.DuplicateNotes;
import org.effigy.dataset.index.Exclusion;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dataset.index.LabelValues;
import org.effigy.dataset.screen.ScreenNotes;

/** Prints what an index holds and what it leaves out. It names images by number, never by file name. */
final class IndexReport {
    private static final int NUMBERS_PER_REASON = 10;

    private IndexReport() {}

    static void print(DatasetIndex index, PrintWriter out) {
        List<IndexEntry> entries = index.entries();
        TextTable table = new TextTable();
        table.row("", "images", "patients", "train", "validation", "test");
        row(table, "all", entries);
        if (LabelValues.several(index)) {
            index.classes()
                    .forEach(value -> row(
                            table,
                            "value " + value,
                            entries.stream()
                                    .filter(entry ->
                                            LabelValues.of(index, entry).contains(value))
                                    .toList()));
        } else {
            rows(table, "class", entries, IndexEntry::label);
        }
        rows(table, "modality", entries, IndexEntry::modality);
        rows(table, "size", entries, entry -> entry.columns() + "x" + entry.rows());
        some(table, "part", entries, IndexEntry::bodyPart);
        some(table, "view", entries, IndexReport::view);
        rows(table, "bits", entries, entry -> Integer.toString(entry.bits()));
        table.print(out);
        printNotes(index, out);
        new SeriesReport(index, out).print();
        printExclusions(index, out);
    }

    private static void rows(
            TextTable table, String name, List<IndexEntry> entries, Function<IndexEntry, String> property) {
        Map<String, List<IndexEntry>> groups =
                entries.stream().collect(Collectors.groupingBy(property, TreeMap::new, Collectors.toList()));
        groups.forEach((value, members) -> row(table, name + " " + (value.isEmpty() ? "-" : value), members));
    }

    /** Adds rows for a property that at least one image has. */
    private static void some(
            TextTable table, String name, List<IndexEntry> entries, Function<IndexEntry, String> property) {
        if (entries.stream().anyMatch(entry -> !property.apply(entry).isEmpty())) {
            rows(table, name, entries, property);
        }
    }

    private static String view(IndexEntry entry) {
        View view = entry.appearance().view();
        return view == View.UNKNOWN ? "" : view.name();
    }

    private static void row(TextTable table, String name, List<IndexEntry> entries) {
        Map<Split, Long> counts = entries.stream()
                .collect(Collectors.groupingBy(
                        IndexEntry::split, () -> new EnumMap<>(Split.class), Collectors.counting()));
        long patients = entries.stream().map(IndexEntry::patientKey).distinct().count();
        table.row(
                name,
                Integer.toString(entries.size()),
                Long.toString(patients),
                Long.toString(counts.getOrDefault(Split.TRAIN, 0L)),
                Long.toString(counts.getOrDefault(Split.VALIDATION, 0L)),
                Long.toString(counts.getOrDefault(Split.TEST, 0L)));
    }

    private static void printNotes(DatasetIndex index, PrintWriter out) {
        out.println();
        out.println("files found: " + index.notes().filesFound());
        long synthetic = index.entries().stream().filter(IndexEntry::synthetic).count();
        if (synthetic > 0) {
            out.println("synthetic images in use: " + synthetic);
        }
        if (index.notes().imagesWithoutPatient() > 0) {
            out.println("images without a patient: " + index.notes().imagesWithoutPatient()
                    + "; those of one study count as one patient, a file without a study as its own");
        }
        if (index.notes().rowsWithoutFile() > 0) {
            out.println(
                    "rows of the label table without a file: " + index.notes().rowsWithoutFile());
        }
        if (index.notes().splitFromTable() > 0) {
            out.println(
                    "images whose split the label table gave: " + index.notes().splitFromTable());
        }
        LabelValues.likelySeparator(index)
                .ifPresent(separator -> out.println("labels look like several values with '" + separator
                        + "' between them; --multi-label '" + separator + "' keeps the values apart"));
        long masked = index.entries().stream().filter(IndexEntry::masked).count();
        if (masked > 0) {
            out.println("images with a mask: " + masked);
        }
        printScreen(index.notes().screen(), out);
        printDuplicates(index, out);
    }

    private static void printDuplicates(DatasetIndex index, PrintWriter out) {
        long exact = index.exclusions().stream()
                .filter(exclusion -> exclusion.reason() == ExclusionReason.DUPLICATE)
                .count();
        if (exact > 0) {
            out.println("exact duplicates left out: " + exact);
        }
        DuplicateNotes notes = index.notes().duplicates();
        if (notes.looked() == 0) {
            return;
        }
        List<List<Integer>> groups = notes.groups();
        int images = groups.stream().mapToInt(List::size).sum();
        out.println("images compared for near-duplicates: " + notes.looked()
                + (groups.isEmpty()
                        ? ", none found"
                        : ", " + images + " are alike, in " + groups.size()
                                + (groups.size() == 1 ? " group: " : " groups: ") + numbers(groups)));
        if (!notes.moved().isEmpty()) {
            out.println("images put into another split, where the first of a group of near-duplicates is: "
                    + notes.moved().size());
        }
        if (notes.scattered() > 0) {
            out.println("groups that join many patients, so that nothing was moved for them: " + notes.scattered()
                    + "; the images vary little");
        }
    }

    private static String numbers(List<List<Integer>> groups) {
        String first = groups.stream()
                .limit(NUMBERS_PER_REASON)
                .map(group -> group.stream()
                                .limit(NUMBERS_PER_REASON)
                                .map(id -> String.format(Locale.ROOT, "%04d", id))
                                .collect(Collectors.joining(" "))
                        + (group.size() > NUMBERS_PER_REASON ? " ..." : ""))
                .collect(Collectors.joining(", "));
        int more = groups.size() - NUMBERS_PER_REASON;
        return first + (more > 0 ? " and " + more + " more" : "");
    }

    private static void printScreen(ScreenNotes notes, PrintWriter out) {
        if (notes.looked() > 0) {
            out.println("images looked at for writing: " + notes.looked() + ", with single characters such as side"
                    + " markers: " + notes.markers());
        }
        if (notes.masked() > 0) {
            out.println("images with areas painted over: " + notes.masked());
        }
        if (notes.borders() > 0) {
            out.println("images with borders of shutters: " + notes.borders());
        }
        if (notes.undecodable() > 0) {
            out.println("images that could not be decoded, so not looked at: " + notes.undecodable());
        }
    }

    private static void printExclusions(DatasetIndex index, PrintWriter out) {
        out.println("left out: " + index.exclusions().size());
        if (index.exclusions().isEmpty()) {
            return;
        }
        Map<ExclusionReason, List<Exclusion>> reasons = index.exclusions().stream()
                .collect(Collectors.groupingBy(
                        Exclusion::reason, () -> new EnumMap<>(ExclusionReason.class), Collectors.toList()));
        reasons.forEach((reason, members) -> {
            out.println("  " + members.size() + " " + OptionHints.in(reason.text()));
            printDetails(members, out);
        });
        out.println("  (the index names the file of each number, under \"exclusions\")");
    }

    /** Prints the numbers of those with the same details on one line. */
    private static void printDetails(List<Exclusion> members, PrintWriter out) {
        Map<String, List<Exclusion>> details =
                members.stream().collect(Collectors.groupingBy(Exclusion::detail, TreeMap::new, Collectors.toList()));
        details.forEach((detail, same) -> {
            String numbers = same.stream()
                    .limit(NUMBERS_PER_REASON)
                    .map(exclusion -> String.format(Locale.ROOT, "%04d", exclusion.number()))
                    .collect(Collectors.joining(", "));
            int more = same.size() - NUMBERS_PER_REASON;
            out.println("      " + numbers + (more > 0 ? " and " + more + " more" : "")
                    + (detail.isEmpty() ? "" : ": " + detail));
        });
    }
}
