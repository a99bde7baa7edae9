package org.effigy.sampling;

import org.effigy.base.InputException;
import org.effigy.dataset.image.Preprocessing.Square;
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
     * @param square of the image that the model sees
     * @param size of what the model sees
     * @throws InputException if it is empty, or reaches beyond what the model sees
     */
    static EditRegion of(GrayImage mask, Square square, int size, String sha256) {
        int half = (1 << mask.bits()) / 2;
        boolean[] pixels = new boolean[mask.values().length];
        boolean[] modelPixels = new boolean[size * size];
        int count = 0;
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = mask.values()[i] >= half;
            if (pixels[i]) {
                count++;
                mark(modelPixels, size, square, i / mask.columns(), i % mask.columns());
            }
        }
        if (count == 0) {
            throw new InputException("the mask has no white pixel, so nothing is to be made anew; draw the region in"
                    + " white on black");
        }
        return new EditRegion(pixels, modelPixels, count, sha256);
    }

    private static void mark(boolean[] modelPixels, int size, Square square, int row, int column) {
        double top = (row - square.top()) / square.height() * size;
        double bottom = (row + 1 - square.top()) / square.height() * size;
        double left = (column - square.left()) / square.width() * size;
        double right = (column + 1 - square.left()) / square.width() * size;
        if (top < -EDGE || left < -EDGE || bottom > size + EDGE || right > size + EDGE) {
            throw new InputException("the mask reaches to row " + row + ", column " + column
                    + ", outside of what the model sees: rows from " + Math.round(square.top()) + " and columns from "
                    + Math.round(square.left()) + ", " + Math.round(square.height()) + " by "
                    + Math.round(square.width()) + " pixels; keep it inside, or crop the image");
        }
        for (int y = (int) Math.floor(top + EDGE); y < bottom - EDGE; y++) {
            for (int x = (int) Math.floor(left + EDGE); x < right - EDGE; x++) {
                modelPixels[y * size + x] = true;
            }
        }
    }
}
