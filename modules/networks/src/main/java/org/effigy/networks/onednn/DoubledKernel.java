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
        for (int from = 0, to = 0; from < weights.length; from += FROM, to += TO) {
            expandRow(weights, from, expanded, to + 12);
            expandRow(weights, from + 6, expanded, to);
            float middle0 = weights[from + 3];
            float middle1 = weights[from + 4];
            float middle2 = weights[from + 5];
            float sum01 = middle0 + middle1;
            float sum12 = middle1 + middle2;
            expanded[to + 4] = expanded[to] + middle2;
            expanded[to + 5] = expanded[to + 1] + sum12;
            expanded[to + 6] = expanded[to + 2] + sum01;
            expanded[to + 7] = expanded[to + 3] + middle0;
            expanded[to + 8] = expanded[to + 12] + middle2;
            expanded[to + 9] = expanded[to + 13] + sum12;
            expanded[to + 10] = expanded[to + 14] + sum01;
            expanded[to + 11] = expanded[to + 15] + middle0;
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
            reduceRows(gradient, from, reduced, to + 6);
            reduceRows(gradient, from + 4, reduced, to + 3);
            reduceRows(gradient, from + 8, reduced, to);
        }
        return reduced;
    }

    private static void reduceRows(float[] gradient, int from, float[] reduced, int to) {
        float column0 = gradient[from] + gradient[from + 4];
        float column1 = gradient[from + 1] + gradient[from + 5];
        float column2 = gradient[from + 2] + gradient[from + 6];
        float column3 = gradient[from + 3] + gradient[from + 7];
        reduced[to] = column2 + column3;
        reduced[to + 1] = column1 + column2;
        reduced[to + 2] = column0 + column1;
    }
}
