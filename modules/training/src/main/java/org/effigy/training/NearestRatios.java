package org.effigy.training;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.effigy.base.Check;
import org.effigy.base.Seeds;
import org.effigy.base.Size;
import org.effigy.dataset.image.Augmentation;

/**
 * How much nearer images lie to one training image than to all others: the distance to the nearest over that to the second
 * nearest, Euclidean over the pixels.
 *
 * <p>A run that turns and shifts its images a little gives them back turned and shifted, so each image is compared as it is and
 * under {@link #CHANGES} such changes, and counts by its smallest distance. Differs from f_mem as published: images are compared
 * at 32 pixels, and where training changes its images, under the best of those changes.
 *
 * <p>All training images are looked at at 8 pixels, the {@link #CANDIDATES} nearest of them at 32; training images are kept in
 * 8 bits, which is 1 kB each.
 */
final class NearestRatios {
    static final int CHANGES = 60;
    static final int CANDIDATES = 16;
    /** Below this ratio an image counts as a copy. */
    static final double COPY = 1.0 / 3;

    private static final int FINE = 32;
    private static final int COARSE = 8;
    private static final double BYTE = 127;

    private final Size size;
    private final int fine;
    private final int coarse;
    private final Augmentation changes;
    private final long seed;
    private final byte[][] trained;
    private final float[][] coarselyTrained;

    /**
     * Reads all training images.
     *
     * @param size of an image
     * @param changes that training makes
     */
    NearestRatios(TrainingImages images, Size size, Augmentation changes, long seed) {
        Check.argument(images.size() >= 2, () -> "a second nearest image needs 2 training images at least");
        this.size = size;
        this.changes = changes;
        this.seed = seed;
        fine = Math.min(size.shorter(), FINE);
        coarse = Math.min(size.shorter(), COARSE);
        trained = new byte[images.size()][];
        coarselyTrained = new float[images.size()][];
        float[] image = new float[images.imageLength()];
        for (int i = 0; i < trained.length; i++) {
            images.read(i, image, 0);
            trained[i] = bytes(shrunk(image, size, fine));
            coarselyTrained[i] = shrunk(image, size, coarse);
        }
    }

    /** Returns the ratio of each image, in [0, 1]; 1 where two training images are equally near. */
    double[] of(float[] images) {
        int length = size.pixels();
        int n = images.length / length;
        return IntStream.range(0, n)
                .mapToDouble(i -> ratio(Arrays.copyOfRange(images, i * length, (i + 1) * length), i))
                .toArray();
    }

    private double ratio(float[] image, int place) {
        float[][] fineForms = new float[changes.equals(Augmentation.NONE) ? 1 : 1 + CHANGES][];
        float[][] coarseForms = new float[fineForms.length][];
        for (int k = 0; k < fineForms.length; k++) {
            float[] form = k == 0
                    ? image
                    : changes.apply(image, size, Seeds.of(seed, "memory change", (long) place * CHANGES + k));
            fineForms[k] = shrunk(form, size, fine);
            coarseForms[k] = shrunk(form, size, coarse);
        }
        double[] distances = new double[trained.length];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = least(coarseForms, coarselyTrained[i]);
        }
        double nearest = Double.POSITIVE_INFINITY;
        double second = Double.POSITIVE_INFINITY;
        for (int candidate : smallest(distances)) {
            double distance = Math.sqrt(least(fineForms, floats(trained[candidate])));
            if (distance < nearest) {
                second = nearest;
                nearest = distance;
            } else {
                second = Math.min(second, distance);
            }
        }
        return second == 0 ? 1 : nearest / second;
    }

    private static int[] smallest(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted((a, b) -> Double.compare(values[a], values[b]))
                .limit(CANDIDATES)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Returns the least squared distance of the forms to an image. */
    private static double least(float[][] forms, float[] image) {
        double least = Double.POSITIVE_INFINITY;
        for (float[] form : forms) {
            float sum = 0;
            for (int i = 0; i < image.length; i++) {
                float difference = form[i] - image[i];
                sum += difference * difference;
            }
            least = Math.min(least, sum);
        }
        return least;
    }

    /** Returns the means over the rectangles of a grid of so many rows and columns. */
    private static float[] shrunk(float[] image, Size size, int side) {
        float[] out = new float[side * side];
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                int top = row * size.rows() / side;
                int left = column * size.columns() / side;
                int bottom = Math.max(top + 1, (row + 1) * size.rows() / side);
                int right = Math.max(left + 1, (column + 1) * size.columns() / side);
                double sum = 0;
                for (int y = top; y < bottom; y++) {
                    for (int x = left; x < right; x++) {
                        sum += image[y * size.columns() + x];
                    }
                }
                out[row * side + column] = (float) (sum / ((bottom - top) * (right - left)));
            }
        }
        return out;
    }

    private static byte[] bytes(float[] values) {
        byte[] out = new byte[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) Math.round(BYTE * Math.max(-1, Math.min(1, values[i])));
        }
        return out;
    }

    private static float[] floats(byte[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (values[i] / BYTE);
        }
        return out;
    }
}
