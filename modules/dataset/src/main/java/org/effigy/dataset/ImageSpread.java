package org.effigy.dataset;

import java.util.List;
import java.util.Optional;
import org.effigy.base.Check;

/**
 * Whether generated images show anything and differ from each other: what a training that collapsed does not give. An image is
 * an array of values in [-1, 1] from black to white; what lies outside counts as black or white, as it is written.
 */
public final class ImageSpread {
    /** One of the 4095 steps of 12 bits, which radiographs are stored in: what spreads less is stored as one value. */
    public static final float LEAST = 2f / 4095;

    private ImageSpread() {}

    /**
     * Returns what is wrong with an image by itself, e.g. {@code is one even grey}; empty where nothing is.
     *
     * @param least the spread from which on an image shows something, such as {@link #LEAST}
     */
    public static Optional<String> fault(float[] image, float least) {
        float low = 1;
        float high = -1;
        for (float value : image) {
            if (!Float.isFinite(value)) {
                return Optional.of("has values that are not finite");
            }
            low = Math.min(low, shown(value));
            high = Math.max(high, shown(value));
        }
        return high - low < least ? Optional.of("is one even grey") : Optional.empty();
    }

    /** Returns whether two images of one size are the same: no value differs by {@code least} or more. */
    public static boolean same(float[] one, float[] other, float least) {
        Check.sameLength("the other image", other.length, one.length);
        for (int i = 0; i < one.length; i++) {
            // Not the opposite comparison: a value that is not a number differs from every other.
            if (!(Math.abs(shown(one[i]) - shown(other[i])) < least)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns what is wrong with a set of images, e.g. of a preview: one of them by itself, or that they are two or more and
     * all the same; empty where nothing is.
     */
    public static Optional<String> fault(List<float[]> images) {
        for (int i = 0; i < images.size(); i++) {
            Optional<String> fault = fault(images.get(i), LEAST);
            if (fault.isPresent()) {
                return Optional.of("image " + (i + 1) + " of " + images.size() + " " + fault.get());
            }
        }
        boolean alike = images.size() > 1 && images.stream().allMatch(image -> same(images.get(0), image, LEAST));
        return alike ? Optional.of("all " + images.size() + " images are the same") : Optional.empty();
    }

    private static float shown(float value) {
        return Math.max(-1, Math.min(1, value));
    }
}
