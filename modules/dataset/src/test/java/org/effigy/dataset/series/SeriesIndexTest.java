package org.effigy.dataset.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.effigy.base.Json;
import org.effigy.base.Progress;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.ImageKind;
import org.effigy.dataset.SlicePlace;
import org.effigy.dataset.TestImages;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.Exclusion;
import org.effigy.dataset.index.ImageChoice;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dataset.index.IndexOptions;
import org.effigy.dataset.index.Indexer;
import org.effigy.dataset.probe.FrameReader;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indexes computed volumes: order, sampling, what is left out by kind, and what is said of each series. */
class SeriesIndexTest {
    private static final double TOLERANCE = 1e-6;

    @TempDir
    Path temp;

    private Path data;
    private int written;

    @BeforeEach
    void makeTheFolder() throws IOException {
        data = Files.createDirectories(temp.resolve("data"));
    }

    private DatasetIndex index(ImageChoice choice) throws IOException {
        IndexOptions options = IndexOptions.defaults(data).withChoice(choice).withPatientKeySecret("k");
        return Indexer.index(data, options, (task, unit, total) -> Progress.none());
    }

    private DatasetIndex index() throws IOException {
        return index(ImageChoice.STANDARD);
    }

    private static Map<ExclusionReason, Long> reasons(DatasetIndex index) {
        return index.exclusions().stream()
                .collect(Collectors.groupingBy(Exclusion::reason, TreeMap::new, Collectors.counting()));
    }

    /** Returns a slice of a series at a height, across the body. */
    private DataSet slice(String series, double z) {
        return TestImages.ct(++written, 1)
                .put(Tag.StudyInstanceUID, Vr.UI, "2.25.1")
                .put(Tag.SeriesInstanceUID, Vr.UI, series)
                .put(Tag.PatientID, Vr.LO, "ONE")
                .putNumbers(Tag.ImageOrientationPatient, Vr.DS, 1, 0, 0, 0, 1, 0)
                .putNumbers(Tag.ImagePositionPatient, Vr.DS, -100, -100, z);
    }

    /** Writes slices in an order that has nothing to do with their names. */
    private void write(DataSet... slices) throws IOException {
        for (DataSet slice : slices) {
            int name = 37 * ++written % 1009;
            TestImages.write(data.resolve(String.format(Locale.ROOT, "f%04d", name)), slice);
        }
    }

    private static List<Double> offsets(DatasetIndex index) {
        return index.entries().stream().map(e -> e.place().offsetMm()).toList();
    }

    @Test
    void aSeriesIsSortedAlongItsNormalAndItsImagesStandTogether() throws IOException {
        for (int z : new int[] {30, -20, 10, 0, -10, 20}) {
            write(slice("2.25.7", z), slice("2.25.8", 100 + z / 2.0));
        }
        TestImages.png(data.resolve("a.png"), 1);
        DatasetIndex index = index();
        assertEquals(
                List.of(0, 1),
                List.copyOf(index.series().stream().map(SeriesNotes::series).toList()));
        for (int series = 0; series < 2; series++) {
            int number = series;
            List<IndexEntry> members = index.entries().stream()
                    .filter(e -> e.place().series() == number)
                    .toList();
            assertEquals(
                    List.of(0, 1, 2, 3, 4, 5),
                    members.stream().map(e -> e.place().slice()).toList());
            assertEquals(5, members.get(5).id() - members.get(0).id());
            double step = index.series().get(series).spacingMm();
            assertEquals(5 * step, members.get(5).place().offsetMm(), TOLERANCE);
        }
        assertEquals(SlicePlace.NONE, index.entries().get(0).place());
        assertEquals(
                IntStream.range(0, 13).boxed().toList(),
                index.entries().stream().map(IndexEntry::id).toList());
    }

    @Test
    void everyNthSliceIsTakenFromTheFirstOnInEachStack() throws IOException {
        for (int i = 9; i >= 0; i--) {
            write(slice("2.25.7", 2.5 * i));
        }
        write(slice("2.25.9", 1));
        TestImages.png(data.resolve("z.png"), 1);
        DatasetIndex index = index(ImageChoice.STANDARD.withEvery(4));
        assertEquals(
                List.of(0.0, 10.0, 20.0),
                index.entries().stream()
                        .filter(e -> e.place().series() == index.series().get(0).series())
                        .map(e -> e.place().offsetMm())
                        .toList());
        assertEquals(5, index.entries().size());
        assertEquals(Map.of(ExclusionReason.NOT_SAMPLED, 7L), reasons(index));
        assertEquals(10, index.series().get(0).images());
        assertEquals(4, index.settings().choice().every());
        assertNotEquals(index().fingerprint(), index.fingerprint());
        assertEquals(
                index.fingerprint(), index(ImageChoice.STANDARD.withEvery(4)).fingerprint());
        Path file = temp.resolve("index.json");
        index.write(file);
        assertEquals(index, DatasetIndex.read(file));
        assertThrows(IllegalArgumentException.class, () -> ImageChoice.STANDARD.withEvery(0));
    }

    @Test
    void gapsAndRepeatedPositionsAreNotedAndTheImagesKept() throws IOException {
        for (double z : new double[] {0, 5, 10, 25, 30, 30, 35}) {
            write(slice("2.25.7", z));
        }
        DatasetIndex index = index();
        assertEquals(
                new SeriesNotes(0, 7, 6, 5, 2, 1, 0, 0, false, List.of()),
                index.series().get(0));
        assertEquals(7, index.entries().size());
    }

    @Test
    void aTiltedGantryIsSeenFromThePositionsAndFromTheHeader() throws IOException {
        double angle = Math.toRadians(20);
        for (int i = 0; i < 5; i++) {
            DataSet tilted = slice("2.25.7", 3 * i)
                    .putNumbers(Tag.ImageOrientationPatient, Vr.DS, 1, 0, 0, 0, Math.cos(angle), -Math.sin(angle));
            write(tilted.putNumbers(Tag.GantryDetectorTilt, Vr.DS, 20));
            write(slice("2.25.8", 3 * i).putNumbers(Tag.GantryDetectorTilt, Vr.DS, -20));
            write(slice("2.25.9", 3 * i));
        }
        Map<Integer, SeriesNotes> notes = new TreeMap<>();
        index().series().forEach(s -> notes.put(s.series(), s));
        List<String> found = notes.values().stream()
                .map(s -> Math.round(s.tiltDegrees()) + " " + s.tilted() + " " + s.statedTilt())
                .sorted()
                .toList();
        assertEquals(List.of("0 false false", "0 false true", "20 true true"), found);
    }

    @Test
    void aMixedSeriesIsSplitIntoStacksThatAreSampledEachForItself() throws IOException {
        for (int i = 0; i < 4; i++) {
            write(slice("2.25.7", 5 * i).put(Tag.ConvolutionKernel, Vr.SH, "SHARP"));
            write(slice("2.25.7", 5 * i).put(Tag.ConvolutionKernel, Vr.SH, "SOFT"));
            write(slice("2.25.7", 5 * i + 1)
                    .put(Tag.ConvolutionKernel, Vr.SH, "SOFT")
                    .put(Tag.PixelSpacing, Vr.DS, "0.7", "0.7"));
        }
        DatasetIndex index = index(ImageChoice.STANDARD.withEvery(2));
        assertEquals(List.of("kernel", "spacing"), index.series().get(0).differs());
        assertEquals(0, index.series().get(0).repeated());
        assertEquals(
                Map.of(0, 2L, 1, 2L, 2, 2L),
                index.entries().stream()
                        .collect(Collectors.groupingBy(e -> e.place().stack(), Collectors.counting())));
        assertFalse(Json.line(index).contains("SHARP"));
    }

    @Test
    void theSameSeriesUidInAnotherStudyIsAnotherSeries() throws IOException {
        write(slice("2.25.7", 0), slice("2.25.7", 5));
        write(slice("2.25.7", 0).put(Tag.StudyInstanceUID, Vr.UI, "2.25.2"));
        DatasetIndex index = index();
        assertEquals(
                2,
                index.entries().stream().map(e -> e.place().series()).distinct().count());
        assertEquals(0, index.series().get(0).repeated());
    }

    @Test
    void kindsAreRecognisedByImageTypeClassAndPlaneAndLeftOutUnlessAllowed() throws IOException {
        write(slice("2.25.7", 0), slice("2.25.7", 5));
        write(slice("2.25.7", 5).put(Tag.ImageType, Vr.CS, "ORIGINAL", "PRIMARY", "LOCALIZER", "CT_SOM5 TOP"));
        write(slice("2.25.6", 5).put(Tag.ImageType, Vr.CS, "DERIVED", "SECONDARY", "AXIAL"));
        write(slice("2.25.7", 5).put(Tag.ImageType, Vr.CS, "DERIVED", "SECONDARY", "MPR"));
        write(slice("2.25.7", 5).put(Tag.ImageType, Vr.CS, "DERIVED", "SECONDARY", "PROJECTION IMAGE"));
        write(slice("2.25.7", 5).put(Tag.SOPClassUID, Vr.UI, "1.2.840.10008.5.1.4.1.1.7.2"));
        write(slice("2.25.7", 5).put(Tag.ImageType, Vr.CS, "DERIVED", "SECONDARY", "OTHER", "CT_SOM5 PROT"));
        DataSet nowhere = slice("2.25.7", 5).put(Tag.ImageType, Vr.CS, "DERIVED", "SECONDARY");
        nowhere.remove(Tag.ImagePositionPatient);
        write(nowhere);
        write(coronal("2.25.7", 0));
        for (int i = 0; i < 4; i++) {
            write(coronal("2.25.5", i));
        }
        DatasetIndex index = index();
        assertEquals(
                Map.of(ExclusionReason.LOCALIZER, 2L, ExclusionReason.REFORMATTED, 6L, ExclusionReason.CAPTURE, 3L),
                reasons(index));
        assertEquals(3, index.entries().size());
        assertEquals(List.of(), index.series().get(0).differs());
        assertEquals(
                5,
                index(ImageChoice.STANDARD.withKinds(List.of(ImageKind.LOCALIZER)))
                        .entries()
                        .size());
        assertEquals(
                9,
                index(ImageChoice.STANDARD.withKinds(List.of(ImageKind.REFORMATTED)))
                        .entries()
                        .size());
        assertEquals(
                14,
                index(ImageChoice.STANDARD.withKinds(List.of(ImageKind.values())))
                        .entries()
                        .size());
    }

    private DataSet coronal(String series, double y) {
        return slice(series, 0)
                .putNumbers(Tag.ImageOrientationPatient, Vr.DS, 1, 0, 0, 0, 0, -1)
                .putNumbers(Tag.ImagePositionPatient, Vr.DS, -100, y, 100);
    }

    @Test
    void anEnhancedFileHasPlaceSpacingAndHounsfieldUnitsFrameByFrame() throws IOException {
        DataSet file = TestImages.ct(1, 4);
        for (int tag : new int[] {Tag.PixelSpacing, Tag.RescaleIntercept, Tag.RescaleSlope}) {
            file.remove(tag);
        }
        List<DataSet> frames = new ArrayList<>();
        for (double z : new double[] {15, 0, 10, 5}) {
            DataSet frame = new DataSet()
                    .putItems(
                            Tag.PlanePositionSequence,
                            new DataSet().putNumbers(Tag.ImagePositionPatient, Vr.DS, 0, 0, z));
            frames.add(frame.putItems(
                    Tag.PixelValueTransformationSequence,
                    new DataSet()
                            .putNumbers(Tag.RescaleIntercept, Vr.DS, -1024 + z)
                            .put(Tag.RescaleSlope, Vr.DS, "1")
                            .put(Tag.RescaleType, Vr.LO, "HU")));
        }
        DataSet shared = new DataSet()
                .putItems(
                        Tag.PlaneOrientationSequence,
                        new DataSet().putNumbers(Tag.ImageOrientationPatient, Vr.DS, 1, 0, 0, 0, 1, 0))
                .putItems(Tag.PixelMeasuresSequence, new DataSet().put(Tag.PixelSpacing, Vr.DS, "0.6", "0.8"));
        file.putItems(Tag.PerFrameFunctionalGroupsSequence, frames)
                .putItems(Tag.SharedFunctionalGroupsSequence, shared);
        TestImages.write(data.resolve("enhanced"), file);
        DatasetIndex index = index(ImageChoice.STANDARD.withEvery(2));
        assertEquals(
                List.of(1, 2), index.entries().stream().map(IndexEntry::frame).toList());
        assertEquals(List.of(0.0, 10.0), offsets(index));
        assertEquals(0.6, index.entries().get(0).rowSpacingMm());
        assertEquals(0.8, index.entries().get(0).columnSpacingMm());
        assertEquals(
                List.of(3, 0), index.exclusions().stream().map(Exclusion::frame).toList());
        float[] expected = TestImages.ctHounsfield(1, 2);
        float[] actual = FrameReader.open(data.resolve("enhanced")).values(2);
        assertEquals(expected[7] + 10, actual[7], 1e-4f);
        frames.get(3).items(Tag.PixelValueTransformationSequence).get(0).put(Tag.RescaleType, Vr.LO, "US");
        TestImages.write(data.resolve("enhanced"), file);
        assertThrows(org.effigy.base.InputException.class, this::index);
    }

    @Test
    void bodyPartsAreFoundByTermAndByCode() throws IOException {
        write(slice("2.25.7", 0).put(Tag.BodyPartExamined, Vr.CS, "HEAD"));
        write(slice("2.25.7", 5).put(Tag.BodyPartExamined, Vr.CS, "CHEST"));
        for (String code : new String[] {"51185008 SCT", "T-D3000 SRT", "T-D3000 SNM3", "T-D3000 99ACME", "1 SCT"}) {
            DataSet region = new DataSet()
                    .put(Tag.CodeValue, Vr.SH, code.split(" ")[0])
                    .put(Tag.CodingSchemeDesignator, Vr.SH, code.split(" ")[1]);
            DataSet slice = slice("2.25.7", 7 + written).putItems(Tag.AnatomicRegionSequence, region);
            slice.remove(Tag.BodyPartExamined);
            write(slice);
        }
        DatasetIndex index = index(ImageChoice.STANDARD.withBodyParts(List.of("CHEST")));
        assertEquals(4, index.entries().size());
        assertTrue(index.entries().stream().allMatch(e -> e.bodyPart().equals("CHEST")));
        assertEquals(Map.of(ExclusionReason.OTHER_BODY_PART, 3L), reasons(index));
        assertThrows(IllegalArgumentException.class, () -> ImageChoice.STANDARD.withBodyParts(List.of("CHESST")));
    }

    @Test
    void slicesWithLittleLungAreLeftOutAndTheFractionIsRecorded() throws IOException {
        // The pattern of TestImages has values from -900 to 100: some of it is lung, enclosed or not.
        DataSet body = slice("2.25.7", 0);
        short[] stored = new short[256];
        java.util.Arrays.fill(stored, (short) 1064);
        for (int y = 4; y < 8; y++) {
            for (int x = 4; x < 12; x++) {
                stored[16 * y + x] = 224;
            }
        }
        byte[] bytes = new byte[512];
        java.nio.ByteBuffer.wrap(bytes)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer()
                .put(stored);
        write(body.putBytes(Tag.PixelData, Vr.OW, bytes));
        byte[] solid = new byte[512];
        java.util.Arrays.fill(solid, (byte) 4);
        write(slice("2.25.7", 5).putBytes(Tag.PixelData, Vr.OW, solid));
        TestImages.png(data.resolve("a.png"), 1);
        DatasetIndex index = index(ImageChoice.STANDARD.withMinLung(0.125));
        assertEquals(1, index.entries().size());
        assertEquals(0.125, index.entries().get(0).appearance().lungFraction());
        assertEquals(Map.of(ExclusionReason.LITTLE_LUNG, 2L), reasons(index));
        assertThrows(org.effigy.base.InputException.class, () -> index(ImageChoice.STANDARD.withMinLung(0.1251)));
    }

    @Test
    void slicesWithoutPositionsAreSortedByInstanceNumber() throws IOException {
        int[] numbers = {4, 11, 2, 9, 1, 30};
        for (int i = 0; i < numbers.length; i++) {
            DataSet slice = slice("2.25.7", 0).putInts(Tag.InstanceNumber, Vr.IS, numbers[i]);
            slice.remove(Tag.ImagePositionPatient);
            slice.remove(Tag.ImageOrientationPatient);
            TestImages.write(data.resolve("slice" + i), slice);
        }
        List<String> inOrder = List.of("slice4", "slice2", "slice0", "slice3", "slice1", "slice5");
        assertEquals(inOrder, index().entries().stream().map(IndexEntry::path).toList());
        assertEquals(
                List.of("slice4", "slice0", "slice1"),
                index(ImageChoice.STANDARD.withEvery(2)).entries().stream()
                        .map(IndexEntry::path)
                        .toList());
    }
}
