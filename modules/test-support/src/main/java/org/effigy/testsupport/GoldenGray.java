package org.effigy.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The same grey image of 16 bits in many files: TIFF in both byte orders, in strips and tiles, uncompressed, PackBits, LZW and
 * deflate, with and without predictor, by libtiff; PNG plain, interlaced and filtered, by netpbm. Made by
 * scripts/make-golden-gray.py.
 */
public final class GoldenGray {
    public static final int ROWS = 17;
    public static final int COLUMNS = 18;

    private GoldenGray() {}

    /** Returns the value of a pixel; the script has the same formula. */
    public static int value(int row, int column) {
        return (row * 3001 + column * 251 + (row * column % 7) * 17) % 65536;
    }

    /** Returns all values, row by row. */
    public static int[] values() {
        int[] values = new int[ROWS * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(i / COLUMNS, i % COLUMNS);
        }
        return values;
    }

    /** Writes all files into a folder; their names tell what they are. */
    public static List<Path> write(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                GoldenGray.class.getResourceAsStream("golden-gray.tsv"), StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int tab = line.indexOf('\t');
                if (!line.startsWith("#")) {
                    byte[] content = Base64.getDecoder().decode(line.substring(tab + 1));
                    files.add(Files.write(folder.resolve(line.substring(0, tab)), content));
                }
            }
        }
        return files;
    }
}
