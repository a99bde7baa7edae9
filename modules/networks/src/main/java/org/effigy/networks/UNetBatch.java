package org.effigy.networks;

import java.util.Arrays;

/**
 * Part of a batch for the U-Net.
 *
 * @param images (N, 1, H, W), flattened
 * @param t time steps, from 1
 * @param labels per image the class or -1; empty for none
 */
record UNetBatch(float[] images, int[] t, int[] labels) {
    int size() {
        return t.length;
    }

    int imageLength() {
        return images.length / t.length;
    }

    /** Returns images from..to - 1. */
    UNetBatch part(int from, int to) {
        int length = imageLength();
        return new UNetBatch(
                Arrays.copyOfRange(images, from * length, to * length),
                Arrays.copyOfRange(t, from, to),
                labels.length == 0 ? labels : Arrays.copyOfRange(labels, from, to));
    }

    /** Returns a batch of this size, filled up with black images at time step 1. */
    UNetBatch paddedTo(int size) {
        int[] steps = Arrays.copyOf(t, size);
        Arrays.fill(steps, t.length, size, 1);
        return new UNetBatch(
                Arrays.copyOf(images, size * imageLength()),
                steps,
                labels.length == 0 ? labels : Arrays.copyOf(labels, size));
    }

    /** Returns per image the class, -1 for none. */
    int[] classes() {
        if (labels.length > 0) {
            return labels;
        }
        int[] none = new int[size()];
        Arrays.fill(none, -1);
        return none;
    }
}
