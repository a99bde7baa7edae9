package org.effigy.training.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.effigy.base.Progress;
import org.effigy.base.Size;
import org.effigy.dataset.Split;
import org.effigy.dataset.image.CacheOptions;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.image.IntensityRange;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexOptions;
import org.effigy.dataset.index.Indexer;
import org.effigy.testsupport.SharedData;
import org.effigy.training.DataFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataRulesTest {
    private static final int SIDE = 48;

    @TempDir
    Path temporary;

    private static Warning.Kind kind(Optional<Warning> warning) {
        return warning.orElseThrow().kind();
    }

    /** Returns smooth noise of a seed, -1 to 1. */
    private static float[] image(long seed) {
        Random random = new Random(seed);
        float[] grid = new float[13 * 13];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = 1.6f * random.nextFloat() - 0.8f;
        }
        float[] image = new float[SIDE * SIDE];
        for (int i = 0; i < image.length; i++) {
            float y = i / SIDE / 4f;
            float x = i % SIDE / 4f;
            int at = (int) y * 13 + (int) x;
            float upper = grid[at] + (x - (int) x) * (grid[at + 1] - grid[at]);
            float lower = grid[at + 13] + (x - (int) x) * (grid[at + 14] - grid[at + 13]);
            image[i] = upper + (y - (int) y) * (lower - upper);
        }
        return image;
    }

    @Test
    void warnsOfFewImages() {
        Warning warning = DataRules.fewImages(12).orElseThrow();
        assertEquals(Warning.Kind.FEW_IMAGES, warning.kind());
        assertTrue(warning.text().startsWith("the training data are 12 images; below 100"), warning.text());
        assertEquals(Optional.empty(), DataRules.fewImages(100));
    }

    @Test
    void countsImagesThatAreTheSameOrNearlySo() {
        ImageLook look = ImageLook.of(42, i -> image(i >= 40 ? 7 : i), Size.square(SIDE));
        assertEquals(2, look.exact());
        assertEquals(3, look.alike());
        Warning warning =
                DataRules.duplicates(look.looked(), look.exact(), look.alike()).orElseThrow();
        assertEquals(
                "3 of 42 training images are nearly the same as another one, 2 are the same as an earlier one",
                warning.found());
        ImageLook brighter = ImageLook.of(
                40,
                i -> {
                    float[] image = image(i % 20);
                    for (int j = 0; i >= 20 && j < image.length; j++) {
                        image[j] = 0.8f * image[j] + 0.1f;
                    }
                    return image;
                },
                Size.square(SIDE));
        assertEquals(0, brighter.exact());
        assertEquals(40, brighter.alike());
        ImageLook sound = ImageLook.of(100, DataRulesTest::image, Size.square(SIDE));
        assertEquals(Optional.empty(), DataRules.duplicates(sound.looked(), sound.exact(), sound.alike()));
    }

    @Test
    void looksAtSomeOfManyImages() {
        int[] last = {0};
        float[] even = new float[4];
        ImageLook look = ImageLook.of(
                10 * ImageLook.MOST,
                i -> {
                    last[0] = i;
                    return even;
                },
                Size.square(2));
        assertEquals(ImageLook.MOST, look.looked());
        assertEquals(10 * ImageLook.MOST - 10, last[0]);
    }

    @Test
    void warnsOfClassesThatAreRare() {
        assertEquals(Warning.Kind.IMBALANCE, kind(DataRules.imbalance(List.of(500, 40), false)));
        assertEquals(Warning.Kind.IMBALANCE, kind(DataRules.imbalance(List.of(5, 0), false)));
        Warning rare = DataRules.imbalance(List.of(500, 40), false).orElseThrow();
        Warning balanced = DataRules.imbalance(List.of(500, 40), true).orElseThrow();
        assertTrue(rare.advice().contains("show it more often"), rare.advice());
        assertFalse(balanced.advice().contains("more often,"), balanced.advice());
        assertEquals(Optional.empty(), DataRules.imbalance(List.of(500, 60), false));
        assertEquals(Optional.empty(), DataRules.imbalance(List.of(500), false));
        assertEquals(Optional.empty(), DataRules.imbalance(List.of(), false));
    }

    @Test
    void warnsOfLabelsThatNameFilesOrSingleImagesAndRepeatsNone() {
        List<String> names = List.of("MILLER_JANE.png", "SMITH.dcm", "other");
        Warning warning = DataRules.labels(names, List.of(10, 10, 10)).orElseThrow();
        assertEquals(Warning.Kind.LABELS, warning.kind());
        assertFalse(warning.text().contains("MILLER"), warning.text());
        assertEquals(
                Warning.Kind.LABELS, kind(DataRules.labels(List.of("a", "b", "c", "d", "e"), List.of(1, 1, 2, 1, 1))));
        assertEquals(Optional.empty(), DataRules.labels(List.of("NORMAL", "ILL"), List.of(1, 1)));
        assertEquals(Optional.empty(), DataRules.labels(List.of("a", "b", "c", "d"), List.of(9, 9, 9, 9)));
        assertEquals(Optional.empty(), DataRules.labels(List.of(), List.of()));
    }

    @Test
    void warnsOfAWindowThatCutsOff() {
        Warning warning = DataRules.clipped(0.82, 0.031).orElseThrow();
        assertEquals(
                "of the training images' pixels 82 % lie below the intensity window and 3.1 % above", warning.found());
        assertEquals(Warning.Kind.CLIPPED, kind(DataRules.clipped(0, 0.2)));
        assertEquals(Optional.empty(), DataRules.clipped(0.5, 0.05));
        float[] half = new float[100];
        Arrays.fill(half, 0, 50, -1);
        Arrays.fill(half, 90, 100, 1);
        ImageLook look = ImageLook.of(3, i -> half, Size.square(10));
        assertEquals(0.5, look.black(), 1e-9);
        assertEquals(0.1, look.white(), 1e-9);
    }

    private List<Warning> warnings(String folder, Optional<IntensityRange> range) throws IOException {
        Path root = SharedData.folder(folder);
        Progress.Factory quiet = (task, unit, total) -> Progress.none();
        DatasetIndex index = Indexer.index(root, IndexOptions.defaults(root), quiet);
        Preprocessing standard = Preprocessing.forIndex(index, 64);
        Preprocessing recipe = range.map(standard::withRange).orElse(standard);
        DataFacts facts = DataFacts.of(index, Split.TRAIN, recipe);
        try (ImageDataset images = ImageDataset.open(index, Split.TRAIN, recipe, CacheOptions.in(temporary))) {
            ImageLook look = ImageLook.of(
                    images.size(),
                    i -> {
                        float[] image = new float[images.imageLength()];
                        images.read(i, image, 0);
                        return image;
                    },
                    Size.square(64));
            return List.of(
                            DataRules.duplicates(look.looked(), look.exact(), look.alike()),
                            DataRules.imbalance(facts.classCounts(), false),
                            DataRules.labels(facts.classNames(), facts.classCounts()),
                            DataRules.clipped(look.black(), look.white()))
                    .stream()
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    @Test
    void isSilentOnRealSlicesAndSpeaksOfANarrowWindow() throws IOException {
        assertEquals(List.of(), warnings("ct-dicom", Optional.empty()));
        List<Warning> narrow = warnings("ct-dicom", Optional.of(new IntensityRange.HounsfieldWindow(80, 120)));
        assertEquals(
                List.of(Warning.Kind.CLIPPED),
                narrow.stream().map(Warning::kind).toList());
    }

    @Test
    void warnsOfCovariatesThatAreKnownForFewImages() {
        List<String> names = List.of("age", "sex");
        assertTrue(DataRules.covariates(names, List.of(100, 60), 100).isEmpty());
        assertTrue(DataRules.covariates(names, List.of(100, 40), 100)
                .orElseThrow()
                .text()
                .contains("few: sex for 40;"));
        assertTrue(DataRules.covariates(names, List.of(49, 49), 49).isPresent());
    }
}
