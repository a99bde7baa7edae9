package org.effigy.networks.onednn;

import java.util.ArrayList;
import java.util.List;

/**
 * Feature maps of a batch while a program is built: (N, side, side, channels) in memory, channels last, and the parts
 * of their gradient that the layers which use them have contributed so far.
 */
public final class Maps {
    final int images;
    final int side;
    final int channels;
    final Slot values;
    /** The values rounded to bfloat16, once a layer has asked for them. */
    Slot rounded;
    /** How many layers take these maps. */
    int uses;
    /** Whether the layer that made these maps takes their gradient as a factor of products, and nothing else. */
    boolean gradientIsFactor;
    /** Gradients whose sum is the gradient of these maps; each was written by a layer that uses them. */
    final List<Slot> gradients = new ArrayList<>();

    Maps(int images, int side, int channels) {
        this.images = images;
        this.side = side;
        this.channels = channels;
        values = new Slot((long) images * side * side * channels);
    }

    /** Returns the side of the square maps. */
    public int side() {
        return side;
    }

    /** Returns the number of channels. */
    public int channels() {
        return channels;
    }

    int area() {
        return side * side;
    }

    Slot newGradient() {
        Slot slot = new Slot(values.values);
        gradients.add(slot);
        return slot;
    }
}
