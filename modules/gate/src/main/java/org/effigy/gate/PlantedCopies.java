package org.effigy.gate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Copies of an image as they are made by hand, to learn which ones a search finds. */
public final class PlantedCopies {
    private PlantedCopies() {}

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
        copies.put("mirrored", new Move(0, 1, 0, 0, true).of(image, side));
        copies.put("shifted by 1/32", new Move(0, 1, shift, -shift, false).of(image, side));
        copies.put("shifted by 1/16", new Move(0, 1, -2 * shift, 2 * shift, false).of(image, side));
        copies.put("blurred", Blur.gaussian(image, side, side / 85.0));
        copies.put("gamma 0.6", gamma(image, 0.6));
        copies.put("gamma 1.7", gamma(image, 1.7));
        copies.put("noisy", noisy(image, 0.1, seed));
        copies.put("cropped by 3 %", new Move(0, 1 / 0.94, 0, 0, false).of(image, side));
        copies.put("turned by 2 degrees", new Move(2, 1, 0, 0, false).of(image, side));
        copies.put("windowed", windowed(image, 0.8));
        Move all = new Move(1, 1.02, shift, shift / 2, true);
        copies.put("all together", noisy(gamma(all.of(image, side), 0.8), 0.04, seed));
        return copies;
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
