package org.effigy.networks;

/** The generator's last step, from numbers to pixels in [-1, 1], and its derivative. */
final class Tanh {
    private Tanh() {}

    static float[] of(float[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) Math.tanh(values[i]);
        }
        return out;
    }

    /**
     * Returns the gradient before the tanh.
     *
     * @param gradient of the discriminator's input, of which only the first plane of each image counts
     * @param images flattened (N, 1, H, W)
     * @param length of an image
     * @param stride of the discriminator's input: planes times length
     */
    static float[] gradient(float[] gradient, float[] images, int length, int stride) {
        float[] out = new float[images.length];
        for (int i = 0; i < out.length; i++) {
            int at = i / length * stride + i % length;
            out[i] = gradient[at] * (1 - images[i] * images[i]);
        }
        return out;
    }
}
