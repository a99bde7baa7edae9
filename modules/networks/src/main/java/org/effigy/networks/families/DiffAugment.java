package org.effigy.networks.families;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Differentiable augmentation (Zhao et al. 2020): what a discriminator sees, real or synthetic, is changed at random, and the
 * gradient goes back through the change, so that the generator does not learn it. In their order: brightness, contrast,
 * translation, cutout, each as in their published code. Values are not clipped.
 */
final class DiffAugment {
    /** A kind of change. */
    enum Kind {
        /** Adds a number from -1/2 to 1/2 to all pixels, then moves them away from their mean or to it by a factor 1/2 to 3/2. */
        COLOUR,
        /** Shifts by up to an eighth of the side each way; what comes in is 0. */
        TRANSLATION,
        /** Sets a square of half the side to 0, of which at least a quarter is inside. */
        CUTOUT
    }

    private static final double TRANSLATION_SHARE = 0.125;
    private static final double CUTOUT_SHARE = 0.5;

    /**
     * The change of one image.
     *
     * @param brightness is added
     * @param contrast factor of the deviations from the mean
     * @param down rows that the content moves down
     * @param right columns that it moves to the right
     * @param top first row of the square that is set to 0; may lie outside
     * @param left first column of it
     * @param cut side of the square, 0 for none
     */
    record Change(float brightness, float contrast, int down, int right, int top, int left, int cut) {
        /** Returns the changed image; a copy. */
        float[] apply(float[] image) {
            int side = side(image);
            float mean = mean(image) + brightness;
            float[] out = new float[image.length];
            for (int row = 0; row < side; row++) {
                for (int column = 0; column < side; column++) {
                    int from = source(row, column, side);
                    if (from >= 0) {
                        float bright = image[from] + brightness;
                        out[row * side + column] = mean + contrast * (bright - mean);
                    }
                }
            }
            return out;
        }

        /** Returns the gradient by the image, from that by the changed image; a copy. */
        float[] back(float[] gradient) {
            int side = side(gradient);
            float[] out = new float[gradient.length];
            for (int row = 0; row < side; row++) {
                for (int column = 0; column < side; column++) {
                    int to = source(row, column, side);
                    if (to >= 0) {
                        out[to] = gradient[row * side + column];
                    }
                }
            }
            float mean = mean(out);
            for (int i = 0; i < out.length; i++) {
                out[i] = contrast * out[i] + (1 - contrast) * mean;
            }
            return out;
        }

        /** Returns where the value of a pixel comes from, -1 where it is 0. */
        private int source(int row, int column, int side) {
            int y = row - down;
            int x = column - right;
            boolean outside = y < 0 || y >= side || x < 0 || x >= side;
            boolean isCut = row >= top && row < top + cut && column >= left && column < left + cut;
            return outside || isCut ? -1 : y * side + x;
        }

        private static int side(float[] image) {
            return (int) Math.round(Math.sqrt(image.length));
        }

        private static float mean(float[] image) {
            double sum = 0;
            for (float value : image) {
                sum += value;
            }
            return (float) (sum / image.length);
        }
    }

    private final Set<Kind> kinds;

    private DiffAugment(Set<Kind> kinds) {
        this.kinds = kinds;
    }

    /**
     * Returns the augmentation of a policy.
     *
     * @param policy kinds in lower case joined by commas, or {@code none}
     * @throws IllegalArgumentException if a kind is unknown
     */
    static DiffAugment of(String policy) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (String name : policy.equals("none") ? new String[0] : policy.split(",", -1)) {
            kinds.add(Arrays.stream(Kind.values())
                    .filter(kind -> word(kind).equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("diff-augment has " + name
                            + ", allowed are none or some of "
                            + Arrays.stream(Kind.values())
                                    .map(DiffAugment::word)
                                    .collect(Collectors.joining(",")))));
        }
        return new DiffAugment(kinds);
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the change that a stream draws; the same numbers are drawn whatever the policy. */
    Change draw(Random random, int side) {
        float brightness = random.nextFloat() - 0.5f;
        float contrast = random.nextFloat() + 0.5f;
        int most = (int) (side * TRANSLATION_SHARE + 0.5);
        int down = random.nextInt(2 * most + 1) - most;
        int right = random.nextInt(2 * most + 1) - most;
        int cut = (int) (side * CUTOUT_SHARE + 0.5);
        // Their centre is uniform over the image.
        int top = random.nextInt(side + 1 - cut % 2) - cut / 2;
        int left = random.nextInt(side + 1 - cut % 2) - cut / 2;
        boolean colours = kinds.contains(Kind.COLOUR);
        boolean moves = kinds.contains(Kind.TRANSLATION);
        return new Change(
                colours ? brightness : 0,
                colours ? contrast : 1,
                moves ? down : 0,
                moves ? right : 0,
                top,
                left,
                kinds.contains(Kind.CUTOUT) ? cut : 0);
    }
}
