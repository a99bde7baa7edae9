package org.effigy.dataset.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.Split;
import org.effigy.dataset.TestImages;
import org.effigy.dataset.image.CacheOptions;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.image.MaskImages;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.labels.CsvColumns;
import org.effigy.dataset.labels.LabelSource;
import org.effigy.dicom.picture.RegionMask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Masks that a label table names. */
class MaskColumnTest {
    private static final int SIDE = 16;

    @TempDir
    Path temp;

    private Path data;

    @BeforeEach
    void makeImagesAndMasks() throws IOException {
        data = Files.createDirectories(temp.resolve("data"));
        Files.createDirectories(data.resolve("masks"));
        for (int i = 0; i < 3; i++) {
            TestImages.picture(data.resolve("image" + i + ".png"), "png", SIDE, 8, i + 1);
        }
        mask(SIDE, 4, 12).write(data.resolve("masks/lesion.png"));
        mask(SIDE, 0, 0).write(data.resolve("masks/none.png"));
        table("image0.png,A,p0,masks/lesion.png", "image1.png,B,p1,masks/none.png", "image2.png,A,p2,");
    }

    /** A square from one row and column to another. */
    private static RegionMask mask(int side, int from, int to) {
        boolean[] region = new boolean[side * side];
        for (int row = from; row < to; row++) {
            for (int column = from; column < to; column++) {
                region[row * side + column] = true;
            }
        }
        return new RegionMask(side, side, region);
    }

    private void table(String... rows) throws IOException {
        Files.writeString(data.resolve("labels.csv"), "file,label,patient_id,mask\n" + String.join("\n", rows) + "\n");
    }

    private DatasetIndex index() throws IOException {
        return index(IndexOptions.defaults(data).withSplit(new SplitPlan(1, 0, 0, 1)));
    }

    private DatasetIndex index(IndexOptions options) throws IOException {
        return Indexer.index(data, options, (task, unit, total) -> Progress.none());
    }

    private String refusal() {
        return assertThrows(InputException.class, this::index).getMessage();
    }

    @Test
    void imagesGetTheirMasksAndMasksAreNoImages() throws IOException {
        DatasetIndex index = index();
        assertEquals(3, index.entries().size());
        assertEquals("masks/lesion.png", index.entries().get(0).masks().get(0).path());
        assertEquals(
                Hashes.sha256(data.resolve("masks/none.png")),
                index.entries().get(1).masks().get(0).sha256());
        assertFalse(index.entries().get(2).masked());
        assertEquals(
                2,
                index.exclusions().stream()
                        .filter(e -> e.reason() == ExclusionReason.MASK)
                        .count());
        Path file = temp.resolve("index.json");
        index.write(file);
        assertEquals(index, DatasetIndex.read(file));
        String old = Files.readString(file).replace("\"version\" : 4", "\"version\" : 3");
        Files.writeString(file, old.replaceAll("\"masks\" : \\[[^\\]]*\\]", "\"masks\" : [ ]"));
        assertFalse(DatasetIndex.read(file).entries().get(0).masked());
    }

    @Test
    void aMaskOfThisProgramIsNoImageEvenWithoutATable() throws IOException {
        IndexOptions plain =
                IndexOptions.defaults(data).withSplit(new SplitPlan(1, 0, 0, 1)).withLabels(new LabelSource.None());
        assertEquals(3, index(plain).entries().size());
    }

    @Test
    void masksChangeTheFingerprintAndCanBeIgnored() throws IOException {
        LabelSource ignoring =
                new LabelSource.Csv(data.resolve("labels.csv"), new CsvColumns("file", "label", "patient_id", "split"));
        DatasetIndex without = index(
                IndexOptions.defaults(data).withSplit(new SplitPlan(1, 0, 0, 1)).withLabels(ignoring));
        assertFalse(without.entries().get(0).masked());
        String before = index().fingerprint();
        assertNotEquals(without.fingerprint(), before);
        mask(SIDE, 3, 12).write(data.resolve("masks/lesion.png"));
        assertNotEquals(before, index().fingerprint());
    }

    @Test
    void whatIsWrongWithAMaskIsSaidWithItsLine() throws IOException {
        mask(8, 0, 4).write(data.resolve("masks/none.png"));
        String size = refusal();
        assertTrue(size.contains("line 3") && size.contains("8x8") && size.contains("16x16"), size);
        Files.writeString(data.resolve("masks/none.png"), "no picture");
        assertTrue(refusal().contains("line 3: the mask cannot be used"), refusal());
        Files.delete(data.resolve("masks/none.png"));
        assertTrue(refusal().contains("line 3: the mask is no file"), refusal());
        mask(SIDE, 0, 0).write(temp.resolve("outside.png"));
        table("image0.png,A,p0,../outside.png");
        assertTrue(refusal().contains("line 2: the mask lies outside"), refusal());
    }

    @Test
    void masksAreSeenInTheGeometryOfTheirImages() throws IOException {
        DatasetIndex index = index();
        Preprocessing recipe = Preprocessing.forIndex(index, 8);
        CacheOptions cache = CacheOptions.in(temp.resolve("cache"));
        try (ImageDataset images = ImageDataset.open(index, Split.TRAIN, recipe, cache)) {
            MaskImages masks = MaskImages.of(index, images, recipe, cache.progress());
            assertEquals(List.of(true, true, false), List.of(masks.has(0), masks.has(1), masks.has(2)));
            assertEquals(List.of(true, false, false), List.of(masks.shows(0), masks.shows(1), masks.shows(2)));
            float[] shown = new float[64];
            masks.read(0, shown, 0);
            for (int i = 0; i < 64; i++) {
                boolean in = i / 8 >= 2 && i / 8 < 6 && i % 8 >= 2 && i % 8 < 6;
                assertEquals(in ? 1 : 0, shown[i]);
            }
            assertThrows(IllegalArgumentException.class, () -> masks.read(2, shown, 0));
            mask(SIDE, 5, 12).write(data.resolve("masks/lesion.png"));
            assertTrue(assertThrows(InputException.class, () -> MaskImages.of(index, images, recipe, cache.progress()))
                    .getMessage()
                    .contains("index 0000: its mask is missing or has changed"));
        }
    }

    @Test
    void halfOfAPixelIsEnoughAndCroppingMovesTheMask() {
        Preprocessing recipe = new Preprocessing(
                Preprocessing.VERSION,
                2,
                org.effigy.dataset.image.IntensityRange.PercentileRange.STANDARD,
                org.effigy.dataset.image.Fit.CROP,
                "PNG",
                "",
                100);
        // 4 rows, 6 columns: the middle 4 columns are seen, each target pixel covers 2x2.
        float[] mask = {
            1, 1, 0, 0, 0, 1, //
            1, 0, 1, 0, 0, 1, //
            1, 1, 0, 0, 0, 1, //
            1, 0, 0, 1, 1, 1, //
        };
        boolean[] seen = recipe.mask(new org.effigy.dataset.PixelPlane(4, 6, 1, mask));
        assertArrayEquals(new boolean[] {true, false, false, true}, seen);
    }
}
