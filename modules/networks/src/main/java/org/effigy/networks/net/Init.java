package org.effigy.networks.net;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.effigy.base.Seeds;

/** How the first values of a parameter are drawn; each parameter has a random stream of its own, by its name. */
@FunctionalInterface
public interface Init {
    /** All 0. */
    Init ZERO = (shape, random) -> new float[length(shape)];

    /** All 1. */
    Init ONE = (shape, random) -> drawn(shape, () -> 1);

    /** Uniform in +-sqrt(6 / (fan in + fan out)), a kernel's area counted in both (Glorot and Bengio 2010, eq. 16). */
    Init GLOROT = (shape, random) -> {
        long area = length(shape) / (shape[0] * shape[1]);
        return uniform(shape, random, Math.sqrt(6.0 / (area * (shape[0] + shape[1]))));
    };

    /** Uniform in +-sqrt(6 / fan in), for layers that a rectifier follows (He et al. 2015, eq. 10); weights (out, in, ...). */
    Init HE = (shape, random) -> uniform(shape, random, Math.sqrt(6.0 * shape[0] / length(shape)));

    /**
     * Returns the first values, in c-order.
     *
     * @param shape in PyTorch's layout
     */
    float[] values(long[] shape, Random random);

    /** Returns normal values of mean 0. */
    static Init normal(double deviation) {
        return (shape, random) -> drawn(shape, () -> deviation * random.nextGaussian());
    }

    private static float[] uniform(long[] shape, Random random, double bound) {
        return drawn(shape, () -> (2 * random.nextDouble() - 1) * bound);
    }

    private static float[] drawn(long[] shape, DoubleSupplier next) {
        float[] values = new float[length(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) next.getAsDouble();
        }
        return values;
    }

    private static int length(long[] shape) {
        return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    }

    /** Returns the stream that a parameter's first values are drawn from. */
    static Random stream(long seed, String parameter) {
        return Seeds.of(seed, parameter, 0);
    }
}
