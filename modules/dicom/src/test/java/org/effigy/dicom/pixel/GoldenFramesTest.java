package org.effigy.dicom.pixel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.effigy.base.Hashes;
import org.effigy.dicom.pixel.jpeg2000.Jpeg2000Decoder;
import org.effigy.dicom.pixel.jpegls.JpegLsDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Frames compressed by other programs, with the hash of what those decode; see scripts/make-golden-frames.py and
 * scripts/make-golden-htj2k.py.
 */
class GoldenFramesTest {
    private static final long SEED = 20240717;

    record Golden(String decoder, String name, FrameFormat format, byte[] frame, String sha256) {
        Samples decode(byte[] bytes) {
            return switch (decoder) {
                case "rle" -> RleDecoder.decode(bytes, format);
                case "lossless" -> LosslessJpegDecoder.decode(bytes, format);
                case "jpeg" -> DctJpegDecoder.decode(bytes, format);
                case "jpegls" -> JpegLsDecoder.decode(bytes, format);
                case "jpeg2000" -> Jpeg2000Decoder.decode(bytes, format);
                default -> throw new IllegalArgumentException(decoder);
            };
        }

        @Override
        public String toString() {
            return decoder + " " + name;
        }
    }

    static List<Golden> goldens() throws IOException {
        List<Golden> goldens = new ArrayList<>();
        for (String name : List.of("golden-frames.tsv", "golden-htj2k.tsv")) {
            try (BufferedReader in = new BufferedReader(
                    new InputStreamReader(GoldenFramesTest.class.getResourceAsStream(name), StandardCharsets.UTF_8))) {
                in.lines().map(GoldenFramesTest::parse).forEach(goldens::add);
            }
        }
        return goldens;
    }

    private static Golden parse(String line) {
        String[] c = line.split("\t");
        int stored = Integer.parseInt(c[5]);
        FrameFormat format = new FrameFormat(
                Integer.parseInt(c[2]),
                Integer.parseInt(c[3]),
                Integer.parseInt(c[4]),
                stored,
                stored - 1,
                c[6].equals("1"),
                Integer.parseInt(c[7]));
        return new Golden(c[0], c[1], format, Base64.getDecoder().decode(c[8]), c[9]);
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void decodesToTheSamplesOfTheReference(Golden golden) {
        Samples samples = golden.decode(golden.frame());
        int[] values = samples.values();
        if (!golden.decoder().equals("jpeg") && !golden.decoder().equals("jpeg2000")) {
            values = Arrays.stream(values).map(golden.format()::value).toArray();
        }
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(values).forEach(bytes::putInt);
        assertEquals(golden.sha256(), Hashes.sha256(bytes.array()));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void aFrameOfAnotherSizeThanTheHeaderSaysIsRefused(Golden golden) {
        FrameFormat f = golden.format();
        FrameFormat larger = new FrameFormat(
                f.rows() + 100,
                f.columns() + 100,
                f.bitsAllocated(),
                f.bitsStored(),
                f.highBit(),
                f.signed(),
                f.samplesPerPixel());
        Golden other = new Golden(golden.decoder(), golden.name(), larger, golden.frame(), "");
        assertThrows(PixelException.class, () -> other.decode(other.frame()));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void aFrameOfOtherColoursThanTheHeaderSaysIsRefused(Golden golden) {
        FrameFormat f = golden.format();
        int samples = f.samplesPerPixel() == 1 ? 3 : 1;
        FrameFormat colours = new FrameFormat(
                f.rows(), f.columns(), f.bitsAllocated(), f.bitsStored(), f.highBit(), f.signed(), samples);
        Golden other = new Golden(golden.decoder(), golden.name(), colours, golden.frame(), "");
        assertThrows(PixelException.class, () -> other.decode(other.frame()));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void aFrameCutAnywhereIsRefusedOrDecodedButNeverBreaksTheProgram(Golden golden) {
        for (int length = 0; length < golden.frame().length; length += 1 + golden.frame().length / 200) {
            decodeBroken(golden, Arrays.copyOf(golden.frame(), length));
        }
    }

    @Test
    void framesWithChangedBytesNeverBreakTheProgram() throws IOException {
        Random random = new Random(SEED);
        List<Golden> goldens = goldens();
        assertTimeoutPreemptively(Duration.ofSeconds(120), () -> {
            for (int i = 0; i < 4000; i++) {
                Golden golden = goldens.get(random.nextInt(goldens.size()));
                byte[] bytes = golden.frame().clone();
                for (int changes = random.nextInt(5); changes >= 0; changes--) {
                    // Half of the changes go to the headers.
                    int span = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 120);
                    bytes[random.nextInt(span)] = (byte) random.nextInt();
                }
                decodeBroken(golden, bytes);
            }
        });
    }

    private static void decodeBroken(Golden golden, byte[] bytes) {
        try {
            golden.decode(bytes);
        } catch (PixelException e) {
            assertEquals(1, e.getMessage().lines().count());
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + SEED + ", " + golden + ": " + Arrays.hashCode(bytes), e);
        }
    }
}
