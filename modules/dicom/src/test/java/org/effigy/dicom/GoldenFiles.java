package org.effigy.dicom;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;
import org.effigy.testsupport.GoldenFrames;

/** The golden frames as files, a few of each compression. */
final class GoldenFiles {
    private static final int OF_EACH = 4;
    private static final Map<String, TransferSyntax> SYNTAXES = Map.of(
            "rle", TransferSyntax.RLE,
            "lossless", TransferSyntax.JPEG_LOSSLESS,
            "jpeg", TransferSyntax.JPEG_EXTENDED,
            "jpegls", TransferSyntax.JPEG_LS_NEAR_LOSSLESS,
            "jpeg2000", TransferSyntax.JPEG_2000);

    private GoldenFiles() {}

    static List<byte[]> all(DicomFuzzContract.FileBytes writer) throws IOException {
        List<byte[]> files = new ArrayList<>();
        Map<String, Integer> counts = new HashMap<>();
        for (GoldenFrames.Frame frame : GoldenFrames.plain()) {
            if (SYNTAXES.containsKey(frame.decoder()) && counts.merge(frame.decoder(), 1, Integer::sum) <= OF_EACH) {
                files.add(writer.of(file(frame)));
            }
        }
        return files;
    }

    private static DicomFile file(GoldenFrames.Frame frame) {
        DataSet dataSet = TestImages.header(
                frame.rows(), frame.columns(), frame.bitsAllocated(), frame.bitsStored(), frame.signed());
        dataSet.putInts(Tag.SamplesPerPixel, Vr.US, frame.samplesPerPixel());
        if (frame.samplesPerPixel() == 3) {
            dataSet.put(Tag.PhotometricInterpretation, Vr.CS, "RGB").putInts(0x00280006, Vr.US, 0);
        }
        byte[] even = Arrays.copyOf(frame.bytes(), frame.bytes().length + frame.bytes().length % 2);
        dataSet.put(Element.encapsulated(Tag.PixelData, Vr.OB, List.of(new byte[0], even)));
        return new DicomFile(
                new DataSet(), dataSet, SYNTAXES.get(frame.decoder()).uid());
    }
}
