package org.effigy.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dataset.series.SeriesNotes;

/** Prints what is odd about the series of an index, by counts and index ids. */
final class SeriesReport {
    private static final int MOST_RANGES = 8;

    private final DatasetIndex index;
    private final PrintWriter out;

    SeriesReport(DatasetIndex index, PrintWriter out) {
        this.index = index;
        this.out = out;
    }

    void print() {
        List<SeriesNotes> series = index.series();
        long sorted = series.stream().filter(s -> s.positions() > 0).count();
        if (sorted > 0) {
            out.println("series of several images, sorted along their normal: " + sorted);
        }
        print("with missing slices", sum(series, true), s -> s.missing() > 0);
        print("with several images at one position", sum(series, false), s -> s.repeated() > 0);
        print("with uneven distances of slices", "", s -> s.uneven() > 0);
        print("with a tilted gantry (positions shift across the normal)", "", SeriesNotes::tilted);
        print(
                "that state a tilted gantry which their positions do not or cannot show",
                "",
                s -> s.statedTilt() && !s.tilted());
        for (String difference : List.of("orientation", "matrix", "spacing", "kernel")) {
            print("that mix slices of different " + difference, "", s -> s.differs()
                    .contains(difference));
        }
        images("in colour, brought to grey (0.299 R + 0.587 G + 0.114 B)", e -> e.appearance()
                .fromColour());
        images(
                "MONOCHROME1, inverted so that larger is brighter",
                e -> e.appearance().photometric().equals("MONOCHROME1"));
        images(
                "for processing, brought to brightness",
                e -> e.appearance().intent().equals("PROCESSING"));
    }

    private static String sum(List<SeriesNotes> series, boolean missing) {
        long count = series.stream()
                .mapToLong(s -> missing ? s.missing() : s.repeated())
                .sum();
        return missing ? ", " + count + " slices in all" : ", " + count + " images in all";
    }

    private void print(String what, String more, Predicate<SeriesNotes> which) {
        List<Integer> numbers =
                index.series().stream().filter(which).map(SeriesNotes::series).toList();
        if (!numbers.isEmpty()) {
            List<IndexEntry> members = index.entries().stream()
                    .filter(e -> numbers.contains(e.place().series()))
                    .toList();
            out.println("  " + numbers.size() + " series " + what + more + ": " + ids(members));
        }
    }

    private void images(String what, Predicate<IndexEntry> which) {
        List<IndexEntry> some = index.entries().stream().filter(which).toList();
        if (!some.isEmpty()) {
            out.println("images " + what + ": " + some.size() + " (" + ids(some) + ")");
        }
    }

    /** Returns index ids as ranges: {@code index 0003-0012, 0020}. */
    static String ids(List<IndexEntry> entries) {
        TreeMap<Integer, Integer> ranges = new TreeMap<>();
        for (IndexEntry entry : entries) {
            Map.Entry<Integer, Integer> before = ranges.floorEntry(entry.id());
            if (before != null && before.getValue() + 1 == entry.id()) {
                ranges.put(before.getKey(), entry.id());
            } else {
                ranges.put(entry.id(), entry.id());
            }
        }
        List<String> texts = new ArrayList<>();
        ranges.forEach((first, last) -> texts.add(String.format(Locale.ROOT, "%04d", first)
                + (first.equals(last) ? "" : String.format(Locale.ROOT, "-%04d", last))));
        String some = texts.stream().limit(MOST_RANGES).collect(Collectors.joining(", "));
        return entries.isEmpty()
                ? "none of them is used"
                : "index " + some + (texts.size() > MOST_RANGES ? " and more" : "");
    }
}
