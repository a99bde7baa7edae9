package org.effigy.dicom;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        for (Map.Entry<String, DicomFile> file : byName("golden-frames.tsv").entrySet()) {
            String compression = file.getKey().split(" ", 2)[0];
            if (counts.merge(compression, 1, Integer::sum) <= OF_EACH) {
                files.add(writer.of(file.getValue()));
            }
        }
        return files;
    }

    /** Returns all files, of high-throughput JPEG 2000 too, by the compression and what is special about them. */
    public static Map<String, DicomFile> byName() throws IOException {
        Map<String, DicomFile> files = byName("golden-frames.tsv");
        byName("golden-htj2k.tsv")
                .forEach((name, file) ->
                        files.put(name, new DicomFile(file.fileMeta(), file.dataSet(), TransferSyntax.HTJ2K.uid())));
        return files;
    }

    private static Map<String, DicomFile> byName(String table) throws IOException {
        Map<String, DicomFile> files = new LinkedHashMap<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                GoldenFiles.class.getResourceAsStream("pixel/" + table), StandardCharsets.UTF_8))) {
            for (String line : in.lines().toList()) {
                String[] c = line.split("\t", -1);
                files.put(c[0] + " " + c[1] + " " + c[2] + "x" + c[3], file(c));
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
