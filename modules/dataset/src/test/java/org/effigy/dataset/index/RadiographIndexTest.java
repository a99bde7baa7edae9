package org.effigy.dataset.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.effigy.base.Progress;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.Split;
import org.effigy.dataset.TestImages;
import org.effigy.dataset.View;
import org.effigy.dataset.image.CacheOptions;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.image.IntensityRange;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.labels.LabelSource;
import org.effigy.dataset.probe.FrameReader;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indexes computed radiographs: intent, view, colour, and the window that the file gives. */
class RadiographIndexTest {
    @TempDir
    Path temp;

    private Path data;
    private int written;

    @BeforeEach
    void makeTheFolder() throws IOException {
        data = Files.createDirectories(temp.resolve("data"));
    }

    private DatasetIndex index(ImageChoice choice) throws IOException {
        return Indexer.index(
                data, IndexOptions.defaults(data).withChoice(choice), (task, unit, total) -> Progress.none());
    }

    private static Map<ExclusionReason, Long> reasons(DatasetIndex index) {
        return index.exclusions().stream()
                .collect(Collectors.groupingBy(Exclusion::reason, TreeMap::new, Collectors.counting()));
    }

    private void write(DataSet image) throws IOException {
        TestImages.write(data.resolve("image" + ++written), image);
    }

    private DataSet radiograph(int seed) {
        return TestImages.ct(++written, 1)
                .put(Tag.Modality, Vr.CS, "DX")
                .put(Tag.PatientID, Vr.LO, "P" + seed)
                .put(Tag.SeriesInstanceUID, Vr.UI, "2.25.3");
    }

    @Test
    void radiographsForProcessingAreLeftOutUnlessAllowed() throws IOException {
        write(radiograph(1).put(Tag.PresentationIntentType, Vr.CS, "FOR PRESENTATION"));
        write(radiograph(2).put(Tag.PresentationIntentType, Vr.CS, "FOR PROCESSING"));
        write(radiograph(3).put(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME1"));
        DatasetIndex index = index(ImageChoice.STANDARD.withEvery(2));
        assertEquals(2, index.entries().size());
        assertEquals(Map.of(ExclusionReason.FOR_PROCESSING, 1L), reasons(index));
        assertEquals(
                List.of("MONOCHROME1", "MONOCHROME2"),
                index.entries().stream()
                        .map(e -> e.appearance().photometric())
                        .sorted()
                        .toList());
        assertEquals(
                3, index(ImageChoice.STANDARD.withForProcessing(true)).entries().size());
    }

    @Test
    void viewsAreReadFromTermCodeAndDirectionsChosenAndTakenAsLabels() throws IOException {
        write(radiograph(1).put(Tag.ViewPosition, Vr.CS, "PA"));
        write(radiograph(2).put(Tag.ViewPosition, Vr.CS, "LL").put(Tag.PatientOrientation, Vr.CS, "L", "F"));
        write(radiograph(3).putItems(Tag.ViewCodeSequence, code("399348003", "SCT")));
        write(radiograph(4).putItems(Tag.ViewCodeSequence, code("R-10214", "SNM3")));
        write(radiograph(5).putItems(Tag.ViewCodeSequence, code("399368009", "SCT")));
        write(radiograph(6).put(Tag.PatientOrientation, Vr.CS, "L", "F"));
        write(radiograph(7).put(Tag.PatientOrientation, Vr.CS, "AF", "FP"));
        write(radiograph(8).put(Tag.PatientOrientation, Vr.CS, "L", "P"));
        write(radiograph(9).put(Tag.ViewPosition, Vr.CS, "DOE"));
        Map<View, Long> views = index(ImageChoice.STANDARD).entries().stream()
                .collect(Collectors.groupingBy(e -> e.appearance().view(), TreeMap::new, Collectors.counting()));
        assertEquals(
                Map.of(View.PA, 2L, View.AP, 1L, View.FRONTAL, 1L, View.LATERAL, 2L, View.OTHER, 1L, View.UNKNOWN, 2L),
                views);
        assertEquals(
                2,
                index(ImageChoice.STANDARD.withViews(List.of(View.PA)))
                        .entries()
                        .size());
        assertEquals(
                4,
                index(ImageChoice.STANDARD.withViews(List.of(View.FRONTAL)))
                        .entries()
                        .size());
        IndexOptions labelled = IndexOptions.defaults(data).withLabels(new LabelSource.ByView());
        DatasetIndex index = Indexer.index(data, labelled, (task, unit, total) -> Progress.none());
        assertEquals(List.of("AP", "FRONTAL", "LATERAL", "OTHER", "PA"), index.classes());
        assertEquals(Map.of(ExclusionReason.NO_LABEL, 2L), reasons(index));
    }

    private static DataSet code(String value, String scheme) {
        return new DataSet().put(Tag.CodeValue, Vr.SH, value).put(Tag.CodingSchemeDesignator, Vr.SH, scheme);
    }

    @Test
    void colourIsTakenAsGreyAndNoted() throws IOException {
        byte[] rgb = new byte[768];
        for (int i = 0; i < 768; i++) {
            rgb[i] = (byte) (i * i);
        }
        DataSet d = radiograph(1)
                .put(Tag.Modality, Vr.CS, "OT")
                .put(Tag.PhotometricInterpretation, Vr.CS, "RGB")
                .putInts(Tag.SamplesPerPixel, Vr.US, 3)
                .putInts(Tag.BitsAllocated, Vr.US, 8)
                .putInts(Tag.BitsStored, Vr.US, 8)
                .putInts(Tag.HighBit, Vr.US, 7);
        write(d.putBytes(Tag.PixelData, Vr.OB, rgb));
        IndexEntry entry = index(ImageChoice.STANDARD).entries().get(0);
        assertTrue(entry.appearance().fromColour());
        assertEquals(8, entry.bits());
    }

    @Test
    void theDisplayRangeShowsAFileAsItsWindowSaysAndOthersBetweenTheirPercentiles() throws IOException {
        // Stored values are the pattern's 0 to 100, times 10, plus 124 and the seed.
        write(radiograph(1)
                .put(Tag.WindowCenter, Vr.DS, "-400")
                .put(Tag.WindowWidth, Vr.DS, "1000")
                .put(Tag.VOILUTFunction, Vr.CS, "LINEAR_EXACT"));
        write(radiograph(2));
        IndexOptions options = IndexOptions.defaults(data).withSplit(new SplitPlan(1, 0, 0, 1));
        DatasetIndex index = Indexer.index(data, options, (task, unit, total) -> Progress.none());
        Preprocessing standard = Preprocessing.forIndex(index, 16);
        Preprocessing display = standard.withRange(new IntensityRange.DisplayRange());
        assertEquals(display, Preprocessing.fromJson(display.toJson()));
        float[] shown = new float[256];
        float[] percentiles = new float[256];
        float[] fallback = new float[256];
        try (ImageDataset set = ImageDataset.open(index, Split.TRAIN, display, CacheOptions.in(temp));
                ImageDataset plain = ImageDataset.open(index, Split.TRAIN, standard, CacheOptions.in(temp))) {
            set.read(0, shown, 0);
            set.read(1, fallback, 0);
            plain.read(1, percentiles, 0);
        }
        float[] values = FrameReader.open(data.resolve("image2")).values(0);
        for (int i = 0; i < 256; i++) {
            double position = (values[i] + 400) / 1000.0 + 0.5;
            assertEquals(2 * Math.min(Math.max(position, 0), 1) - 1, shown[i], 1e-5, "pixel " + i);
        }
        assertArrayEquals(percentiles, fallback, 1e-5f);
    }
}
