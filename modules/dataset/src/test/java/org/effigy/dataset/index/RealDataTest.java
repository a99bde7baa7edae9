package org.effigy.dataset.index;

import static org.effigy.testsupport.TensorAssertions.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.effigy.base.Progress;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.Split;
import org.effigy.dataset.TestImages;
import org.effigy.dataset.image.CacheOptions;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.labels.LabelSource;
import org.effigy.dataset.screen.ScreenNotes;
import org.effigy.testsupport.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts from the tables and headers of the real data, taken with Python's csv and pydicom. */
class RealDataTest {
    @TempDir
    Path temp;

    private static DatasetIndex index(Path folder) throws IOException {
        return Indexer.index(folder, IndexOptions.defaults(folder), (task, unit, total) -> Progress.none());
    }

    private static <T> Map<T, Long> counts(DatasetIndex index, Function<IndexEntry, T> property) {
        return index.entries().stream().collect(Collectors.groupingBy(property, TreeMap::new, Collectors.counting()));
    }

    private static long patients(List<IndexEntry> entries) {
        return entries.stream().map(IndexEntry::patientKey).distinct().count();
    }

    private static void assertSplitsShareNoPatient(DatasetIndex index) {
        Map<String, Set<Split>> splits = index.entries().stream()
                .collect(Collectors.groupingBy(
                        IndexEntry::patientKey, Collectors.mapping(IndexEntry::split, Collectors.toSet())));
        splits.values().forEach(s -> assertEquals(1, s.size()));
    }

    @Test
    void indexesTheCtSlices() throws IOException {
        DatasetIndex index = index(SharedData.folder("ct-dicom"));
        assertEquals(List.of(), index.exclusions());
        assertEquals(Map.of("CONTRAST", 47L, "PLAIN", 47L), counts(index, IndexEntry::label));
        assertEquals(
                Map.of(Split.TRAIN, 60L, Split.VALIDATION, 15L, Split.TEST, 19L), counts(index, IndexEntry::split));
        assertEquals(Map.of("CT", 94L), counts(index, IndexEntry::modality));
        assertEquals(Map.of(12, 61L, 16, 33L), counts(index, IndexEntry::bits));
        assertEquals(Map.of("512x512", 94L), counts(index, e -> e.rows() + "x" + e.columns()));
        assertEquals(Map.of("CHEST", 44L, "LUNG", 50L), counts(index, IndexEntry::bodyPart));
        assertTrue(index.entries().stream().allMatch(e -> e.rowSpacingMm() > 0.5 && e.rowSpacingMm() < 1));
        assertEquals(54, patients(index.entries()));
        assertEquals(new IndexNotes(94, 0, 0, 94, ScreenNotes.NONE, DuplicateNotes.NONE), index.notes());
        assertSplitsShareNoPatient(index);
    }

    @Test
    void cachesTheCtSlicesInTheWindow() throws IOException {
        DatasetIndex index = index(SharedData.folder("ct-dicom"));
        Preprocessing recipe = Preprocessing.forIndex(index, 64);
        // python3: median of min(rows, columns) * spacing over the training slices, from pydicom
        assertEquals(GOLDEN_FIELD_OF_VIEW, recipe.fieldOfViewMm(), 1e-3);
        try (ImageDataset set = ImageDataset.open(index, Split.VALIDATION, recipe, CacheOptions.in(temp))) {
            float[] image = new float[set.imageLength()];
            double[] means = new double[set.size()];
            for (int i = 0; i < set.size(); i++) {
                set.read(i, image, 0);
                means[i] = TestImages.mean(image);
            }
            // python3: pydicom and gdcm, rescaled, padding as the lowest other value, window -1000 to 400, block means
            double[] first = {-0.4814104, -0.3015602, -0.2332461, -0.4205792};
            assertClose(Arrays.copyOf(means, 4), first, 1e-5);
            assertEquals(-0.4229958, Arrays.stream(means).average().orElseThrow(), 1e-5);
        }
    }

    @Test
    void groupsTheCtSlicesByTheirHeadersAsTheTableDoes() throws IOException {
        Path folder = SharedData.folder("ct-dicom");
        IndexOptions options = IndexOptions.defaults(folder).withLabels(new LabelSource.None());
        DatasetIndex index = Indexer.index(folder, options, (task, unit, total) -> Progress.none());
        assertEquals(54, patients(index.entries()));
        assertSplitsShareNoPatient(index);
        assertEquals(94 * 0.8, index.entries(Split.TRAIN).size(), 6);
        // The label table itself is a file of the folder now.
        assertEquals(ExclusionReason.NOT_AN_IMAGE, index.exclusions().get(0).reason());
    }

    @Test
    void indexesAndCachesTheRadiographs() throws IOException {
        DatasetIndex index = index(SharedData.folder("cxr128"));
        assertEquals(List.of(), index.exclusions());
        assertEquals(Map.of("BACTERIA", 1105L, "VIRUS", 591L, "NORMAL", 550L), counts(index, IndexEntry::label));
        assertEquals(Map.of(Split.TRAIN, 1801L, Split.TEST, 445L), counts(index, IndexEntry::split));
        assertEquals(Map.of("128x128", 2246L), counts(index, e -> e.rows() + "x" + e.columns()));
        assertEquals(1455, patients(index.entries()));
        assertSplitsShareNoPatient(index);
        Preprocessing recipe = Preprocessing.forIndex(index, 64);
        try (ImageDataset set = ImageDataset.open(index, Split.TEST, recipe, CacheOptions.in(temp))) {
            assertEquals(445, set.size());
            float[] image = new float[set.imageLength()];
            double sum = 0;
            for (int i = 0; i < set.size(); i++) {
                set.read(i, image, 0);
                sum += TestImages.mean(image);
            }
            // python3: PIL, numpy percentile 0.5 and 99.5 of each image, clip, 2 x 2 block means
            assertEquals(GOLDEN_MEAN, sum / set.size(), 1e-5);
        }
    }

    private static final double GOLDEN_MEAN = 0.1579622;
    private static final double GOLDEN_FIELD_OF_VIEW = 353.5;
}
