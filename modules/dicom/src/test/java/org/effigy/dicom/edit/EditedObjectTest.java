package org.effigy.dicom.edit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.effigy.dicom.image.PixelEncoding;
import org.effigy.dicom.synthetic.SyntheticIdentity;
import org.effigy.dicom.synthetic.SyntheticOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditedObjectTest {
    private static final int ROWS = 6;
    private static final int COLUMNS = 5;
    private static final int PADDING = 63;
    private static final List<String> PLANTED =
            List.of("Doe^Jane", "19620304", "ID-4711", "Saint Elsewhere", "1.2.3.4.5");
    private static final SyntheticOrigin ORIGIN = new SyntheticOrigin(
            "ddpm-64", "a".repeat(64), "1.0", "All other pixels are real.", "Edited from a real image, de-identified");

    @TempDir
    private Path temporary;

    /** A CT of 12 bits in cells of 16, whose stored value 1024 is 0 HU, with identifiers, a private one among them. */
    private static DicomFile ct() {
        DataSet out = new DataSet();
        out.put(Tag.SOPClassUID, Vr.UI, "1.2.840.10008.5.1.4.1.1.2");
        out.put(Tag.SOPInstanceUID, Vr.UI, "1.2.3.4.5");
        out.put(Tag.StudyInstanceUID, Vr.UI, "1.2.3.4.5.1");
        out.put(Tag.SeriesInstanceUID, Vr.UI, "1.2.3.4.5.2");
        out.put(Tag.Modality, Vr.CS, "CT");
        out.put(Tag.ImageType, Vr.CS, "ORIGINAL", "PRIMARY", "AXIAL");
        out.put(Tag.PatientName, Vr.PN, "Doe^Jane");
        out.put(Tag.PatientID, Vr.LO, "ID-4711");
        out.put(Tag.PatientBirthDate, Vr.DA, "19620304");
        out.put(Tag.InstitutionName, Vr.LO, "Saint Elsewhere");
        out.put(0x00091001, Vr.LO, "Doe^Jane");
        out.putInts(Tag.SamplesPerPixel, Vr.US, 1);
        out.put(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME2");
        out.putInts(Tag.Rows, Vr.US, ROWS);
        out.putInts(Tag.Columns, Vr.US, COLUMNS);
        out.putInts(Tag.BitsAllocated, Vr.US, 16);
        out.putInts(Tag.BitsStored, Vr.US, 12);
        out.putInts(Tag.HighBit, Vr.US, 11);
        out.putInts(Tag.PixelRepresentation, Vr.US, 0);
        out.putInts(Tag.PixelPaddingValue, Vr.US, PADDING);
        out.putInts(Tag.SmallestImagePixelValue, Vr.US, 0);
        out.putNumbers(Tag.RescaleIntercept, Vr.DS, -1024);
        out.putNumbers(Tag.RescaleSlope, Vr.DS, 1);
        ByteBuffer pixels = ByteBuffer.allocate(2 * ROWS * COLUMNS).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < ROWS * COLUMNS; i++) {
            pixels.putShort((short) (i == 0 ? PADDING : 100 * i));
        }
        out.putBytes(Tag.PixelData, Vr.OW, pixels.array());
        return DicomFile.of(out);
    }

    private static SyntheticIdentity identity(int number) {
        return new SyntheticIdentity("2.25", "k".repeat(64), number, LocalDateTime.of(2026, 1, 31, 12, 0));
    }

    private static EditedObject.Change change(int value) {
        int[] stored = new int[ROWS * COLUMNS];
        boolean[] region = new boolean[stored.length];
        for (int i = 12; i < 15; i++) {
            stored[i] = value;
            region[i] = true;
        }
        return new EditedObject.Change(stored, region);
    }

    private static DicomFile edited(DicomFile original, int value, int number) {
        return EditedObject.of(EditableImage.of(original), change(value), ORIGIN, identity(number), false);
    }

    @Test
    void keepsEveryStoredValueOutsideTheRegionHoweverTheOriginalIsEncoded() {
        int[] before = EditableImage.of(ct()).stored();
        for (PixelEncoding encoding : PixelEncoding.values()) {
            DicomFile file = edited(encoding.encode(ct()), 4095, 1);
            int[] after = EditableImage.of(file).stored();
            for (int i = 0; i < after.length; i++) {
                assertEquals(i >= 12 && i < 15 ? 4095 : before[i], after[i], encoding + " " + i);
            }
            byte[] bytes = file.dataSet().element(Tag.PixelData).orElseThrow().bytes();
            byte[] original =
                    ct().dataSet().element(Tag.PixelData).orElseThrow().bytes();
            assertArrayEquals(Arrays.copyOf(original, 24), Arrays.copyOf(bytes, 24));
        }
    }

    @Test
    void holdsNothingOfWhomItShowsAndSaysWhatItIs() throws Exception {
        DicomFile file = edited(ct(), 7, 3);
        Path path = temporary.resolve("edited.dcm");
        Dicom.write(file, path);
        String bytes = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
        PLANTED.forEach(text -> assertFalse(bytes.contains(text), text));
        DataSet out = file.dataSet();
        assertEquals("YES", out.string(Tag.SyntheticData).orElseThrow());
        assertEquals("YES", out.string(Tag.PatientIdentityRemoved).orElseThrow());
        assertEquals(List.of("DERIVED", "SECONDARY", "AXIAL"), out.strings(Tag.ImageType));
        assertEquals(3, out.integer(Tag.InstanceNumber).orElseThrow());
        String derivation = out.string(Tag.DerivationDescription).orElseThrow();
        assertTrue(derivation.startsWith("Edited from a real image, de-identified. Model: ddpm-64."), derivation);
        assertFalse(derivation.contains("depicts no"));
        assertFalse(out.contains(Tag.SmallestImagePixelValue), "it would no longer be true");
        assertEquals(
                "ddpm-64",
                out.items(Tag.ContributingEquipmentSequence)
                        .get(0)
                        .string(Tag.ManufacturerModelName)
                        .orElseThrow());
    }

    @Test
    void theSameEditIsTheSameObjectAndAnotherEditAnotherOne() {
        DataSet one = edited(ct(), 7, 1).dataSet();
        assertEquals(one, edited(ct(), 7, 1).dataSet());
        for (int tag : new int[] {Tag.SOPInstanceUID, Tag.SeriesInstanceUID}) {
            String uid = one.string(tag).orElseThrow();
            assertNotEquals(uid, edited(ct(), 8, 1).dataSet().string(tag).orElseThrow());
            assertNotEquals(uid, edited(ct(), 7, 2).dataSet().string(tag).orElseThrow());
        }
    }

    @Test
    void findsTheWayBackFromModalityValuesOfEveryKind() {
        for (String photometric : new String[] {"MONOCHROME1", "MONOCHROME2"}) {
            DicomFile file = ct();
            file.dataSet().put(Tag.PhotometricInterpretation, Vr.CS, photometric);
            file.dataSet().putNumbers(Tag.WindowCenter, Vr.DS, 500);
            file.dataSet().putNumbers(Tag.WindowWidth, Vr.DS, 5000);
            EditableImage image = EditableImage.of(file);
            int[] stored = image.stored();
            float[] values = image.values();
            float[] display = image.display().orElseThrow();
            for (int i = 1; i < stored.length; i++) {
                assertEquals(stored[i], image.back(false).of(values[i]), photometric);
                assertEquals(stored[i], image.back(true).of(display[i]), photometric + " display");
            }
        }
    }

    @Test
    void refusesWhatItCannotChangePixelByPixel() {
        DicomFile two = ct();
        two.dataSet().putInts(Tag.NumberOfFrames, Vr.IS, 2);
        two.dataSet().putInts(Tag.Rows, Vr.US, ROWS / 2);
        assertTrue(assertThrows(DicomException.class, () -> EditableImage.of(two))
                .getMessage()
                .contains("2 frames"));
    }
}
