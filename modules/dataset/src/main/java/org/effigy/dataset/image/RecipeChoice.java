package org.effigy.dataset.image;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.effigy.base.InputException;
import org.effigy.base.Size;
import org.effigy.dataset.Split;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;

/** Chooses the standard recipe of a data set. */
final class RecipeChoice {
    private RecipeChoice() {}

    static Preprocessing forIndex(DatasetIndex index, Size size, Fit fit) {
        List<IndexEntry> entries = index.entries(Split.TRAIN);
        if (entries.isEmpty()) {
            entries = index.entries();
        }
        boolean anyCt = entries.stream().anyMatch(e -> e.modality().equals("CT"));
        boolean allCt = entries.stream().allMatch(e -> e.modality().equals("CT"));
        if (anyCt && !allCt) {
            throw new InputException("the index mixes CT, which is in Hounsfield units, with other images; index one of"
                    + " them, by its modality");
        }
        IntensityRange range =
                allCt ? IntensityRange.HounsfieldWindow.STANDARD : IntensityRange.PercentileRange.STANDARD;
        return new Preprocessing(
                Preprocessing.VERSION,
                size,
                range,
                fit,
                mostFrequent(entries, IndexEntry::modality),
                mostFrequent(entries, IndexEntry::bodyPart),
                medianFieldOfView(entries, size, fit));
    }

    /** Ties go to the first in alphabetical order. */
    private static String mostFrequent(List<IndexEntry> entries, Function<IndexEntry, String> property) {
        Map<String, Long> counts =
                entries.stream().map(property).collect(Collectors.groupingBy(p -> p, Collectors.counting()));
        return counts.entrySet().stream()
                .min(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse("");
    }

    /** Returns the median width of what is shown. */
    private static double medianFieldOfView(List<IndexEntry> entries, Size size, Fit fit) {
        double[] widths = entries.stream()
                .filter(e -> e.rowSpacingMm() > 0 && e.columnSpacingMm() > 0)
                .mapToDouble(e -> fit.width(size, e.rows() * e.rowSpacingMm(), e.columns() * e.columnSpacingMm()))
                .sorted()
                .toArray();
        if (widths.length == 0) {
            return Preprocessing.TYPICAL_FIELD_OF_VIEW_MM;
        }
        int middle = widths.length / 2;
        return widths.length % 2 == 1 ? widths[middle] : (widths[middle - 1] + widths[middle]) / 2;
    }
}
