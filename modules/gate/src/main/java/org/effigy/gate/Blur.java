package org.effigy.gate;

/** Gaussian blur of square images; the border goes on outside. */
final class Blur {
    private Blur() {}

    /** Returns a fresh blurred image; the kernel reaches to three sigma. */
    static float[] gaussian(float[] image, int side, double sigma) {
        float[] kernel = kernel(sigma);
        return pass(pass(image, side, kernel), side, kernel);
    }

    /** Returns the transpose of {@link #gaussian}: it differs from it at the border. */
    static float[] transposed(float[] image, int side, double sigma) {
        float[] kernel = kernel(sigma);
        return transposedPass(transposedPass(image, side, kernel), side, kernel);
    }

    private static float[] kernel(double sigma) {
        int reach = (int) Math.ceil(3 * sigma);
        float[] kernel = new float[2 * reach + 1];
        double sum = 0;
        for (int i = -reach; i <= reach; i++) {
            kernel[i + reach] = (float) Math.exp(-i * i / (2 * sigma * sigma));
            sum += kernel[i + reach];
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] /= (float) sum;
        }
        return kernel;
    }

    private static float[] transposedPass(float[] image, int side, float[] kernel) {
        int reach = kernel.length / 2;
        float[] out = new float[image.length];
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                float value = image[column * side + row];
                for (int i = 0; i < kernel.length; i++) {
                    int from = Math.max(0, Math.min(side - 1, column + i - reach));
                    out[row * side + from] += kernel[i] * value;
                }
            }
        }
        return out;
    }

    /** Blurs along the rows and returns the transpose, so that two passes blur both ways. */
    private static float[] pass(float[] image, int side, float[] kernel) {
        int reach = kernel.length / 2;
        float[] padded = new float[side + 2 * reach];
        float[] out = new float[image.length];
        for (int row = 0; row < side; row++) {
            for (int i = 0; i < padded.length; i++) {
                padded[i] = image[row * side + Math.max(0, Math.min(side - 1, i - reach))];
            }
            for (int column = 0; column < side; column++) {
                float value = 0;
                for (int i = 0; i < kernel.length; i++) {
                    value += kernel[i] * padded[column + i];
                }
                out[column * side + row] = value;
            }
        }
        return out;
    }
}
