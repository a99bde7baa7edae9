package org.effigy.training;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The real images of one step.
 *
 * @param step from 1
 * @param images flattened (N, 1, H, W), [-1, 1], augmented
 * @param labels one per image, -1 without classes
 * @param ids index ids, one per image
 */
@SuppressWarnings("ArrayRecordComponent")
record Batch(long step, float[] images, int[] labels, int[] ids) {
    int size() {
        return ids.length;
    }

    /** Returns the index ids as messages write them. */
    String idText() {
        return Arrays.stream(ids)
                .mapToObj(id -> String.format(Locale.ROOT, "%04d", id))
                .collect(Collectors.joining(" "));
    }
}
