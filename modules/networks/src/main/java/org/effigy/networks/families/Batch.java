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
 */
@SuppressWarnings("ArrayRecordComponent")
public record Batch(long step, float[] images, int[] labels, int[] ids, float[] weights) {
    /** Images that all count alike. */
    public Batch(long step, float[] images, int[] labels, int[] ids) {
        this(step, images, labels, ids, new float[0]);
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
}
