package org.effigy.dicom.synthetic;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.effigy.dicom.data.BodyPart;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;

/** The modules that describe the image itself: pixel, plane, CT, CR and DX modules of PS3.3, C.7.6 and C.8. */
final class SyntheticImageModules {
    /** The largest stored value of a CR or DX image: 12 bits. */
    private static final int MAX_BRIGHTNESS = 4095;

    private SyntheticImageModules() {}

    static void put(SyntheticImage image, DataSet out) {
        putAnatomy(image, out);
        putPixels(image, out);
        switch (image.kind()) {
            case CT -> putCt(image, out);
            case CR -> putCr(image, out);
            case DX -> putDx(image, out);
        }
    }

    private static void putAnatomy(SyntheticImage image, DataSet out) {
        // Type 2 in CR: empty where it is unknown.
        out.put(Tag.BodyPartExamined, Vr.CS, image.bodyPart().strip());
        // Which side a paired or unknown part is from is unknown: type 2C, empty.
        boolean unpaired =
                BodyPart.of(image.bodyPart()).filter(p -> !p.paired()).isPresent();
        if (!unpaired) {
            out.put(Tag.Laterality, Vr.CS);
        }
    }

    private static void putPixels(SyntheticImage image, DataSet out) {
        boolean ct = image.kind() == SyntheticKind.CT;
        out.putInts(Tag.SamplesPerPixel, Vr.US, 1);
        out.put(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME2");
        out.putInts(Tag.Rows, Vr.US, image.rows());
        out.putInts(Tag.Columns, Vr.US, image.columns());
        out.putInts(Tag.BitsAllocated, Vr.US, 16);
        out.putInts(Tag.BitsStored, Vr.US, ct ? 16 : 12);
        out.putInts(Tag.HighBit, Vr.US, ct ? 15 : 11);
        out.putInts(Tag.PixelRepresentation, Vr.US, ct ? 1 : 0);
        out.put(Tag.BurnedInAnnotation, Vr.CS, "NO");
        out.put(Tag.LossyImageCompression, Vr.CS, "00");
        out.putBytes(Tag.PixelData, Vr.OW, storedValues(image));
    }

    /** Returns 16 bits per pixel: rounded Hounsfield units, or brightness times 4095, cut to the range. */
    private static byte[] storedValues(SyntheticImage image) {
        boolean ct = image.kind() == SyntheticKind.CT;
        int low = ct ? Short.MIN_VALUE : 0;
        int high = ct ? Short.MAX_VALUE : MAX_BRIGHTNESS;
        ByteBuffer bytes = ByteBuffer.allocate(2 * image.values().length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : image.values()) {
            long storedValue = Math.round(ct ? (double) value : (double) value * MAX_BRIGHTNESS);
            bytes.putShort((short) Math.max(low, Math.min(high, storedValue)));
        }
        return bytes.array();
    }

    private static void putCt(SyntheticImage image, DataSet out) {
        out.put(Tag.ImageType, Vr.CS, "DERIVED", "SECONDARY", "AXIAL");
        out.put(Tag.SliceThickness, Vr.DS);
        out.put(Tag.KVP, Vr.DS);
        out.put(Tag.PatientPosition, Vr.CS, "HFS");
        out.put(Tag.AcquisitionNumber, Vr.IS);
        // The middle of the image is the origin; position is that of the first pixel's centre.
        out.putNumbers(
                Tag.ImagePositionPatient,
                Vr.DS,
                -image.columnSpacingMm() * (image.columns() - 1) / 2,
                -image.rowSpacingMm() * (image.rows() - 1) / 2,
                0);
        out.putNumbers(Tag.ImageOrientationPatient, Vr.DS, 1, 0, 0, 0, 1, 0);
        out.put(Tag.PositionReferenceIndicator, Vr.LO);
        out.putNumbers(Tag.PixelSpacing, Vr.DS, image.rowSpacingMm(), image.columnSpacingMm());
        out.putNumbers(Tag.WindowCenter, Vr.DS, image.windowCenter());
        out.putNumbers(Tag.WindowWidth, Vr.DS, image.windowWidth());
        putRescale(out, "HU");
    }

    private static void putCr(SyntheticImage image, DataSet out) {
        out.put(Tag.ImageType, Vr.CS, "DERIVED", "SECONDARY");
        out.put(Tag.ViewPosition, Vr.CS);
        out.put(Tag.PatientOrientation, Vr.CS);
        putXRay(image, out);
    }

    private static void putDx(SyntheticImage image, DataSet out) {
        // Value 3 may be empty but must be there.
        out.put(Tag.ImageType, Vr.CS, "DERIVED", "SECONDARY", "");
        out.put(Tag.PresentationIntentType, Vr.CS, "FOR PRESENTATION");
        out.put(Tag.PositionerType, Vr.CS);
        out.put(Tag.DetectorType, Vr.CS);
        // A frontal view as radiographs are hung: the row runs to the patient's left, the column to the feet.
        out.put(Tag.PatientOrientation, Vr.CS, "L", "F");
        out.put(Tag.ImageLaterality, Vr.CS, "U");
        BodyPart part = BodyPart.of(image.bodyPart()).orElseThrow();
        out.putItems(Tag.AnatomicRegionSequence, SyntheticObject.code(part.snomedCode(), "SCT", part.meaning()));
        out.putItems(Tag.AcquisitionContextSequence, List.of());
        // Dense parts are bright: a larger stored value is less beam, on a logarithmic scale.
        out.put(Tag.PixelIntensityRelationship, Vr.CS, "LOG");
        out.putInts(Tag.PixelIntensityRelationshipSign, Vr.SS, -1);
        out.put(Tag.PresentationLUTShape, Vr.CS, "IDENTITY");
        putRescale(out, "US");
        putXRay(image, out);
    }

    private static void putXRay(SyntheticImage image, DataSet out) {
        out.putNumbers(Tag.ImagerPixelSpacing, Vr.DS, image.rowSpacingMm(), image.columnSpacingMm());
        out.putNumbers(Tag.WindowCenter, Vr.DS, (MAX_BRIGHTNESS + 1) / 2.0);
        out.putNumbers(Tag.WindowWidth, Vr.DS, MAX_BRIGHTNESS + 1);
    }

    private static void putRescale(DataSet out, String type) {
        out.putNumbers(Tag.RescaleIntercept, Vr.DS, 0);
        out.putNumbers(Tag.RescaleSlope, Vr.DS, 1);
        out.put(Tag.RescaleType, Vr.LO, type);
    }
}
