package org.effigy.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.image.DicomImage;
import org.junit.jupiter.api.Test;

/** Deflated explicit VR little endian: sound, wrapped in zlib, cut short, and meant to exhaust memory. */
public abstract class DeflatedContract extends BrokenFilesContract {
    private static final int MEBIBYTE = 1 << 20;

    /** Returns a deflated file: some elements, then zeros. */
    private Path file(boolean raw, byte[] elements, int mebibytesOfZeros) throws IOException {
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, raw);
        try (DeflaterOutputStream out = new DeflaterOutputStream(deflated, deflater, MEBIBYTE)) {
            out.write(elements);
            byte[] zeros = new byte[MEBIBYTE];
            for (int i = 0; i < mebibytesOfZeros; i++) {
                out.write(zeros);
            }
        } finally {
            deflater.end();
        }
        return DicomBytes.file(TransferSyntax.DEFLATED)
                .raw(deflated.toByteArray())
                .write(folder);
    }

    private static byte[] image(int rows, int columns) {
        return DicomBytes.little()
                .text(Tag.Modality, "CS", "CT")
                .us(Tag.SamplesPerPixel, 1)
                .text(Tag.PhotometricInterpretation, "CS", "MONOCHROME2 ")
                .us(Tag.Rows, rows)
                .us(Tag.Columns, columns)
                .us(Tag.BitsAllocated, 8)
                .us(Tag.BitsStored, 8)
                .us(Tag.HighBit, 7)
                .us(Tag.PixelRepresentation, 0)
                .head(Tag.PixelData, "OB", (long) rows * columns)
                .bytes();
    }

    @Test
    void anEmptyImageThatShrinksAThousandfoldIsReadWithAndWithoutAZlibHeader() throws IOException {
        for (boolean raw : new boolean[] {true, false}) {
            DicomFile read = read(file(raw, image(1024, 2048), 2));
            assertEquals("CT", read.dataSet().string(Tag.Modality).orElseThrow());
            assertArrayEquals(new int[2 * MEBIBYTE], DicomImage.of(read).storedValues(0));
        }
    }

    @Test
    void zerosWithoutEndAreRefusedInTimeWhereverTheyStand() throws IOException {
        byte[] value =
                DicomBytes.little().head(0x00420011, "OB", 400L * MEBIBYTE).bytes();
        Path inAValue = file(true, value, 400);
        Path behindTheEnd = file(true, image(1, 1), 400);
        for (Path file : new Path[] {inAValue, behindTheEnd}) {
            DicomException e = assertTimeoutPreemptively(
                    Duration.ofSeconds(20), () -> assertThrows(DicomException.class, () -> read(file)));
            assertEquals(Kind.LIMIT, e.kind());
        }
    }

    @Test
    void aStreamThatIsCutShortOrNoneIsRefused() throws IOException {
        Path file = file(true, image(64, 64), 1);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 500));
        assertEquals(
                Kind.TRUNCATED,
                assertThrows(DicomException.class, () -> read(file)).kind());
        Path none = DicomBytes.file(TransferSyntax.DEFLATED)
                .ascii("this is no stream")
                .write(folder);
        assertThrows(DicomException.class, () -> read(none));
    }
}
