package org.effigy.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Frames compressed by other programs, with the hash of what those decode; made by scripts/make-golden-frames.py and
 * scripts/make-golden-htj2k.py.
 */
public final class GoldenFrames {
    private GoldenFrames() {}

    /**
     * One frame.
     *
     * @param decoder what decodes it: rle, lossless, jpeg, jpegls or jpeg2000
     * @param name what is special about it
     * @param rows height in pixels
     * @param columns width in pixels
     * @param bitsAllocated as in the header
     * @param bitsStored as in the header
     * @param signed as in the header
     * @param samplesPerPixel 1 for grey, 3 for colour
     * @param bytes the compressed frame
     * @param sha256 of the samples as little-endian integers of 32 bits
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Frame(
            String decoder,
            String name,
            int rows,
            int columns,
            int bitsAllocated,
            int bitsStored,
            boolean signed,
            int samplesPerPixel,
            byte[] bytes,
            String sha256) {
        @Override
        public String toString() {
            return decoder + " " + name;
        }
    }

    /** Returns the frames of the compressions before high-throughput JPEG 2000. */
    public static List<Frame> plain() throws IOException {
        return read("golden-frames.tsv");
    }

    /** Returns the frames of high-throughput JPEG 2000. */
    public static List<Frame> highThroughput() throws IOException {
        return read("golden-htj2k.tsv");
    }

    private static List<Frame> read(String name) throws IOException {
        List<Frame> frames = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(GoldenFrames.class.getResourceAsStream(name), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                frames.add(frame(line.split("\t", -1)));
            }
        }
        return frames;
    }

    private static Frame frame(String[] c) {
        return new Frame(
                c[0],
                c[1],
                Integer.parseInt(c[2]),
                Integer.parseInt(c[3]),
                Integer.parseInt(c[4]),
                Integer.parseInt(c[5]),
                c[6].equals("1"),
                Integer.parseInt(c[7]),
                Base64.getDecoder().decode(c[8]),
                c[9]);
    }
}
