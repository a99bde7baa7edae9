package org.effigy.dicom;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;
import org.effigy.testsupport.GoldenFrames;

/** The golden frames as files. */
public final class GoldenFiles {
    private static final int OF_EACH = 4;
    private static final Map<String, TransferSyntax> SYNTAXES = Map.of(
            "rle", TransferSyntax.RLE,
            "lossless", TransferSyntax.JPEG_LOSSLESS,
            "jpeg", TransferSyntax.JPEG_EXTENDED,
            "jpegls", TransferSyntax.JPEG_LS_NEAR_LOSSLESS,
            "jpeg2000", TransferSyntax.JPEG_2000);

    private GoldenFiles() {}

    /** Returns a few files of each compression as bytes. */
    static List<byte[]> all(DicomFuzzContract.FileBytes writer) throws IOException {
        List<byte[]> files = new ArrayList<>();
        Map<String, Integer> counts = new HashMap<>();
        for (GoldenFrames.Frame frame : GoldenFrames.plain()) {
            if (counts.merge(frame.decoder(), 1, Integer::sum) <= OF_EACH) {
                files.add(writer.of(file(frame, SYNTAXES.get(frame.decoder()))));
            }
        }
        return files;
    }

    /** Returns all files, of high-throughput JPEG 2000 too, by the compression and what is special about them. */
    public static Map<String, DicomFile> byName() throws IOException {
        Map<String, DicomFile> files = new LinkedHashMap<>();
        for (GoldenFrames.Frame frame : GoldenFrames.plain()) {
            files.put(name(frame), file(frame, SYNTAXES.get(frame.decoder())));
        }
        for (GoldenFrames.Frame frame : GoldenFrames.highThroughput()) {
            files.put(name(frame), file(frame, TransferSyntax.HTJ2K));
        }
        return files;
    }

    private static String name(GoldenFrames.Frame frame) {
        return frame + " " + frame.rows() + "x" + frame.columns();
    }

    private static DicomFile file(GoldenFrames.Frame frame, TransferSyntax syntax) {
        DataSet dataSet = TestImages.header(
                frame.rows(), frame.columns(), frame.bitsAllocated(), frame.bitsStored(), frame.signed());
        dataSet.putInts(Tag.SamplesPerPixel, Vr.US, frame.samplesPerPixel());
        if (frame.samplesPerPixel() == 3) {
            dataSet.put(Tag.PhotometricInterpretation, Vr.CS, "RGB").putInts(0x00280006, Vr.US, 0);
        }
        byte[] even = Arrays.copyOf(frame.bytes(), frame.bytes().length + frame.bytes().length % 2);
        dataSet.put(Element.encapsulated(Tag.PixelData, Vr.OB, List.of(new byte[0], even)));
        return new DicomFile(new DataSet(), dataSet, syntax.uid());
    }
}
