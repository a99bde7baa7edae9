package org.effigy.gate;

/**
 * Takes the brightness out of an image: grey levels become their rank among the image's own, as far as that stretches none of
 * them too much (contrast-limited histogram equalisation; Pizer et al. 1987, here over the whole image). What increases
 * brightness in any way, such as a window or gamma, changes little after it.
 */
final class Equalisation {
    private static final int LEVELS = 1024;
    /** The steepest slope, so that the noise of an even background does not become content. */
    private static final double STEEPEST = 3;

    private Equalisation() {}

    /** Returns a fresh image with values in 0..1; the darkest value of the argument is 0, the brightest 1. */
    static float[] of(float[] image) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float value : image) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        float[] out = new float[image.length];
        if (!(high > low)) {
            return out;
        }
        double[] map = map(image, low, high);
        for (int i = 0; i < image.length; i++) {
            double place = place(image[i], low, high);
            int level = Math.min((int) place, LEVELS - 1);
            out[i] = (float) (map[level] + (place - level) * (map[level + 1] - map[level]));
        }
        return out;
    }

    /** Returns how much {@link #of} changes with each value where the ranks stay as they are; 0 for an even image. */
    static float[] slopes(float[] image) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float value : image) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        float[] slopes = new float[image.length];
        if (!(high > low)) {
            return slopes;
        }
        double[] map = map(image, low, high);
        for (int i = 0; i < image.length; i++) {
            int level = Math.min((int) place(image[i], low, high), LEVELS - 1);
            slopes[i] = (float) ((map[level + 1] - map[level]) * LEVELS / (high - low));
        }
        return slopes;
    }

    private static double place(float value, float low, float high) {
        return (double) (value - low) / (high - low) * LEVELS;
    }

    /** Returns what each border between levels becomes. */
    private static double[] map(float[] image, float low, float high) {
        double[] counts = new double[LEVELS];
        for (float value : image) {
            counts[Math.min((int) place(value, low, high), LEVELS - 1)]++;
        }
        double most = STEEPEST * image.length / LEVELS;
        double cut = 0;
        for (int i = 0; i < LEVELS; i++) {
            cut += Math.max(0, counts[i] - most);
            counts[i] = Math.min(counts[i], most);
        }
        double[] map = new double[LEVELS + 1];
        for (int i = 0; i < LEVELS; i++) {
            map[i + 1] = map[i] + (counts[i] + cut / LEVELS) / image.length;
        }
        return map;
    }
}
