package org.effigy.dicom;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

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
        Map<String, Integer> counts = new java.util.HashMap<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                GoldenFiles.class.getResourceAsStream("pixel/golden-frames.tsv"), StandardCharsets.UTF_8))) {
            for (String line : in.lines().toList()) {
                String[] c = line.split("\t", -1);
                if (SYNTAXES.containsKey(c[0]) && counts.merge(c[0], 1, Integer::sum) <= OF_EACH) {
                    files.add(writer.of(file(c)));
                }
            }
        }
        return files;
    }

    private static DicomFile file(String[] c) {
        int[] n = Arrays.stream(c, 2, 8).mapToInt(Integer::parseInt).toArray();
        DataSet dataSet = TestImages.header(n[0], n[1], n[2], n[3], n[4] == 1);
        dataSet.putInts(Tag.SamplesPerPixel, Vr.US, n[5]);
        if (n[5] == 3) {
            dataSet.put(Tag.PhotometricInterpretation, Vr.CS, "RGB").putInts(0x00280006, Vr.US, 0);
        }
        byte[] frame = Base64.getDecoder().decode(c[8]);
        byte[] even = Arrays.copyOf(frame, frame.length + frame.length % 2);
        dataSet.put(Element.encapsulated(Tag.PixelData, Vr.OB, List.of(new byte[0], even)));
        return new DicomFile(new DataSet(), dataSet, SYNTAXES.get(c[0]).uid());
    }
}
