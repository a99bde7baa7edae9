package org.effigy.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.effigy.base.Size;
import org.effigy.dicom.picture.GrayImage;
import org.effigy.dicom.picture.GrayImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContactSheetTest {
    @TempDir
    private Path folder;

    private static float[] flat(float value) {
        float[] image = new float[64 * 64];
        Arrays.fill(image, value);
        return image;
    }

    @Test
    void placesImagesRowByRowEnlargedWithMargins() throws IOException {
        Path png = folder.resolve("sheet.png");
        ContactSheet.write(png, List.of(flat(-1), flat(1), flat(0)), Size.square(64), 2);
        GrayImage sheet = GrayImages.read(png);
        // Two cells of 64 * 2 pixels and three margins of 4.
        assertEquals(268, sheet.columns());
        assertEquals(268, sheet.rows());
        assertEquals(64, at(sheet, 2, 2));
        assertEquals(0, at(sheet, 4, 4));
        assertEquals(0, at(sheet, 131, 131));
        assertEquals(64, at(sheet, 132, 132));
        assertEquals(255, at(sheet, 4, 136));
        assertEquals(128, at(sheet, 136, 4));
        assertEquals(64, at(sheet, 200, 200));
    }

    @Test
    void choosesAboutASquare() throws IOException {
        Path png = folder.resolve("sheet.png");
        ContactSheet.write(png, List.of(flat(0), flat(0), flat(0), flat(0), flat(0)), Size.square(64));
        assertEquals(3 * 132 + 4, GrayImages.read(png).columns());
        assertEquals(2 * 132 + 4, GrayImages.read(png).rows());
    }

    @Test
    void keepsHeightAndWidthOfImagesThatAreNotSquare() throws IOException {
        Path png = folder.resolve("sheet.png");
        float[] image = new float[96 * 128];
        image[128] = 1;
        ContactSheet.write(png, List.of(image, image, image), new Size(96, 128), 2);
        GrayImage sheet = GrayImages.read(png);
        // Enlarged by 2, for 96 is less than 128: two rows of 192 pixels, two columns of 256.
        assertEquals(2 * 192 + 3 * 4, sheet.rows());
        assertEquals(2 * 256 + 3 * 4, sheet.columns());
        assertEquals(255, at(sheet, 4 + 2, 4));
        assertEquals(128, at(sheet, 4 + 4, 4));
        assertEquals(255, at(sheet, 4 + 196 + 3, 4 + 1));
        assertEquals(64, at(sheet, 4 + 196 + 3, 300));
    }

    private static int at(GrayImage sheet, int row, int column) {
        return sheet.values()[row * sheet.columns() + column];
    }
}
