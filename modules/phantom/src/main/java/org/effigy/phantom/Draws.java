package org.effigy.phantom;

import java.util.Random;
import org.effigy.base.Seeds;

/** Random numbers for anatomy, one stream per patient or image. */
final class Draws {
    private final Random random;

    Draws(long seed, String purpose, long index) {
        random = Seeds.of(seed, purpose, index);
    }

    /** Returns a number in [low, high). */
    double between(double low, double high) {
        return low + random.nextDouble() * (high - low);
    }

    /** Returns a normal number, redrawn until it lies within 2 deviations. */
    double normal(double mean, double deviation) {
        double z = random.nextGaussian();
        while (Math.abs(z) > 2) {
            z = random.nextGaussian();
        }
        return mean + deviation * z;
    }

    /** Returns a normal number without limits. */
    double gaussian() {
        return random.nextGaussian();
    }

    /** Returns true with this probability. */
    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** Returns -1 or 1. */
    int sign() {
        return random.nextBoolean() ? 1 : -1;
    }

    /** Returns any number, to seed a texture. */
    long bits() {
        return random.nextLong();
    }
}
