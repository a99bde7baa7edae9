package org.effigy.dicom;

import org.effigy.codecs.NativeCells;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;

/** Computed images for tests. */
public final class TestImages {
    private TestImages() {}

    /** Returns the attributes of a grey image without its pixels. */
    public static DataSet header(int rows, int columns, int bitsAllocated, int bitsStored, boolean signed) {
        return new DataSet()
                .put(Tag.SOPClassUID, Vr.UI, "1.2.840.10008.5.1.4.1.1.7")
                .put(Tag.SOPInstanceUID, Vr.UI, "2.25.1")
                .put(Tag.Modality, Vr.CS, "OT")
                .putInts(Tag.SamplesPerPixel, Vr.US, 1)
                .put(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME2")
                .putInts(Tag.Rows, Vr.US, rows)
                .putInts(Tag.Columns, Vr.US, columns)
                .putInts(Tag.BitsAllocated, Vr.US, bitsAllocated)
                .putInts(Tag.BitsStored, Vr.US, bitsStored)
                .putInts(Tag.HighBit, Vr.US, bitsStored - 1)
                .putInts(Tag.PixelRepresentation, Vr.US, signed ? 1 : 0);
    }

    /** Returns a native image of one row, or of several frames of one row if there are more cells than columns. */
    public static DicomFile row(DataSet header, int... cells) {
        int bits = header.integer(Tag.BitsAllocated).orElseThrow();
        byte[] bytes = new byte[cells.length * bits / 8 + cells.length * bits / 8 % 2];
        NativeCells.encode(cells, bits, bytes, 0);
        return DicomFile.of(header.putBytes(Tag.PixelData, bits > 8 ? Vr.OW : Vr.OB, bytes));
    }
}
