package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code effigy index} prints of a computed volume with a tilted gantry, a gap, a repeated slice and a scout. */
final class SeriesReportTest {
    private static final int SIDE = 16;
    private static final double TILT = Math.toRadians(12);

    @TempDir
    private Path folder;

    private int written;

    @BeforeEach
    void writeTheVolume() throws IOException {
        for (double z : new double[] {20, 0, 5, 10, 10, 25, 30}) {
            write(slice(z));
        }
        write(slice(0).put(Tag.ImageType, Vr.CS, "ORIGINAL", "PRIMARY", "LOCALIZER"));
    }

    private DataSet slice(double z) {
        ByteBuffer pixels = ByteBuffer.allocate(2 * SIDE * SIDE).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < SIDE * SIDE; i++) {
            pixels.putShort((short) (i + written));
        }
        return new DataSet()
                .put(Tag.SOPClassUID, Vr.UI, "1.2.840.10008.5.1.4.1.1.2")
                .put(Tag.SOPInstanceUID, Vr.UI, "2.25.4711" + written)
                .put(Tag.SeriesInstanceUID, Vr.UI, "2.25.4712")
                .put(Tag.Modality, Vr.CS, "CT")
                .put(Tag.PatientID, Vr.LO, "PLANTED")
                .put(Tag.ConvolutionKernel, Vr.SH, "PLANTED")
                .putNumbers(Tag.ImagePositionPatient, Vr.DS, 0, 0, z)
                .putNumbers(Tag.ImageOrientationPatient, Vr.DS, 1, 0, 0, 0, Math.cos(TILT), -Math.sin(TILT))
                .putNumbers(Tag.GantryDetectorTilt, Vr.DS, 12)
                .putInts(Tag.SamplesPerPixel, Vr.US, 1)
                .put(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME2")
                .putInts(Tag.Rows, Vr.US, SIDE)
                .putInts(Tag.Columns, Vr.US, SIDE)
                .put(Tag.PixelSpacing, Vr.DS, "0.5", "0.5")
                .putInts(Tag.BitsAllocated, Vr.US, 16)
                .putInts(Tag.BitsStored, Vr.US, 16)
                .putInts(Tag.HighBit, Vr.US, 15)
                .putInts(Tag.PixelRepresentation, Vr.US, 0)
                .put(Tag.RescaleIntercept, Vr.DS, "-1024")
                .put(Tag.RescaleSlope, Vr.DS, "1")
                .putBytes(Tag.PixelData, Vr.OW, pixels.array());
    }

    private void write(DataSet slice) throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Dicom.write(DicomFile.of(slice), data.resolve("IM" + written++));
    }

    private CommandRun index(Object... more) {
        Object[] words = new Object[4 + more.length];
        System.arraycopy(
                new Object[] {"index", folder.resolve("data"), "--out", folder.resolve("index.json")}, 0, words, 0, 4);
        System.arraycopy(more, 0, words, 4, more.length);
        return CommandRun.of(words).succeeded();
    }

    @Test
    void countsAndIndexIdsButNoHeaderValue() {
        CommandRun run = index();
        for (String line : List.of(
                "series of several images, sorted along their normal: 1",
                "1 series with missing slices, 1 slices in all: index 0000-0006",
                "1 series with several images at one position, 1 images in all: index 0000-0006",
                "1 series with a tilted gantry (positions shift across the normal): index 0000-0006",
                "1 a localizer (scout view), not a slice; allow localizers (--allow-localizers) to use it")) {
            assertTrue(run.out().contains(line), line + " is not in: " + run.out());
        }
        assertFalse(run.out().contains("PLANTED")
                || run.out().contains("4712")
                || run.out().contains("IM0"));
    }

    @Test
    void everySecondPositionIsTakenWithAllItsImages() throws IOException {
        index("--every", 2);
        DatasetIndex index = DatasetIndex.read(folder.resolve("index.json"));
        assertEquals(
                List.of(0, 2, 2, 4),
                index.entries().stream().map(e -> e.place().slice()).toList());
        assertEquals(2, index.settings().choice().every());
        assertEquals(12, index.series().get(0).tiltDegrees(), 1e-6);
        index("--every", 2, "--allow-localizers");
        assertEquals(
                5, DatasetIndex.read(folder.resolve("index.json")).entries().size());
    }
}
