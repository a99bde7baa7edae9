package org.effigy.dicom.deid;

import java.nio.charset.StandardCharsets;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;

/** Computed files to de-identify. */
final class TestObjects {
    static final byte[] KEY = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    static final String CT = "1.2.840.10008.5.1.4.1.1.2";
    static final int SIDE = 8;

    private TestObjects() {}

    /** Returns a conformant CT slice of a patient with every value filled in. */
    static DicomFile ct() {
        DataSet d = new DataSet();
        d.put(Tag.SpecificCharacterSet, Vr.CS, "ISO_IR 100");
        d.put(Tag.ImageType, Vr.CS, "ORIGINAL", "PRIMARY", "AXIAL");
        d.put(Tag.SOPClassUID, Vr.UI, CT);
        d.put(Tag.SOPInstanceUID, Vr.UI, "1.2.3.4");
        d.put(Tag.StudyInstanceUID, Vr.UI, "1.2.3");
        d.put(Tag.SeriesInstanceUID, Vr.UI, "1.2.3.1");
        d.put(Tag.FrameOfReferenceUID, Vr.UI, "1.2.3.9");
        d.put(Tag.StudyDate, Vr.DA, "20200229");
        d.put(Tag.StudyTime, Vr.TM, "101112.5");
        d.put(Tag.SeriesDate, Vr.DA, "20200301");
        d.put(Tag.AccessionNumber, Vr.SH, "A123456");
        d.put(Tag.Modality, Vr.CS, "CT");
        d.put(Tag.Manufacturer, Vr.LO, "SIEMENS");
        d.put(Tag.ManufacturerModelName, Vr.LO, "Sensation 16");
        d.put(Tag.InstitutionName, Vr.LO, "St. Elsewhere");
        d.put(Tag.StationName, Vr.SH, "CT99");
        d.put(Tag.ReferringPhysicianName, Vr.PN, "Craig^Mark");
        d.put(Tag.StudyDescription, Vr.LO, "CT Thorax nativ Herr Maier");
        d.put(Tag.PatientName, Vr.PN, "M\u00fcller^J\u00fcrgen");
        d.put(Tag.PatientID, Vr.LO, "P1");
        d.put(Tag.PatientBirthDate, Vr.DA, "19450102");
        d.put(Tag.PatientSex, Vr.CS, "M");
        d.put(Tag.PatientAge, Vr.AS, "075Y");
        d.put(Tag.BodyPartExamined, Vr.CS, "CHEST");
        d.put(Tag.PatientPosition, Vr.CS, "HFS");
        d.put(Tag.ConvolutionKernel, Vr.SH, "B30f");
        d.put(Tag.StudyID, Vr.SH, "STUDY77");
        d.put(Tag.PositionReferenceIndicator, Vr.LO, "SN");
        d.putNumbers(Tag.SliceThickness, Vr.DS, 5);
        d.putNumbers(Tag.KVP, Vr.DS, 120);
        d.putInts(Tag.SeriesNumber, Vr.IS, 2);
        d.putInts(Tag.AcquisitionNumber, Vr.IS, 1);
        d.putInts(Tag.InstanceNumber, Vr.IS, 17);
        d.putNumbers(Tag.ImagePositionPatient, Vr.DS, -100, -100.5, 33);
        d.putNumbers(Tag.ImageOrientationPatient, Vr.DS, 1, 0, 0, 0, 1, 0);
        d.putNumbers(Tag.PixelSpacing, Vr.DS, 0.7, 0.7);
        d.putNumbers(Tag.WindowCenter, Vr.DS, 40);
        d.putNumbers(Tag.WindowWidth, Vr.DS, 400);
        d.putNumbers(Tag.RescaleIntercept, Vr.DS, -1024);
        d.putNumbers(Tag.RescaleSlope, Vr.DS, 1);
        putPixels(d);
        return DicomFile.of(d);
    }

    private static void putPixels(DataSet d) {
        d.putInts(Tag.SamplesPerPixel, Vr.US, 1);
        d.put(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME2");
        d.putInts(Tag.Rows, Vr.US, SIDE);
        d.putInts(Tag.Columns, Vr.US, SIDE);
        d.putInts(Tag.BitsAllocated, Vr.US, 16);
        d.putInts(Tag.BitsStored, Vr.US, 12);
        d.putInts(Tag.HighBit, Vr.US, 11);
        d.putInts(Tag.PixelRepresentation, Vr.US, 0);
        byte[] pixels = new byte[2 * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % 2 == 0 ? i : i % 16);
        }
        d.putBytes(Tag.PixelData, Vr.OW, pixels);
    }

    /** Returns the first position of the text's bytes, or -1. */
    static int find(byte[] bytes, byte[] text) {
        for (int i = 0; i + text.length <= bytes.length; i++) {
            int n = 0;
            while (n < text.length && bytes[i + n] == text[n]) {
                n++;
            }
            if (n == text.length) {
                return i;
            }
        }
        return -1;
    }
}
