package org.effigy.networks.families;

import org.effigy.base.Check;

/**
 * How many different images a batch holds: the Vendi score of order 2 (Friedman and Dieng 2023; Pasarkar and Dieng 2024, "Cousins
 * of the Vendi score"), the inverse of the sum of the squared similarities over n^2. It is 1 where all are alike and n where none
 * is like another, and needs no eigenvalues. Similar is what has a small angle as seen from the mean real image, in thumbnails.
 */
final class Diversity {
    /** Side of a thumbnail; each of its pixels is the mean of a block. */
    private static final int SIDE = 8;

    private Diversity() {}

    /**
     * Returns the score of images.
     *
     * @param images flattened (N, 1, side, side)
     * @param mean the thumbnail from which the images are seen, as {@link #mean} returns it
     */
    static double of(float[] images, int side, double[] mean) {
        double[][] points = thumbnails(images, side);
        for (double[] point : points) {
            double squares = 0;
            for (int i = 0; i < point.length; i++) {
                point[i] -= mean[i];
                squares += point[i] * point[i];
            }
            for (int i = 0; i < point.length; i++) {
                point[i] /= Math.max(Math.sqrt(squares), 1e-12);
            }
        }
        double sum = 0;
        for (double[] a : points) {
            for (double[] b : points) {
                double product = 0;
                for (int i = 0; i < a.length; i++) {
                    product += a[i] * b[i];
                }
                sum += product * product;
            }
        }
        return (double) points.length * points.length / sum;
    }

    /** Returns the mean thumbnail. */
    static double[] mean(float[] images, int side) {
        double[][] points = thumbnails(images, side);
        double[] mean = new double[SIDE * SIDE];
        for (double[] point : points) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += point[i] / points.length;
            }
        }
        return mean;
    }

    private static double[][] thumbnails(float[] images, int side) {
        Check.argument(side % SIDE == 0, () -> "side is " + side + ", it must be a multiple of " + SIDE);
        int block = side / SIDE;
        double[][] out = new double[images.length / (side * side)][SIDE * SIDE];
        for (int i = 0; i < images.length; i++) {
            int row = i / side % side / block;
            int column = i % side / block;
            out[i / (side * side)][row * SIDE + column] += images[i] / (double) (block * block);
        }
        return out;
    }
}
