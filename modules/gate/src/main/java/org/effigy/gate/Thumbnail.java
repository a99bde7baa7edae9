package org.effigy.gate;

import java.util.ArrayList;
import java.util.List;

/** The coarse shape of an image: its means over {@value #PLACES} x {@value #PLACES} places, without brightness and contrast. */
final class Thumbnail {
    static final int PLACES = 8;
    static final int LENGTH = PLACES * PLACES;

    /** Added to the contrast, so that an even image stays even. */
    private static final double LEAST_CONTRAST = 0.05;
    /** Images are moved at so many places per side. */
    private static final int GRID = 32;

    /** As it is, and turned, zoomed and shifted as far as two radiographers' images of one patient differ. */
    private static final List<Move> MOVES = List.of(
            new Move(0, 1, 0, 0, false),
            new Move(5, 1.07, GRID * 0.02, GRID * 0.04, false),
            new Move(-5, 0.93, GRID * 0.02, GRID * -0.04, false),
            new Move(5, 0.93, GRID * -0.04, GRID * 0.02, false),
            new Move(-5, 1.07, GRID * -0.04, GRID * -0.02, false));

    private Thumbnail() {}

    /**
     * Returns the thumbnail.
     *
     * @param image (side, side), finite
     */
    static double[] of(float[] image, int side) {
        return standardised(Area.mean(image, side, PLACES));
    }

    /** Returns the thumbnails of an image as it is, first, and moved a little. */
    static double[][] moved(float[] image, int side) {
        float[] small = Area.mean(image, side, GRID);
        List<double[]> out = new ArrayList<>();
        for (Move move : MOVES) {
            out.add(standardised(Area.mean(move.of(small, GRID), GRID, PLACES)));
        }
        return out.toArray(new double[0][]);
    }

    private static double[] standardised(float[] means) {
        double sum = 0;
        double square = 0;
        for (float value : means) {
            sum += value;
            square += (double) value * value;
        }
        double mean = sum / means.length;
        double contrast = Math.sqrt(Math.max(0, square / means.length - mean * mean)) + LEAST_CONTRAST;
        double[] out = new double[means.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (means[i] - mean) / contrast;
        }
        return out;
    }
}
