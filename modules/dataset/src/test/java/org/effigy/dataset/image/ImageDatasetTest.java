package org.effigy.dataset.image;

import static org.effigy.testsupport.TensorAssertions.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.effigy.base.AtomicFiles;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dataset.Split;
import org.effigy.dataset.TestImages;
import org.effigy.dataset.image.IntensityRange.FixedRange;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexOptions;
import org.effigy.dataset.index.Indexer;
import org.effigy.dataset.index.SplitPlan;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDatasetTest {
    private static final double FLOAT_ROUNDING = 1e-6;
    private static final SplitPlan ALL_TRAIN = new SplitPlan(1, 0, 0, 1);

    @TempDir
    Path temp;

    private Path data;
    private CacheOptions cache;

    @BeforeEach
    void makeTheFolder() throws IOException {
        data = Files.createDirectories(temp.resolve("data"));
        cache = CacheOptions.in(temp.resolve("cache"));
    }

    private DatasetIndex index() throws IOException {
        return Indexer.index(
                data, IndexOptions.defaults(data).withSplit(ALL_TRAIN), (task, unit, total) -> Progress.none());
    }

    private DatasetIndex fivePictures() throws IOException {
        for (int i = 0; i < 5; i++) {
            TestImages.png(data.resolve(i + ".png"), i);
        }
        TestImages.table(
                data.resolve("labels.csv"), "file,label", "0.png,B", "1.png,A", "2.png,B", "3.png,A", "4.png,B");
        return index();
    }

    private static Preprocessing recipe(int size) {
        return new Preprocessing(1, size, new FixedRange(0, 255), Fit.CROP, "PNG", "", 350);
    }

    private ImageDataset open(DatasetIndex index, Preprocessing recipe) throws IOException {
        return ImageDataset.open(index, Split.TRAIN, recipe, cache);
    }

    private static float[] image(ImageDataset set, int i) {
        float[] out = new float[set.imageLength() + 2];
        set.read(i, out, 1);
        assertEquals(0, out[0]);
        assertEquals(0, out[out.length - 1]);
        return java.util.Arrays.copyOfRange(out, 1, out.length - 1);
    }

    private List<float[]> images(DatasetIndex index) throws IOException {
        List<float[]> images = new ArrayList<>();
        try (ImageDataset set = open(index, recipe(8))) {
            for (int i = 0; i < set.size(); i++) {
                images.add(image(set, i));
            }
        }
        return images;
    }

    private static void assertSame(List<float[]> expected, List<float[]> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i));
        }
    }

    private Path cacheFile() throws IOException {
        try (Stream<Path> list = Files.list(cache.folder())) {
            List<Path> files = list.toList();
            assertEquals(1, files.size());
            return files.get(0);
        }
    }

    private void deletePictures(int... which) throws IOException {
        for (int i : which) {
            Files.delete(data.resolve(i + ".png"));
        }
    }

    @Test
    void givesThePreprocessedPixelsOfPictures() throws IOException {
        DatasetIndex index = fivePictures();
        try (ImageDataset set = open(index, recipe(16))) {
            assertEquals(5, set.size());
            assertEquals(256, set.imageLength());
            for (int i = 0; i < 5; i++) {
                float[] expected = TestImages.pattern(16, 16);
                for (int p = 0; p < expected.length; p++) {
                    expected[p] = (expected[p] + i) / 255 * 2 - 1;
                }
                assertClose(image(set, i), expected, FLOAT_ROUNDING);
                assertEquals(i, set.id(i));
                assertEquals(i % 2 == 0 ? 1 : 0, set.label(i));
            }
            assertEquals(List.of("A", "B"), set.classes());
            assertArrayEquals(new int[] {1, 3}, set.imagesByClass().get(0));
            assertArrayEquals(new int[] {0, 2, 4}, set.imagesByClass().get(1));
        }
    }

    @Test
    void givesHounsfieldUnitsOfEveryFrameThroughTheWindow() throws IOException {
        TestImages.write(data.resolve("m"), TestImages.ct(3, 3));
        DatasetIndex index = index();
        Preprocessing recipe = Preprocessing.forIndex(index, 16);
        try (ImageDataset set = open(index, recipe)) {
            assertEquals(3, set.size());
            assertEquals(-1, set.label(0));
            for (int frame = 0; frame < 3; frame++) {
                float[] expected = TestImages.ctHounsfield(3, frame);
                // 1400 Hounsfield units lie between -1 and 1.
                assertClose(recipe.invert(image(set, frame)), expected, 1400 * FLOAT_ROUNDING);
            }
        }
    }

    @Test
    void pixelsTwiceAsHighAsWideBecomeSquare() throws IOException {
        // Row spacing 1 mm and column spacing 0.5 mm: the central 8 rows are as high as the 16 columns are wide.
        TestImages.write(data.resolve("a"), TestImages.ct(3, 1).put(Tag.PixelSpacing, Vr.DS, "1", "0.5"));
        DatasetIndex index = index();
        assertEquals(8, Preprocessing.forIndex(index, 8).fieldOfViewMm());
        assertTwiceAsHighAsWide(index);
    }

    @Test
    void pixelsAreSquareWhicheverAttributeHasTheirShape() throws IOException {
        DataSet ratio = TestImages.ct(3, 1).put(Tag.PixelAspectRatio, Vr.IS, "2", "1");
        ratio.remove(Tag.PixelSpacing);
        TestImages.write(data.resolve("a"), ratio);
        assertTwiceAsHighAsWide(index());
        DataSet scanned = TestImages.ct(3, 1).put(Tag.NominalScannedPixelSpacing, Vr.DS, "1", "0.5");
        scanned.remove(Tag.PixelSpacing);
        TestImages.write(data.resolve("a"), scanned);
        assertTwiceAsHighAsWide(index());
    }

    private void assertTwiceAsHighAsWide(DatasetIndex index) throws IOException {
        Preprocessing recipe = Preprocessing.forIndex(index, 8);
        try (ImageDataset set = open(index, recipe)) {
            float[] hounsfield = TestImages.ctHounsfield(3, 0);
            float[] expected = new float[64];
            for (int i = 0; i < 64; i++) {
                int at = (4 + i / 8) * 16 + 2 * (i % 8);
                expected[i] = (hounsfield[at] + hounsfield[at + 1]) / 2;
            }
            // 1400 Hounsfield units lie between -1 and 1.
            assertClose(recipe.invert(image(set, 0)), expected, 1400 * FLOAT_ROUNDING);
        }
    }

    @Test
    void aSecondTimeNothingIsDecoded() throws IOException {
        DatasetIndex index = fivePictures();
        List<float[]> first = images(index);
        deletePictures(0, 1, 2, 3, 4);
        assertSame(first, images(index));
    }

    @Test
    void anotherRecipeHasAnotherCache() throws IOException {
        DatasetIndex index = fivePictures();
        images(index);
        deletePictures(0);
        for (Preprocessing other : List.of(recipe(9), recipe(8).withRange(new FixedRange(0, 100)))) {
            InputException e = assertThrows(InputException.class, () -> open(index, other));
            assertTrue(e.getMessage().contains("index 0000"), e.getMessage());
            assertFalse(e.getMessage().contains("0.png"), e.getMessage());
        }
    }

    @Test
    void otherPicturesOfTheSameNamesHaveAnotherCache() throws IOException {
        List<float[]> first = images(fivePictures());
        TestImages.png(data.resolve("2.png"), 40);
        List<float[]> second = images(index());
        assertArrayEquals(first.get(1), second.get(1));
        assertEquals(first.get(2)[0] + 38 / 255f * 2, second.get(2)[0], FLOAT_ROUNDING);
    }

    @Test
    void anInterruptedFillGoesOnWhereItWas() throws IOException {
        DatasetIndex index = fivePictures();
        List<float[]> expected = images(index);
        Path file = cacheFile();
        // As after kill -9: the states of 3 and 4 are not yet written, and a byte of 1 is not what its checksum says.
        try (RandomAccessFile partial = new RandomAccessFile(file.toFile(), "rw")) {
            partial.seek(4096 + 8 * 3);
            partial.write(new byte[16]);
            partial.seek(4096 + 4096 + 4 * 64 + 10);
            partial.write(77);
        }
        Files.move(file, file.resolveSibling(file.getFileName() + AtomicFiles.PARTIAL));
        deletePictures(0, 2);
        assertSame(expected, images(index));
        assertEquals(file, cacheFile());
    }

    @Test
    void aForeignOrShortPartialFileIsBegunAnew() throws IOException {
        DatasetIndex index = fivePictures();
        List<float[]> expected = images(index);
        Path file = cacheFile();
        Path partial = file.resolveSibling(file.getFileName() + AtomicFiles.PARTIAL);
        byte[] whole = Files.readAllBytes(file);
        for (byte[] bytes : List.of(new byte[0], new byte[whole.length], java.util.Arrays.copyOf(whole, 5000))) {
            Files.deleteIfExists(file);
            Files.write(partial, bytes);
            assertSame(expected, images(index));
        }
    }

    @Test
    void aShortCacheIsMadeAgain() throws IOException {
        DatasetIndex index = fivePictures();
        List<float[]> expected = images(index);
        Files.write(cacheFile(), new byte[100]);
        assertSame(expected, images(index));
    }

    @Test
    void namesTheImageThatCannotBeDecodedAndKeepsTheOthers() throws IOException {
        fivePictures();
        TestImages.brokenPixels(data.resolve("3.png"));
        DatasetIndex index = index();
        InputException e = assertThrows(InputException.class, () -> images(index));
        assertTrue(e.getMessage().startsWith("index 0003: "), e.getMessage());
        assertFalse(e.getMessage().contains("png"), e.getMessage());
        deletePictures(0, 1, 2, 4);
        cache = cache.withSkipUndecodable(true);
        try (ImageDataset set = open(index, recipe(8))) {
            assertEquals(4, set.size());
            assertEquals(4, set.id(3));
            assertEquals(1, set.label(3));
        }
        cache = cache.withSkipUndecodable(false);
        assertThrows(InputException.class, () -> images(index));
    }

    @Test
    void refusesAFileThatChangedSinceItWasIndexed() throws IOException {
        DatasetIndex index = fivePictures();
        TestImages.png(data.resolve("2.png"), 99);
        InputException e = assertThrows(InputException.class, () -> images(index));
        assertTrue(e.getMessage().contains("index 0002: the file has changed"), e.getMessage());
    }

    @Test
    void refusesAnEmptySplit() throws IOException {
        DatasetIndex index = fivePictures();
        assertThrows(InputException.class, () -> ImageDataset.open(index, Split.TEST, recipe(8), cache));
    }

    @Test
    void refusesACacheThatSomebodyElseIsFilling() throws IOException {
        DatasetIndex index = fivePictures();
        images(index);
        Path file = cacheFile();
        Path partial = file.resolveSibling(file.getFileName() + AtomicFiles.PARTIAL);
        Files.move(file, partial);
        try (RandomAccessFile other = new RandomAccessFile(partial.toFile(), "rw")) {
            assertTrue(other.getChannel().lock().isValid());
            InputException e = assertThrows(InputException.class, () -> images(index));
            assertTrue(e.getMessage().contains("another run"), e.getMessage());
        }
        assertEquals(5, images(index).size());
    }
}
