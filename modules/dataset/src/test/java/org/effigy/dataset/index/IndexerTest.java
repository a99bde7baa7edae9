package org.effigy.dataset.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.base.Progress;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.TestImages;
import org.effigy.dataset.labels.LabelSource;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexerTest {
    @TempDir
    Path temp;

    private Path data;

    @BeforeEach
    void makeTheFolder() throws IOException {
        data = Files.createDirectories(temp.resolve("data"));
    }

    private DatasetIndex index() throws IOException {
        return index(IndexOptions.defaults(data));
    }

    private DatasetIndex index(IndexOptions options) throws IOException {
        return Indexer.index(data, options, (task, unit, total) -> Progress.none());
    }

    private static Map<ExclusionReason, Long> reasons(DatasetIndex index) {
        return index.exclusions().stream()
                .collect(Collectors.groupingBy(Exclusion::reason, TreeMap::new, Collectors.counting()));
    }

    private static DataSet ct(int seed) {
        return TestImages.ct(seed, 1);
    }

    @Test
    void findsDicomWithAndWithoutPreambleWhateverTheNameAndPngAndTiffOfBothDepths() throws IOException {
        TestImages.write(data.resolve("deep/er/no-extension"), ct(1));
        Path withPreamble = TestImages.write(data.resolve("IM.jpg"), ct(2));
        byte[] whole = Files.readAllBytes(withPreamble);
        Files.write(withPreamble, Arrays.copyOfRange(whole, 132, whole.length));
        TestImages.picture(data.resolve("a8.png"), "png", 16, 8, 1);
        TestImages.picture(data.resolve("a16.png"), "png", 24, 16, 2);
        TestImages.picture(data.resolve("b8.tif"), "tiff", 16, 8, 3);
        TestImages.picture(data.resolve("b16.TIFF"), "tiff", 24, 16, 4);
        DatasetIndex index = index();
        List<String> found = index.entries().stream()
                .map(e -> e.id() + " " + e.path() + " " + e.modality() + " " + e.columns() + "x" + e.rows() + " "
                        + e.bits())
                .toList();
        assertEquals(
                List.of(
                        "0 IM.jpg CT 16x16 12",
                        "1 a16.png PNG 24x24 16",
                        "2 a8.png PNG 16x16 8",
                        "3 b16.TIFF TIFF 24x24 16",
                        "4 b8.tif TIFF 16x16 8",
                        "5 deep/er/no-extension CT 16x16 12"),
                found);
        assertEquals(List.of(), index.exclusions());
        assertEquals("CHEST", index.entries().get(0).bodyPart());
        assertEquals(0.5, index.entries().get(0).rowSpacingMm());
    }

    @Test
    void dicomWhosePreambleIsTheHeaderOfATiffIsDicom() throws IOException {
        byte[][] headers = {{'I', 'I', '*', 0}, {'M', 'M', 0, '*'}, {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 0}};
        for (int i = 0; i < headers.length; i++) {
            Path file = TestImages.write(data.resolve("dual" + i), ct(i + 1));
            byte[] bytes = Files.readAllBytes(file);
            System.arraycopy(headers[i], 0, bytes, 0, headers[i].length);
            Files.write(file, bytes);
        }
        DatasetIndex index = index();
        assertEquals(List.of(), index.exclusions());
        assertEquals(
                List.of("CT", "CT", "CT"),
                index.entries().stream().map(IndexEntry::modality).toList());
    }

    @Test
    void leavesOutWhatCannotBeUsedAndSaysWhy() throws IOException {
        TestImages.png(data.resolve("good.png"), 1);
        Files.writeString(data.resolve("readme.txt"), "text");
        TestImages.transparentPng(data.resolve("transparent.png"));
        TestImages.breakPixels(TestImages.rgbPng(data.resolve("broken.png"), true));
        byte[] png = Files.readAllBytes(TestImages.png(temp.resolve("x.png"), 2));
        Files.write(data.resolve("cut.png"), Arrays.copyOf(png, png.length - 20));
        png[60] ^= 1;
        Files.write(data.resolve("flipped.png"), png);
        Files.write(data.resolve("photo.jpg"), new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 0, 0, 0, 0, 0});
        TestImages.picture(data.resolve("tiny.png"), "png", 7, 8, 1);
        DataSet report = ct(3).put(Tag.Modality, Vr.CS, "SR");
        report.remove(Tag.PixelData);
        TestImages.write(data.resolve("report"), report);
        TestImages.write(data.resolve("dose"), ct(4).put(Tag.Modality, Vr.CS, "RTDOSE"));
        TestImages.write(data.resolve("scout"), ct(5).put(Tag.ImageType, Vr.CS, "ORIGINAL", "PRIMARY", "LOCALIZER"));
        TestImages.write(data.resolve("rgb"), ct(6).put(Tag.PhotometricInterpretation, Vr.CS, "RGB"));
        TestImages.write(data.resolve("text"), ct(7).put(Tag.BurnedInAnnotation, Vr.CS, "YES"));
        DataSet raw = ct(8);
        raw.remove(Tag.RescaleIntercept);
        TestImages.write(data.resolve("raw"), raw);
        DataSet directory = new DataSet()
                .put(Tag.SOPClassUID, Vr.UI, "1.2.840.10008.1.3.10")
                .putItems(Tag.DirectoryRecordSequence, List.of());
        TestImages.write(data.resolve("DICOMDIR"), directory);
        Path cut = TestImages.write(data.resolve("cut"), ct(9));
        byte[] bytes = Files.readAllBytes(cut);
        Files.write(cut, Arrays.copyOf(bytes, bytes.length - 100));

        DatasetIndex index = index();
        assertEquals(1, index.entries().size());
        Map<String, ExclusionReason> found =
                index.exclusions().stream().collect(Collectors.toMap(Exclusion::path, Exclusion::reason));
        assertEquals(ExclusionReason.NOT_AN_IMAGE, found.get("readme.txt"));
        assertEquals(ExclusionReason.COLOUR, found.get("transparent.png"));
        assertEquals(ExclusionReason.CORRUPT, found.get("broken.png"));
        assertEquals(ExclusionReason.CORRUPT, found.get("cut.png"));
        assertEquals(ExclusionReason.CORRUPT, found.get("flipped.png"));
        assertEquals(ExclusionReason.CORRUPT, found.get("photo.jpg"));
        assertEquals(ExclusionReason.SIZE, found.get("tiny.png"));
        assertEquals(ExclusionReason.WITHOUT_PIXELS, found.get("report"));
        assertEquals(ExclusionReason.NOT_A_PICTURE, found.get("dose"));
        assertEquals(ExclusionReason.LOCALIZER, found.get("scout"));
        assertEquals(ExclusionReason.UNSUPPORTED, found.get("rgb"));
        assertEquals(ExclusionReason.BURNED_IN_ANNOTATION, found.get("text"));
        assertEquals(ExclusionReason.NOT_HOUNSFIELD, found.get("raw"));
        assertEquals(ExclusionReason.DICOMDIR, found.get("DICOMDIR"));
        assertEquals(ExclusionReason.CORRUPT, found.get("cut"));
        assertEquals(15, found.size());
        assertEquals(16, index.notes().filesFound());
        assertEquals(
                2,
                index(IndexOptions.defaults(data).withBurnedIn(true)).entries().size());
    }

    @Test
    void colourThatIsGreyAllTheSameIsTaken() throws IOException {
        TestImages.rgbPng(data.resolve("grey.png"), false);
        IndexEntry entry = index().entries().get(0);
        assertEquals("PNG 8", entry.modality() + " " + entry.bits());
    }

    @Test
    void syntheticImagesAreCountedAndRefusedUnlessAllowed() throws IOException {
        TestImages.png(data.resolve("real.png"), 1);
        TestImages.addPngText(TestImages.png(data.resolve("no.png"), 2), "SyntheticData", "NO");
        TestImages.addPngText(TestImages.png(data.resolve("synthetic.png"), 3), "SyntheticData", "YES");
        TestImages.write(data.resolve("flag"), ct(1).put(Tag.SyntheticData, Vr.CS, "YES"));
        TestImages.write(data.resolve("flag-no"), ct(2).put(Tag.SyntheticData, Vr.CS, "NO"));
        DataSet purpose =
                new DataSet().put(Tag.CodeValue, Vr.SH, "109100").put(Tag.CodingSchemeDesignator, Vr.SH, "DCM");
        DataSet equipment = new DataSet().putItems(Tag.PurposeOfReferenceCodeSequence, purpose);
        TestImages.write(data.resolve("equipment"), ct(3).putItems(Tag.ContributingEquipmentSequence, equipment));
        TestImages.write(data.resolve("type"), ct(4).put(Tag.ImageType, Vr.CS, "DERIVED", "PRIMARY", "SYNTHETIC"));
        DataSet other = new DataSet().put(Tag.CodeValue, Vr.SH, "109101").put(Tag.CodingSchemeDesignator, Vr.SH, "DCM");
        DataSet acquisition = new DataSet().putItems(Tag.PurposeOfReferenceCodeSequence, other);
        TestImages.write(data.resolve("acquired"), ct(5).putItems(Tag.ContributingEquipmentSequence, acquisition));
        Files.write(data.resolve("synthetic.tif"), markedTiff());

        DatasetIndex strict = index();
        assertEquals(Map.of(ExclusionReason.SYNTHETIC, 5L), reasons(strict));
        assertEquals(4, strict.entries().size());
        DatasetIndex open = index(IndexOptions.defaults(data).withSynthetic(true));
        assertEquals(9, open.entries().size());
        assertEquals(5, open.entries().stream().filter(IndexEntry::synthetic).count());
    }

    /** A TIFF of 16 x 16 pixels whose ImageDescription marks it as synthetic. */
    private byte[] markedTiff() throws IOException {
        byte[] plain = Files.readAllBytes(TestImages.picture(temp.resolve("x.tif"), "tiff", 16, 8, 9));
        byte[] text = "SyntheticData=YES; a model\0".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer in = ByteBuffer.wrap(plain).order(plain[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = in.getInt(4);
        int fields = in.getShort(directory);
        ByteBuffer out = ByteBuffer.allocate(plain.length + 2 + 12 * (fields + 1) + 4 + text.length)
                .order(in.order());
        out.put(plain);
        out.putInt(4, plain.length);
        out.putShort((short) (fields + 1));
        out.putShort((short) 270).putShort((short) 2).putInt(text.length);
        out.putInt(plain.length + 2 + 12 * (fields + 1) + 4);
        out.put(plain, directory + 2, 12 * fields).putInt(0).put(text);
        return out.array();
    }

    @Test
    void theSameInstanceAndTheSamePixelsAreTakenOnce() throws IOException {
        TestImages.write(data.resolve("a"), ct(1));
        TestImages.write(data.resolve("b-same-instance"), ct(2).put(Tag.SOPInstanceUID, Vr.UI, "2.25.10001"));
        TestImages.write(data.resolve("c-same-pixels"), ct(1).put(Tag.SOPInstanceUID, Vr.UI, "2.25.77"));
        TestImages.write(data.resolve("d"), ct(3));
        Files.copy(TestImages.png(data.resolve("e.png"), 1), data.resolve("f.png"));
        DatasetIndex index = index();
        assertEquals(
                List.of("a", "d", "e.png"),
                index.entries().stream().map(IndexEntry::path).toList());
        assertEquals(Map.of(ExclusionReason.DUPLICATE, 3L), reasons(index));
    }

    @Test
    void picturesThatDifferOutsideTheSampleOfTheirPixelsAreBothTaken() throws IOException {
        DataSet first = ct(1).putInts(Tag.Rows, Vr.US, 160);
        byte[] pixels = new byte[2 * 160 * 16];
        TestImages.write(data.resolve("a"), first.putBytes(Tag.PixelData, Vr.OW, pixels.clone()));
        pixels[0] = 1;
        DataSet second = first.put(Tag.SOPInstanceUID, Vr.UI, "2.25.78");
        TestImages.write(data.resolve("b"), second.putBytes(Tag.PixelData, Vr.OW, pixels.clone()));
        second.put(Tag.SOPInstanceUID, Vr.UI, "2.25.79");
        TestImages.write(data.resolve("c-as-b"), second);
        DatasetIndex index = index();
        assertEquals(
                List.of("a", "b"),
                index.entries().stream().map(IndexEntry::path).toList());
        assertEquals(Map.of(ExclusionReason.DUPLICATE, 1L), reasons(index));
    }

    @Test
    void aMultiFrameFileHasOneEntryPerFrame() throws IOException {
        TestImages.write(data.resolve("m"), TestImages.ct(1, 3));
        DatasetIndex index = index();
        assertEquals(
                List.of(0, 1, 2),
                index.entries().stream().map(IndexEntry::frame).toList());
        assertEquals(
                1, index.entries().stream().map(IndexEntry::split).distinct().count());
        assertEquals(
                1,
                index.entries().stream().map(IndexEntry::patientKey).distinct().count());
    }

    @Test
    void groupsByPatientIdThenStudyThenFileAndStoresOnlyKeyedHashes() throws IOException {
        TestImages.write(data.resolve("a"), ct(1).put(Tag.PatientID, Vr.LO, "SAME"));
        TestImages.write(data.resolve("b"), ct(2).put(Tag.PatientID, Vr.LO, "SAME"));
        TestImages.write(
                data.resolve("c"), ct(3).put(Tag.PatientID, Vr.LO, "").put(Tag.StudyInstanceUID, Vr.UI, "2.25.5"));
        TestImages.write(
                data.resolve("d"), ct(4).put(Tag.PatientID, Vr.LO, "").put(Tag.StudyInstanceUID, Vr.UI, "2.25.5"));
        TestImages.png(data.resolve("e.png"), 1);
        DatasetIndex index = index(IndexOptions.defaults(data).withPatientKeySecret("secret"));
        List<String> keys = index.entries().stream().map(IndexEntry::patientKey).toList();
        assertEquals(keys.get(0), keys.get(1));
        assertEquals(keys.get(2), keys.get(3));
        assertEquals(3, keys.stream().distinct().count());
        assertEquals(3, index.notes().imagesWithoutPatient());
        // python3: hmac.new(b'secret', b'patient:SAME', 'sha256').hexdigest()[:16]
        assertEquals(GOLDEN_KEY, keys.get(0));
        assertNotEquals(GOLDEN_KEY, index().entries().get(0).patientKey());
        String text = Json.line(index);
        for (String planted : List.of("SAME", "PLANTED", "2.25.5")) {
            assertFalse(text.contains(planted), planted);
        }
    }

    private static final String GOLDEN_KEY = "75125accb77757e2";

    @Test
    void groupsByFileName() throws IOException {
        List<String> names = List.of("other.png", "p1_a.png", "p1_b.png", "p2_a.png");
        for (String name : names) {
            TestImages.png(data.resolve(name), names.indexOf(name));
        }
        DatasetIndex index = index(IndexOptions.defaults(data).withPatients(new PatientSource.FileName("^(p[0-9]+)_")));
        List<String> keys = index.entries().stream().map(IndexEntry::patientKey).toList();
        assertEquals(3, keys.stream().distinct().count());
        assertEquals(keys.get(1), keys.get(2));
        assertEquals(1, index.notes().imagesWithoutPatient());
        assertThrows(InputException.class, () -> new PatientSource.FileName("("));
    }

    @Test
    void takesLabelsFromACodedAttribute() throws IOException {
        TestImages.write(data.resolve("a"), ct(1).put(Tag.ViewPosition, Vr.CS, "AP"));
        TestImages.write(data.resolve("b"), ct(2).put(Tag.ViewPosition, Vr.CS, "PA"));
        TestImages.write(data.resolve("c"), ct(3));
        DatasetIndex index = index(IndexOptions.defaults(data).withLabels(new LabelSource.Attribute("ViewPosition")));
        assertEquals(List.of("AP", "PA"), index.classes());
        assertEquals(Map.of(ExclusionReason.NO_LABEL, 1L), reasons(index));
    }

    @Test
    void refusesAttributesThatIdentify() throws IOException {
        TestImages.write(data.resolve("a"), ct(1));
        for (String keyword : List.of(
                "PatientName",
                "PatientID",
                "PatientBirthDate",
                "InstitutionName",
                "StudyDescription",
                "SOPInstanceUID",
                "StudyDate",
                "AccessionNumber",
                "NoSuchKeyword")) {
            assertThrows(
                    InputException.class,
                    () -> index(IndexOptions.defaults(data).withLabels(new LabelSource.Attribute(keyword))),
                    keyword);
        }
    }

    @Test
    void refusesAColumnOfIdentifiersAsLabels() throws IOException {
        StringBuilder table = new StringBuilder("file,label\n");
        for (int i = 0; i < 30; i++) {
            TestImages.png(data.resolve(i + ".png"), i);
            table.append(i).append(".png,id").append(i).append('\n');
        }
        Files.writeString(data.resolve("labels.csv"), table);
        InputException e = assertThrows(InputException.class, this::index);
        assertTrue(e.getMessage().contains("name another label column"), e.getMessage());
    }

    @Test
    void doesNotFollowLinks() throws IOException {
        TestImages.png(data.resolve("a.png"), 1);
        TestImages.png(temp.resolve("outside/b.png"), 2);
        Files.createSymbolicLink(data.resolve("link.png"), temp.resolve("outside/b.png"));
        Files.createSymbolicLink(data.resolve("folder"), temp.resolve("outside"));
        DatasetIndex index = index();
        assertEquals(1, index.entries().size());
        assertEquals(Map.of(ExclusionReason.LINK, 2L), reasons(index));
    }

    @Test
    void aModalityCanBeChosen() throws IOException {
        TestImages.png(data.resolve("a.png"), 1);
        TestImages.write(data.resolve("b"), ct(1));
        DatasetIndex index = index(IndexOptions.defaults(data).withModality("ct"));
        assertEquals("CT", index.entries().get(0).modality());
        assertEquals(Map.of(ExclusionReason.OTHER_MODALITY, 1L), reasons(index));
    }

    @Test
    void textInTheWrongPlaceDoesNotReachTheIndex() throws IOException {
        TestImages.write(
                data.resolve("a"),
                ct(1).put(Tag.Modality, Vr.CS, "DOE JOHN").put(Tag.BodyPartExamined, Vr.CS, "DOE JOHN"));
        DatasetIndex index = index();
        assertEquals("OTHER", index.entries().get(0).modality());
        assertFalse(Json.line(index).contains("DOE"));
    }

    @Test
    void refusesAFolderWithoutUsableImagesAndCountsWhy() throws IOException {
        TestImages.transparentPng(data.resolve("SECRET.png"));
        Files.writeString(data.resolve("SECRET.txt"), "text");
        InputException e = assertThrows(InputException.class, this::index);
        assertTrue(e.getMessage().contains("no usable image among 2 files: 1 no DICOM"), e.getMessage());
        assertFalse(e.getMessage().contains("SECRET"), e.getMessage());
        assertThrows(
                InputException.class,
                () -> Indexer.index(temp.resolve("absent"), IndexOptions.defaults(data), (t, u, n) -> Progress.none()));
    }

    @Test
    void isTheSameAgain() throws IOException {
        for (int i = 0; i < 20; i++) {
            TestImages.write(data.resolve("f" + i), ct(i));
        }
        IndexOptions options = IndexOptions.defaults(data).withPatientKeySecret("k");
        assertEquals(index(options), index(options));
        assertEquals(index().fingerprint(), index().fingerprint());
    }

    @Test
    void pixelsThatCannotBeDecodedAreLeftOutWhenVerified() throws IOException {
        TestImages.png(data.resolve("a.png"), 1);
        TestImages.brokenPixels(data.resolve("b.png"));
        assertEquals(2, index().entries().size());
        DatasetIndex verified = index(IndexOptions.defaults(data).withVerifyPixels(true));
        assertEquals(Map.of(ExclusionReason.CORRUPT, 1L), reasons(verified));
    }

    @Test
    void readsBrokenDicomWithoutFailing() throws IOException {
        TestImages.png(data.resolve("a.png"), 1);
        byte[] whole = Files.readAllBytes(TestImages.write(temp.resolve("x"), ct(1)));
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            byte[] broken = whole.clone();
            for (int n = 0; n < 1 + i % 8; n++) {
                broken[random.nextInt(i % 2 == 0 ? 600 : broken.length)] = (byte) random.nextInt(256);
            }
            Files.write(data.resolve("x" + i), broken);
        }
        DatasetIndex index = index();
        assertEquals(201, index.notes().filesFound());
    }
}
