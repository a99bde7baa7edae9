package org.effigy.dicom.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.effigy.codecs.FrameEncoder;
import org.effigy.codecs.FrameFormat;
import org.effigy.codecs.jpeg.LosslessJpegDecoder;
import org.effigy.codecs.jpeg2000.Jpeg2000Decoder;
import org.effigy.codecs.jpeg2000.Jpeg2000Encoder;
import org.effigy.codecs.jpegls.JpegLsEncoder;
import org.effigy.codecs.rle.RleEncoder;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.TestImages;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;
import org.effigy.testsupport.GoldenFrames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the bits of a cell outside BitsStored, an overlay or noise, changes no value, whatever decoded the cell. */
class BitsBesideTheValueTest {
    private static final int ROWS = 9;
    private static final int COLUMNS = 11;
    private static final int[] VALUES =
            IntStream.range(0, ROWS * COLUMNS).map(i -> i * 997 % 4096).toArray();

    private static DicomFile file(TransferSyntax syntax, DataSet header, byte[] frame) {
        byte[] even = Arrays.copyOf(frame, frame.length + frame.length % 2);
        header.put(Element.encapsulated(Tag.PixelData, Vr.OB, List.of(new byte[0], even)));
        return new DicomFile(new DataSet(), header, syntax.uid());
    }

    private static void check(FrameEncoder encoder, TransferSyntax syntax, int bit, boolean... signs) {
        int[] cells = IntStream.range(0, VALUES.length)
                .map(i -> VALUES[i] | (i % 3 == 0 ? 1 << bit : 0))
                .toArray();
        for (boolean signed : signs) {
            int[] expected =
                    signed ? Arrays.stream(VALUES).map(v -> v << 20 >> 20).toArray() : VALUES;
            for (boolean signedFrame : new boolean[] {false, true}) {
                FrameFormat whole = new FrameFormat(ROWS, COLUMNS, 16, 16, 15, signedFrame);
                int[] stored = Arrays.stream(cells).map(whole::value).toArray();
                byte[] frame = encoder.encode(stored, whole);
                DataSet header = TestImages.header(ROWS, COLUMNS, 16, 12, signed);
                assertArrayEquals(
                        expected, DicomImage.of(file(syntax, header, frame)).storedValues(0), syntax + " " + signed);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 15})
    void areLeftOutAfterEachDecoder(int bit) {
        check(new RleEncoder(), TransferSyntax.RLE, bit, false, true);
        check(new JpegLsEncoder(), TransferSyntax.JPEG_LS_LOSSLESS, bit, false, true);
        check(new Jpeg2000Encoder(), TransferSyntax.JPEG_2000_LOSSLESS, bit, false, true);
        check(new Jpeg2000Encoder(), TransferSyntax.HTJ2K_LOSSLESS, bit, false, true);
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15})
    void areLeftOutWhereTheSyntaxAllowsLossToo(int bit) {
        check(new JpegLsEncoder(), TransferSyntax.JPEG_LS_NEAR_LOSSLESS, bit, false);
        check(new Jpeg2000Encoder(), TransferSyntax.JPEG_2000, bit, false);
        check(new Jpeg2000Encoder(), TransferSyntax.HTJ2K, bit, false);
    }

    @Test
    void areLeftOutOfFramesThatOtherProgramsCompressed() throws IOException {
        int checked = 0;
        for (GoldenFrames.Frame f : GoldenFrames.plain()) {
            if (f.decoder().equals("lossless") && f.samplesPerPixel() == 1 && f.bitsStored() == 16) {
                FrameFormat format = new FrameFormat(f.rows(), f.columns(), 16, 16, 15, f.signed());
                checkGolden(
                        f,
                        TransferSyntax.JPEG_LOSSLESS,
                        LosslessJpegDecoder.decode(f.bytes(), format).values());
                checked++;
            }
        }
        for (GoldenFrames.Frame f : GoldenFrames.highThroughput()) {
            if (f.samplesPerPixel() == 1 && f.bitsAllocated() == 16) {
                FrameFormat format =
                        new FrameFormat(f.rows(), f.columns(), 16, f.bitsStored(), f.bitsStored() - 1, f.signed());
                checkGolden(
                        f,
                        TransferSyntax.HTJ2K_LOSSLESS,
                        Jpeg2000Decoder.decode(f.bytes(), format).values());
                checked++;
            }
        }
        assertEquals(true, checked > 3, "too few golden frames: " + checked);
    }

    private static void checkGolden(GoldenFrames.Frame f, TransferSyntax syntax, int[] cells) {
        int stored = f.bitsStored() - 5;
        DataSet header = TestImages.header(f.rows(), f.columns(), 16, stored, f.signed());
        FrameFormat narrow = new FrameFormat(f.rows(), f.columns(), 16, stored, stored - 1, f.signed());
        int[] expected = Arrays.stream(cells).map(narrow::value).toArray();
        assertArrayEquals(
                expected, DicomImage.of(file(syntax, header, f.bytes())).storedValues(0), f.toString());
    }

    @Test
    void aSmallErrorOfALossyFrameBeyondTheRangeIsLimitedAndNotTurnedOver() {
        for (boolean signed : new boolean[] {false, true}) {
            int lowest = signed ? -2048 : 0;
            int[] values = {lowest + 4095 + 3, lowest + 4095, lowest, 5, signed ? lowest - 7 : 0, 70};
            FrameFormat whole = new FrameFormat(2, 3, 16, 16, 15, signed);
            byte[] frame = new Jpeg2000Encoder().encode(values, whole);
            int[] expected = {lowest + 4095, lowest + 4095, lowest, 5, lowest, 70};
            DataSet header = TestImages.header(2, 3, 16, 12, signed);
            assertArrayEquals(
                    expected,
                    DicomImage.of(file(TransferSyntax.JPEG_2000, header, frame)).storedValues(0));
        }
    }
}
