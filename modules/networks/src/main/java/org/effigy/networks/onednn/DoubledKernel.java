package org.effigy.networks.onednn;

/**
 * The 4x4 kernel of the transposed convolution with stride 2 and padding 1 that equals doubling by nearest neighbour and
 * then convolving with a 3x3 kernel padded by 1: along each axis, the weights w0, w1, w2 become w2, w1 + w2, w0 + w1, w0.
 */
final class DoubledKernel {
    private static final int FROM = 9;
    private static final int TO = 16;

    private DoubledKernel() {}

    /** Returns (out, in, 4, 4) for (out, in, 3, 3). */
    static float[] expand(float[] weights) {
        float[] expanded = new float[weights.length / FROM * TO];
        for (int k = 0; k < weights.length / FROM; k++) {
            for (int y = 0; y < 3; y++) {
                for (int x = 0; x < 3; x++) {
                    float w = weights[k * FROM + y * 3 + x];
                    int at = k * TO + (2 - y) * 4 + 2 - x;
                    expanded[at] += w;
                    expanded[at + 1] += w;
                    expanded[at + 4] += w;
                    expanded[at + 5] += w;
                }
            }
        }
        return expanded;
    }

    /** Returns the gradient of (out, in, 3, 3) for that of (out, in, 4, 4): the transpose of {@link #expand}. */
    static float[] reduce(float[] gradient) {
        float[] reduced = new float[gradient.length / TO * FROM];
        for (int k = 0; k < reduced.length / FROM; k++) {
            for (int y = 0; y < 3; y++) {
                for (int x = 0; x < 3; x++) {
                    int at = k * TO + (2 - y) * 4 + 2 - x;
                    reduced[k * FROM + y * 3 + x] =
                            gradient[at] + gradient[at + 1] + gradient[at + 4] + gradient[at + 5];
                }
            }
        }
        return reduced;
    }
}
