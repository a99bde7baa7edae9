package org.effigy.dicom.picture;

import java.io.IOException;
import java.nio.file.Path;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Check;
import org.effigy.base.InputException;

/**
 * A mask: which pixels of an image belong to a region, such as a lesion. As a file a grey picture, the region white on black.
 *
 * @param rows height in pixels
 * @param columns width in pixels
 * @param region for each pixel, row by row
 */
@SuppressWarnings("ArrayRecordComponent")
public record RegionMask(int rows, int columns, boolean[] region) {
    /** How the text of a mask that this program writes begins, by which the file is told from an image. */
    public static final String MARK = "Region mask";

    private static final int WHITE = 255;

    public RegionMask {
        Check.positive("rows", rows);
        Check.positive("columns", columns);
        Check.sameLength("region", region.length, Math.multiplyExact(rows, columns));
    }

    /**
     * Reads a mask: a pixel belongs to the region from half of the brightest value on that the file can hold.
     *
     * @throws InputException if the file is no picture that can be read, or has signed values
     */
    public static RegionMask read(Path file) throws IOException {
        return of(GrayImages.read(file));
    }

    /** Returns the mask that a picture shows. */
    static RegionMask of(GrayImage image) {
        if (image.signed()) {
            throw new InputException("the mask has signed values; make it grey of 8 bits, white on black");
        }
        int half = 1 << (image.bits() - 1);
        boolean[] region = new boolean[image.values().length];
        for (int i = 0; i < region.length; i++) {
            region[i] = image.values()[i] >= half;
        }
        return new RegionMask(image.rows(), image.columns(), region);
    }

    /** Writes {@link #png}, atomically. */
    public void write(Path file) throws IOException {
        AtomicFiles.write(file, png());
    }

    /** Returns the mask as a PNG of 8 bits, marked by its text. */
    public byte[] png() throws IOException {
        int[] values = new int[region.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = region[i] ? WHITE : 0;
        }
        return GrayImages.png(new GrayImage(rows, columns, 8, values), MARK + ": white is the region");
    }

    /** Returns 1 for each pixel in the region and 0 elsewhere, a fresh array. */
    public float[] values() {
        float[] values = new float[region.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = region[i] ? 1 : 0;
        }
        return values;
    }

    /** Returns how many pixels the region has. */
    public int count() {
        int count = 0;
        for (boolean in : region) {
            count += in ? 1 : 0;
        }
        return count;
    }
}
