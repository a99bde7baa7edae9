package org.effigy.networks.families;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.effigy.base.Check;

/**
 * Images of one step.
 *
 * @param step from 1
 * @param images flattened (N, 1, H, W), [-1, 1]
 * @param labels one per image, -1 without classes
 * @param ids index ids, one per image
 * @param weights how much each image counts in a loss over images, 0 or more and not all 0; empty where all count alike. Only a
 *     classifier heeds them
 * @param masks flattened (N, 1, H, W): 1 in a region, 0 elsewhere, or {@link #NO_MASK} all over an image whose mask is not known;
 *     empty where no image has one
 * @param covariates (N, covariates of the model), as those of {@link Conditions}; empty for a model without
 */
@SuppressWarnings("ArrayRecordComponent")
public record Batch(
        long step, float[] images, int[] labels, int[] ids, float[] weights, float[] masks, float[] covariates) {
    /** Every value of the mask of an image without one. */
    public static final float NO_MASK = -1;

    /** Images that all count alike. */
    public Batch(long step, float[] images, int[] labels, int[] ids) {
        this(step, images, labels, ids, new float[0]);
    }

    /** Images without masks and covariates. */
    public Batch(long step, float[] images, int[] labels, int[] ids, float[] weights) {
        this(step, images, labels, ids, weights, new float[0], new float[0]);
    }

    /** Returns the same images with masks. */
    public Batch withMasks(float[] other) {
        Check.argument(
                other.length == 0 || other.length == images.length,
                () -> "masks have " + other.length + " values, images " + images.length);
        return new Batch(step, images, labels, ids, weights, other, covariates);
    }

    /** Returns the same images with covariates. */
    public Batch withCovariates(float[] other) {
        Check.argument(other.length % size() == 0, () -> other.length + " covariates are not of " + size() + " images");
        return new Batch(step, images, labels, ids, weights, masks, other);
    }

    /** Returns it for a family whose loss knows no weights of images; fails if it has some. */
    Batch unweighted() {
        Check.argument(weights.length == 0, () -> "only a classifier can weight the images of a batch");
        return this;
    }

    /** Returns the number of images. */
    public int size() {
        return ids.length;
    }

    /** Returns the index ids as messages write them. */
    public String idText() {
        return Arrays.stream(ids)
                .mapToObj(id -> String.format(Locale.ROOT, "%04d", id))
                .collect(Collectors.joining(" "));
    }

    /**
     * Returns (N, classes): 1 at each image's class, 0 elsewhere, and everywhere for the label -1.
     *
     * @param labels per image the class or -1; empty for none
     */
    static float[] oneHot(int[] labels, int n, int classes) {
        float[] out = new float[n * classes];
        for (int i = 0; i < labels.length; i++) {
            Check.inRange("label", labels[i], -1, Math.max(0, classes) - 1);
            if (labels[i] >= 0) {
                out[i * classes + labels[i]] = 1;
            }
        }
        return out;
    }
}
