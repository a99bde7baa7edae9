package org.effigy.phantom;

/** Gaussian smoothing of square images. */
final class Blur {
    private Blur() {}

    /** Returns the image convolved with a Gaussian of this deviation in pixels; edges are repeated outwards. */
    static float[] gaussian(float[] image, int size, double deviation) {
        int reach = (int) Math.ceil(3 * deviation);
        double[] kernel = new double[2 * reach + 1];
        double sum = 0;
        for (int k = -reach; k <= reach; k++) {
            kernel[k + reach] = Math.exp(-0.5 * k * k / (deviation * deviation));
            sum += kernel[k + reach];
        }
        for (int k = 0; k < kernel.length; k++) {
            kernel[k] /= sum;
        }
        return along(along(image, size, kernel, size, 1), size, kernel, 1, size);
    }

    /** Convolves along one direction: lines are lineStep apart, their elements step apart. */
    private static float[] along(float[] image, int size, double[] kernel, int lineStep, int step) {
        int reach = kernel.length / 2;
        float[] out = new float[image.length];
        for (int line = 0; line < size; line++) {
            for (int i = 0; i < size; i++) {
                double sum = 0;
                for (int k = -reach; k <= reach; k++) {
                    int j = Math.max(0, Math.min(size - 1, i + k));
                    sum += kernel[k + reach] * image[line * lineStep + j * step];
                }
                out[line * lineStep + i * step] = (float) sum;
            }
        }
        return out;
    }
}
