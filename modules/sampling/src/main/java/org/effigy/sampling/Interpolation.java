package org.effigy.sampling;

import java.util.Random;
import org.effigy.base.Check;
import org.effigy.diffusion.SphericalNoise;

/**
 * A way from the image of one seed to that of another: image i of n is made from noise at (i - 1) / (n - 1) of the great circle
 * between theirs ({@link SphericalNoise}), so that the first and the last are the images of those seeds.
 *
 * @param from seed of the first image alone, as a manifest lists it, as decimal text
 * @param to seed of the last image alone
 * @param count of the images, 2 or more
 */
public record Interpolation(String from, String to, int count) {
    public Interpolation {
        Check.inRange("count of an interpolation", count, 2, 100_000);
        Check.argument(number(from) != number(to), () -> "an interpolation needs two seeds that differ");
    }

    private static long number(String seed) {
        try {
            return Long.parseLong(seed);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "a seed of the interpolation is '" + seed + "', it must be a whole number, as manifests list them",
                    e);
        }
    }

    /** Returns how far an image, from 1, lies from the first: 0 to 1. */
    double weight(int index) {
        return (index - 1.0) / (count - 1);
    }

    /**
     * Returns the noise of an image.
     *
     * @param length values of an image
     */
    Random noise(int index, int length) {
        return new SphericalNoise(new Random(number(from)), new Random(number(to)), weight(index), length);
    }

    /** Returns it as one says it. */
    String text() {
        return count + " images from seed " + from + " to seed " + to;
    }
}
