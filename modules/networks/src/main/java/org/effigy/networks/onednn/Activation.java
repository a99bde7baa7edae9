package org.effigy.networks.onednn;

import java.nio.FloatBuffer;
import java.util.List;

/** The backward pass of a leaky ReLU that a convolution has applied to its result. */
final class Activation {
    /** The slope for negative values in DCGAN's discriminator (Radford et al. 2015). */
    static final float LEAKY_SLOPE = 0.2f;

    private static final int TILE = 4096;

    private Activation() {}

    /** Returns the pass that turns the gradient of the result, whose sign is that of the input, into the input's. */
    static Pass leakyGradient(Slot result, Slot slope, Slot inSlope) {
        return new BoundPass("leaky ReLU backward", List.of(result, slope, inSlope), space -> {
            FloatBuffer y = space.buffer(result);
            FloatBuffer dy = space.buffer(slope);
            FloatBuffer dx = space.buffer(inSlope);
            float[] z = new float[TILE];
            float[] d = new float[TILE];
            float[] out = new float[TILE];
            return () -> {
                for (int from = 0; from < y.capacity(); from += TILE) {
                    int n = Math.min(TILE, y.capacity() - from);
                    y.get(from, z, 0, n);
                    dy.get(from, d, 0, n);
                    TileLoops.leakyGradient(z, d, LEAKY_SLOPE, out, n);
                    dx.put(from, out, 0, n);
                }
            };
        });
    }
}
