package org.effigy.dicom.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.effigy.base.InputException;
import org.effigy.dicom.Dciodvfy;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.BodyPart;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.effigy.dicom.image.DicomImage;
import org.effigy.dicom.image.PixelEncoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyntheticObjectTest {
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final SyntheticOrigin ORIGIN =
            new SyntheticOrigin("ddpm-ct-64", HASH, "0.1.0", "DDIM, 50 steps, class CONTRAST.");
    private static final LocalDateTime CREATED = LocalDateTime.of(2026, 3, 4, 5, 6, 7, 890);
    private static final SyntheticIdentity IDENTITY = new SyntheticIdentity("2.25", "checkpoint/7/3", 3, CREATED);

    @TempDir
    private Path folder;

    private static SyntheticImage image(SyntheticKind kind, int rows, int columns, String bodyPart) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = kind == SyntheticKind.CT ? -1024 + i % 3000 : (i % 101) / 100f;
        }
        return new SyntheticImage(kind, rows, columns, values, 0.75, 0.5, 40, 400, bodyPart);
    }

    private static DataSet object(SyntheticKind kind) {
        return SyntheticObject.of(image(kind, 6, 5, "CHEST"), ORIGIN, IDENTITY).dataSet();
    }

    @ParameterizedTest
    @EnumSource(SyntheticKind.class)
    void hasEveryRequiredAttribute(SyntheticKind kind) throws IOException {
        DataSet dataSet = object(kind);
        int checked = 0;
        try (InputStream in = SyntheticObjectTest.class.getResourceAsStream("required-attributes.tsv")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                String[] columns = line.split("\t", -1);
                if (columns[0].equals(kind.name())) {
                    int tag = Integer.parseUnsignedInt(columns[1], 16);
                    assertTrue(dataSet.contains(tag), () -> Tag.describe(tag));
                    boolean empty = dataSet.element(tag).orElseThrow().isEmpty();
                    assertFalse(empty && columns[2].equals("1"), () -> Tag.describe(tag) + " is empty");
                    checked++;
                }
            }
        }
        assertTrue(checked > 25);
    }

    @ParameterizedTest
    @EnumSource(SyntheticKind.class)
    void saysThatItIsSynthetic(SyntheticKind kind) {
        DataSet dataSet = object(kind);
        assertEquals(List.of("YES"), dataSet.strings(Tag.SyntheticData));
        assertEquals(
                List.of("DERIVED", "SECONDARY"), dataSet.strings(Tag.ImageType).subList(0, 2));
        DataSet equipment = dataSet.items(Tag.ContributingEquipmentSequence).get(0);
        DataSet purpose = equipment.items(Tag.PurposeOfReferenceCodeSequence).get(0);
        assertEquals("109100", purpose.string(Tag.CodeValue).orElseThrow());
        assertEquals("DCM", purpose.string(Tag.CodingSchemeDesignator).orElseThrow());
        assertEquals("Synthesizing Equipment", purpose.string(Tag.CodeMeaning).orElseThrow());
        assertEquals("Effigy", equipment.string(Tag.Manufacturer).orElseThrow());
        String derivation = dataSet.string(Tag.DerivationDescription).orElseThrow();
        assertTrue(derivation.contains(HASH) && derivation.contains("ddpm-ct-64"), derivation);
        assertTrue(dataSet.string(Tag.PatientName).orElseThrow().startsWith("SYNTHETIC^"));
        assertEquals("NO", dataSet.string(Tag.BurnedInAnnotation).orElseThrow());
        assertEquals("20260304", dataSet.string(Tag.StudyDate).orElseThrow());
        assertEquals("050607", dataSet.string(Tag.ContentTime).orElseThrow());
    }

    @Test
    void derivesItsIdentityFromTheKeys() {
        // Golden values: Python's hashlib over "synthetic <purpose>\n<key>", with the UUID bits set.
        DataSet dataSet = object(SyntheticKind.CT);
        assertEquals(
                "2.25.29641902314333655705348251420943071250",
                dataSet.string(Tag.SOPInstanceUID).orElseThrow());
        assertEquals(
                "2.25.168932013658739477137722724860053492339",
                dataSet.string(Tag.StudyInstanceUID).orElseThrow());
        assertEquals(
                "2.25.21700262845102391070688641692439603795",
                dataSet.string(Tag.SeriesInstanceUID).orElseThrow());
        assertEquals(
                "2.25.103519059609391149910039133986317368161",
                dataSet.string(Tag.FrameOfReferenceUID).orElseThrow());
        assertEquals("SYNTHETIC-9A9C20AAB0962394", dataSet.string(Tag.PatientID).orElseThrow());
        assertEquals("SYN7F171F53", dataSet.string(Tag.StudyID).orElseThrow());
        assertEquals("3", dataSet.string(Tag.InstanceNumber).orElseThrow());
    }

    @Test
    void putsUidsUnderTheUsersRoot() {
        SyntheticIdentity identity = new SyntheticIdentity("1.2.826.0.1.3680043.10.999", "checkpoint/7/3", 3, CREATED);
        DataSet dataSet = SyntheticObject.of(image(SyntheticKind.CR, 4, 4, "CHEST"), ORIGIN, identity)
                .dataSet();
        assertEquals(
                "1.2.826.0.1.3680043.10.999.8139270435955614748873795333597773008",
                dataSet.string(Tag.SOPInstanceUID).orElseThrow());
        assertThrows(InputException.class, () -> new SyntheticIdentity("1.02", "key", 0, CREATED));
    }

    @Test
    void makesIndependentImagesIndependentPatientsUnlessToldOtherwise() {
        SyntheticImage image = image(SyntheticKind.CT, 4, 4, "CHEST");
        DataSet a = SyntheticObject.of(image, ORIGIN, new SyntheticIdentity("2.25", "a", 0, CREATED))
                .dataSet();
        DataSet b = SyntheticObject.of(image, ORIGIN, new SyntheticIdentity("2.25", "b", 0, CREATED))
                .dataSet();
        DataSet c = SyntheticObject.of(image, ORIGIN, new SyntheticIdentity("2.25", "b", "a", 0, CREATED))
                .dataSet();
        for (int tag : new int[] {
            Tag.PatientID, Tag.PatientName, Tag.StudyInstanceUID, Tag.SeriesInstanceUID, Tag.SOPInstanceUID
        }) {
            assertNotEquals(a.string(tag), b.string(tag), Tag.describe(tag));
        }
        assertEquals(a.string(Tag.PatientID), c.string(Tag.PatientID));
        assertEquals(b.string(Tag.StudyInstanceUID), c.string(Tag.StudyInstanceUID));
    }

    @Test
    void storesHounsfieldUnitsRoundedAndCut() {
        float[] hounsfield = {-1024, -0.6f, 0.4f, 3071.5f, 1e6f, -1e6f};
        SyntheticImage image = new SyntheticImage(SyntheticKind.CT, 2, 3, hounsfield, 0.75, 0.5, 40, 400, "CHEST");
        DataSet dataSet = SyntheticObject.of(image, ORIGIN, IDENTITY).dataSet();
        assertArrayEquals(new short[] {-1024, -1, 0, 3072, 32767, -32768}, stored(dataSet));
        assertArrayEquals(new double[] {0}, dataSet.numbers(Tag.RescaleIntercept));
        assertArrayEquals(new double[] {1}, dataSet.numbers(Tag.RescaleSlope));
        assertEquals("HU", dataSet.string(Tag.RescaleType).orElseThrow());
        assertArrayEquals(new double[] {40}, dataSet.numbers(Tag.WindowCenter));
        assertArrayEquals(new double[] {400}, dataSet.numbers(Tag.WindowWidth));
        assertArrayEquals(new double[] {0.75, 0.5}, dataSet.numbers(Tag.PixelSpacing));
        // Columns 3 at 0.5 mm and rows 2 at 0.75 mm around the origin.
        assertArrayEquals(new double[] {-0.5, -0.375, 0}, dataSet.numbers(Tag.ImagePositionPatient));
    }

    @Test
    void storesBrightnessIn12Bits() {
        float[] brightness = {0, 1, 0.5f, -0.2f, 1.2f, 0.25f};
        SyntheticImage image = new SyntheticImage(SyntheticKind.CR, 2, 3, brightness, 0.2, 0.2, 0, 0, "CHEST");
        DataSet dataSet = SyntheticObject.of(image, ORIGIN, IDENTITY).dataSet();
        assertArrayEquals(new short[] {0, 4095, 2048, 0, 4095, 1024}, stored(dataSet));
        assertEquals(
                "MONOCHROME2", dataSet.string(Tag.PhotometricInterpretation).orElseThrow());
    }

    private static short[] stored(DataSet dataSet) {
        ByteBuffer bytes = ByteBuffer.wrap(
                        dataSet.element(Tag.PixelData).orElseThrow().bytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        short[] out = new short[bytes.remaining() / 2];
        bytes.asShortBuffer().get(out);
        return out;
    }

    @Test
    void keepsTextsWithinTheLimitsOfTheirVr() {
        String model = "model\\with\nodd " + "x".repeat(300);
        SyntheticOrigin origin = new SyntheticOrigin(model, HASH, "v".repeat(99), "\u00e9".repeat(3000));
        DataSet dataSet = SyntheticObject.of(image(SyntheticKind.CT, 2, 2, "CHEST"), origin, IDENTITY)
                .dataSet();
        assertEquals(1, dataSet.strings(Tag.ManufacturerModelName).size());
        assertTrue(dataSet.string(Tag.ManufacturerModelName).orElseThrow().startsWith("model with odd x"));
        assertTrue(dataSet.string(Tag.ManufacturerModelName).orElseThrow().length() <= 64);
        assertTrue(dataSet.string(Tag.SoftwareVersions).orElseThrow().length() <= 64);
        assertTrue(dataSet.string(Tag.DerivationDescription).orElseThrow().length() <= 1024);
        assertTrue(dataSet.string(Tag.DerivationDescription).orElseThrow().contains(HASH));
    }

    @ParameterizedTest
    @EnumSource(SyntheticKind.class)
    void isTheSameFileForTheSameArgumentsAndReadsBack(SyntheticKind kind) throws IOException {
        SyntheticImage image = image(kind, 64, 48, "CHEST");
        Path a = folder.resolve("a.dcm");
        Path b = folder.resolve("b.dcm");
        Dicom.write(SyntheticObject.of(image, ORIGIN, IDENTITY), a);
        Dicom.write(SyntheticObject.of(image, ORIGIN, IDENTITY), b);
        assertArrayEquals(Files.readAllBytes(a), Files.readAllBytes(b));
        DicomFile file = Dicom.read(a);
        assertEquals(kind.sopClassUid(), file.dataSet().string(Tag.SOPClassUID).orElseThrow());
        assertEquals(
                kind.sopClassUid(),
                file.fileMeta().string(Tag.MediaStorageSOPClassUID).orElseThrow());
        DicomImage read = DicomImage.of(file);
        assertEquals(64, read.rows());
        assertEquals(48, read.columns());
        if (kind == SyntheticKind.CT) {
            assertArrayEquals(image.values(), read.modalityValues(0));
        }
    }

    @ParameterizedTest
    @EnumSource(SyntheticKind.class)
    void satisfiesTheIndependentValidator(SyntheticKind kind) throws IOException, InterruptedException {
        Dciodvfy.assumeInstalled();
        int[][] sizes = {{64, 64}, {128, 128}, {37, 50}};
        for (int[] size : sizes) {
            Path file = folder.resolve(kind + "-" + size[0] + ".dcm");
            Dicom.write(SyntheticObject.of(image(kind, size[0], size[1], "CHEST"), ORIGIN, IDENTITY), file);
            assertEquals(List.of(), Dciodvfy.findings(file));
        }
        for (PixelEncoding encoding : PixelEncoding.values()) {
            Path file = folder.resolve(kind + "-" + encoding + ".dcm");
            Dicom.write(encoding.encode(SyntheticObject.of(image(kind, 37, 50, "CHEST"), ORIGIN, IDENTITY)), file);
            assertEquals(List.of(), Dciodvfy.findings(file), encoding.toString());
        }
        for (String part : List.of("ABDOMEN", "KNEE")) {
            if (kind != SyntheticKind.DX || !BodyPart.of(part).orElseThrow().paired()) {
                Path file = folder.resolve(kind + "-" + part + ".dcm");
                Dicom.write(SyntheticObject.of(image(kind, 8, 8, part), ORIGIN, IDENTITY), file);
                assertEquals(List.of(), Dciodvfy.errors(file), part);
            }
        }
    }

    @Test
    void satisfiesTheValidatorWithoutABodyPart() throws IOException, InterruptedException {
        Dciodvfy.assumeInstalled();
        Path file = folder.resolve("none.dcm");
        Dicom.write(SyntheticObject.of(image(SyntheticKind.CR, 8, 8, ""), ORIGIN, IDENTITY), file);
        assertEquals(List.of(), Dciodvfy.errors(file));
    }

    @Test
    void refusesWhatItCannotStore() {
        assertThrows(InputException.class, () -> image(SyntheticKind.DX, 4, 4, "KNEE"));
        assertThrows(InputException.class, () -> image(SyntheticKind.DX, 4, 4, ""));
        assertThrows(IllegalArgumentException.class, () -> image(SyntheticKind.CT, 4, 4, "chest"));
        float[] broken = {Float.NaN};
        assertThrows(
                IllegalArgumentException.class,
                () -> new SyntheticImage(SyntheticKind.CT, 1, 1, broken, 1, 1, 40, 400, "CHEST"));
        assertThrows(IllegalArgumentException.class, () -> new SyntheticOrigin("m", "ABC", "1", ""));
    }

    @Test
    void theHashOfAContentTellsAnyTwoContentsApart() {
        Supplier<DataSet> content = () -> new DataSet()
                .put(Tag.BodyPartExamined, Vr.CS, "CHEST")
                .putInts(Tag.Rows, Vr.US, 2)
                .putItems(
                        Tag.ContributingEquipmentSequence,
                        new DataSet().put(Tag.Manufacturer, Vr.LO, "AB").put(Tag.ManufacturerModelName, Vr.LO, "CD"))
                .putBytes(Tag.PixelData, Vr.OW, new byte[] {1, 2, 3, 4});
        String hash = SyntheticObject.contentSha256(content.get());
        assertEquals(hash, SyntheticObject.contentSha256(content.get()));
        assertEquals(64, hash.length());
        DataSet item = new DataSet();
        List<DataSet> others = List.of(
                content.get().put(Tag.BodyPartExamined, Vr.CS, "CHESS "),
                content.get().put(Tag.BodyPartExamined, Vr.LO, "CHEST"),
                content.get().putInts(Tag.Rows, Vr.US, 3),
                content.get().putBytes(Tag.PixelData, Vr.OW, new byte[] {1, 2, 3, 5}),
                content.get()
                        .put(Element.encapsulated(Tag.PixelData, Vr.OW, List.of(new byte[] {1, 2, 3, 4}, new byte[0]))),
                content.get()
                        .put(Element.encapsulated(Tag.PixelData, Vr.OW, List.of(new byte[0], new byte[] {1, 2, 3, 4}))),
                content.get().put(Tag.KVP, Vr.DS),
                content.get().putItems(Tag.ContributingEquipmentSequence, item),
                content.get().putItems(Tag.ContributingEquipmentSequence, item, item),
                content.get().putItems(Tag.ContributingEquipmentSequence, List.of()),
                content.get()
                        .putItems(
                                Tag.ContributingEquipmentSequence,
                                new DataSet().put(Tag.Manufacturer, Vr.LO, "AB"),
                                new DataSet().put(Tag.ManufacturerModelName, Vr.LO, "CD")));
        Set<String> hashes = new HashSet<>(Set.of(hash));
        for (int i = 0; i < others.size(); i++) {
            assertTrue(hashes.add(SyntheticObject.contentSha256(others.get(i))), "content " + i + " has its own hash");
        }
    }

    @Test
    void onlyASimulationSaysThatNobodyIsDepicted() {
        SyntheticOrigin model = new SyntheticOrigin("m", HASH, "1", "From a model.");
        SyntheticOrigin simulation = model.withStatement(SyntheticOrigin.DEPICTS_NO_PATIENT);
        assertEquals("Synthetic image. Model: m. Checkpoint SHA-256: " + HASH + ". From a model.", derivation(model));
        assertEquals(
                "Synthetic image, depicts no patient. Model: m. Checkpoint SHA-256: " + HASH + ". From a model.",
                derivation(simulation));
        assertThrows(IllegalArgumentException.class, () -> model.withStatement(" "));
    }

    private static String derivation(SyntheticOrigin origin) {
        SyntheticImage image = new SyntheticImage(SyntheticKind.CT, 1, 2, new float[2], 1, 1, 40, 400, "CHEST");
        SyntheticIdentity identity = new SyntheticIdentity("2.25", "k", 1, LocalDateTime.of(2026, 1, 1, 12, 0));
        return SyntheticObject.of(image, origin, identity)
                .dataSet()
                .string(Tag.DerivationDescription)
                .orElseThrow();
    }
}
