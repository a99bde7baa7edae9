package org.effigy.networks.onednn;

/**
 * The 4x4 kernel of the transposed convolution (stride 2, padded by 1) that equals doubling by nearest neighbour and
 * then convolving with a 3x3 kernel padded by 1: along each axis, the weights w0, w1, w2 become w2, w1 + w2, w0 + w1, w0.
 */
final class DoubledKernel {
    private static final int FROM = 9;
    private static final int TO = 16;

    private DoubledKernel() {}

    /** Returns (out, in, 4, 4) for (out, in, 3, 3). */
    static float[] expand(float[] weights) {
        float[] expanded = new float[weights.length / FROM * TO];
        for (int from = 0, to = 0; from < weights.length; from += FROM, to += TO) {
            expandRow(weights, from, expanded, to + 12);
            expandRow(weights, from + 3, expanded, to + 4);
            expandRow(weights, from + 6, expanded, to);
            for (int i = to; i < to + 4; i++) {
                expanded[i + 8] = expanded[i + 12] + expanded[i + 4];
                expanded[i + 4] += expanded[i];
            }
        }
        return expanded;
    }

    private static void expandRow(float[] weights, int from, float[] expanded, int to) {
        float w0 = weights[from];
        float w1 = weights[from + 1];
        float w2 = weights[from + 2];
        expanded[to] = w2;
        expanded[to + 1] = w1 + w2;
        expanded[to + 2] = w0 + w1;
        expanded[to + 3] = w0;
    }

    /** Returns the gradient of (out, in, 3, 3) for that of (out, in, 4, 4): the transpose of {@link #expand}. */
    static float[] reduce(float[] gradient) {
        float[] reduced = new float[gradient.length / TO * FROM];
        for (int from = 0, to = 0; from < gradient.length; from += TO, to += FROM) {
            for (int row = 0; row < 3; row++) {
                int in = from + 4 * row;
                int out = to + 6 - 3 * row;
                float column0 = gradient[in] + gradient[in + 4];
                float column1 = gradient[in + 1] + gradient[in + 5];
                float column2 = gradient[in + 2] + gradient[in + 6];
                float column3 = gradient[in + 3] + gradient[in + 7];
                reduced[out] = column2 + column3;
                reduced[out + 1] = column1 + column2;
                reduced[out + 2] = column0 + column1;
            }
        }
        return reduced;
    }
}
