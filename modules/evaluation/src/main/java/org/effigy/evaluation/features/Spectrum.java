package org.effigy.evaluation.features;

/**
 * The radial power spectrum of an image: the logarithm to base 10 of the mean squared magnitude of its Fourier transform over all
 * frequencies that round to 1, 2, ..., side / 2 cycles per image, its mean taken away; brightness 0 to 1, the transform over the
 * number of pixels.
 */
public final class Spectrum extends PerImage {
    /** The name of the space. */
    public static final String NAME = "spectrum";

    /** Added to a power, so that an image of one value has a logarithm. */
    private static final double LEAST = 1e-14;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String key() {
        return "spectrum 1";
    }

    @Override
    public boolean measuresDistance() {
        return false;
    }

    @Override
    protected int width(int side) {
        return side / 2;
    }

    @Override
    protected void features(float[] image, int side, float[] out, int offset) {
        double[] real = new double[image.length];
        double[] imaginary = new double[image.length];
        double mean = 0;
        for (float value : image) {
            mean += value / image.length;
        }
        for (int i = 0; i < image.length; i++) {
            real[i] = (image[i] - mean) / 2 / image.length;
        }
        Fourier.transform2d(real, imaginary, side);
        double[] sums = new double[side / 2 + 1];
        int[] counts = new int[side / 2 + 1];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double fy = y <= side / 2 ? y : y - side;
                double fx = x <= side / 2 ? x : x - side;
                int radius = (int) Math.rint(Math.sqrt(fy * fy + fx * fx));
                if (radius >= 1 && radius <= side / 2) {
                    int i = y * side + x;
                    sums[radius] += real[i] * real[i] + imaginary[i] * imaginary[i];
                    counts[radius]++;
                }
            }
        }
        for (int radius = 1; radius <= side / 2; radius++) {
            out[offset + radius - 1] = (float) Math.log10(sums[radius] / counts[radius] + LEAST);
        }
    }
}
