package org.effigy.sampling;

import org.effigy.base.InputException;
import org.effigy.base.Size;
import org.effigy.dataset.image.Preprocessing.Region;
import org.effigy.dicom.picture.GrayImage;

/**
 * The part of an image that is made anew.
 *
 * @param pixels for each pixel of the image, row by row
 * @param modelPixels for each pixel of what the model sees: those in which some pixel of the region lies
 * @param count of the image's pixels in it
 * @param sha256 of the mask's file
 */
@SuppressWarnings("ArrayRecordComponent")
public record EditRegion(boolean[] pixels, boolean[] modelPixels, int count, String sha256) {
    private static final double EDGE = 1e-6;

    /**
     * Returns the region that a mask shows in white: above half of the brightest value it can have.
     *
     * @param mask of the image's size
     * @param shown of the image that the model sees
     * @param size of what the model sees
     * @throws InputException if it is empty, or reaches beyond what the model sees
     */
    static EditRegion of(GrayImage mask, Region shown, Size size, String sha256) {
        int half = (1 << mask.bits()) / 2;
        boolean[] pixels = new boolean[mask.values().length];
        boolean[] modelPixels = new boolean[size.pixels()];
        int count = 0;
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = mask.values()[i] >= half;
            if (pixels[i]) {
                count++;
                mark(modelPixels, size, shown, i / mask.columns(), i % mask.columns());
            }
        }
        if (count == 0) {
            throw new InputException("the mask has no white pixel, so nothing is to be made anew; draw the region in"
                    + " white on black");
        }
        return new EditRegion(pixels, modelPixels, count, sha256);
    }

    private static void mark(boolean[] modelPixels, Size size, Region shown, int row, int column) {
        double top = (row - shown.top()) / shown.height() * size.rows();
        double bottom = (row + 1 - shown.top()) / shown.height() * size.rows();
        double left = (column - shown.left()) / shown.width() * size.columns();
        double right = (column + 1 - shown.left()) / shown.width() * size.columns();
        if (top < -EDGE || left < -EDGE || bottom > size.rows() + EDGE || right > size.columns() + EDGE) {
            throw new InputException("the mask reaches to row " + row + ", column " + column
                    + ", outside of what the model sees: rows from " + Math.round(shown.top()) + " and columns from "
                    + Math.round(shown.left()) + ", " + Math.round(shown.height()) + " by "
                    + Math.round(shown.width()) + " pixels; keep it inside, or crop the image");
        }
        for (int y = (int) Math.floor(top + EDGE); y < bottom - EDGE; y++) {
            for (int x = (int) Math.floor(left + EDGE); x < right - EDGE; x++) {
                modelPixels[y * size.columns() + x] = true;
            }
        }
    }
}
