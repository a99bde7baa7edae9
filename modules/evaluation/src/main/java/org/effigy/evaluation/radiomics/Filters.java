package org.effigy.evaluation.radiomics;

import java.util.LinkedHashMap;
import java.util.Map;

/** The images that features are taken from besides the original: Laplacians of Gaussians and one level of wavelets. */
final class Filters {
    /** Standard deviations of the Gaussians, in pixels. */
    static final int[] SIGMAS = {2, 3, 4, 5};

    /** How many standard deviations a kernel reaches. */
    private static final int REACH = 4;

    /** The low-pass decomposition filter of Daubechies' coiflet with 6 taps. */
    private static final double[] COIF1 = {
        -0.01565572813546454,
        -0.0727326195128539,
        0.38486484686420286,
        0.8525720202122554,
        0.3378976624578092,
        -0.0727326195128539
    };

    private Filters() {}

    /** Returns the names of the images that {@link #apply} makes. */
    static Map<String, Plane> apply(Plane image) {
        Map<String, Plane> images = new LinkedHashMap<>();
        images.put("original", image);
        for (int sigma : SIGMAS) {
            images.put("log-sigma-" + sigma, laplacian(image, sigma));
        }
        double[] low = COIF1;
        double[] high = highPass(COIF1);
        images.put("wavelet-LL", wavelet(image, low, low));
        images.put("wavelet-LH", wavelet(image, low, high));
        images.put("wavelet-HL", wavelet(image, high, low));
        images.put("wavelet-HH", wavelet(image, high, high));
        return images;
    }

    /**
     * Returns sigma squared times the Laplacian of the image under a Gaussian, edges repeated outwards.
     *
     * <p>Differs: the Gaussian and its derivatives are sampled out to four standard deviations; pyradiomics approximates them by
     * recursion.
     */
    static Plane laplacian(Plane image, double sigma) {
        int reach = (int) (REACH * sigma + 0.5);
        double[] smooth = new double[2 * reach + 1];
        double sum = 0;
        for (int i = -reach; i <= reach; i++) {
            smooth[i + reach] = Math.exp(-0.5 * i * i / (sigma * sigma));
            sum += smooth[i + reach];
        }
        double[] second = new double[smooth.length];
        for (int i = -reach; i <= reach; i++) {
            smooth[i + reach] /= sum;
            second[i + reach] = (i * i / (sigma * sigma) - 1) * smooth[i + reach];
        }
        // The second derivative is (x2 / s4 - 1 / s2) G; the scale s2 is in it already.
        int side = image.side();
        double[] rows = columns(rows(image.values(), side, second, reach), side, smooth, reach);
        double[] down = columns(rows(image.values(), side, smooth, reach), side, second, reach);
        for (int i = 0; i < rows.length; i++) {
            rows[i] += down[i];
        }
        return new Plane(side, rows);
    }

    private static double[] rows(double[] image, int side, double[] kernel, int reach) {
        double[] out = new double[image.length];
        double[] line = new double[side + 2 * reach];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < line.length; x++) {
                line[x] = image[y * side + Math.min(Math.max(x - reach, 0), side - 1)];
            }
            for (int x = 0; x < side; x++) {
                double sum = 0;
                for (int k = 0; k < kernel.length; k++) {
                    sum += kernel[k] * line[x + k];
                }
                out[y * side + x] = sum;
            }
        }
        return out;
    }

    private static double[] columns(double[] image, int side, double[] kernel, int reach) {
        double[] out = new double[image.length];
        for (int y = 0; y < side; y++) {
            for (int k = 0; k < kernel.length; k++) {
                int from = Math.min(Math.max(y + k - reach, 0), side - 1) * side;
                double weight = kernel[k];
                for (int x = 0; x < side; x++) {
                    out[y * side + x] += weight * image[from + x];
                }
            }
        }
        return out;
    }

    /** Returns the quadrature mirror of a low-pass filter. */
    private static double[] highPass(double[] low) {
        double[] high = new double[low.length];
        for (int i = 0; i < low.length; i++) {
            high[i] = (i % 2 == 0 ? -1 : 1) * low[low.length - 1 - i];
        }
        return high;
    }

    /**
     * Returns one part of the stationary wavelet transform of level 1, the image going on periodically: a filter along the columns,
     * then one along the rows.
     */
    static Plane wavelet(Plane image, double[] down, double[] across) {
        int side = image.side();
        double[] half = new double[side * side];
        double[] out = new double[side * side];
        int centre = down.length / 2;
        for (int y = 0; y < side; y++) {
            for (int k = 0; k < down.length; k++) {
                int from = Math.floorMod(y + centre - k, side) * side;
                for (int x = 0; x < side; x++) {
                    half[y * side + x] += down[k] * image.values()[from + x];
                }
            }
        }
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double sum = 0;
                for (int k = 0; k < across.length; k++) {
                    sum += across[k] * half[y * side + Math.floorMod(x + centre - k, side)];
                }
                out[y * side + x] = sum;
            }
        }
        return new Plane(side, out);
    }
}
