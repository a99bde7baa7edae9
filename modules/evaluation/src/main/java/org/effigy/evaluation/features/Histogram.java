package org.effigy.evaluation.features;

/** The share of an image's pixels in each of 256 equal bins of the intensity range; the bin of 1 is the last. */
public final class Histogram extends PerImage {
    /** The name of the space. */
    public static final String NAME = "histogram";

    /** The number of bins. */
    public static final int BINS = 256;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String key() {
        return "histogram 1";
    }

    @Override
    public boolean measuresDistance() {
        return false;
    }

    @Override
    protected int width(int side) {
        return BINS;
    }

    @Override
    protected void features(float[] image, int side, float[] out, int offset) {
        int[] counts = new int[BINS];
        for (float value : image) {
            counts[Math.min((int) ((value + 1.0) / 2 * BINS), BINS - 1)]++;
        }
        for (int bin = 0; bin < BINS; bin++) {
            out[offset + bin] = (float) ((double) counts[bin] / image.length);
        }
    }
}
