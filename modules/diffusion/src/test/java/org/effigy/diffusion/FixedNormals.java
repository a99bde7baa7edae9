package org.effigy.diffusion;

import java.util.Random;

/** Draws the given numbers, one after the other, and no more than those. */
final class FixedNormals extends Random {
    private static final long serialVersionUID = 1L;
    private final double[] numbers;
    private int drawn;

    FixedNormals(double... numbers) {
        this.numbers = numbers;
    }

    @Override
    public synchronized double nextGaussian() {
        return numbers[drawn++];
    }
}
