package org.effigy.codecs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.effigy.base.Hashes;
import org.effigy.codecs.jpeg.DctJpegDecoder;
import org.effigy.codecs.jpeg.LosslessJpegDecoder;
import org.effigy.codecs.jpeg2000.Jpeg2000Decoder;
import org.effigy.codecs.jpegls.JpegLsDecoder;
import org.effigy.codecs.rle.RleDecoder;
import org.effigy.testsupport.GoldenFrames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames compressed by other programs decode to what those decode; broken ones never break the program. */
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
        return Stream.concat(GoldenFrames.plain().stream(), GoldenFrames.highThroughput().stream())
                .map(GoldenFramesTest::golden)
                .toList();
    }

    private static Golden golden(GoldenFrames.Frame f) {
        FrameFormat format = new FrameFormat(
                f.rows(),
                f.columns(),
                f.bitsAllocated(),
                f.bitsStored(),
                f.bitsStored() - 1,
                f.signed(),
                f.samplesPerPixel());
        return new Golden(f.decoder(), f.name(), format, f.bytes(), f.sha256());
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
