package org.effigy.gate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Copies of an image as they are made by hand, to learn which ones a search finds. */
public final class PlantedCopies {
    private PlantedCopies() {}

    /** Degrees and zoom about the centre, and shift in pixels of an image that may be mirrored first. */
    private record Move(double degrees, double zoom, double right, double down, boolean mirrored) {}

    /**
     * Returns copies by what was done to the image.
     *
     * @param image (side, side), in [-1, 1]
     * @param seed of the noise
     */
    public static Map<String, float[]> of(float[] image, int side, long seed) {
        double shift = Math.max(1, side / 32.0);
        Map<String, float[]> copies = new LinkedHashMap<>();
        copies.put("exact", image.clone());
        copies.put("mirrored", moved(image, side, new Move(0, 1, 0, 0, true)));
        copies.put("shifted by 1/32", moved(image, side, new Move(0, 1, shift, -shift, false)));
        copies.put("shifted by 1/16", moved(image, side, new Move(0, 1, -2 * shift, 2 * shift, false)));
        copies.put("blurred", Blur.gaussian(image, side, side / 85.0));
        copies.put("gamma 0.6", gamma(image, 0.6));
        copies.put("gamma 1.7", gamma(image, 1.7));
        copies.put("noisy", noisy(image, 0.1, seed));
        copies.put("cropped by 3 %", moved(image, side, new Move(0, 1 / 0.94, 0, 0, false)));
        copies.put("turned by 2 degrees", moved(image, side, new Move(2, 1, 0, 0, false)));
        copies.put("windowed", windowed(image, 0.8));
        Move all = new Move(1, 1.02, shift, shift / 2, true);
        copies.put("all together", noisy(gamma(moved(image, side, all), 0.8), 0.04, seed));
        return copies;
    }

    private static float[] moved(float[] image, int side, Move move) {
        double cos = Math.cos(Math.toRadians(move.degrees())) / move.zoom();
        double sin = Math.sin(Math.toRadians(move.degrees())) / move.zoom();
        double centre = (side - 1) / 2.0;
        float[] out = new float[image.length];
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                double x = column - centre - move.right();
                double y = row - centre - move.down();
                double fromX = (cos * x - sin * y) * (move.mirrored() ? -1 : 1);
                out[row * side + column] = at(image, side, centre + sin * x + cos * y, centre + fromX);
            }
        }
        return out;
    }

    private static float at(float[] image, int side, double row, double column) {
        double y = Math.max(0, Math.min(side - 1, row));
        double x = Math.max(0, Math.min(side - 1, column));
        int top = Math.max(0, Math.min((int) y, side - 2));
        int left = Math.max(0, Math.min((int) x, side - 2));
        double down = y - top;
        double right = x - left;
        int at = top * side + left;
        double upper = image[at] + right * (image[at + 1] - image[at]);
        double lower = image[at + side] + right * (image[at + side + 1] - image[at + side]);
        return (float) (upper + down * (lower - upper));
    }

    private static float[] gamma(float[] image, double exponent) {
        float[] out = new float[image.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (2 * Math.pow((shown(image[i]) + 1) / 2, exponent) - 1);
        }
        return out;
    }

    private static float[] noisy(float[] image, double sigma, long seed) {
        Random random = new Random(seed);
        float[] out = new float[image.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) shown(image[i] + sigma * random.nextGaussian());
        }
        return out;
    }

    private static float[] windowed(float[] image, double half) {
        float[] out = new float[image.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) shown(image[i] / half);
        }
        return out;
    }

    private static double shown(double value) {
        return Math.max(-1, Math.min(1, value));
    }
}
