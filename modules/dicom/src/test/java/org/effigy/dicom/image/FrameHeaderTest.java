package org.effigy.dicom.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.effigy.testsupport.SharedData;
import org.junit.jupiter.api.Test;

class FrameHeaderTest {
    private static DataSet group(int sequence, DataSet item) {
        return new DataSet().putItems(sequence, item);
    }

    private static DataSet spacing(double rows, double columns) {
        return new DataSet().putNumbers(Tag.PixelSpacing, Vr.DS, rows, columns);
    }

    private static DataSet position(double z) {
        return new DataSet().putNumbers(Tag.ImagePositionPatient, Vr.DS, -10, 20, z);
    }

    private static DataSet rescale(double intercept, String type) {
        return new DataSet()
                .putNumbers(Tag.RescaleIntercept, Vr.DS, intercept)
                .putNumbers(Tag.RescaleSlope, Vr.DS, 1)
                .put(Tag.RescaleType, Vr.LO, type);
    }

    private static DataSet enhanced() {
        DataSet shared = group(Tag.PixelMeasuresSequence, spacing(0.5, 0.6));
        shared.putItems(
                Tag.PlaneOrientationSequence,
                new DataSet().putNumbers(Tag.ImageOrientationPatient, Vr.DS, 1, 0, 0, 0, 1, 0));
        shared.putItems(
                Tag.CTImageFrameTypeSequence, new DataSet().put(Tag.FrameType, Vr.CS, "ORIGINAL", "PRIMARY", "VOLUME"));
        shared.putItems(
                Tag.CTAcquisitionDetailsSequence, new DataSet().putNumbers(Tag.GantryDetectorTilt, Vr.FD, -12.5));
        shared.putItems(Tag.PixelValueTransformationSequence, rescale(-1024, "HU"));
        DataSet first = group(Tag.PlanePositionSequence, position(5));
        first.putItems(Tag.PixelMeasuresSequence, spacing(0.7, 0.8));
        DataSet second = group(Tag.PlanePositionSequence, position(7.5));
        return new DataSet()
                .put(Tag.Modality, Vr.CS, "CT")
                .put(Tag.ImageType, Vr.CS, "DERIVED", "PRIMARY")
                .putItems(Tag.SharedFunctionalGroupsSequence, shared)
                .putItems(Tag.PerFrameFunctionalGroupsSequence, first, second);
    }

    @Test
    void theShapeOfAPixelIsThatOfTheFirstAttributeThatStatesIt() {
        DataSet dataSet = new DataSet();
        assertEquals(1.0, FrameHeader.of(dataSet, 0).pixelAspect());
        dataSet.put(Tag.PixelAspectRatio, Vr.IS, "1", "2");
        assertEquals(0.5, FrameHeader.of(dataSet, 0).pixelAspect());
        assertTrue(FrameHeader.of(dataSet, 0).spacing().isEmpty());
        int[] tags = {Tag.NominalScannedPixelSpacing, Tag.ImagerPixelSpacing, Tag.PixelSpacing};
        for (int i = 0; i < tags.length; i++) {
            dataSet.putNumbers(tags[i], Vr.DS, 2 + i, 1);
            assertEquals(2.0 + i, FrameHeader.of(dataSet, 0).pixelAspect());
            assertEquals(
                    new DicomImage.Spacing(2 + i, 1),
                    FrameHeader.of(dataSet, 0).spacing().orElseThrow());
        }
    }

    @Test
    void aShapeThatNoPixelHasIsNone() {
        for (String[] ratio : new String[][] {{"0", "1"}, {"1", "0"}, {"-1", "2"}, {"1", "11"}, {"3"}, {"a", "b"}}) {
            DataSet dataSet = new DataSet().put(Tag.PixelAspectRatio, Vr.IS, ratio);
            assertEquals(1.0, FrameHeader.of(dataSet, 0).pixelAspect(), String.join("/", ratio));
        }
    }

    @Test
    void theFramesOwnGroupGoesBeforeTheSharedOne() {
        DataSet dataSet = enhanced();
        FrameHeader first = FrameHeader.of(dataSet, 0);
        FrameHeader second = FrameHeader.of(dataSet, 1);
        assertArrayEquals(new double[] {-10, 20, 5}, first.position().orElseThrow());
        assertArrayEquals(new double[] {-10, 20, 7.5}, second.position().orElseThrow());
        assertArrayEquals(new double[] {1, 0, 0, 0, 1, 0}, second.orientation().orElseThrow());
        assertEquals(new DicomImage.Spacing(0.7, 0.8), first.spacing().orElseThrow());
        assertEquals(new DicomImage.Spacing(0.5, 0.6), second.spacing().orElseThrow());
        assertEquals(List.of("ORIGINAL", "PRIMARY", "VOLUME"), first.imageType());
        assertEquals(-12.5, first.gantryDetectorTilt());
        assertTrue(FrameHeader.of(dataSet, 2).position().isEmpty());
        assertEquals(
                new DicomImage.Spacing(0.5, 0.6),
                FrameHeader.of(dataSet, 2).spacing().orElseThrow());
    }

    @Test
    void aSingleFrameSaysItInTheDataSetItself() {
        DataSet dataSet = position(3)
                .put(Tag.ImageType, Vr.CS, "ORIGINAL", "PRIMARY", "AXIAL")
                .putNumbers(Tag.PixelSpacing, Vr.DS, 0.4, 0.4)
                .put(Tag.ConvolutionKernel, Vr.SH, "B30f");
        FrameHeader header = FrameHeader.of(dataSet, 0);
        assertArrayEquals(new double[] {-10, 20, 3}, header.position().orElseThrow());
        assertEquals("AXIAL", header.imageType().get(2));
        assertEquals("B30f", header.convolutionKernel());
        assertTrue(header.orientation().isEmpty());
        dataSet.put(Tag.ImagePositionPatient, Vr.DS, "1", "2");
        assertTrue(header.position().isEmpty());
        dataSet.put(Tag.ImagePositionPatient, Vr.DS, "1", "2", "left");
        assertTrue(header.position().isEmpty());
    }

    @Test
    void aConvertedLegacyObjectSaysTheTiltAmongItsUnassignedAttributes() {
        DataSet shared = group(
                Tag.UnassignedSharedConvertedAttributesSequence,
                new DataSet().putNumbers(Tag.GantryDetectorTilt, Vr.DS, 7));
        DataSet own = group(
                Tag.UnassignedPerFrameConvertedAttributesSequence,
                new DataSet().putNumbers(Tag.GantryDetectorTilt, Vr.DS, 9));
        DataSet dataSet = new DataSet()
                .putItems(Tag.SharedFunctionalGroupsSequence, shared)
                .putItems(Tag.PerFrameFunctionalGroupsSequence, own);
        assertEquals(9, FrameHeader.of(dataSet, 0).gantryDetectorTilt());
        assertEquals(7, FrameHeader.of(dataSet, 1).gantryDetectorTilt());
    }

    @Test
    void hounsfieldUnitsAreStatedInTheGroupsAndByEveryFrame() {
        DataSet dataSet = enhanced();
        assertTrue(ModalityTransform.isHounsfield(dataSet, 2));
        dataSet.items(Tag.PerFrameFunctionalGroupsSequence)
                .get(1)
                .putItems(Tag.PixelValueTransformationSequence, rescale(0, "US"));
        assertFalse(ModalityTransform.isHounsfield(dataSet, 2));
    }

    /** Values from pydicom; the file is a perfusion map, whose rescale is not to Hounsfield units. */
    @Test
    void readsARealEnhancedObject() throws IOException {
        DicomFile file = Dicom.read(SharedData.folder("dicom-samples").resolve("pydicom-data_eCT_Supplemental.dcm"));
        DicomImage image = DicomImage.of(file);
        assertEquals(2, image.frames());
        assertFalse(image.isHounsfield());
        FrameHeader second = FrameHeader.of(file.dataSet(), 1);
        assertArrayEquals(new double[] {99.5, -301.5, -149}, second.position().orElseThrow());
        assertEquals(0.388672, image.spacing().orElseThrow().rowMm());
        assertEquals(new DicomImage.Window(49, 102), image.window().orElseThrow());
        assertEquals("RCBF", second.imageType().get(3));
    }
}
