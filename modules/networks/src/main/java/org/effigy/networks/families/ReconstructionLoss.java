package org.effigy.networks.families;

import org.effigy.base.Check;
import org.effigy.networks.net.Loss;

/**
 * The negative logarithm of how likely an image is given its reconstruction, up to a constant, summed over pixels: of a normal
 * distribution, or of a Laplace distribution whose tip is rounded (Charbonnier et al. 1994), and with the latter two terms that a
 * blurred image pays for, one of edges and one of frequencies.
 *
 * <p>Edges: the rounded absolute value of Sobel's derivatives of the error in both directions, where the kernel fits, over 8.
 * Frequencies: the rounded absolute difference between the magnitudes of both images' discrete cosine transforms in blocks of
 * 8x8 pixels at every fourth position, over 4, the mean of a block left out; a texture of another phase costs less than none.
 *
 * @param size side of the square image in pixels, a multiple of 4
 * @param laplace whether the distribution is Laplace's, else it is normal
 * @param scale of the distribution: the standard deviation, or the mean absolute error
 * @param edge weight of the term of edges beside that of pixels, 0 for none
 * @param frequency weight of the term of frequencies, 0 for none
 */
record ReconstructionLoss(int size, boolean laplace, double scale, double edge, double frequency) implements Loss {
    /** How far from 0 an absolute value is rounded; 8-bit levels are 0.008 apart. */
    private static final double ROUNDING = 1e-3;

    private static final int BLOCK = 8;
    private static final int PITCH = 4;
    /** The basis of the orthonormal DCT-II: row k is frequency k. */
    private static final double[] BASIS = basis();

    ReconstructionLoss {
        Check.argument(size % PITCH == 0 && size >= BLOCK, () -> "size must be a multiple of 4 from 8 on");
        Check.argument(scale > 0, () -> "scale must be above 0");
    }

    private static double[] basis() {
        double[] basis = new double[BLOCK * BLOCK];
        for (int k = 0; k < BLOCK; k++) {
            for (int x = 0; x < BLOCK; x++) {
                basis[k * BLOCK + x] =
                        Math.sqrt((k == 0 ? 1.0 : 2.0) / BLOCK) * Math.cos(Math.PI * k * (2 * x + 1) / (2 * BLOCK));
            }
        }
        return basis;
    }

    @Override
    public double of(float[] y, float[] target, int count, float[] gradient) {
        double sum = 0;
        double[] slope = new double[size * size];
        double[] error = new double[size * size];
        for (int image = 0; image < y.length; image += slope.length) {
            for (int i = 0; i < slope.length; i++) {
                error[i] = (double) y[image + i] - target[image + i];
            }
            sum += pixels(error, slope);
            sum += edge == 0 ? 0 : edges(error, slope);
            sum += frequency == 0 ? 0 : frequencies(y, target, image, slope);
            for (int i = 0; i < slope.length; i++) {
                gradient[image + i] = (float) (slope[i] / count);
            }
        }
        return sum;
    }

    /** Writes the slopes. */
    private double pixels(double[] error, double[] slope) {
        double sum = 0;
        for (int i = 0; i < error.length; i++) {
            if (laplace) {
                sum += rounded(error[i]) / scale;
                slope[i] = slopeOfRounded(error[i]) / scale;
            } else {
                sum += error[i] * error[i] / (2 * scale * scale);
                slope[i] = error[i] / (scale * scale);
            }
        }
        return sum;
    }

    private static double rounded(double x) {
        return Math.sqrt(x * x + ROUNDING * ROUNDING) - ROUNDING;
    }

    private static double slopeOfRounded(double x) {
        return x / Math.sqrt(x * x + ROUNDING * ROUNDING);
    }

    /** Adds to the slopes. */
    private double edges(double[] e, double[] slope) {
        double sum = 0;
        double weight = edge / scale;
        for (int row = 1; row < size - 1; row++) {
            for (int at = row * size + 1; at < row * size + size - 1; at++) {
                int up = at - size;
                int down = at + size;
                double dx = (e[up + 1] - e[up - 1] + 2 * (e[at + 1] - e[at - 1]) + e[down + 1] - e[down - 1]) / 8;
                double dy = (e[down - 1] - e[up - 1] + 2 * (e[down] - e[up]) + e[down + 1] - e[up + 1]) / 8;
                sum += weight * (rounded(dx) + rounded(dy));
                double sx = weight * slopeOfRounded(dx) / 8;
                double sy = weight * slopeOfRounded(dy) / 8;
                slope[up - 1] -= sx + sy;
                slope[up] -= 2 * sy;
                slope[up + 1] += sx - sy;
                slope[at - 1] -= 2 * sx;
                slope[at + 1] += 2 * sx;
                slope[down - 1] += sy - sx;
                slope[down] += 2 * sy;
                slope[down + 1] += sx + sy;
            }
        }
        return sum;
    }

    /** Adds to the slopes. */
    private double frequencies(float[] y, float[] target, int image, double[] slope) {
        double sum = 0;
        double weight = frequency / scale * PITCH * PITCH / (BLOCK * BLOCK);
        double[] ours = new double[BLOCK * BLOCK];
        double[] theirs = new double[BLOCK * BLOCK];
        double[] between = new double[BLOCK * BLOCK];
        for (int row = 0; row + BLOCK <= size; row += PITCH) {
            for (int column = 0; column + BLOCK <= size; column += PITCH) {
                int corner = row * size + column;
                transform(y, image + corner, ours, between);
                transform(target, image + corner, theirs, between);
                for (int k = 1; k < ours.length; k++) {
                    double size = Math.sqrt(ours[k] * ours[k] + ROUNDING * ROUNDING);
                    double difference = size - Math.sqrt(theirs[k] * theirs[k] + ROUNDING * ROUNDING);
                    sum += weight * rounded(difference);
                    ours[k] = weight * slopeOfRounded(difference) * ours[k] / size;
                }
                ours[0] = 0;
                addInverse(ours, slope, corner, between);
            }
        }
        return sum;
    }

    /** Writes the coefficients of a block, frequency of rows after frequency of rows. */
    private void transform(float[] image, int corner, double[] out, double[] between) {
        for (int k = 0; k < BLOCK; k++) {
            for (int x = 0; x < BLOCK; x++) {
                double sum = 0;
                for (int row = 0; row < BLOCK; row++) {
                    sum += BASIS[k * BLOCK + row] * image[corner + row * size + x];
                }
                between[k * BLOCK + x] = sum;
            }
        }
        for (int k = 0; k < BLOCK; k++) {
            for (int l = 0; l < BLOCK; l++) {
                double sum = 0;
                for (int x = 0; x < BLOCK; x++) {
                    sum += BASIS[l * BLOCK + x] * between[k * BLOCK + x];
                }
                out[k * BLOCK + l] = sum;
            }
        }
    }

    private void addInverse(double[] coefficients, double[] image, int corner, double[] between) {
        for (int k = 0; k < BLOCK; k++) {
            for (int x = 0; x < BLOCK; x++) {
                double sum = 0;
                for (int l = 0; l < BLOCK; l++) {
                    sum += BASIS[l * BLOCK + x] * coefficients[k * BLOCK + l];
                }
                between[k * BLOCK + x] = sum;
            }
        }
        for (int row = 0; row < BLOCK; row++) {
            for (int x = 0; x < BLOCK; x++) {
                double sum = 0;
                for (int k = 0; k < BLOCK; k++) {
                    sum += BASIS[k * BLOCK + row] * between[k * BLOCK + x];
                }
                image[corner + row * size + x] += sum;
            }
        }
    }
}
