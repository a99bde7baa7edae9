package org.effigy.dicom.deid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.effigy.base.InputException;
import org.effigy.dicom.Dciodvfy;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.UidRoot;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeidentifierTest {
    /** HMAC-SHA256 in Python: hmac.new(b"0123456789abcdef", b"uid\n1.2.3.4", "sha256"), with the UUID bits set. */
    private static final String GOLDEN_UID = "2.25.258141827855039202529743205050412131755";

    @TempDir
    private Path folder;

    private static DataSet apply(DicomFile file, DeidOptions options) {
        return new Deidentifier(options, TestObjects.KEY).apply(file).dataSet();
    }

    private static DataSet apply(DicomFile file, DeidOption... options) {
        return apply(file, DeidOptions.basic().with(options));
    }

    private static DicomFile ct(Consumer<DataSet> change) {
        DicomFile file = TestObjects.ct();
        change.accept(file.dataSet());
        return file;
    }

    private static Optional<String> value(DataSet dataSet, int tag) {
        return dataSet.string(tag);
    }

    @Test
    void appliesTheBasicProfile() {
        DataSet out = apply(TestObjects.ct());
        assertEquals("DEID-3F4C80FBB4FC4B72", value(out, Tag.PatientID).orElseThrow());
        assertEquals(
                "DEIDENTIFIED^3F4C80FBB4FC4B72", value(out, Tag.PatientName).orElseThrow());
        for (int emptied : new int[] {
            Tag.PatientBirthDate,
            Tag.PatientSex,
            Tag.StudyDate,
            Tag.StudyTime,
            Tag.AccessionNumber,
            Tag.ReferringPhysicianName,
            Tag.StudyID,
            Tag.InstitutionName,
            Tag.StationName
        }) {
            assertTrue(out.contains(emptied), () -> Tag.describe(emptied));
            assertEquals(Optional.empty(), value(out, emptied), () -> Tag.describe(emptied));
        }
        for (int removed :
                new int[] {Tag.PatientAge, Tag.StudyDescription, Tag.SeriesDate, Tag.ManufacturerModelName}) {
            assertFalse(out.contains(removed), () -> Tag.describe(removed));
        }
        assertEquals("YES", value(out, Tag.PatientIdentityRemoved).orElseThrow());
        assertEquals(
                List.of("Effigy", "PS3.15 2024b Basic Application Level Confidentiality Profile"),
                out.strings(Tag.DeidentificationMethod));
        DataSet code = out.items(Tag.DeidentificationMethodCodeSequence).get(0);
        assertEquals("113100", value(code, Tag.CodeValue).orElseThrow());
        assertEquals("DCM", value(code, Tag.CodingSchemeDesignator).orElseThrow());
        assertEquals(
                "REMOVED",
                value(out, Tag.LongitudinalTemporalInformationModified).orElseThrow());
    }

    @Test
    void keepsWhatTheImageNeeds() {
        DataSet in = TestObjects.ct().dataSet();
        DataSet out = apply(TestObjects.ct());
        for (int tag : new int[] {
            Tag.ImageType,
            Tag.SOPClassUID,
            Tag.Modality,
            Tag.Manufacturer,
            Tag.BodyPartExamined,
            Tag.PatientPosition,
            Tag.ConvolutionKernel,
            Tag.SliceThickness,
            Tag.KVP,
            Tag.SeriesNumber,
            Tag.InstanceNumber,
            Tag.ImagePositionPatient,
            Tag.ImageOrientationPatient,
            Tag.PixelSpacing,
            Tag.WindowCenter,
            Tag.WindowWidth,
            Tag.RescaleIntercept,
            Tag.RescaleSlope,
            Tag.Rows,
            Tag.Columns,
            Tag.BitsAllocated,
            Tag.BitsStored,
            Tag.HighBit,
            Tag.PixelRepresentation,
            Tag.PixelData,
            Tag.PositionReferenceIndicator,
            Tag.SpecificCharacterSet
        }) {
            assertEquals(in.element(tag), out.element(tag), () -> Tag.describe(tag));
        }
    }

    @Test
    void removesWhatNobodyKnows() {
        DataSet out = apply(ct(d -> {
            d.put(0x00187FFE, Vr.LO, "unknown");
            d.put(0x00290010, Vr.LO, "SIEMENS CSA HEADER");
            d.put(0x00291010, Vr.LO, "private");
            d.put(Tag.ProcedureCodeSequence + 1, Vr.LO, "unknown");
            d.put(Tag.DigitalSignaturesSequence, Vr.LO, "not even a sequence");
            d.putBytes(Tag.DataSetTrailingPadding, Vr.OB, new byte[] {'M', 'e'});
            d.putItems(Tag.EncryptedAttributesSequence, new DataSet().put(Tag.PatientName, Vr.PN, "A^B"));
        }));
        for (int tag : out.tags()) {
            assertFalse(Tag.isPrivate(tag), () -> Tag.describe(tag));
            assertTrue(Tag.group(tag) >= 8, () -> Tag.describe(tag));
        }
        assertFalse(out.contains(0x00187FFE));
        assertFalse(out.contains(Tag.ProcedureCodeSequence + 1));
        assertFalse(out.contains(Tag.DigitalSignaturesSequence));
        assertFalse(out.contains(Tag.DataSetTrailingPadding));
        assertFalse(out.contains(Tag.EncryptedAttributesSequence));
    }

    @Test
    void replacesUidsByKeyedOnesThatAgree() {
        DicomFile file = ct(d -> {
            DataSet reference = new DataSet();
            d.putItems(Tag.SourceImageSequence, reference);
            reference.put(Tag.ReferencedSOPClassUID, Vr.UI, TestObjects.CT);
            reference.put(Tag.ReferencedSOPInstanceUID, Vr.UI, "1.2.3.4");
        });
        DataSet out = apply(file);
        assertEquals(GOLDEN_UID, value(out, Tag.SOPInstanceUID).orElseThrow());
        DataSet reference = out.items(Tag.SourceImageSequence).get(0);
        assertEquals(GOLDEN_UID, value(reference, Tag.ReferencedSOPInstanceUID).orElseThrow());
        assertEquals(TestObjects.CT, value(reference, Tag.ReferencedSOPClassUID).orElseThrow());
        assertNotEquals(value(out, Tag.StudyInstanceUID), value(out, Tag.SeriesInstanceUID));
        byte[] other = "0123456789abcdeF".getBytes(StandardCharsets.US_ASCII);
        DataSet otherKey =
                new Deidentifier(DeidOptions.basic(), other).apply(file).dataSet();
        assertNotEquals(GOLDEN_UID, value(otherKey, Tag.SOPInstanceUID).orElseThrow());
        assertNotEquals(value(out, Tag.PatientID), value(otherKey, Tag.PatientID));
        DataSet otherRoot = apply(file, DeidOptions.basic().withUidRoot(new UidRoot("1.2.3")));
        assertEquals(
                "1.2.3.48895719362980972229573978283004397812",
                value(otherRoot, Tag.SOPInstanceUID).orElseThrow());
    }

    @Test
    void keepsTheSopClassAndWellKnownFramesOfReference() throws IOException {
        DataSet out = apply(ct(d -> d.put(Tag.FrameOfReferenceUID, Vr.UI, "1.2.840.10008.1.4.1.1")));
        assertEquals(
                "1.2.840.10008.1.4.1.1", value(out, Tag.FrameOfReferenceUID).orElseThrow());
        assertEquals(TestObjects.CT, value(out, Tag.SOPClassUID).orElseThrow());
    }

    @Test
    void writesTheNewUidIntoTheFileMetaAndNothingElseOfTheOldOne() throws IOException {
        DicomFile file = TestObjects.ct();
        DataSet meta = new DataSet().put(Tag.SourceApplicationEntityTitle, Vr.AE, "HOSPITAL");
        meta.put(Tag.MediaStorageSOPInstanceUID, Vr.UI, "1.2.3.4");
        Path path = folder.resolve("a.dcm");
        DicomFile in = new DicomFile(meta, file.dataSet(), file.transferSyntaxUid());
        Dicom.write(new Deidentifier(DeidOptions.basic(), TestObjects.KEY).apply(in), path);
        DataSet read = Dicom.read(path).fileMeta();
        assertEquals(GOLDEN_UID, value(read, Tag.MediaStorageSOPInstanceUID).orElseThrow());
        assertFalse(read.contains(Tag.SourceApplicationEntityTitle));
    }

    @Test
    void givesTheSameBytesAgainAndStaysCleanWhenAppliedTwice() {
        DicomFile once = new Deidentifier(DeidOptions.basic(), TestObjects.KEY).apply(TestObjects.ct());
        assertEquals(once.dataSet(), apply(TestObjects.ct()));
        DataSet twice = apply(once);
        assertEquals(once.dataSet().tags(), twice.tags());
        assertEquals(once.dataSet().element(Tag.PixelData), twice.element(Tag.PixelData));
        assertEquals(
                once.dataSet().items(Tag.DeidentificationMethodCodeSequence),
                twice.items(Tag.DeidentificationMethodCodeSequence));
    }

    @Test
    void shiftsAllDatesOfAPatientByTheSameDays() {
        // The shift of P1 under the key is 2187 days, by the same Python as above.
        DataSet out = apply(
                ct(d -> {
                    d.put(Tag.AcquisitionDateTime, Vr.DT, "20200229101112.5+0100");
                    d.put(Tag.TimezoneOffsetFromUTC, Vr.SH, "+0100");
                }),
                DeidOption.RETAIN_MODIFIED_DATES);
        assertEquals("20140305", value(out, Tag.StudyDate).orElseThrow());
        assertEquals("20140306", value(out, Tag.SeriesDate).orElseThrow());
        assertEquals("101112.5", value(out, Tag.StudyTime).orElseThrow());
        assertEquals(
                "20140305101112.5+0100", value(out, Tag.AcquisitionDateTime).orElseThrow());
        assertEquals(Optional.empty(), value(out, Tag.PatientBirthDate));
        assertEquals(
                "MODIFIED",
                value(out, Tag.LongitudinalTemporalInformationModified).orElseThrow());
        DataSet other = apply(ct(d -> d.put(Tag.PatientID, Vr.LO, "P2")), DeidOption.RETAIN_MODIFIED_DATES);
        assertNotEquals("20140305", value(other, Tag.StudyDate).orElseThrow());
    }

    @Test
    void keepsFullDatesOnlyIfTheyAreDates() {
        DataSet out = apply(ct(d -> d.put(Tag.SeriesDate, Vr.DA, "MAIER")), DeidOption.RETAIN_FULL_DATES);
        assertEquals("20200229", value(out, Tag.StudyDate).orElseThrow());
        assertFalse(out.contains(Tag.SeriesDate));
        assertEquals(
                "UNMODIFIED",
                value(out, Tag.LongitudinalTemporalInformationModified).orElseThrow());
        assertThrows(InputException.class, () -> DeidOptions.basic()
                .with(DeidOption.RETAIN_FULL_DATES, DeidOption.RETAIN_MODIFIED_DATES));
    }

    @Test
    void retainsWhatTheOptionsSay() {
        DataSet characteristics = apply(TestObjects.ct(), DeidOption.RETAIN_PATIENT_CHARACTERISTICS);
        assertEquals("M", value(characteristics, Tag.PatientSex).orElseThrow());
        assertEquals("075Y", value(characteristics, Tag.PatientAge).orElseThrow());
        DataSet device = apply(TestObjects.ct(), DeidOption.RETAIN_DEVICE_IDENTITY);
        assertEquals("CT99", value(device, Tag.StationName).orElseThrow());
        assertEquals("Sensation 16", value(device, Tag.ManufacturerModelName).orElseThrow());
        DataSet institution = apply(TestObjects.ct(), DeidOption.RETAIN_INSTITUTION_IDENTITY);
        assertEquals("St. Elsewhere", value(institution, Tag.InstitutionName).orElseThrow());
        DataSet uids = apply(TestObjects.ct(), DeidOption.RETAIN_UIDS);
        assertEquals("1.2.3.4", value(uids, Tag.SOPInstanceUID).orElseThrow());
        DataSet text = apply(TestObjects.ct(), DeidOption.CLEAN_DESCRIPTORS);
        assertEquals("CT Thorax", value(text, Tag.StudyDescription).orElseThrow());
        for (DataSet out : List.of(characteristics, device, institution, uids, text)) {
            assertEquals("DEID-3F4C80FBB4FC4B72", value(out, Tag.PatientID).orElseThrow());
        }
    }

    @Test
    void keepsSafePrivateNumbersWithTheirCreator() {
        DicomFile file = ct(d -> {
            d.put(0x00190012, Vr.LO, "GEMS_ACQU_01");
            d.put(0x00191223, Vr.DS, "12.5");
            d.put(0x00191224, Vr.DS, "Maier");
            d.put(0x00191225, Vr.DS, "1.5");
            d.put(0x00190013, Vr.LO, "Maier");
            d.put(0x00191323, Vr.DS, "1.5");
        });
        DataSet out = apply(file, DeidOption.RETAIN_SAFE_PRIVATE);
        assertEquals("12.5", value(out, 0x00191223).orElseThrow());
        assertEquals("GEMS_ACQU_01", value(out, 0x00190012).orElseThrow());
        assertEquals(2, out.tags().stream().filter(Tag::isPrivate).count());
    }

    @Test
    void replacesTheMeaningsOfCodesAndDropsLocalOnes() {
        DataSet out = apply(ct(d -> {
            DataSet chest = new DataSet();
            DataSet local = new DataSet();
            d.putItems(Tag.AnatomicRegionSequence, chest, local);
            chest.put(Tag.CodeValue, Vr.SH, "51185008");
            chest.put(Tag.CodingSchemeDesignator, Vr.SH, "SCT");
            chest.put(Tag.CodeMeaning, Vr.LO, "Chest of Maier");
            local.put(Tag.CodeValue, Vr.SH, "MAIER");
            local.put(Tag.CodingSchemeDesignator, Vr.SH, "99LOCAL");
            local.put(Tag.CodeMeaning, Vr.LO, "Maier");
        }));
        List<DataSet> regions = out.items(Tag.AnatomicRegionSequence);
        assertEquals(1, regions.size());
        assertEquals("Chest", value(regions.get(0), Tag.CodeMeaning).orElseThrow());
        assertEquals("51185008", value(regions.get(0), Tag.CodeValue).orElseThrow());
    }

    @Test
    void keepsTheNoteThatAnImageIsSynthetic() {
        DataSet out = apply(ct(d -> {
            d.put(Tag.SyntheticData, Vr.CS, "YES");
            d.putItems(Tag.MACParametersSequence, new DataSet().putInts(Tag.MACIDNumber, Vr.US, 1));
            d.putItems(Tag.DigitalSignaturesSequence, new DataSet().putInts(Tag.MACIDNumber, Vr.US, 1));
            DataSet item = new DataSet();
            DataSet other = new DataSet();
            DataSet purpose = new DataSet();
            d.putItems(Tag.ContributingEquipmentSequence, item, other);
            other.put(Tag.InstitutionName, Vr.LO, "St. Elsewhere");
            item.put(Tag.Manufacturer, Vr.LO, "Effigy");
            item.putItems(Tag.PurposeOfReferenceCodeSequence, purpose);
            purpose.put(Tag.CodeValue, Vr.SH, "109100");
            purpose.put(Tag.CodingSchemeDesignator, Vr.SH, "DCM");
            purpose.put(Tag.CodeMeaning, Vr.LO, "Synthesizing Equipment");
        }));
        assertEquals("YES", value(out, Tag.SyntheticData).orElseThrow());
        assertFalse(out.contains(Tag.DigitalSignaturesSequence) || out.contains(Tag.MACParametersSequence));
        assertEquals(1, out.items(Tag.ContributingEquipmentSequence).size());
        DataSet purpose = out.items(Tag.ContributingEquipmentSequence)
                .get(0)
                .items(Tag.PurposeOfReferenceCodeSequence)
                .get(0);
        assertEquals("Synthesizing Equipment", value(purpose, Tag.CodeMeaning).orElseThrow());
    }

    @Test
    void cutsWhatFollowsThePixels() {
        DicomFile file = TestObjects.ct();
        byte[] pixels = file.dataSet().element(Tag.PixelData).orElseThrow().bytes();
        byte[] longer = java.util.Arrays.copyOf(pixels, pixels.length + 10);
        System.arraycopy("MAIER".getBytes(StandardCharsets.US_ASCII), 0, longer, pixels.length, 5);
        file.dataSet().putBytes(Tag.PixelData, Vr.OW, longer);
        assertArrayEquals(
                pixels, apply(file).element(Tag.PixelData).orElseThrow().bytes());
    }

    @Test
    void takesOverlaysOutOfTheUnusedBitsWhenGraphicsAreCleaned() {
        DicomFile clean = TestObjects.ct();
        byte[] pixels = clean.dataSet().element(Tag.PixelData).orElseThrow().bytes();
        byte[] drawn = pixels.clone();
        for (int i = 1; i < drawn.length; i += 2) {
            drawn[i] = (byte) (drawn[i] | 0x90);
        }
        DicomFile file = ct(d -> {
            d.putBytes(Tag.PixelData, Vr.OW, drawn);
            d.putInts(0x60000102, Vr.US, 12);
        });
        assertThrows(InputException.class, () -> apply(file));
        DataSet out = apply(file, DeidOption.CLEAN_GRAPHICS);
        assertArrayEquals(pixels, out.element(Tag.PixelData).orElseThrow().bytes());
        assertFalse(out.contains(0x60000102));
    }

    @ParameterizedTest
    @EnumSource(names = {"RETAIN_UIDS", "RETAIN_MODIFIED_DATES", "CLEAN_DESCRIPTORS"})
    void satisfiesTheIndependentValidator(DeidOption option) throws IOException, InterruptedException {
        Dciodvfy.assumeInstalled();
        Path in = folder.resolve("in.dcm");
        Path out = folder.resolve("out.dcm");
        Dicom.write(TestObjects.ct(), in);
        assertEquals(List.of(), Dciodvfy.errors(in));
        DeidOptions options = DeidOptions.basic().with(option);
        Dicom.write(new Deidentifier(options, TestObjects.KEY).apply(Dicom.read(in)), out);
        assertEquals(List.of(), Dciodvfy.errors(out));
        assertTrue(Files.size(out) > 0);
    }

    @Test
    void refusesShortKeys() {
        assertThrows(IllegalArgumentException.class, () -> new Deidentifier(DeidOptions.basic(), new byte[15]));
    }
}
