package org.effigy.codecs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.effigy.base.Hashes;
import org.effigy.codecs.jpeg2000.Jpeg2000Decoder;
import org.effigy.codecs.jpeg2000.Jpeg2000Encoder;
import org.effigy.codecs.jpegls.JpegLsDecoder;
import org.effigy.codecs.jpegls.JpegLsEncoder;
import org.effigy.codecs.rle.RleDecoder;
import org.effigy.codecs.rle.RleEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Frames of awkward sizes, depths and contents come back as they were, and are coded as they were before. */
class FrameEncodersTest {
    private static final long SEED = 7;
    private static final int[][] SIZES = {{1, 1}, {1, 17}, {19, 1}, {2, 2}, {3, 5}, {33, 47}, {64, 64}, {65, 130}};

    /**
     * The encoders; the hashes are those of frames that OpenJPEG, charls, pydicom, gdcm and dcmtk decoded to the same
     * pixels.
     */
    enum Coder {
        RLE(new RleEncoder(), "287d4d52f5fd2121"),
        JPEG_LS(new JpegLsEncoder(), "f6f934bfc4911542"),
        JPEG_2000(new Jpeg2000Encoder(), "2bff6f65b17321e0");

        private final FrameEncoder encoder;
        private final String golden;

        Coder(FrameEncoder encoder, String golden) {
            this.encoder = encoder;
            this.golden = golden;
        }

        int[] decode(byte[] frame, FrameFormat format) {
            Samples samples =
                    switch (this) {
                        case RLE -> RleDecoder.decode(frame, format);
                        case JPEG_LS -> JpegLsDecoder.decode(frame, format);
                        case JPEG_2000 -> Jpeg2000Decoder.decode(frame, format);
                    };
            assertEquals(this == JPEG_2000 && format.signed(), samples.signed());
            return samples.signed()
                    ? samples.values()
                    : Arrays.stream(samples.values()).map(format::value).toArray();
        }
    }

    private static FrameFormat format(int[] size, int bits, boolean signed) {
        return new FrameFormat(size[0], size[1], bits <= 8 ? 8 : 16, bits, bits - 1, signed);
    }

    private static int[] fill(FrameFormat format, IntUnaryOperator cells) {
        int[] values = new int[format.pixels()];
        Arrays.setAll(values, i -> format.value(cells.applyAsInt(i)));
        return values;
    }

    /** Flat, all ones, noise, a chessboard of extremes, steps, a slope. */
    private static int[][] contents(FrameFormat format, Random random) {
        int columns = format.columns();
        return new int[][] {
            fill(format, i -> 0),
            fill(format, i -> -1),
            fill(format, i -> random.nextInt()),
            fill(format, i -> -((i / columns + i % columns) & 1)),
            fill(format, i -> i % columns / 7 * 911),
            fill(format, i -> (i / columns * 3 + i % columns * 5) >> 1)
        };
    }

    @ParameterizedTest
    @EnumSource(Coder.class)
    void decodeToWhatWasEncoded(Coder coder) {
        Random random = new Random(SEED);
        for (int[] size : SIZES) {
            for (int bits : new int[] {1, 2, 5, 8, 11, 12, 16}) {
                for (boolean signed : new boolean[] {false, true}) {
                    FrameFormat format = format(size, bits, signed);
                    for (int[] values : contents(format, random)) {
                        byte[] frame = coder.encoder.encode(values.clone(), format);
                        assertArrayEquals(values, coder.decode(frame, format), () -> format + ", seed " + SEED);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Coder.class)
    void writeTheSameBytesAsWhenOtherProgramsDecodedThem(Coder coder) {
        FrameFormat format = format(new int[] {70, 90}, 12, false);
        int[] values = contents(format, new Random(SEED))[5];
        Random noise = new Random(SEED);
        Arrays.setAll(values, i -> values[i] + noise.nextInt(9));
        String hash = Hashes.sha256(coder.encoder.encode(values, format));
        assertEquals(coder.golden, hash.substring(0, 16));
    }

    @Test
    void rleSegmentsAreEvenAndRunsEndWithTheirRow() {
        FrameFormat format = new FrameFormat(2, 3, 8, 8, 7, false);
        byte[] frame = new RleEncoder().encode(new int[] {5, 5, 5, 5, 5, 6}, format);
        assertEquals(1, frame[0]);
        assertEquals(64, frame[4]);
        // A run of three, then three literals, then padding.
        assertArrayEquals(new byte[] {-2, 5, 2, 5, 5, 6}, Arrays.copyOfRange(frame, 64, frame.length));
        byte[] odd = new RleEncoder().encode(new int[] {5, 5, 5, 5, 5, 5}, format);
        assertEquals(0, odd.length % 2);
    }

    @Test
    void colourAndDepthsThatDoNotFitAreRefused() {
        FrameFormat deep = new FrameFormat(1, 1, 32, 32, 31, false);
        FrameFormat colour = new FrameFormat(1, 1, 8, 8, 7, false, 3);
        assertThrows(PixelException.class, () -> new JpegLsEncoder().encode(new int[1], deep));
        assertThrows(PixelException.class, () -> new Jpeg2000Encoder().encode(new int[1], deep));
        FrameFormat single = new FrameFormat(1, 1, 1, 1, 0, false);
        for (Coder coder : Coder.values()) {
            assertThrows(PixelException.class, () -> coder.encoder.encode(new int[1], single));
            assertThrows(PixelException.class, () -> coder.encoder.encode(new int[3], colour));
        }
    }
}
