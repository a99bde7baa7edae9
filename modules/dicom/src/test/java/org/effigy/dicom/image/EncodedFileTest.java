package org.effigy.dicom.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.TestImages;
import org.effigy.dicom.convert.ConvertOptions;
import org.effigy.dicom.convert.DicomConverter;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files with compressed pixels: read by us, and by gdcm and dcmtk where these are installed, as what they were. */
class EncodedFileTest {
    private static final long SEED = 3;

    @TempDir
    Path folder;

    private static int[] values(int count, int bits, boolean signed, long seed) {
        Random random = new Random(seed);
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            int value = (i % 31 * 50 + random.nextInt(20)) & (1 << bits) - 1;
            values[i] = signed ? value << (32 - bits) >> (32 - bits) : value;
        }
        return values;
    }

    private static DicomFile file(int rows, int columns, int frames, int[] values, DataSet header) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putShort((short) value);
        }
        header.put(Tag.SOPClassUID, Vr.UI, "1.2.840.10008.5.1.4.1.1.7.3");
        header.put(Tag.SOPInstanceUID, Vr.UI, "2.25.17");
        header.putInts(Tag.Rows, Vr.US, rows);
        header.putInts(Tag.Columns, Vr.US, columns);
        header.putInts(Tag.NumberOfFrames, Vr.IS, frames);
        header.putBytes(Tag.PixelData, Vr.OW, bytes.array());
        return DicomFile.of(header);
    }

    private static int[] all(DicomFile file) {
        DicomImage image = DicomImage.of(file);
        List<int[]> frames = new ArrayList<>();
        for (int frame = 0; frame < image.frames(); frame++) {
            frames.add(image.storedValues(frame));
        }
        return frames.stream().flatMapToInt(java.util.Arrays::stream).toArray();
    }

    private Path encoded(PixelEncoding encoding, int bits, boolean signed, int[] values) throws IOException {
        DicomFile plain = file(19, 23, 3, values, TestImages.header(19, 23, 16, bits, signed));
        Path path = folder.resolve(encoding + "-" + bits + signed);
        Dicom.write(encoding.encode(plain), path);
        return path;
    }

    @ParameterizedTest
    @EnumSource(PixelEncoding.class)
    void keepsPixelsAndAttributesAndSaysItsTransferSyntax(PixelEncoding encoding) throws IOException {
        for (int bits : new int[] {10, 12, 16}) {
            for (boolean signed : new boolean[] {false, true}) {
                int[] values = values(19 * 23 * 3, bits, signed, SEED);
                DicomFile file = Dicom.read(encoded(encoding, bits, signed, values));
                assertEquals(encoding.transferSyntax().uid(), file.transferSyntaxUid());
                assertArrayEquals(values, all(file));
                assertEquals(bits, file.dataSet().integer(Tag.BitsStored).orElseThrow());
                assertEquals(
                        "MONOCHROME2",
                        file.dataSet().string(Tag.PhotometricInterpretation).orElseThrow());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = PixelEncoding.class, names = "EXPLICIT", mode = EnumSource.Mode.EXCLUDE)
    void theOffsetTableSaysWhereFramesBeginAndFragmentsAreEven(PixelEncoding encoding) throws IOException {
        Path path = encoded(encoding, 12, false, values(19 * 23 * 3, 12, false, SEED));
        List<byte[]> fragments =
                Dicom.read(path).dataSet().element(Tag.PixelData).orElseThrow().fragments();
        ByteBuffer table = ByteBuffer.wrap(fragments.get(0)).order(ByteOrder.LITTLE_ENDIAN);
        int offset = 0;
        for (byte[] fragment : fragments.subList(1, fragments.size())) {
            assertEquals(0, fragment.length % 2);
            assertEquals(offset, table.getInt());
            offset += 8 + fragment.length;
        }
        assertEquals(0, table.remaining());
    }

    @ParameterizedTest
    @EnumSource(value = PixelEncoding.class, names = "EXPLICIT", mode = EnumSource.Mode.EXCLUDE)
    void otherProgramsDecodeTheSamePixels(PixelEncoding encoding) throws IOException, InterruptedException {
        String dcmtk =
                switch (encoding) {
                    case RLE -> "dcmdrle";
                    case JPEG_LS -> "dcmdjpls";
                    default -> "";
                };
        for (boolean signed : new boolean[] {false, true}) {
            int bits = signed ? 16 : 12;
            int[] values = values(19 * 23 * 3, bits, signed, SEED);
            Path path = encoded(encoding, bits, signed, values);
            Path raw = folder.resolve("raw");
            run("gdcmconv", "--raw", path.toString(), raw.toString());
            assertArrayEquals(values, all(Dicom.read(raw)));
            if (!dcmtk.isEmpty()) {
                run(dcmtk, path.toString(), raw.toString());
                assertArrayEquals(values, all(Dicom.read(raw)));
            }
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, command[0] + " is not installed");
            return;
        }
        assertEquals(0, process.waitFor(), command[0]);
    }

    @Test
    void whatCannotBeStoredSoIsRefusedInOneLine() {
        DataSet header = TestImages.header(1, 1, 32, 32, false);
        header.putBytes(Tag.PixelData, Vr.OW, new byte[4]);
        DicomFile deep = DicomFile.of(header);
        DicomException refused = assertThrows(DicomException.class, () -> PixelEncoding.JPEG_LS.encode(deep));
        assertEquals(DicomException.Kind.UNSUPPORTED, refused.kind());
        assertTrue(refused.getMessage().endsWith("choose explicit"), refused.getMessage());
        assertArrayEquals(new int[] {0}, all(PixelEncoding.RLE.encode(deep)));

        DataSet overlay = TestImages.header(1, 1, 16, 12, false);
        overlay.putBytes(Tag.PixelData, Vr.OW, new byte[2]);
        overlay.putInts(Tag.OverlayBitPosition + 0x20000, Vr.US, 12);
        assertThrows(DicomException.class, () -> PixelEncoding.RLE.encode(DicomFile.of(overlay)));
    }

    @Test
    void convertingAFileCompressesIt() throws IOException {
        int[] values = values(19 * 23, 12, false, SEED);
        Path in = folder.resolve("in.dcm");
        Dicom.write(file(19, 23, 1, values, TestImages.header(19, 23, 16, 12, false)), in);
        Path out = folder.resolve("out.dcm");
        ConvertOptions options =
                new ConvertOptions(ConvertOptions.Format.DICOM, ConvertOptions.Values.AUTO, PixelEncoding.JPEG_LS);
        new DicomConverter(options).convert(in, out, (t, u, n) -> org.effigy.base.Progress.none());
        assertEquals(TransferSyntax.JPEG_LS_LOSSLESS.uid(), Dicom.read(out).transferSyntaxUid());
        assertArrayEquals(values, all(Dicom.read(out)));
        assertTrue(Files.size(out) < Files.size(in));
    }
}
