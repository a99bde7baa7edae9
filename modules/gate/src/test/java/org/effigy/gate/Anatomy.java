package org.effigy.gate;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** Invented images of patients. */
final class Anatomy {
    private static final Map<Long, float[]> KNOWN = new ConcurrentHashMap<>();

    private Anatomy() {}

    /** A body with two lungs and ribs, and structures that only this patient has; values in [-1, 1]. */
    static float[] of(long seed, int side) {
        return KNOWN.computeIfAbsent(seed * 1000 + side, key -> draw(seed, side))
                .clone();
    }

    private static float[] draw(long seed, int side) {
        Random random = new Random(seed);
        float[] image = new float[side * side];
        double tilt = 0.06 * random.nextGaussian();
        double ribs = 9 + 3 * random.nextDouble();
        double phase = 6 * random.nextDouble();
        double[][] spots = new double[24][];
        for (int s = 0; s < spots.length; s++) {
            spots[s] = new double[] {
                random.nextDouble() - 0.5,
                random.nextDouble() - 0.5,
                0.015 + 0.05 * random.nextDouble(),
                0.6 * random.nextGaussian()
            };
        }
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                double y = (row + 0.5) / side - 0.5;
                double x = (column + 0.5) / side - 0.5;
                double value = 0.5 - 1.2 * lung(x - 0.2, y - tilt * x) - 1.2 * lung(x + 0.2, y + tilt * x);
                value += 0.15 * Math.sin(ribs * 6 * (y + 0.4 * x * x) + phase);
                for (double[] spot : spots) {
                    double dx = x - spot[0];
                    double dy = y - spot[1];
                    value += spot[3] * Math.exp(-(dx * dx + dy * dy) / (2 * spot[2] * spot[2]));
                }
                image[row * side + column] = (float) Math.tanh(value);
            }
        }
        return image;
    }

    private static double lung(double x, double y) {
        return Math.exp(-Math.pow((x * x) / 0.02 + (y * y) / 0.08, 2));
    }

    static float[] noise(long seed, int side) {
        Random random = new Random(seed);
        float[] image = new float[side * side];
        for (int i = 0; i < image.length; i++) {
            image[i] = 2 * random.nextFloat() - 1;
        }
        return image;
    }

    /** Returns the first image with a part of the second one. */
    static float[] mixed(float[] one, float[] other, double part) {
        float[] out = new float[one.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) ((1 - part) * one[i] + part * other[i]);
        }
        return out;
    }

    /** Returns the image lying on its side. */
    static float[] turned(float[] image, int side) {
        float[] out = new float[image.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = image[i % side * side + i / side];
        }
        return out;
    }

    static float[] negative(float[] image) {
        float[] out = new float[image.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = -image[i];
        }
        return out;
    }

    static float[] darker(float[] image) {
        float[] out = new float[image.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = 0.9f * image[i] - 0.1f;
        }
        return out;
    }

    /** Patients first to first + count - 1, one image each. */
    static RealImages patients(int first, int count, int side) {
        return new RealImages() {
            @Override
            public int size() {
                return count;
            }

            @Override
            public float[] image(int i) {
                return of(first + i, side);
            }

            @Override
            public int id(int i) {
                return 1000 + i;
            }

            @Override
            public String patient(int i) {
                return "p" + (first + i);
            }
        };
    }
}
