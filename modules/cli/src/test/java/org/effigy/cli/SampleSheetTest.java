package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.image.PixelEncoding;
import org.effigy.dicom.picture.GrayImage;
import org.effigy.dicom.picture.GrayImages;
import org.effigy.dicom.synthetic.SyntheticIdentity;
import org.effigy.dicom.synthetic.SyntheticImage;
import org.effigy.dicom.synthetic.SyntheticKind;
import org.effigy.dicom.synthetic.SyntheticObject;
import org.effigy.dicom.synthetic.SyntheticOrigin;
import org.effigy.networks.families.Family;
import org.effigy.sampling.ExportChecks;
import org.effigy.sampling.ExportFormat;
import org.effigy.sampling.ExportSettings;
import org.effigy.sampling.GateLog;
import org.effigy.sampling.SampleManifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SampleSheetTest {
    private static final int SIZE = 64;
    /** A 64-pixel image is doubled on the sheet; margins of 4 pixels surround it. */
    private static final int FACTOR = 2;

    private static final int MARGIN = 4;
    private static final int SIDE = FACTOR * SIZE + 2 * MARGIN;

    @TempDir
    private Path folder;

    @Test
    void aCtSliceIsShownInItsWindow() throws Exception {
        // From -1000 (black) to 400 (white): the middle is -300.
        assertArrayEquals(new int[] {0, 128, 255}, shown(SyntheticKind.CT, new float[] {-1000, -300, 400}));
    }

    @Test
    void aRadiographIsShownInItsWholeRange() throws Exception {
        assertArrayEquals(new int[] {0, 128, 255}, shown(SyntheticKind.CR, new float[] {0, 0.5f, 1}));
    }

    @Test
    void greyFilesAreShownInTheirWholeRange() throws Exception {
        int[] values = new int[SIZE * SIZE];
        values[1] = 32768;
        values[2] = 65535;
        GrayImages.writePng(folder.resolve("image"), new GrayImage(SIZE, SIZE, 16, values));
        assertArrayEquals(new int[] {0, 128, 255}, firstPixels(ExportFormat.PNG, SyntheticKind.CT));
    }

    /** Returns the sheet's grey levels of the first pixels of an image with these values. */
    private int[] shown(SyntheticKind kind, float[] first) throws Exception {
        float[] values = new float[SIZE * SIZE];
        System.arraycopy(first, 0, values, 0, first.length);
        SyntheticImage image = new SyntheticImage(kind, SIZE, SIZE, values, 1, 1, -300, 1400, "CHEST");
        SyntheticOrigin origin = new SyntheticOrigin("test", "0".repeat(64), "test", "test");
        SyntheticIdentity identity = new SyntheticIdentity("2.25", "test", 1, LocalDateTime.of(2026, 1, 1, 12, 0));
        Dicom.write(SyntheticObject.of(image, origin, identity), folder.resolve("image"));
        return firstPixels(ExportFormat.DICOM, kind);
    }

    private int[] firstPixels(ExportFormat format, SyntheticKind kind) throws Exception {
        SampleManifest manifest = new SampleManifest(
                SampleManifest.FORMAT,
                SampleManifest.VERSION,
                "dcgan",
                "0".repeat(64),
                1,
                "ema",
                1,
                "",
                Family.named("dcgan").unnamedSampler(),
                new ExportSettings(format, kind, 16, "CHEST", "2.25", "2026-01-01T12:00:00", PixelEncoding.EXPLICIT),
                ExportChecks.STANDARD,
                "test",
                "",
                "",
                List.of(new SampleManifest.Entry(1, "1", "", "image", "0".repeat(64))),
                List.of(),
                List.of(),
                "",
                GateLog.OFF);
        Path sheet = folder.resolve("sheet.png");
        SampleSheet.write(sheet, folder, manifest);
        GrayImage picture = GrayImages.read(sheet);
        assertEquals(SIDE, picture.columns());
        int[] pixels = new int[3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = picture.values()[MARGIN * SIDE + MARGIN + FACTOR * i];
        }
        return pixels;
    }
}
