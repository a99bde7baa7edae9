package org.effigy.dataset.likeness;

import java.util.Random;

/** Invented images: patients who differ, and copies of one of them. */
public final class TestAnatomy {
    private TestAnatomy() {}

    /** Returns an image (side, side) with two lungs, ribs, and spots that only this seed has, values 0 to 200. */
    public static float[] of(long seed, int side) {
        return shifted(seed, side, 0, 0);
    }

    /** The same, moved by parts of the side. */
    public static float[] shifted(long seed, int side, double down, double right) {
        Random random = new Random(seed);
        double ribs = 50 + 20 * random.nextDouble();
        double phase = 6 * random.nextDouble();
        double[][] spots = new double[30][];
        for (int s = 0; s < spots.length; s++) {
            spots[s] = new double[] {
                random.nextDouble() - 0.5,
                random.nextDouble() - 0.5,
                0.02 + 0.05 * random.nextDouble(),
                0.6 * random.nextGaussian()
            };
        }
        float[] image = new float[side * side];
        for (int i = 0; i < image.length; i++) {
            double y = (i / side + 0.5) / side - 0.5 - down;
            double x = (i % side + 0.5) / side - 0.5 - right;
            double value =
                    0.4 - lung(x - 0.2, y) - lung(x + 0.2, y) + 0.15 * Math.sin(ribs * (y + 0.4 * x * x) + phase);
            for (double[] spot : spots) {
                double dx = x - spot[0];
                double dy = y - spot[1];
                value += spot[3] * Math.exp(-(dx * dx + dy * dy) / (2 * spot[2] * spot[2]));
            }
            image[i] = (float) (100 + 100 * Math.tanh(value));
        }
        return image;
    }

    private static double lung(double x, double y) {
        return Math.exp(-Math.pow((x * x) / 0.02 + (y * y) / 0.08, 2));
    }

    /** Returns the image under another gamma, contrast and brightness, with noise, whole values 0 to 255. */
    public static float[] developed(float[] image, double gamma, double noise, long seed) {
        Random random = new Random(seed);
        float[] out = new float[image.length];
        for (int i = 0; i < out.length; i++) {
            double value = 20 + 180 * Math.pow(image[i] / 200, gamma) + noise * random.nextGaussian();
            out[i] = Math.round(Math.max(0, Math.min(255, value)));
        }
        return out;
    }
}
